import { foldedRanges } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { expect, test, vi } from 'vitest';
import { foldEverything, folding, unfoldEverything } from './folding';
import { type Kept, keep, keptFolds } from './folds';
import { notePath } from './links';
import { noteLanguage } from './syntax';

const stored = vi.hoisted(() => ({ folds: {} as Record<string, unknown> }));

vi.mock('../app/uiState', () => ({
  remembered: () => null,
  remember: (_: string, folds: Record<string, unknown>) => {
    stored.folds = folds;
  },
}));

const ONE: readonly Kept[] = [[1, '# A']];

function show(path: string): EditorView {
  const extensions = [noteLanguage, folding, keptFolds, notePath.of(path)];
  return new EditorView({ state: EditorState.create({ doc: '# A\nx\n\n# B\ny', extensions }) });
}

test('the folds of some hundred notes are kept, those that were folded last', () => {
  for (let i = 0; i < 310; i++) keep(`note ${i}.md`, ONE);
  keep('note 20.md', ONE);
  keep('one more.md', ONE);
  const paths = Object.keys(stored.folds);
  expect(paths).toHaveLength(300);
  expect(paths).not.toContain('note 10.md');
  expect(paths).toContain('note 20.md');
  expect(paths.at(-1)).toBe('one more.md');
  keep('one more.md', []);
  expect(Object.keys(stored.folds)).toHaveLength(299);
});

test('a note opens as it was folded, and is not folded again once it was unfolded', async () => {
  const first = show('a.md');
  await Promise.resolve();
  foldEverything(first);
  first.destroy();
  expect(stored.folds['a.md']).toEqual([
    [1, '# A'],
    [4, '# B'],
  ]);
  const second = show('a.md');
  await expect.poll(() => foldedRanges(second.state).size).toBe(2);
  unfoldEverything(second);
  // Out of sight and back, with the same state.
  const { state } = second;
  second.destroy();
  expect(stored.folds['a.md']).toBeUndefined();
  keep('a.md', ONE);
  const back = new EditorView({ state });
  await Promise.resolve();
  expect(foldedRanges(back.state).size).toBe(0);
  back.destroy();
});
