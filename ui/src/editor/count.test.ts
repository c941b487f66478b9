import { expect, test } from 'vitest';
import { countWords } from './count';

test.each([
  ['', 0],
  ['one two  three\n', 3],
  ["don't well-known", 2],
  ['中文', 2],
  ['查找API配置', 5],
  ['カタカナ', 4],
  ['한국어 문서', 5],
  ['--- ** _ 3.5', 2],
  ['café naïve', 2],
])('%j has %d words', (text, words) => {
  expect(countWords(text)).toBe(words);
});
