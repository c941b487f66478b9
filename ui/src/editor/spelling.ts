/**
 * Spell checking by the browser's engine: switched on for the text, in the language the note names or else that of
 * the app, and off for what is no prose. Which dictionaries there are is the engine's affair.
 */
import { syntaxTree } from '@codemirror/language';
import { type EditorState, type Extension, RangeSetBuilder } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { getLocale } from '../i18n/gen/runtime.js';

/** Front matter is not read further than this, in lines. */
const FAR = 60;

/** Returns the language that the front matter names, null if none. */
export function namedLanguage({ doc }: EditorState): string | null {
  if (doc.line(1).text.trimEnd() !== '---') return null;
  for (let at = 2; at <= Math.min(FAR, doc.lines); at++) {
    const { text } = doc.line(at);
    if (/^(?:---|\.\.\.)\s*$/.test(text)) return null;
    const [, named] =
      /^lang(?:uage)?:\s*["']?([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)["']?\s*$/.exec(text) ?? [];
    if (named) return named.replaceAll('_', '-');
  }
  return null;
}

const NO_PROSE = new Set([
  'Autolink',
  'BlockMath',
  'CodeBlock',
  'FencedCode',
  'FrontMatter',
  'FootnoteReference',
  'Hashtag',
  'HTMLBlock',
  'HTMLTag',
  'InlineCode',
  'InlineMath',
  'LinkReference',
  'URL',
  'WikiLink',
]);

/** Returns the ranges within a range that are not to be checked, in order. */
export function unchecked(state: EditorState, from: number, to: number): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  syntaxTree(state).iterate({
    from,
    to,
    enter: (node) => {
      if (!NO_PROSE.has(node.name)) return true;
      const [start, end] = [Math.max(from, node.from), Math.min(to, node.to)];
      if (start < end) found.push({ from: start, to: end });
      return false;
    },
  });
  return found;
}

const off = Decoration.mark({ attributes: { spellcheck: 'false' } });

class Prose {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = mark(view);
  }

  update({ view, docChanged, viewportChanged, state, startState, changes }: ViewUpdate): void {
    if (view.composing) this.decorations = this.decorations.map(changes);
    else if (docChanged || viewportChanged || syntaxTree(state) !== syntaxTree(startState))
      this.decorations = mark(view);
  }
}

function mark({ state, visibleRanges }: EditorView): DecorationSet {
  const marks = new RangeSetBuilder<Decoration>();
  for (const range of visibleRanges)
    for (const { from, to } of unchecked(state, range.from, range.to)) marks.add(from, to, off);
  return marks.finish();
}

export const spelling: Extension = [
  ViewPlugin.fromClass(Prose, { decorations: ({ decorations }) => decorations }),
  EditorView.contentAttributes.of(({ state }) => ({
    spellcheck: 'true',
    lang: namedLanguage(state) ?? getLocale(),
  })),
];
