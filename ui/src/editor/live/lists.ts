/** Lists: bullets and numbers in a column of their own, wrapped lines below the text, task boxes to click. */
import { type EditorView, WidgetType } from '@codemirror/view';
import type { SyntaxNode } from '@lezer/common';
import { m } from '../../i18n/messages';
import { toggledTask } from '../tasks';
import type { Construct, Sink } from './sink';

/** Indents beyond this look alike. */
const DEEPEST = 12;

class TaskBox extends WidgetType {
  readonly done: boolean;

  constructor(done: boolean) {
    super();
    this.done = done;
  }

  override eq(other: TaskBox): boolean {
    return other.done === this.done;
  }

  override toDOM(view: EditorView): HTMLElement {
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.className = 'lp-task';
    box.checked = this.done;
    box.disabled = view.state.readOnly;
    // The focus stays in the text; the keyboard has its own command.
    box.tabIndex = -1;
    box.setAttribute('aria-label', m.task_toggle());
    box.addEventListener('mousedown', (event) => event.preventDefault());
    box.addEventListener('click', (event) => {
      // The text decides: the box is drawn anew when it has changed.
      event.preventDefault();
      const line = view.state.doc.lineAt(view.posAtDOM(box));
      const change = view.state.readOnly ? null : toggledTask(view.state, line.number);
      if (change) view.dispatch(change);
    });
    return box;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

function depthOf(item: SyntaxNode): number {
  let depth = 0;
  for (let at: SyntaxNode | null = item; at; at = at.parent) if (at.name === 'ListItem') depth++;
  return Math.min(depth, DEEPEST);
}

/** Returns where the quote marks before an item's text end. */
function lead(text: string): number {
  return /^(?:[ \t]*>[ \t]?)*/.exec(text)?.[0].length ?? 0;
}

function indent(sink: Sink, from: number, to: number): void {
  if (to <= from) return;
  sink.hide(from, to);
  const last = sink.ranges.at(-1);
  if (last?.from === from) sink.atoms.push(last);
}

const item: Construct = (sink, { from, to, node }) => {
  const mark = node.getChild('ListMark');
  if (!mark) return undefined;
  const depth = depthOf(node);
  const first = sink.lineAt(from);
  const width = mark.to - first.from - lead(first.text) + 1;
  sink.linesOf(from, to, (line) => {
    sink.line(line.from, 'lp-item', `--depth:${depth}`);
    const start = lead(line.text);
    const space = /^[ \t]*/.exec(line.text.slice(start))?.[0].length ?? 0;
    if (line.from === first.from) {
      if (first.from + start + space === mark.from) indent(sink, line.from + start, mark.from);
    } else {
      // An inner item hides its own indent.
      const hidden = Math.min(space, width);
      const own = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/.test(line.text.slice(start));
      if (!own && hidden < line.text.length - start)
        indent(sink, line.from + start, line.from + start + hidden);
    }
  });
  return undefined;
};

const listMark: Construct = (sink, { from, to, node }) => {
  const parent = node.parent as SyntaxNode;
  const box = parent.getChild('Task')?.getChild('TaskMarker');
  const line = sink.lineAt(from);
  const end = Math.min(to + 1, line.to);
  if (box && box.from <= line.to) {
    const after = Math.min(box.to + 1, line.to);
    if (sink.touched(from, box.to)) {
      sink.mark(from, after, 'lp-marker lp-raw');
    } else {
      const done = sink.text(box.from + 1, box.to - 1) !== ' ';
      sink.hide(from, box.from);
      sink.widget(box.from, after, new TaskBox(done));
      if (done) sink.mark(after, line.to, 'lp-done');
    }
    return false;
  }
  const ordered = parent.parent?.name === 'OrderedList';
  const raw = ordered || sink.touched(from, to);
  sink.mark(from, end, ordered ? 'lp-marker lp-number' : raw ? 'lp-marker' : 'lp-marker lp-bullet');
  return false;
};

export const lists: Record<string, Construct> = { ListItem: item, ListMark: listMark };
