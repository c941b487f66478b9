import { expect, test } from 'vitest';
import { printKeys } from './commands';
import { composing, pressed } from './keymap';

const key = (init: Partial<KeyboardEvent>) =>
  ({
    key: '',
    code: '',
    keyCode: 0,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    isComposing: false,
    ...init,
  }) as KeyboardEvent;

test.each([
  [{ key: 'f', ctrlKey: true, shiftKey: true }, false, 'Mod+Shift+F'],
  [{ key: 'Tab', ctrlKey: true }, false, 'Mod+Tab'],
  [{ key: 'c', metaKey: true }, true, 'Mod+C'],
  [{ key: 'c', ctrlKey: true }, true, 'Ctrl+C'],
  [{ key: 'с', code: 'KeyC', ctrlKey: true }, false, 'Mod+C'],
  [{ key: 'F2' }, false, 'F2'],
])('%j', (event, mac, expected) => {
  expect(pressed(key(event), mac)).toBe(expected);
});

test('keys of an input method reach no command', () => {
  expect(composing(key({ key: 'Enter', isComposing: true }))).toBe(true);
  expect(composing(key({ key: 'Process', keyCode: 229 }))).toBe(true);
  expect(composing(key({ key: 'Enter' }))).toBe(false);
});

test('keys are printed as the platform writes them', () => {
  expect(printKeys('Mod+Shift+F', false)).toBe('Ctrl+Shift+F');
  expect(printKeys('Mod+Shift+F', true)).toBe('⌘⇧F');
});
