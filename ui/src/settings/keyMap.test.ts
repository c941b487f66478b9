import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Command, keysOf } from '../app/commands';
import { faultOf, given, holderOf, own, PRESETS, presetOf, read, taken } from './keyMap';

const commands = new Map<string, Command>(
  [{ id: 'a', keys: ['Mod+A', 'Alt+A'] }, { id: 'b', keys: ['Mod+B'] }, { id: 'c' }].map((each) => [
    each.id,
    { label: () => each.id, run: () => {}, ...each },
  ]),
);

const keys = (id: string, map: Record<string, string[]>) => keysOf(commands.get(id) as Command, map);

test('keys that a command gets leave the one that had them', () => {
  const map = given(commands, {}, 'c', 'Mod+B');
  expect(map).toEqual({ b: [], c: ['Mod+B'] });
  expect(holderOf(commands, map, 'Mod+B', 'c')).toBeNull();
  expect(own(commands, map, 'b')).toEqual({});
});

test('what is as it was is no difference', () => {
  expect(given(commands, taken(commands, {}, 'b', 'Mod+B'), 'b', 'Mod+B')).toEqual({});
  expect(own(commands, { a: [] }, 'a')).toEqual({});
});

test.each([
  ['A', 'writes'],
  ['Shift+A', 'writes'],
  ['é', 'writes'],
  ['Escape', 'reserved'],
  ['Shift+Tab', 'reserved'],
  ['ArrowUp', 'reserved'],
  ['F5', null],
  ['Shift+F5', null],
  ['Alt+ArrowUp', null],
  ['Mod+Shift+K', null],
] as const)('%s: %s', (pressed, fault) => {
  expect(faultOf(pressed)).toBe(fault);
});

test('no keys ever run two commands', () => {
  const id = fc.constantFrom('a', 'b', 'c');
  const press = fc.constantFrom('Mod+A', 'Alt+A', 'Mod+B', 'F9');
  const step = fc.tuple(fc.constantFrom('give', 'take', 'own'), id, press);
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let map: Record<string, string[]> = {};
      for (const [what, at, pressed] of steps) {
        if (what === 'give') map = given(commands, map, at, pressed);
        else if (what === 'take') map = taken(commands, map, at, pressed);
        else map = own(commands, map, at);
        if (what === 'give') expect(keys(at, map)[0]).toBe(pressed);
        if (what === 'own') expect(keys(at, map)).toEqual(commands.get(at)?.keys ?? []);
      }
      const all = ['a', 'b', 'c'].flatMap((each) => keys(each, map));
      expect(new Set(all).size).toBe(all.length);
    }),
  );
});

test('a map is read as it was written, and nothing else is taken for one', () => {
  expect(read(JSON.stringify(PRESETS.vscode))).toEqual(PRESETS.vscode);
  for (const text of ['', '[]', 'null', '{"a": "Mod+A"}', '{"a": ["x"]}', '{']) expect(read(text)).toBeNull();
});

test('presets are known again', () => {
  expect(presetOf({})).toBe('strata');
  expect(presetOf({ ...PRESETS.obsidian })).toBe('obsidian');
  expect(presetOf({ b: [] })).toBeNull();
  for (const map of Object.values(PRESETS))
    for (const each of Object.values(map).flat()) expect(faultOf(each), each).toBeNull();
});
