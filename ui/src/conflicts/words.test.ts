import { expect, test } from 'vitest';
import { spansOf } from './words';

const marked = (text: string, other: string) =>
  spansOf(text, other)
    .map((span) => (span.changed ? `[${span.text}]` : span.text))
    .join('');

test('marks the words that the other text has not', () => {
  expect(marked('The slow brown fox', 'The quick brown fox')).toBe('The [slow] brown fox');
  expect(marked('on Tuesday.', 'on Monday.')).toBe('on [Tuesday].');
  expect(marked('明天开会', '今天开会')).toBe('[明]天开会');
  expect(marked('one\nnew\ntwo\n', 'one\ntwo\n')).toBe('one\n[new\n]two\n');
  expect(marked('one\ntwo\n', 'one\nold\ntwo\n')).toBe('one\ntwo\n');
  expect(marked('same', 'same')).toBe('same');
  expect(marked('all', '')).toBe('[all]');
  expect(marked('', 'all')).toBe('');
});
