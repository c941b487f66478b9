import { history } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../design/tokens.css';
import '../design/base.css';
import { startVault, useVault } from '../app/vault';
import { fileText, keepForm, split } from '../editor/endings';
import { notePath } from '../editor/links';
import { livePreview } from '../editor/live';
import { newProperty } from '../editor/live/front';
import { stepKeymap, undo } from '../editor/steps';
import { noteLanguage } from '../editor/syntax';
import '../editor/editor.css';
import { open } from '../ipc/client';
import { FakeTransport } from '../test/fake/transport';
import { inText } from './add';
import { forgetKnown } from './known';

let fake: FakeTransport;
const views: EditorView[] = [];

beforeEach(() => {
  fake = new FakeTransport(Date.now, {
    'a.md': { age: 1, text: '---\nstatus: open\nrating: 3\ntags: [work/one, 好]\n---\nx' },
    'b.md': { age: 1, text: '---\nstatus: done\nstarted: 2026-01-02\n---\nx' },
  });
  open(fake);
  forgetKnown();
});

afterEach(() => {
  for (const view of views.splice(0)) {
    view.dom.parentElement?.remove();
    view.destroy();
  }
});

function show(file: string, readOnly = false): EditorView {
  const parent = document.createElement('div');
  parent.style.cssText = 'height: 700px; width: 640px; display: flex';
  document.body.append(parent);
  const { text, form } = split(file);
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      selection: { anchor: text.length },
      extensions: [
        keepForm(form),
        history(),
        keymap.of(stepKeymap),
        notePath.of('note.md'),
        noteLanguage,
        EditorState.readOnly.of(readOnly),
        EditorView.lineWrapping,
        livePreview,
      ],
    }),
  });
  views.push(view);
  return view;
}

const file = (view: EditorView) => fileText(view.state);

const all = <E extends HTMLElement>(view: EditorView, selector: string) => [
  ...view.dom.querySelectorAll<E>(selector),
];

async function field(view: EditorView, label: string): Promise<HTMLInputElement> {
  const find = () => all<HTMLInputElement>(view, `[aria-label="${label}"]`)[0];
  await expect.poll(find, { message: label }).toBeTruthy();
  return find() as HTMLInputElement;
}

/** Puts a text into a field as React hears it. */
async function type(input: HTMLInputElement, text: string): Promise<void> {
  input.focus();
  const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), 'value')?.set;
  set?.call(input, text);
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await drawn();
}

async function press(element: Element, key: string, more: KeyboardEventInit = {}): Promise<void> {
  element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  await drawn();
}

const drawn = () => new Promise((done) => setTimeout(done));

/** What the rows say, in order. */
const rows = (view: EditorView) =>
  all(view, '[data-row]').map((row) => {
    const chips = [...row.querySelectorAll('[data-chip]')].map(({ textContent }) => textContent);
    const value = row.querySelector<HTMLInputElement>('[data-part="value"]');
    const text = value?.type === 'checkbox' ? value.checked : value?.value || value?.textContent;
    return [row.getAttribute('aria-label'), chips.length > 0 ? chips : text];
  });

const NOTE =
  '\uFEFF---\r\n# kept\r\ntitle: One # why\r\nrating: 4\r\ndone: false\r\nstarted: 2026-01-02\r\ntags:\r\n  - work\r\nnested:\r\n  deep: 1\r\n---\r\nbody\r\n';

