/** Block quotes and callouts, which stay text: bars and colours by line, the marks hidden where nobody writes. */
import { type EditorView, WidgetType } from '@codemirror/view';
import type { SyntaxNode } from '@lezer/common';
import { calloutIcon } from '../../design/calloutIcon';
import { m } from '../../i18n/messages';
import { foldCallout } from './blocks';
import { type Callout, readCallout } from './callouts';
import type { Construct } from './sink';

const DEEPEST = 6;

function depthOf(quote: SyntaxNode): number {
  let depth = 0;
  for (let at: SyntaxNode | null = quote; at; at = at.parent) if (at.name === 'Blockquote') depth++;
  return Math.min(depth, DEEPEST);
}

/** What stands for `[!type]`: the fold, and the type's name where there is no title. */
class CalloutHead extends WidgetType {
  readonly callout: Callout;

  constructor(callout: Callout) {
    super();
    this.callout = callout;
  }

  override eq({ callout }: CalloutHead): boolean {
    const { kind, title, name, folds } = this.callout;
    return (
      callout.kind === kind && callout.title === title && callout.name === name && callout.folds === folds
    );
  }

  override toDOM(view: EditorView): HTMLElement {
    const head = document.createElement('span');
    head.className = 'lp-callout-head';
    if (this.callout.folds !== null) {
      const fold = document.createElement('button');
      fold.type = 'button';
      fold.tabIndex = -1;
      fold.className = 'lp-fold';
      fold.setAttribute('aria-label', m.callout_fold());
      fold.addEventListener('mousedown', (event) => event.preventDefault());
      fold.addEventListener('click', () => foldCallout(view, view.posAtDOM(head)));
      head.append(fold);
    }
    head.append(calloutIcon(this.callout.kind));
    if (!this.callout.title) head.append(this.callout.name);
    return head;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

const quote: Construct = (sink, { from, to, node }) => {
  const depth = depthOf(node);
  const first = sink.lineAt(from);
  const callout = readCallout(sink.text(from, first.to));
  const style = `--quotes:${depth}`;
  if (!callout) {
    sink.linesOf(from, to, (line) => sink.line(line.from, 'lp-quote', style));
    return undefined;
  }
  const last = sink.lineAt(to).from;
  sink.linesOf(from, to, (line) => {
    const start = line.from === first.from;
    const place = `${start ? ' lp-callout-first' : ''}${line.from === last ? ' lp-callout-last' : ''}`;
    sink.line(line.from, `lp-quote lp-callout lp-callout-${callout.tone}${place}`, style);
  });
  const [at, end] = [from + callout.from, from + callout.to];
  if (!sink.lineTouched(from, from)) sink.widget(at, end, new CalloutHead(callout));
  return undefined;
};

const quoteMark: Construct = (sink, { from, to }) => {
  const line = sink.lineAt(from);
  const end = /[ \t]/.test(sink.text(to, Math.min(to + 1, line.to))) ? to + 1 : to;
  if (sink.touched(line.from, line.to)) sink.mark(from, end, 'lp-quote-mark');
  else sink.hide(from, end);
  return false;
};

export const quotes: Record<string, Construct> = { Blockquote: quote, QuoteMark: quoteMark };
