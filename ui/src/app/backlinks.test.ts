import { expect, test } from 'vitest';
import type { NoteLink } from '../ipc/gen/api';
import { context, grouped } from './backlinks';

const link = (source: string, line: number): NoteLink => ({
  source,
  sourceTitle: source.replace('.md', ''),
  target: 'Target',
  fragment: null,
  path: 'Target.md',
  embed: false,
  line,
});

test('links stand by note and line', () => {
  const links = [link('b10.md', 1), link('a.md', 9), link('b2.md', 3), link('a.md', 2), link('b2.md', 1)];
  expect(grouped(links, 'name', 'en').map(({ title }) => title)).toEqual(['a', 'b2', 'b10']);
  expect(grouped(links, 'count', 'en').map(({ title }) => title)).toEqual(['a', 'b2', 'b10']);
  expect(grouped(links, 'name', 'en')[0]?.links.map(({ line }) => line)).toEqual([2, 9]);
  expect(grouped([link('z.md', 1), link('z.md', 2), link('a.md', 1)], 'count', 'en')[0]?.title).toBe('z');
});

test('a line is shown with its link, cut where it is long', () => {
  expect(context('- [ ] see [[Target]] soon', 'Target')).toEqual({
    text: '[ ] see [[Target]] soon',
    marks: [[10, 16]],
  });
  expect(context('## Title', 'gone')).toEqual({ text: 'Title', marks: [] });
  const long = context(`${'x'.repeat(300)} [[target]] ${'y'.repeat(300)}`, 'Target');
  expect(long.text.length).toBeLessThan(170);
  const [[from, to] = [0, 0]] = long.marks;
  expect(long.text.slice(from, to)).toBe('target');
});
