/**
 * What takes the place of whole lines: pictures, formulas, diagrams, tables, front matter, folded callouts. Kept
 * through every change and made anew only around what changed, so that the length of a note does not matter.
 */
import { syntaxTree } from '@codemirror/language';
import {
  type EditorState,
  type Range,
  RangeSet,
  RangeValue,
  StateEffect,
  StateField,
  type Transaction,
} from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, type WidgetType } from '@codemirror/view';
import { IterMode, type SyntaxNode, type SyntaxNodeRef } from '@lezer/common';
import { notePath } from '../links';
import { readCallout } from './callouts';
import { DiagramWidget } from './diagrams';
import { FrontMatterWidget, insideFront } from './front';
import { MathWidget } from './math';
import { PictureWidget, readPicture } from './pictures';
import { entered, revealed } from './reveal';
import { cellFocus } from './table/focus';
import { TableWidget } from './table/widget';

export type Kind = 'front' | 'math' | 'diagram' | 'table' | 'picture' | 'callout';

class Block extends RangeValue {
  readonly kind: Kind;

  constructor(kind: Kind) {
    super();
    this.kind = kind;
  }

  override eq(other: RangeValue): boolean {
    return other instanceof Block && other.kind === this.kind;
  }
}

Block.prototype.startSide = -1;
Block.prototype.endSide = 1;

/** A longer table stays text: as a table it would take seconds to lay out. */
const MOST_ROWS = 600;

interface Blocks {
  blocks: RangeSet<Block>;
  decorations: DecorationSet;
  /** Up to where the tree has been read. */
  scanned: number;
  /** What changed while a composition was under way. */
  waiting: readonly [from: number, to: number] | null;
  /** Where callouts start that the reader folded or unfolded. */
  toggled: ReadonlySet<number>;
}

const toggleCallout = StateEffect.define<number>({ map: (at, changes) => changes.mapPos(at) });

/** Folds or unfolds the callout around a position. */
export function foldCallout(view: EditorView, at: number): void {
  let start = -1;
  view.state.field(blockField).blocks.between(at, at, (from, _, { kind }) => {
    if (kind === 'callout') start = from;
  });
  if (start >= 0) view.dispatch({ effects: toggleCallout.of(start) });
}

/** Returns the blocks that touch a range, in order. */
export function blocksIn(
  state: EditorState,
  from: number,
  to: number,
): { from: number; to: number; kind: Kind }[] {
  const found: { from: number; to: number; kind: Kind }[] = [];
  state.field(blockField, false)?.blocks.between(from, to, (start, end, { kind }) => {
    found.push({ from: start, to: end, kind });
  });
  return found;
}

function kindOf(state: EditorState, node: SyntaxNodeRef): Kind | null {
  switch (node.name) {
    case 'FrontMatter':
      return /\n---\s*$/.test(state.sliceDoc(Math.max(node.from, node.to - 12), node.to)) ? 'front' : null;
    case 'BlockMath':
      return node.to - node.from > 4 && state.sliceDoc(node.to - 2, node.to) === '$$' ? 'math' : null;
    case 'Table': {
      const rows = state.doc.lineAt(node.to).number - state.doc.lineAt(node.from).number;
      return rows < MOST_ROWS ? 'table' : null;
    }
    case 'FencedCode': {
      const info = node.node.getChild('CodeInfo');
      const closed = node.node.getChildren('CodeMark').length === 2;
      return closed && info && state.sliceDoc(info.from, info.to).trim() === 'mermaid' ? 'diagram' : null;
    }
    case 'Paragraph': {
      const child = node.node.firstChild;
      if (!child || child.from !== node.from || child.to !== node.to) return null;
      const embed = child.name === 'WikiLink' && state.sliceDoc(child.from, child.from + 1) === '!';
      return embed || child.name === 'Image' ? 'picture' : null;
    }
    case 'Blockquote': {
      const line = state.doc.lineAt(node.from);
      return line.to < node.to && readCallout(state.sliceDoc(node.from, line.to))?.folds ? 'callout' : null;
    }
    default:
      return null;
  }
}