describe('the form in place of the text', () => {
  test('every value has a field of its kind, what is nested is shown as it stands', async () => {
    const view = show(NOTE);
    await expect
      .poll(() => rows(view))
      .toEqual([
        ['title', 'One'],
        ['rating', '4'],
        ['done', false],
        ['started', '2026-01-02'],
        ['tags', ['work']],
        ['nested', '  deep: 1'],
      ]);
    const types = all<HTMLInputElement>(view, 'input[data-part="value"]').map((input) => input.type);
    expect(types).toEqual(['text', 'number', 'checkbox', 'date', 'text']);
    expect(file(view)).toBe(NOTE);
  });

  test('an edit changes its line alone, and one step takes it back to the byte', async () => {
    const view = show(NOTE);
    const title = await field(view, 'Value of title');
    await type(title, 'Two');
    await press(title, 'Enter');
    await expect.poll(() => file(view)).toBe(NOTE.replace('title: One # why', 'title: Two # why'));
    const done = await field(view, 'Value of done');
    done.click();
    await expect.poll(() => file(view)).toContain('done: true\r\n');
    expect(undo(view)).toBe(true);
    expect(file(view)).toBe(NOTE.replace('title: One', 'title: Two'));
    undo(view);
    expect(file(view)).toBe(NOTE);
    await expect.poll(() => rows(view)[0]).toEqual(['title', 'One']);
  });

  test('what was typed and not taken goes with Escape, a second one leads to the text', async () => {
    const view = show(NOTE);
    const title = await field(view, 'Value of title');
    await type(title, 'other');
    await press(title, 'Escape');
    expect(title.value).toBe('One');
    await press(title, 'Escape');
    expect(view.hasFocus).toBe(true);
    expect(file(view)).toBe(NOTE);
  });

  test('a property is renamed, moved by keys and taken away', async () => {
    const view = show('---\na: 1\nb: 2\nc: 3\n---\nx');
    const [name] = await expect
      .poll(() => all<HTMLInputElement>(view, '[data-part="name"]'))
      .toHaveLength(3)
      .then(() => all<HTMLInputElement>(view, '[data-part="name"]'));
    await type(name as HTMLInputElement, 'z');
    await press(name as HTMLInputElement, 'Enter');
    await expect.poll(() => file(view)).toBe('---\nz: 1\nb: 2\nc: 3\n---\nx');
    await press(await field(view, 'Value of c'), 'ArrowUp', { altKey: true });
    await expect.poll(() => file(view)).toBe('---\nz: 1\nc: 3\nb: 2\n---\nx');
    // The keys stay with the row.
    await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toBe('Value of c');
    await press(document.activeElement as Element, 'ArrowDown', { altKey: true });
    await expect.poll(() => file(view)).toBe('---\nz: 1\nb: 2\nc: 3\n---\nx');
    undo(view);
    undo(view);
    undo(view);
    expect(file(view)).toBe('---\na: 1\nb: 2\nc: 3\n---\nx');
  });

  test('a row is dragged to another place', async () => {
    const view = show('---\na: 1\nb: 2\nc: 3\n---\nx');
    await field(view, 'Value of c');
    const [first, , last] = all(view, '[data-row]');
    const grip = last?.querySelector('span[aria-hidden="true"]');
    await userEvent.dragAndDrop(grip as Element, first as Element, {
      targetPosition: { x: 60, y: 4 },
      force: true,
    });
    await expect.poll(() => file(view)).toBe('---\nc: 3\na: 1\nb: 2\n---\nx');
    undo(view);
    expect(file(view)).toBe('---\na: 1\nb: 2\nc: 3\n---\nx');
  });

  test('another type is chosen for the vault, and the value follows', async () => {
    const view = show('---\nrating: 3\n---\nx');
    await userEvent.click(await field(view, 'Property rating: Number'));
    await expect.poll(() => document.querySelector('[role="menu"]')).toBeTruthy();
    const item = (role: string, text: string) =>
      [...document.querySelectorAll(`[role="${role}"]`)].find((each) => each.textContent?.includes(text));
    await userEvent.click(item('menuitem', 'Type') as Element);
    await expect.poll(() => item('menuitemradio', 'List')).toBeTruthy();
    await userEvent.click(item('menuitemradio', 'List') as Element);
    await expect.poll(() => file(view)).toBe('---\nrating:\n  - "3"\n---\nx');
    expect(await fake.call('properties_list')).toMatchObject({
      properties: expect.arrayContaining([
        expect.objectContaining({ name: 'rating', kind: 'list', chosen: true }),
      ]),
    });
  });

  test('arrows go from row to row, and from the text into the form', async () => {
    const view = show('---\na: x\nb: y\n---\nx');
    const a = await field(view, 'Value of a');
    view.focus();
    await press(view.contentDOM, 'ArrowUp');
    await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toBe('Value of b');
    await press(document.activeElement as Element, 'ArrowUp');
    expect(document.activeElement).toBe(a);
    await press(a, 'ArrowDown');
    await press(document.activeElement as Element, 'ArrowDown');
    expect(document.activeElement?.textContent).toContain('Add property');
    await press(document.activeElement as Element, 'ArrowDown');
    expect(view.hasFocus).toBe(true);
    expect(view.state.selection.main.head).toBe(18);
  });

  test('items are added, taken away and not doubled', async () => {
    const view = show('---\ntags:\n  - work\n  - 好\n---\nx');
    const more = await field(view, 'Add to tags');
    await type(more, '#new');
    await press(more, 'Enter');
    await expect.poll(() => file(view)).toBe('---\ntags:\n  - work\n  - 好\n  - new\n---\nx');
    await type(more, 'WORK');
    await press(more, 'Enter');
    await expect.poll(() => more.value).toBe('');
    await press(more, 'Backspace');
    const chip = document.activeElement as HTMLElement;
    expect(chip.textContent).toBe('new');
    await press(chip, 'Delete');
    await expect.poll(() => file(view)).toBe('---\ntags:\n  - work\n  - 好\n---\nx');
  });

  test('a comma or, among tags, a space ends an item, but not within a composition', async () => {
    const view = show('---\ntags: []\n---\nx');
    const more = await field(view, 'Add to tags');
    more.focus();
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
    set?.call(more, 'ni ');
    more.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
    await drawn();
    expect(more.value).toBe('ni ');
    await type(more, '你 ');
    await expect.poll(() => file(view)).toBe('---\ntags:\n  - 你\n---\nx');
    await type(more, 'a,');
    await expect.poll(() => file(view)).toBe('---\ntags:\n  - 你\n  - a\n---\nx');
    // Quicker than the note takes them.
    for (const item of ['b,', 'c,', 'd,']) await type(more, item);
    await expect.poll(() => file(view)).toBe('---\ntags:\n  - 你\n  - a\n  - b\n  - c\n  - d\n---\nx');
  });

  test('a value that does not fit is marked, and another kind takes it over where it can', async () => {
    await fake.call('property_kind_put', { name: 'rating', kind: 'number' });
    const view = show('---\nrating: many\nother: 5\n---\nx');
    await expect.poll(() => all(view, '[role="img"]').map((each) => each.title)).toHaveLength(1);
    expect((await field(view, 'Value of rating')).type).toBe('text');
    expect((await field(view, 'Value of other')).type).toBe('number');
  });

  test('a kind that another window chose is taken up by the form that shows', async () => {
    startVault(async () => {});
    await expect.poll(() => useVault.getState().phase).toBe('ready');
    const view = show('---\nother: 5\n---\nx');
    await expect.poll(async () => (await field(view, 'Value of other')).type).toBe('number');
    await fake.call('property_kind_put', { name: 'other', kind: 'text' });
    await expect.poll(async () => (await field(view, 'Value of other')).type).toBe('text');
  });

  test('many items and rows come when they are asked for', async () => {
    const items = Array.from({ length: 1000 }, (_, at) => `  - item ${at}\n`).join('');
    const keys = Array.from({ length: 160 }, (_, at) => `k${at}: ${at}\n`).join('');
    const view = show(`---\nlist:\n${items}${keys}---\nx`);
    await expect.poll(() => all(view, '[data-chip]')).toHaveLength(100);
    expect(all(view, '[data-row]')).toHaveLength(150);
    const more = all(view, 'button').filter(({ textContent }) => /more$/.test(textContent ?? ''));
    expect(more.map(({ textContent }) => textContent)).toEqual(['and 900 more', 'and 11 more']);
    more[1]?.click();
    await expect.poll(() => all(view, '[data-row]')).toHaveLength(161);
    // What does not show is kept.
    const add = await field(view, 'Add to list');
    await type(add, 'new');
    await press(add, 'Enter');
    await expect.poll(() => file(view)).toContain('  - item 999\n  - new\n');
  });

  test('fields offer what the vault has', async () => {
    const view = show('---\nstatus: \ntags: []\n---\nx');
    await type(await field(view, 'Value of status'), 'do');
    await expect
      .poll(() => [...document.querySelectorAll('[role="option"]')].map(({ textContent }) => textContent))
      .toEqual(['done1']);
    const input = document.activeElement as HTMLInputElement;
    await press(input, 'ArrowDown');
    await press(input, 'Enter');
    await expect.poll(() => file(view)).toBe('---\nstatus: done\ntags: []\n---\nx');
  });

  test('the form takes no more room than its rows', async () => {
    const view = show(NOTE);
    await expect.poll(() => rows(view)).toHaveLength(6);
    const [host] = all(view, '.lp-front');
    const section = host?.querySelector('section') as HTMLElement;
    await expect.poll(() => (host?.offsetHeight ?? 0) - section.offsetHeight).toBeLessThan(20);
  });

  test('arrows pass a number and leave it as it is', async () => {
    const view = show('---\na: 1\nb: 2026-01-02\nc: x\n---\nx');
    const a = await field(view, 'Value of a');
    a.focus();
    await press(a, 'ArrowDown');
    await press(document.activeElement as Element, 'ArrowDown');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Value of c');
    expect(file(view)).toBe('---\na: 1\nb: 2026-01-02\nc: x\n---\nx');
  });

  test('a click below the form meets the line that is seen, also in a short note', async () => {
    const view = show(NOTE);
    await field(view, 'Value of title');
    await expect
      .poll(() => {
        const line = [...view.contentDOM.querySelectorAll('.cm-line')].find(
          (each) => each.textContent === 'body',
        );
        const { left, top, height } = (line as HTMLElement).getBoundingClientRect();
        const at = view.posAtCoords({ x: left + 3, y: top + height / 2 });
        return at === null ? null : view.state.doc.lineAt(at).text;
      })
      .toBe('body');
  });
});

