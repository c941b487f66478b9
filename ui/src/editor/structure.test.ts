import { EditorSelection, EditorState, type StateCommand } from '@codemirror/state';
import { describe, expect, test } from 'vitest';
import { inLink, isMarked, linkTo, toggleLink, toggleMark } from './formatting';
import {
  insertRule,
  insertTable,
  inVerbatim,
  standing,
  toggleCallout,
  toggleCode,
  toggleHeading,
  toggleList,
  toggleMath,
  toggleQuote,
  toText,
} from './structure';
import { noteLanguage } from './syntax';

/** A text in which `‹` and `›` mark selections and `¦` cursors. */
function stateOf(marked: string): EditorState {
  const ranges: [number, number][] = [];
  let doc = '';
  for (const char of marked) {
    if (char === '¦') ranges.push([doc.length, doc.length]);
    else if (char === '‹') ranges.push([doc.length, doc.length]);
    else if (char === '›') (ranges.at(-1) as [number, number])[1] = doc.length;
    else doc += char;
  }
  return EditorState.create({
    doc,
    selection: EditorSelection.create(ranges.map(([from, to]) => EditorSelection.range(from, to))),
    extensions: [noteLanguage, EditorState.allowMultipleSelections.of(true)],
  });
}

function shown(state: EditorState): string {
  let out = '';
  let at = 0;
  for (const { from, to, empty } of state.selection.ranges) {
    out += state.sliceDoc(at, from) + (empty ? '¦' : `‹${state.sliceDoc(from, to)}›`);
    at = to;
  }
  return out + state.sliceDoc(at);
}

function applied(command: StateCommand, marked: string): string | null {
  let state = stateOf(marked);
  return command({ state, dispatch: (transaction) => (state = transaction.state) }) ? shown(state) : null;
}

const bold = toggleMark('**');
const code = toggleMark('`');

describe('marks', () => {
  test.each([
    [bold, 'a **wo¦rd more** b', 'a wo¦rd more b'],
    [bold, 'a __wo¦rd__ b', 'a wo¦rd b'],
    [bold, 'a‹ word ›b', 'a‹ **word** ›b'],
    [bold, 'a‹ **word** ›b', 'a‹ word ›b'],
    [bold, '- ‹one\n- two›', '- **‹one**\n- **two›**'],
    [bold, '- **‹one**\n- **two›**', '- ‹one\n- two›'],
    [bold, '- **‹one**\n- two›', '- **‹one**\n- **two›**'],
    [bold, '‹a **b** c›', '**‹a b c›**'],
    [bold, '‹a **b› c**', '**‹a b› c**'],
    [bold, '‹one› and ‹two›', '**‹one›** and **‹two›**'],
    [toggleMark('=='), '‹# Title›', '‹# ==Title›=='],
    [code, '‹a`b›', '`` ‹a`b› ``'],
    [code, '`‹ab›`', '‹ab›'],
    [toggleMark('$'), 'x ‹y›', 'x $‹y›$'],
    [toggleMark('~~'), '中‹文›字', '中~~‹文›~~字'],
    [toggleLink, 'a ‹b› c', 'a [b](¦) c'],
    [toggleLink, '‹https://x.y/(z)›', '[¦](<https://x.y/(z)>)'],
    [toggleLink, 'a [b¦](https://x.y "t") c', 'a b¦ c'],
    [toggleLink, 'a¦', 'a[¦]()'],
  ])('%# %j', (command, before, after) => {
    expect(applied(command, before)).toBe(after);
  });

  test('are known at the cursor', () => {
    expect(isMarked(stateOf('a **b¦** c'), '**')).toBe(true);
    expect(isMarked(stateOf('a **‹b›** c'), '**')).toBe(true);
    expect(isMarked(stateOf('‹a **b** c›'), '**')).toBe(false);
    expect(inLink(stateOf('a [b¦](c)'))).toBe(true);
    expect(inLink(stateOf('a ¦b'))).toBe(false);
  });

  test('an address becomes a link of the words that are selected', () => {
    const linked = (marked: string, address: string) => {
      const state = stateOf(marked);
      const spec = linkTo(state, address);
      return spec && shown(state.update(spec).state);
    };
    expect(linked('a ‹b› c', 'https://x.y')).toBe('a [b](https://x.y)¦ c');
    expect(linked('‹a› ‹b›', 'https://x.y')).toBe('[a](https://x.y)¦ [b](https://x.y)¦');
    expect(linked('a ¦ c', 'https://x.y')).toBeNull();
    expect(linked('‹b›', 'javascript:alert(1)')).toBeNull();
    expect(linked('‹https://a.b›', 'https://x.y')).toBeNull();
    expect(linked('‹a\nb›', 'https://x.y')).toBeNull();
  });
});

