/**
 * Folding: what belongs to a heading, list item, callout, block of code or front matter can be put away. It changes
 * what is shown, never the text. The arrows look at lines in sight only; how far a section goes is asked when it folds.
 */
import {
  codeFolding,
  ensureSyntaxTree,
  foldEffect,
  foldedRanges,
  foldService,
  syntaxTree,
  unfoldAll,
  unfoldEffect,
} from '@codemirror/language';
import { type EditorState, type Extension, Facet, type Line } from '@codemirror/state';
import { type Command, type EditorView, keymap, ViewPlugin } from '@codemirror/view';
import type { SyntaxNode } from '@lezer/common';
import { m } from '../i18n/messages';
import { readCallout } from './live/callouts';
import { column, type Mark } from './margin';

export interface Fold {
  from: number;
  to: number;
}

/** Says of a line whether what starts there is shown in a way of its own, which folds do not touch. */
export const shownOtherwise = Facet.define<(state: EditorState, line: Line) => boolean>();

/** How long a command may wait for the end of a long note to be read, in milliseconds. */
const PATIENCE = 500;

function levelOf({ name }: SyntaxNode): number | null {
  const [, level] = /^(?:ATX|Setext)Heading(\d)$/.exec(name) ?? [];
  return level === undefined ? null : Number(level);
}

/** Returns the outermost node that starts on a line and can be folded. */
function foldedBy(state: EditorState, line: Line): SyntaxNode | null {
  const indent = /^\s*/.exec(line.text)?.[0].length ?? 0;
  if (indent === line.length) return null;
  let found: SyntaxNode | null = null;
  let node: SyntaxNode | null = syntaxTree(state).resolveInner(line.from + indent, 1);
  for (; node && node.from >= line.from; node = node.parent) if (folds(state, line, node)) found = node;
  if (!found) return null;
  return state.facet(shownOtherwise).some((shown) => shown(state, line)) ? null : found;
}

function folds(state: EditorState, line: Line, node: SyntaxNode): boolean {
  switch (node.name) {
    case 'ListItem':
    case 'FencedCode':
    case 'FrontMatter':
      return node.to > line.to;
    case 'Blockquote':
      return node.to > line.to && readCallout(state.sliceDoc(node.from, line.to)) !== null;
    default: {
      const level = node.parent?.type.isTop ? levelOf(node) : null;
      const next = level === null ? null : node.nextSibling;
      return next !== null && (levelOf(next) ?? 7) > (level ?? 0);
    }
  }
}

/** Returns what belongs to a line and can be put away. */
export function foldOf(state: EditorState, line: Line): Fold | null {
  const node = foldedBy(state, line);
  if (!node) return null;
  const level = levelOf(node);
  let last = node;
  if (level !== null) {
    for (let next = node.nextSibling; next && (levelOf(next) ?? 7) > level; next = next.nextSibling)
      last = next;
  }
  const { to } = state.doc.lineAt(last.to);
  return to > line.to ? { from: line.to, to } : null;
}

/** Returns the fold that starts on a line. */
function foldedAt(state: EditorState, line: Fold): Fold | null {
  let found: Fold | null = null;
  foldedRanges(state).between(line.from, line.to, (from, to) => {
    if (from >= line.from && from <= line.to && (!found || to > found.to)) found = { from, to };
  });
  return found;
}

/** Puts ranges away; a cursor in them goes to where they start. */
function fold(view: EditorView, ranges: readonly Fold[]): void {
  const { main } = view.state.selection;
  const over = ranges.find(({ from, to }) => from < main.head && main.head <= to);
  view.dispatch({
    effects: ranges.map((range) => foldEffect.of(range)),
    selection: over && { anchor: over.from },
  });
}

/** Folds or unfolds what belongs to a line. */
function toggle(view: EditorView, line: Fold): boolean {
  const { state } = view;
  const folded = foldedAt(state, line);
  if (folded) {
    view.dispatch({ effects: unfoldEffect.of(folded) });
    return true;
  }
  ensureSyntaxTree(state, state.doc.length, PATIENCE);
  const range = foldOf(view.state, view.state.doc.lineAt(line.from));
  if (range) fold(view, [range]);
  return range !== null;
}

/** Returns the lines that what stands at a position belongs to, the nearest first. */
function* owners(state: EditorState, position: number): Generator<Line> {
  const line = state.doc.lineAt(position);
  yield line;
  let top: SyntaxNode | null = null;
  for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(position, -1); node; node = node.parent) {
    if (node.type.isTop) break;
    top = node;
    if (node.from < line.from) yield state.doc.lineAt(node.from);
  }
  let level = 7;
  for (
    let before = top ?? syntaxTree(state).topNode.childBefore(position);
    before;
    before = before.prevSibling
  ) {
    const own = levelOf(before) ?? 7;
    if (own < level && before.from < line.from) yield state.doc.lineAt(before.from);
    level = Math.min(level, own);
  }
}

