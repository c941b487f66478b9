/** Decorates the lines that are in sight, and no others, from the syntax tree. */
import { syntaxTree } from '@codemirror/language';
import { type EditorState, RangeSet } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { IterMode } from '@lezer/common';
import { notePath } from '../links';
import { code } from './code';
import { links } from './links';
import { lists } from './lists';
import { marks } from './marks';
import { math } from './math';
import { pictures } from './pictures';
import { quotes } from './quotes';
import { hold, revealed } from './reveal';
import { type Construct, Sink } from './sink';

const constructs: Record<string, Construct> = {
  ...marks,
  ...links,
  ...lists,
  ...quotes,
  ...code,
  ...math,
  ...pictures((state) => state.facet(notePath)),
};

/** What is drawn as a whole elsewhere, or stays as it is. */
const CLOSED = new Set(['Table', 'BlockMath', 'FrontMatter', 'HTMLBlock', 'CommentBlock', 'BlockComment']);

/** Returns the decorations of a range of the text. */
export function decorated(state: EditorState, from: number, to: number): Sink {
  const sink = new Sink(state, from, to);
  syntaxTree(state).iterate({
    from,
    to,
    mode: IterMode.IgnoreMounts,
    enter: (node) => (CLOSED.has(node.name) ? false : constructs[node.name]?.(sink, node)),
  });
  return sink;
}

class Inline {
  decorations: DecorationSet = Decoration.none;
  atoms: DecorationSet = Decoration.none;
  /** Changes came while a composition was under way. */
  #late = false;

  constructor(view: EditorView) {
    this.#build(view);
  }

  update(update: ViewUpdate): void {
    const { view, state, startState, changes } = update;
    if (view.compositionStarted) {
      this.#late = true;
      this.decorations = this.decorations.map(changes);
      this.atoms = this.atoms.map(changes);
    } else if (
      this.#late ||
      update.docChanged ||
      update.viewportChanged ||
      state.field(revealed).selection !== startState.field(revealed, false)?.selection ||
      syntaxTree(state) !== syntaxTree(startState) ||
      state.facet(notePath) !== startState.facet(notePath) ||
      update.transactions.some(({ effects }) => effects.some((effect) => effect.is(hold)))
    ) {
      this.#build(view);
    }
  }

  #build(view: EditorView): void {
    this.#late = false;
    const sinks = view.visibleRanges.map(({ from, to }) => decorated(view.state, from, to));
    this.decorations = RangeSet.of(
      sinks.flatMap(({ ranges }) => ranges),
      true,
    );
    this.atoms = RangeSet.of(
      sinks.flatMap(({ atoms }) => atoms),
      true,
    );
  }
}

export const inline = ViewPlugin.fromClass(Inline, {
  decorations: (plugin) => plugin.decorations,
  provide: (plugin) => EditorView.atomicRanges.of((view) => view.plugin(plugin)?.atoms ?? Decoration.none),
});