function scan(state: EditorState, from: number, to: number): Range<Block>[] {
  const found: Range<Block>[] = [];
  syntaxTree(state).iterate({
    from,
    to,
    mode: IterMode.IgnoreMounts,
    enter(node) {
      if (node.type.isTop) return true;
      const kind = kindOf(state, node);
      if (kind) {
        const start = state.doc.lineAt(node.from).from;
        found.push(new Block(kind).range(start, state.doc.lineAt(node.to).to));
      }
      return false;
    },
  });
  return found;
}

function widgetOf(state: EditorState, kind: Kind, from: number, to: number): WidgetType | null {
  const source = state.sliceDoc(from, to);
  switch (kind) {
    case 'front':
      return new FrontMatterWidget(source);
    case 'math':
      return new MathWidget(source.replace(/^\s*\$\$\s*|\s*\$\$\s*$/g, ''), true);
    case 'diagram':
      return new DiagramWidget(source.slice(source.indexOf('\n') + 1, source.lastIndexOf('\n')));
    case 'table':
      return new TableWidget(source);
    case 'picture': {
      const picture = readPicture(source.trim());
      return picture && new PictureWidget(picture, state.facet(notePath), true);
    }
    default:
      return null;
  }
}

const CLOSED = Decoration.line({ class: 'lp-closed' });
const HIDDEN = Decoration.replace({});
const STAYS = new Set<Kind>(['math', 'diagram', 'picture']);

function decorate(state: EditorState, value: Blocks, from: number, to: number): Range<Decoration>[] {
  const made: Range<Decoration>[] = [];
  value.blocks.between(from, to, (start, end, { kind }) => {
    if (kind === 'callout') {
      const line = state.doc.lineAt(start);
      const closed =
        (readCallout(state.sliceDoc(start, line.to))?.folds === '-') !== value.toggled.has(start);
      if (closed && !entered(state, line.to + 1, end)) {
        made.push(CLOSED.range(line.from), HIDDEN.range(line.to, end));
      }
      return;
    }
    const widget = widgetOf(state, kind, start, end);
    if (!widget) return;
    const open =
      kind === 'front'
        ? insideFront(state, start, end)
        : entered(state, start, end) && !(kind === 'table' && state.field(cellFocus));
    if (!open) made.push(Decoration.replace({ widget, block: true }).range(start, end));
    // What is drawn from its source stays in sight below it.
    else if (STAYS.has(kind)) made.push(Decoration.widget({ widget, block: true, side: 1 }).range(end));
  });
  return made;
}

type Span = [from: number, to: number];

function widen<V extends RangeValue>(set: RangeSet<V>, [from, to]: Span): Span {
  let [low, high] = [from, to];
  set.between(from, to, (start, end) => {
    low = Math.min(low, start);
    high = Math.max(high, end);
  });
  return [low, high];
}

/** Makes the decorations of a range anew; with `read` also looks which blocks stand there. */
function renew(state: EditorState, value: Blocks, span: Span, read: boolean): Blocks {
  let blocks = value.blocks;
  let [from, to] = widen(value.decorations, widen(blocks, span));
  if (read) {
    const found = scan(state, from, to);
    for (const each of found) [from, to] = [Math.min(from, each.from), Math.max(to, each.to)];
    [from, to] = widen(value.decorations, widen(blocks, [from, to]));
    blocks = blocks.update({ filterFrom: from, filterTo: to, filter: () => false, add: found });
  }
  const next = { ...value, blocks };
  const decorations = value.decorations.update({
    filterFrom: from,
    filterTo: to,
    filter: () => false,
    add: decorate(state, next, from, to),
  });
  return { ...next, decorations };
}

/** Returns the top-level nodes' extent around a position, at least its line. */
function around(state: EditorState, position: number): Span {
  const line = state.doc.lineAt(position);
  const span: Span = [line.from, line.to];
  for (const side of [-1, 1] as const) {
    const node: SyntaxNode | null = syntaxTree(state).topNode.enter(position, side, IterMode.IgnoreMounts);
    if (!node) continue;
    span[0] = Math.min(span[0], node.from);
    span[1] = Math.max(span[1], node.to);
  }
  return span;
}

