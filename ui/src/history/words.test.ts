import { expect, it } from 'vitest';
import type { Version } from '../ipc/gen/api';
import { actorWords, byDay, kindWords, messageWords } from './words';

const version = (change: Partial<Version>): Version => ({
  id: 'a'.repeat(40),
  time: 0,
  actor: 'owner',
  kind: 'modified',
  message: 'Edit a.md',
  name: null,
  added: 0,
  removed: 0,
  path: 'a.md',
  size: 1,
  ...change,
});

it('names actors', () => {
  expect(actorWords('owner')).toBe('you');
  expect(actorWords('external')).toBe('another program');
  expect(actorWords('external:vim')).toBe('vim');
  expect(actorWords('assistant:Claude: desk')).toBe('assistant Claude: desk');
});

it('keeps only messages that somebody wrote', () => {
  expect(messageWords(version({}))).toBeNull();
  expect(messageWords(version({ message: 'Before the big cleanup' }))).toBe('Before the big cleanup');
  expect(messageWords(version({ message: 'Editorial pass' }))).toBe('Editorial pass');
});

it('says what a restore went back to', () => {
  const old = version({ id: `1234abcd${'0'.repeat(32)}`, time: Date.UTC(2026, 0, 2) });
  const restored = version({ message: 'Restore a.md from 1234abcd' });
  expect(kindWords(restored, old, [restored, old])).toContain('2026');
  expect(kindWords(restored, undefined, [restored])).toBe('Restored');
  expect(kindWords(version({ kind: 'moved' }), version({ path: 'b.md' }), [])).toBe('Moved from b.md');
});

it('groups by day', () => {
  const at = (day: number, hour: number) => version({ time: new Date(2026, 0, day, hour).getTime() });
  expect(byDay([at(2, 9), at(2, 1), at(1, 23)]).map(({ versions }) => versions.length)).toEqual([2, 1]);
});
