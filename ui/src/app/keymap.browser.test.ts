import { afterEach, expect, test, vi } from 'vitest';
import { register, useKeys } from './commands';
import { installKeymap } from './keymap';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const each of undo.splice(0)) each();
  useKeys.setState({ changed: {} });
  document.body.replaceChildren();
});

/** A field that does something of its own with every key. */
function field() {
  const box = document.createElement('input');
  const own = vi.fn((event: KeyboardEvent) => event.preventDefault());
  box.addEventListener('keydown', own);
  document.body.append(box);
  box.focus();
  return { box, own };
}

const press = (box: HTMLElement, init: KeyboardEventInit) =>
  box.dispatchEvent(
    new KeyboardEvent('keydown', { ctrlKey: true, bubbles: true, cancelable: true, ...init }),
  );

test('keys of the app come after those of a note, and keys that the user chose before them', () => {
  const ran = vi.fn();
  undo.push(register({ id: 'x.one', label: () => 'One', keys: ['Mod+D'], run: ran }), installKeymap(window));
  const { box, own } = field();
  press(box, { key: 'd' });
  expect(ran).not.toHaveBeenCalled();
  expect(own).toHaveBeenCalledOnce();
  useKeys.setState({ changed: { 'x.one': ['Mod+K'] } });
  press(box, { key: 'k' });
  expect(ran).toHaveBeenCalledOnce();
  expect(own).toHaveBeenCalledOnce();
});

test('nothing runs while an input method composes or the settings take keys', () => {
  const ran = vi.fn();
  undo.push(register({ id: 'x.one', label: () => 'One', run: ran }), installKeymap(window));
  useKeys.setState({ changed: { 'x.one': ['Mod+K'] } });
  const { box } = field();
  press(box, { key: 'k', isComposing: true });
  box.setAttribute('data-takes-keys', '');
  press(box, { key: 'k' });
  expect(ran).not.toHaveBeenCalled();
});