/** Returns what a change may have made other blocks of, in the text after it. */
function changedSpan({ startState, state, changes }: Transaction): Span | null {
  let low = Number.POSITIVE_INFINITY;
  let high = -1;
  changes.iterChangedRanges((fromA, toA, fromB, toB) => {
    const [before] = around(startState, fromA);
    const [, after] = around(startState, toA);
    low = Math.min(low, changes.mapPos(before, -1), around(state, fromB)[0]);
    high = Math.max(high, changes.mapPos(after, 1), around(state, toB)[1]);
  });
  if (high < 0) return null;
  // A fence that lost its start takes the rest with it: up to where both trees agree again.
  const moved = state.doc.length - startState.doc.length;
  const [old, now] = [syntaxTree(startState).topNode, syntaxTree(state).topNode];
  for (;;) {
    const before = old.childAfter(high - moved);
    const after = now.childAfter(high);
    if (!before && !after) break;
    if (
      before?.name === after?.name &&
      before?.from === (after?.from ?? 0) - moved &&
      before.to === (after?.to ?? 0) - moved
    )
      break;
    high = Math.max(after?.to ?? high, before ? before.to + moved : high);
  }
  return [Math.max(0, low - 1), Math.min(state.doc.length, high + 1)];
}

function joined(one: Span | readonly [number, number] | null, other: Span | null): Span | null {
  if (!one || !other) return one ? [one[0], one[1]] : other;
  return [Math.min(one[0], other[0]), Math.max(one[1], other[1])];
}

export function allBlocks(state: EditorState): Blocks {
  const { length } = syntaxTree(state);
  const empty: Blocks = {
    blocks: RangeSet.empty,
    decorations: Decoration.none,
    scanned: length,
    waiting: null,
    toggled: new Set(),
  };
  return renew(state, empty, [0, length], true);
}

export const blockField = StateField.define<Blocks>({
  create: allBlocks,
  update(value, transaction) {
    const { state, startState, changes } = transaction;
    const tree = syntaxTree(state);
    if (state.facet(notePath) !== startState.facet(notePath))
      return { ...allBlocks(state), toggled: value.toggled };
    let next = value;
    let span: Span | null = null;
    if (transaction.docChanged) {
      const waiting = value.waiting;
      next = {
        blocks: value.blocks.map(changes),
        decorations: value.decorations.map(changes),
        scanned: Math.min(changes.mapPos(value.scanned), tree.length),
        waiting: waiting && [changes.mapPos(waiting[0], -1), changes.mapPos(waiting[1], 1)],
        toggled: new Set([...value.toggled].map((at) => changes.mapPos(at, 1))),
      };
      span = changedSpan(transaction);
    }
    span = joined(next.waiting, span);
    if (transaction.isUserEvent('input.type.compose')) return { ...next, waiting: span };
    if (span) next = renew(state, { ...next, waiting: null }, span, true);
    // Also what was read while a composition was under way.
    if (tree.length > next.scanned) {
      const [from] = around(state, Math.max(0, next.scanned - 1));
      next = renew(state, { ...next, scanned: tree.length }, [from, tree.length], true);
    }
    for (const effect of transaction.effects) {
      if (!effect.is(toggleCallout)) continue;
      const toggled = new Set(next.toggled);
      if (!toggled.delete(effect.value)) toggled.add(effect.value);
      next = renew(state, { ...next, toggled }, [effect.value, effect.value], false);
    }
    const seen = state.field(revealed).selection;
    const before = startState.field(revealed, false)?.selection;
    if (seen !== before || state.field(cellFocus) !== startState.field(cellFocus, false)) {
      for (const { from, to } of before?.ranges ?? []) {
        const ends = [changes.mapPos(from), changes.mapPos(to)];
        for (const at of ends) next = renew(state, next, [at, at], false);
      }
      for (const { from, to } of seen.ranges)
        for (const at of [from, to]) next = renew(state, next, [at, at], false);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field, (value) => value.decorations),
});