describe('a new property', () => {
  test('is named and then gets its value, in the kind that its name has in the vault', async () => {
    const view = show('text');
    newProperty(view);
    const name = await field(view, 'Name of the new property');
    await expect.poll(() => document.activeElement).toBe(name);
    await type(name, 'started');
    await press(name, 'Enter');
    await expect.poll(() => file(view)).toBe('---\nstarted:\n---\ntext');
    const value = await field(view, 'Value of started');
    expect(value.type).toBe('date');
    await expect.poll(() => document.activeElement).toBe(value);
    await type(value, '2026-05-06');
    await press(value, 'Enter');
    await expect.poll(() => file(view)).toBe('---\nstarted: 2026-05-06\n---\ntext');
    undo(view);
    undo(view);
    expect(file(view)).toBe('text');
  });

  test('leaves nothing where no name is given', async () => {
    const view = show('text');
    newProperty(view);
    await press(await field(view, 'Name of the new property'), 'Escape');
    await expect.poll(() => all(view, '.lp-front')).toHaveLength(0);
    expect(view.hasFocus).toBe(true);
    expect(file(view)).toBe('text');
  });

  test('that is there already is gone to', async () => {
    const view = show('---\na: 1\n---\nx');
    await field(view, 'Value of a');
    newProperty(view);
    const name = await field(view, 'Name of the new property');
    await type(name, 'A');
    await press(name, 'Enter');
    await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toBe('Value of a');
    expect(file(view)).toBe('---\na: 1\n---\nx');
  });

  test('of the source is a line', () => {
    const view = show('---\na: 1\n---\nx');
    inText(view);
    expect(file(view)).toBe('---\na: 1\n\n---\nx');
    const other = show('x');
    inText(other);
    expect(file(other)).toBe('---\n\n---\nx');
  });
});

