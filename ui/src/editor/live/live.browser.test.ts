import { ensureSyntaxTree, syntaxTree } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { Decoration } from '@codemirror/view';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noteLanguage } from '../syntax';
import { allBlocks, blockField } from './blocks';
import { codeLanguage } from './code';
import { decorated } from './inline';
import { revealed } from './reveal';
import { cellFocus } from './table/focus';

const extensions = [noteLanguage, revealed, cellFocus, blockField];

/** Returns the state of a text in which `|` is the cursor; without one it stands at the end of an added line. */
function stateOf(marked: string): EditorState {
  const at = marked.indexOf('¦');
  const doc = at < 0 ? `${marked}\n\nend` : marked.replace('¦', '');
  return EditorState.create({ doc, selection: { anchor: at < 0 ? doc.length : at }, extensions });
}

/** What a reader sees of the first line or lines: hidden text left out, widgets as `{Name}`. */
function seen(marked: string): string {
  const state = stateOf(marked);
  const { ranges } = decorated(state, 0, state.doc.length);
  const replaced = ranges
    .filter(({ value }) => value.point && !value.spec.attributes && !('class' in value.spec))
    .map(({ from, to, value }) => ({ from, to, name: value.spec.widget?.constructor.name }));
  let out = '';
  for (let at = 0; at <= state.doc.length; at++) {
    for (const { from, name } of replaced) if (from === at && name) out += `{${name}}`;
    if (!replaced.some(({ from, to }) => from <= at && at < to)) out += state.sliceDoc(at, at + 1);
  }
  return out.replace(/\n\nend$/, '');
}

describe('markup is seen at the cursor only', () => {
  test.each([
    ['# Title', 'Title'],
    ['# Tit¦le', '# Title'],
    ['## Title ##', 'Title'],
    ['Title\n===', 'Title\n'],
    ['a **b** c', 'a b c'],
    ['a **b¦** c', 'a **b** c'],
    ['a¦ **b** c', 'a **b** c'.replaceAll('**', '')],
    ['a *b* ~~c~~ ==d== `e`', 'a b c d e'],
    ['***both***', 'both'],
    ['[[Note]]', 'Note'],
    ['[[Note|shown]]', 'shown'],
    ['[[No¦te|shown]]', '[[Note|shown]]'],
    ['[[Note#Part]]', 'Note#Part'],
    ['[text](https://x.y "t")', 'text'],
    ['[text] only', '[text] only'],
    ['<https://x.y>', 'https://x.y'],
    ['\\*no\\*', '*no*'],
    ['one[^1]', 'one1'],
    ['[^1]: the note', '1 the note'],
    ['> quoted', 'quoted'],
    ['> quo¦ted', '> quoted'],
    ['- [ ] do', '{TaskBox}do'],
    ['- [x] done', '{TaskBox}done'],
    ['- [ ]¦ do', '- [ ] do'],
    ['- one\n  - two', '- one\n- two'],
    ['a\n\n---', 'a\n\n'],
    ['$x$ and $5 or $6', '{MathWidget} and $5 or $6'],
    ['in ![a|30](b.png) line', 'in {PictureWidget} line'],
    ['in ![[b.png|30]] line', 'in {PictureWidget} line'],
    ['> [!warning]- Mind\n> this', '{CalloutHead}Mind\nthis'],
    ['%%quiet%%', '%%quiet%%'],
    ['```js\n*a*\n```', '{CopyButton}\n*a*\n'],
  ])('%j', (text, result) => {
    expect(seen(text)).toBe(result);
  });
});

function kinds(doc: string): string[] {
  const found: string[] = [];
  const state = EditorState.create({ doc, selection: { anchor: doc.length }, extensions });
  for (let at = allBlocks(state).blocks.iter(); at.value; at.next())
    found.push(`${(at.value as unknown as { kind: string }).kind} ${at.from}-${at.to}`);
  return found;
}

test('blocks are found where they are whole', () => {
  expect(kinds('---\na: 1\n---\n\nx')).toEqual(['front 0-12']);
  expect(kinds('---\n\nno front matter')).toEqual([]);
  expect(kinds('$$\nx\n$$\n\n$$\nopen')).toEqual(['math 0-7']);
  expect(kinds('```mermaid\ngraph\n```\n\n```js\n1\n```')).toEqual(['diagram 0-20']);
  expect(kinds('| a |\n|---|\n| b |\n\nx')).toEqual(['table 0-17']);
  expect(kinds('![[a.png]]\n\nand ![[b.png]]')).toEqual(['picture 0-10']);
  expect(kinds('> [!note]-\n> x\n\n> [!note]\n> y')).toEqual(['callout 0-14']);
});

