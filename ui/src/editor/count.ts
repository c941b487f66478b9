/** Counts words: letters between spaces count once, each Chinese, Japanese or Korean character counts by itself. */

const WORDS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])[\p{L}\p{N}'’_-])+/gu;

export function countWords(text: string): number {
  let count = 0;
  for (const [word] of text.matchAll(WORDS)) if (/[\p{L}\p{N}]/u.test(word)) count++;
  return count;
}