describe('the text of the properties', () => {
  test('shows when asked for, and the form comes back when the cursor leaves', async () => {
    const view = show(NOTE);
    await expect.poll(() => rows(view)).toHaveLength(6);
    all(view, '[data-row="5"] [data-part="value"]')[0]?.click();
    await expect.poll(() => all(view, '.lp-front')).toHaveLength(0);
    expect(view.state.doc.lineAt(view.state.selection.main.head).text).toBe('nested:');
    view.dispatch({ selection: { anchor: view.state.doc.length } });
    await expect.poll(() => rows(view)).toHaveLength(6);
  });

  test('broken ones say what is wrong and where', async () => {
    const view = show('---\na: 1\nb: c: d\n---\nx');
    await expect.poll(() => all(view, '[role="alert"]')[0]?.textContent).toContain('3');
    expect(all(view, '[role="alert"] code')[0]?.textContent).toBe('b: c: d');
    // Reached by keys as well.
    view.focus();
    await press(view.contentDOM, 'ArrowUp');
    await expect.poll(() => document.activeElement?.textContent).toBe('Edit as text');
    await press(document.activeElement as Element, 'ArrowDown');
    expect(view.hasFocus).toBe(true);
    expect(all(view, '[data-add]')).toHaveLength(0);
    all(view, '[role="alert"] button')[0]?.click();
    expect(view.state.doc.lineAt(view.state.selection.main.head).number).toBe(3);
  });

  test('a cursor never stands beside the form, where writing would break it', async () => {
    const view = show('---\na: 1\n---\nx');
    await field(view, 'Value of a');
    view.dispatch({ selection: { anchor: 0 } });
    expect(view.state.selection.main.head).toBe(13);
    view.dispatch({ selection: { anchor: 12 } });
    expect(view.state.selection.main.head).toBe(13);
    expect(all(view, '.lp-front')).toHaveLength(1);
  });
});

test('a note that cannot be changed shows its properties and nothing to change them', async () => {
  const view = show(NOTE, true);
  await expect.poll(() => rows(view)).toHaveLength(6);
  const inputs = all<HTMLInputElement>(view, '[data-row] input');
  expect(inputs.every(({ readOnly, disabled }) => readOnly || disabled)).toBe(true);
  expect(all(view, '[data-add]')).toHaveLength(0);
  newProperty(view);
  expect(all(view, '[aria-label="Name of the new property"]')).toHaveLength(0);
});