const PIECES = [
  '\n',
  '\n\n',
  'word ',
  '# h\n',
  '```\n',
  '```mermaid\nx\n```\n',
  '$$\n',
  '$$\nx\n$$\n\n',
  '| a | b |\n|---|---|\n| c | d |\n\n',
  '> [!note]- t\n> x\n\n',
  '![[a.png]]\n\n',
  '- item\n',
  '  ',
  '%%\n',
  '---\n',
  '<div>\n',
];

const shape = (state: EditorState, of: ReturnType<typeof allBlocks>) => {
  const out: string[] = [];
  for (let at = of.blocks.iter(); at.value; at.next())
    out.push(`${at.from} ${at.to} ${(at.value as unknown as { kind: string }).kind}`);
  of.decorations.between(0, state.doc.length, (from, to, { spec }) => {
    out.push(`${from} ${to} ${spec.widget?.constructor.name} ${spec.block}`);
  });
  return out;
};

test('blocks that are kept through edits are those that a fresh look finds', () => {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(12),
    insert: fc.constantFrom('', ...PIECES),
    cursor: fc.double({ min: 0, max: 1, noNaN: true }),
    composing: fc.boolean(),
  });
  const start = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 });
  fc.assert(
    fc.property(start, fc.array(edit, { minLength: 1, maxLength: 12 }), (pieces, edits) => {
      let state = EditorState.create({ doc: pieces.join(''), extensions });
      for (const { at, cut, insert, cursor, composing } of edits) {
        const from = Math.floor(at * state.doc.length);
        const to = Math.min(state.doc.length, from + cut);
        const length = state.doc.length - (to - from) + insert.length;
        state = state.update({
          changes: { from, to, insert },
          selection: { anchor: Math.floor(cursor * length) },
          userEvent: composing ? 'input.type.compose' : 'input.type',
        }).state;
        if (composing) state = state.update({ selection: state.selection }).state;
        expect(shape(state, state.field(blockField))).toEqual(shape(state, allBlocks(state)));
      }
    }),
    { numRuns: 600 },
  );
});

test('what was read of a long text while something was composed is looked at', () => {
  const doc = `${'Some **words** of a [[Note]] and `code`.\n\n'.repeat(40_000)}$$\nx\n$$\n`;
  let state = EditorState.create({ doc, extensions });
  expect(syntaxTree(state).length).toBeLessThan(doc.length);
  ensureSyntaxTree(state, doc.length, 60_000);
  state = state.update({ changes: { from: 0, insert: 'z' }, userEvent: 'input.type.compose' }).state;
  expect(ensureSyntaxTree(state, doc.length + 1, 60_000)).not.toBeNull();
  state = state.update({ selection: { anchor: 1 } }).state;
  state = state.update({ selection: { anchor: 0 } }).state;
  expect(shape(state, state.field(blockField))).toEqual(shape(state, allBlocks(state)));
  expect(state.field(blockField).blocks.size).toBe(1);
});

test('moving the cursor changes no byte and hides no text for good', () => {
  const doc = PIECES.join('\n');
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(doc.length), fc.nat(doc.length)), { maxLength: 20 }), (moves) => {
      let state = EditorState.create({ doc, extensions });
      for (const [anchor, head] of moves) {
        state = state.update({ selection: { anchor, head } }).state;
        for (const { from, to, value } of decorated(state, 0, doc.length).ranges) {
          expect(from).toBeLessThanOrEqual(to);
          if (value.spec.widget || value.spec.class) continue;
          // Only blocks may hide line ends.
          expect(state.sliceDoc(from, to)).not.toContain('\n');
        }
      }
      expect(state.doc.toString()).toBe(doc);
    }),
    { numRuns: 60 },
  );
});

test('the grammar with languages in it reads notes alike', () => {
  const doc = PIECES.join('\n');
  const state = EditorState.create({ doc, extensions: [codeLanguage.extension, ...extensions] });
  const plain = EditorState.create({ doc, extensions });
  expect(shape(state, state.field(blockField))).toEqual(shape(plain, plain.field(blockField)));
  expect(Decoration.none.size).toBe(0);
});
