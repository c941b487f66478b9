/** Turns key presses into commands. The editor's own keys are CodeMirror's; what it leaves arrives here. */
import { keysOf, MAC, run, useCommands, useKeys } from './commands';

/** Returns the name of a key press in the form of `Command.keys`. */
export function pressed(event: KeyboardEvent, mac: boolean = MAC): string {
  const parts: string[] = [];
  if (mac ? event.metaKey : event.ctrlKey) parts.push('Mod');
  if (mac && event.ctrlKey) parts.push('Ctrl');
  if (event.altKey) parts.push('Alt');
  if (event.shiftKey) parts.push('Shift');
  // With a modifier the letter's place counts: it stays right under Cyrillic or Greek layouts.
  const latin = /^[\x20-\x7e]$/.test(event.key);
  const key = latin || event.key.length > 1 ? event.key : event.code.replace(/^Key|^Digit/, '');
  parts.push(key.length === 1 ? key.toUpperCase() : key);
  return parts.join('+');
}

/** Whether an input method is at work, including the stray keys that follow a composition. */
export function composing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/**
 * Listens for shortcuts; returns the function that stops it. Keys that the user has given to commands come before
 * what a note or a field would do with them, all others after.
 */
export function installKeymap(target: Window): () => void {
  const act = (event: KeyboardEvent, chosen: boolean) => {
    if (event.defaultPrevented || composing(event)) return;
    const keys = pressed(event);
    const { changed } = useKeys.getState();
    for (const command of useCommands.getState().commands.values()) {
      if (chosen && changed[command.id] === undefined) continue;
      if (!keysOf(command, changed).includes(keys) || !run(command.id)) continue;
      event.preventDefault();
      if (chosen) event.stopImmediatePropagation();
      return;
    }
  };
  const first = (event: KeyboardEvent) => {
    // The settings take the keys that are pressed there.
    if (!document.activeElement?.hasAttribute('data-takes-keys')) act(event, true);
  };
  const last = (event: KeyboardEvent) => act(event, false);
  target.addEventListener('keydown', first, true);
  target.addEventListener('keydown', last);
  return () => {
    target.removeEventListener('keydown', first, true);
    target.removeEventListener('keydown', last);
  };
}