describe('lines', () => {
  const bullets = toggleList('bullet');
  const numbers = toggleList('number');
  const tasks = toggleList('task');
  test.each([
    [toggleHeading(2), 'wo¦rds', '## wo¦rds'],
    [toggleHeading(2), '¦words', '## ¦words'],
    [toggleHeading(2), '## wo¦rds', 'wo¦rds'],
    [toggleHeading(3), '# wo¦rds', '### wo¦rds'],
    [toggleHeading(1), '> - wo¦rds', '> # wo¦rds'],
    [toggleHeading(1), '    - wo¦rds', '# wo¦rds'],
    [toggleHeading(1), '‹a\n\nb›', '# ‹a\n\n# b›'],
    [toText, '### wo¦rds', 'wo¦rds'],
    [toText, '- [x] wo¦rds', 'wo¦rds'],
    [bullets, '¦', '- ¦'],
    [bullets, '‹a\nb\n›c', '- ‹a\n- b\n›c'],
    [bullets, '- ‹a\n- b›', '‹a\nb›'],
    [bullets, '* [ ] a¦', '* a¦'],
    [numbers, '‹a\n- b›', '1. ‹a\n2. b›'],
    [numbers, '1. ‹a\n2. b›', '‹a\nb›'],
    [tasks, '‹a\n1. b\n* c›', '- [ ] ‹a\n1. [ ] b\n* [ ] c›'],
    [tasks, '- [ ] ‹a\n- [x] b›', '‹a\nb›'],
    [tasks, '- [x] ‹a\nb›', '- [x] ‹a\n- [ ] b›'],
    [bullets, 'a¦\nb\nc¦', '- a¦\nb\n- c¦'],
    [toggleQuote, '‹a\n\nb›', '> ‹a\n>\n> b›'],
    [toggleQuote, '> ‹a\n>\n> b›', '‹a\n\nb›'],
    [toggleQuote, '> > a¦', '> a¦'],
    [toggleCallout('tip'), '¦', '> [!tip]\n> ¦'],
    [toggleCallout('tip'), '‹a\nb›', '> [!tip]\n> ‹a\n> b›'],
    [toggleCallout('tip'), '> a¦', '> [!tip]\n> a¦'],
    [toggleCallout('tip'), '> [!note]- T\n> a¦', '> [!tip]- T\n> a¦'],
    [toggleCallout('tip'), '> [!tip]\n> a¦', 'a¦'],
    [toggleCallout('tip'), '> [!tip] T\n> a¦', 'T\na¦'],
    [toggleCode, '‹a\nb›', '```\n‹a\nb›\n```'],
    [toggleCode, '¦', '```\n¦\n```'],
    [toggleCode, '```js\na¦\n```', 'a¦'],
    [toggleCode, '‹a ``` b›', '````\n‹a ``` b›\n````'],
    [toggleCode, '> a¦', '> ```\n> a¦\n> ```'],
    [toggleMath, 'x¦', '$$\nx¦\n$$'],
    [toggleMath, '$$\nx¦\n$$', 'x¦'],
    [insertTable, 'a¦', 'a\n\n| ¦ |  |\n| --- | --- |\n|  |  |'],
    [insertTable, '¦\nb', '| ¦ |  |\n| --- | --- |\n|  |  |\n\nb'],
    [insertRule, 'a\n¦', 'a\n\n---\n¦'],
  ])('%# %j', (command, before, after) => {
    expect(applied(command, before)).toBe(after);
  });

  test('nothing is changed in what may only be read', () => {
    const state = EditorState.create({ doc: 'a', extensions: EditorState.readOnly.of(true) });
    const none = () => {
      throw new Error('changed');
    };
    for (const command of [
      bold,
      bullets,
      toggleQuote,
      toggleCode,
      insertTable,
      toggleLink,
      toggleCallout('tip'),
    ])
      expect(command({ state, dispatch: none })).toBe(false);
  });

  test('what stands at the cursor is known', () => {
    expect(standing(stateOf('## a¦'))).toMatchObject({ kind: 'h2', quote: false, code: false });
    expect(standing(stateOf('> [!tip]\n> - a¦'))).toMatchObject({
      kind: 'bullet',
      quote: true,
      callout: 'tip',
    });
    expect(standing(stateOf('```\n# a¦\n```'))).toMatchObject({ kind: 'text', code: true });
  });

  test('verbatim text is known', () => {
    for (const marked of ['```\n/¦\n```', '`/¦`', '$$\n/¦\n$$', '$a/¦$', '---\na: /¦\n---\n'])
      expect(inVerbatim(stateOf(marked), stateOf(marked).selection.main.head), marked).toBe(true);
    for (const marked of ['/¦', '- /¦', '`a` /¦'])
      expect(inVerbatim(stateOf(marked), stateOf(marked).selection.main.head), marked).toBe(false);
  });
});
