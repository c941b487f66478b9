/** Links of all kinds and footnotes: the words that are read, without the address behind them. */
import type { Construct } from './sink';

const link: Construct = (sink, { from, to, node }) => {
  const [open, close] = node.getChildren('LinkMark');
  // Without an address it may be no more than brackets.
  if (!open || !close || !node.getChild('URL')) return undefined;
  if (close.from > open.to) sink.mark(open.to, close.from, 'lp-link lp-go');
  if (!sink.touched(from, to) && close.from > open.to) {
    sink.hide(open.from, open.to);
    sink.hide(close.from, to);
  }
  return undefined;
};

const autolink: Construct = (sink, { from, to, node }) => {
  const url = node.getChild('URL');
  if (!url) return false;
  sink.mark(url.from, url.to, 'lp-link lp-go');
  if (!sink.touched(from, to)) {
    sink.hide(from, url.from);
    sink.hide(url.to, to);
  }
  return false;
};

const bareUrl: Construct = (sink, { from, to, node }) => {
  const parent = node.parent?.name;
  if (parent !== 'Link' && parent !== 'Image' && parent !== 'LinkReference')
    sink.mark(from, to, 'lp-link lp-go');
  return false;
};

/** A wikilink that is no embed; embeds are pictures. */
export const wikilink: Construct = (sink, { from, to }) => {
  const body = sink.text(from + 2, to - 2);
  const bar = body.indexOf('|');
  const alias = bar >= 0 && bar < body.length - 1;
  const start = alias ? from + 3 + bar : from + 2;
  const end = !alias && bar >= 0 ? from + 2 + bar : to - 2;
  sink.mark(from + 2, to - 2, 'lp-link lp-go');
  if (!sink.touched(from, to)) {
    sink.hide(from, start);
    sink.hide(end, to);
  }
  return false;
};

const footnoteReference: Construct = (sink, { from, to }) => {
  sink.mark(from + 2, to - 1, 'lp-footnote lp-go');
  if (!sink.touched(from, to)) {
    sink.hide(from, from + 2);
    sink.hide(to - 1, to);
  }
  return false;
};

const footnote: Construct = (sink, { from, to, node }) => {
  sink.linesOf(from, to, (line) => sink.line(line.from, 'lp-note'));
  const mark = node.getChild('FootnoteMark');
  if (mark && !sink.touched(mark.from, mark.to)) {
    sink.mark(mark.from + 2, mark.to - 2, 'lp-footnote');
    sink.hide(mark.from, mark.from + 2);
    sink.hide(mark.to - 2, mark.to);
  }
  return undefined;
};

export const links: Record<string, Construct> = {
  Link: link,
  Autolink: autolink,
  URL: bareUrl,
  FootnoteReference: footnoteReference,
  Footnote: footnote,
};
