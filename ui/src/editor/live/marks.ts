/** Headings, emphasis, code in a line, highlights, escapes, rules, tags: markup that is hidden and nothing else. */
import type { Construct } from './sink';

const heading =
  (level: number): Construct =>
  (sink, { from, to, node }) => {
    sink.line(from, `lp-h lp-h${level}`);
    const open = sink.lineTouched(from, to);
    for (const mark of node.getChildren('HeaderMark')) {
      const underline = mark.from > from && sink.lineAt(mark.from).from > from;
      if (underline) {
        sink.line(mark.from, 'lp-underline');
        if (!open) sink.hide(mark.from, mark.to);
      } else if (!open) {
        const text = sink.lineAt(from);
        const gap = mark.from === from ? (/^[ \t]*/.exec(sink.text(mark.to, text.to))?.[0].length ?? 0) : 0;
        const lead = mark.from === from ? 0 : (/[ \t]*$/.exec(sink.text(from, mark.from))?.[0].length ?? 0);
        sink.hide(mark.from - lead, mark.to + gap);
      }
    }
    return undefined;
  };

/** Hides the marks at both ends of a node that the selection does not touch. */
const wrapped =
  (mark: string): Construct =>
  (sink, { from, to, node }) => {
    if (sink.touched(from, to)) return undefined;
    for (const each of node.getChildren(mark)) sink.hide(each.from, each.to);
    return undefined;
  };

const inlineCode: Construct = (sink, { from, to, node }) => {
  const { firstChild, lastChild } = node;
  if (!firstChild || !lastChild || firstChild.to > lastChild.from) return false;
  sink.mark(firstChild.to, lastChild.from, 'lp-code');
  if (!sink.touched(from, to)) {
    sink.hide(firstChild.from, firstChild.to);
    sink.hide(lastChild.from, lastChild.to);
  }
  return false;
};

const escapeMark: Construct = (sink, { from, to }) => {
  if (!sink.touched(from, to)) sink.hide(from, from + 1);
  return undefined;
};

const rule: Construct = (sink, { from, to }) => {
  if (sink.lineTouched(from, to)) return false;
  sink.line(from, 'lp-rule');
  sink.hide(from, to);
  return false;
};

const hashtag: Construct = (sink, { from, to }) => {
  sink.mark(from, to, 'lp-go');
  return false;
};

export const marks: Record<string, Construct> = {
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((level) => [`ATXHeading${level}`, heading(level)])),
  SetextHeading1: heading(1),
  SetextHeading2: heading(2),
  Emphasis: wrapped('EmphasisMark'),
  StrongEmphasis: wrapped('EmphasisMark'),
  Strikethrough: wrapped('StrikethroughMark'),
  Highlight: wrapped('HighlightMark'),
  InlineCode: inlineCode,
  Escape: escapeMark,
  HorizontalRule: rule,
  Hashtag: hashtag,
};
