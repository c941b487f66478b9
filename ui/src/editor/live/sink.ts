/** Where the constructs put what should be seen; line by line, because only blocks may reach over line ends. */
import type { EditorState, Line, Range } from '@codemirror/state';
import { Decoration, type WidgetType } from '@codemirror/view';
import type { SyntaxNodeRef } from '@lezer/common';
import { touched } from './reveal';

/** Decorates a node; returns false where what stands in it has been dealt with. */
export type Construct = (sink: Sink, node: SyntaxNodeRef) => boolean | undefined;

const HIDDEN = Decoration.replace({});
const marks = new Map<string, Decoration>();
const lines = new Map<string, Decoration>();

function kept(cache: Map<string, Decoration>, key: string, make: () => Decoration): Decoration {
  let found = cache.get(key);
  if (!found) {
    found = make();
    cache.set(key, found);
  }
  return found;
}

export class Sink {
  readonly state: EditorState;
  /** What is to be decorated: the seen lines. */
  readonly from: number;
  readonly to: number;
  readonly ranges: Range<Decoration>[] = [];
  /** Hidden space that the cursor passes in one step. */
  readonly atoms: Range<Decoration>[] = [];
  #line: Line;

  constructor(state: EditorState, from: number, to: number) {
    this.state = state;
    this.from = from;
    this.to = to;
    this.#line = state.doc.lineAt(from);
  }

  text(from: number, to: number): string {
    return this.state.sliceDoc(from, to);
  }

  touched(from: number, to: number): boolean {
    return touched(this.state, from, to);
  }

  /** Whether the selection is on the lines of a range. */
  lineTouched(from: number, to: number): boolean {
    return this.touched(this.lineAt(from).from, this.lineAt(to).to);
  }

  lineAt(position: number): Line {
    if (position < this.#line.from || position > this.#line.to) this.#line = this.state.doc.lineAt(position);
    return this.#line;
  }

  hide(from: number, to: number): void {
    this.#eachLine(from, to, (start, end) => this.ranges.push(HIDDEN.range(start, end)));
  }

  mark(from: number, to: number, name: string): void {
    const decoration = kept(marks, name, () => Decoration.mark({ class: name }));
    this.#eachLine(from, to, (start, end) => this.ranges.push(decoration.range(start, end)));
  }

  /** Styles the line that holds a position. */
  line(position: number, name: string, style = ''): void {
    const decoration = kept(lines, `${name}|${style}`, () =>
      Decoration.line({ attributes: style ? { class: name, style } : { class: name } }),
    );
    this.ranges.push(decoration.range(this.lineAt(position).from));
  }

  /** Shows something in the place of text of one line, or beside it where the text is empty. */
  widget(from: number, to: number, widget: WidgetType, side = 1): void {
    if (to === from) this.ranges.push(Decoration.widget({ widget, side }).range(from));
    else if (to <= this.lineAt(from).to) this.ranges.push(Decoration.replace({ widget }).range(from, to));
  }

  /** Calls for each seen line of a range. */
  linesOf(from: number, to: number, work: (line: Line) => void): void {
    let at = Math.max(from, this.from);
    const end = Math.min(to, this.to);
    while (at <= end) {
      const line = this.lineAt(at);
      work(line);
      at = line.to + 1;
    }
  }

  #eachLine(from: number, to: number, work: (from: number, to: number) => void): void {
    let at = Math.max(from, this.lineAt(this.from).from);
    const end = Math.min(to, this.lineAt(this.to).to);
    while (at < end) {
      const line = this.lineAt(at);
      const stop = Math.min(line.to, end);
      if (stop > at) work(at, stop);
      at = line.to + 1;
    }
  }
}