/** Puts away what the cursor's line belongs to: its own, else what it is part of. */
export const foldHere: Command = (view) => {
  ensureSyntaxTree(view.state, view.state.doc.length, PATIENCE);
  const { state } = view;
  for (const line of owners(state, state.selection.main.head)) {
    const range = foldedAt(state, line) ? null : foldOf(state, line);
    if (!range) continue;
    fold(view, [range]);
    return true;
  }
  return false;
};

/** Brings back what the cursor's line has put away. */
export const unfoldHere: Command = (view) => {
  // The line as it is seen, which ends where the fold does.
  const folded = foldedAt(view.state, view.lineBlockAt(view.state.selection.main.head));
  if (folded) view.dispatch({ effects: unfoldEffect.of(folded) });
  return folded !== null;
};

/** Puts away what the cursor's line belongs to, or brings it back. */
export const toggleHere: Command = (view) => unfoldHere(view) || foldHere(view);

/** Puts away all there is, section within section. */
export const foldEverything: Command = (view) => {
  ensureSyntaxTree(view.state, view.state.doc.length, PATIENCE);
  const { state } = view;
  const ranges: Fold[] = [];
  for (let node = syntaxTree(state).topNode.firstChild; node; node = node.nextSibling) {
    const starts = /List$/.test(node.name) ? node.getChildren('ListItem') : [node];
    for (const { from } of starts) {
      const range = foldOf(state, state.doc.lineAt(from));
      if (range) ranges.push(range);
    }
  }
  if (ranges.length > 0) fold(view, ranges);
  return ranges.length > 0;
};

export const unfoldEverything: Command = unfoldAll;

/** Returns the arrows beside the lines in sight that can be folded or are. */
function arrowsOf({ state, viewportLineBlocks }: EditorView): Mark[] {
  return viewportLineBlocks.flatMap(({ from }) => {
    const line = state.doc.lineAt(from);
    const closed = foldedAt(state, line) !== null;
    if (!closed && !foldedBy(state, line)) return [];
    return {
      from,
      text: '',
      className: closed ? 'cm-fold-arrow cm-fold-closed' : 'cm-fold-arrow',
      title: closed ? m.unfold() : m.fold(),
    };
  });
}

const arrows = column({
  className: 'cm-folds',
  marks: arrowsOf,
  update: ({ docChanged, viewportChanged, state, startState }) =>
    docChanged ||
    viewportChanged ||
    syntaxTree(state) !== syntaxTree(startState) ||
    foldedRanges(state) !== foldedRanges(startState),
  pressed: (view, from) => void toggle(view, view.state.doc.lineAt(from)),
});

/** The arrow of the line under the pointer shows. */
const nearPointer = ViewPlugin.define((view) => {
  const { scrollDOM } = view;
  let near: Element | null = null;
  const show = (next: Element | null) => {
    if (next === near) return;
    near?.classList.remove('cm-fold-near');
    next?.classList.add('cm-fold-near');
    near = next;
  };
  const move = (event: MouseEvent) => {
    const { from } = view.lineBlockAtHeight(event.clientY - view.documentTop);
    show(scrollDOM.querySelector(`.cm-folds > [data-from="${from}"]`));
  };
  const leave = () => show(null);
  scrollDOM.addEventListener('mousemove', move);
  scrollDOM.addEventListener('mouseleave', leave);
  return {
    destroy() {
      scrollDOM.removeEventListener('mousemove', move);
      scrollDOM.removeEventListener('mouseleave', leave);
    },
  };
});

export const folding: Extension = [
  foldService.of((state, start) => foldOf(state, state.doc.lineAt(start))),
  codeFolding({
    placeholderDOM(_view, onclick) {
      const more = document.createElement('button');
      more.type = 'button';
      more.className = 'cm-fold-more';
      more.tabIndex = -1;
      more.textContent = '…';
      more.title = m.unfold();
      more.setAttribute('aria-label', m.unfold());
      more.onclick = onclick;
      return more;
    },
  }),
  arrows,
  nearPointer,
  keymap.of([
    { key: 'Mod-Shift-[', run: foldHere },
    { key: 'Mod-Shift-]', run: unfoldHere },
    { key: 'Mod-Alt-[', run: foldEverything },
    { key: 'Mod-Alt-]', run: unfoldEverything },
  ]),
];
