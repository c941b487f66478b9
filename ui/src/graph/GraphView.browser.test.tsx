import '../design/tokens.css';
import '../design/base.css';
import { Tooltip } from '@base-ui/react/tooltip';
import { Suspense } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { useCommands } from '../app/commands';
import { startVault, tree, useVault } from '../app/vault';
import { EMPTY, useWorkspace } from '../app/workspace';
import { open } from '../ipc/client';
import { CallError } from '../ipc/transport';
import { large } from '../test/fake/graph';
import { FakeTransport } from '../test/fake/transport';
import { LocalGraph, WholeGraph } from './GraphView';
import { changeOptions, optionsFrom } from './options';

let fake: FakeTransport;
const file = (text: string) => ({ age: 1, text });

beforeEach(async () => {
  fake = new FakeTransport(Date.now, {
    'docs/Hub.md': file('# Hub\n\n[[One]] [[Two]] [[Nowhere]] #work\n'),
    'docs/One.md': file('# One\n\n[[Two]] #work\n'),
    'notes/Two.md': file('# Two\n'),
    'notes/Far.md': file('# Far\n\n[[Two]]\n'),
    'notes/Alone.md': file('# Alone\n'),
    'notes/Bad.md': file('# <img src=x onerror="window.hurt = true"> "quoted" \u202eevil\n\n[[Hub]]\n'),
  });
  open(fake);
  useWorkspace.setState(EMPTY);
  useCommands.setState({ commands: new Map() });
  for (const which of ['whole', 'local'] as const) changeOptions(which, optionsFrom(undefined));
  startVault(async () => {});
  await vi.waitFor(() => expect(useVault.getState().phase).toBe('ready'));
});

afterEach(() => {
  large.nodes = 0;
});

async function show(view: React.ReactNode) {
  return await render(
    <Tooltip.Provider>
      <div style={{ width: 900, height: 560, display: 'flex', position: 'relative' }}>
        <Suspense>{view}</Suspense>
      </div>
    </Tooltip.Provider>,
  );
}

const canvas = () => document.querySelector('canvas') as HTMLCanvasElement;
const settled = (count: string) =>
  expect.poll(() => page.getByRole('status').element().textContent, { timeout: 10_000 }).toBe(count);
const asked = () => fake.calls.filter(({ name }) => name === 'graph_read');

/** Whether something other than paper is drawn. */
function drawn(): boolean {
  const { width, height } = canvas();
  const { data } = (canvas().getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, width, height);
  const pixels = new Uint32Array(data.buffer);
  return pixels.some((pixel) => pixel !== pixels[0]);
}

test('the vault is drawn, counted, and told to those who do not see it', async () => {
  await show(<WholeGraph />);
  await settled('7 nodes');
  await expect.poll(drawn).toBe(true);
  await expect.element(page.getByRole('application')).toHaveAccessibleName(/7 notes/);
  expect(asked()).toHaveLength(1);
});

test('the list goes from neighbour to neighbour and opens', async () => {
  await show(<WholeGraph />);
  await settled('7 nodes');
  await page.getByRole('button', { name: 'Show as list' }).click();
  const list = page.getByRole('listbox', { name: 'Most linked first' });
  await expect.element(page.getByRole('option').first()).toHaveAccessibleName(/^Hub\W+note, 4 links$/);
  await expect.element(list).toHaveFocus();
  await userEvent.keyboard('{ArrowRight}');
  const around = page.getByRole('listbox', { name: 'Linked with Hub' });
  await expect.element(around).toBeVisible();
  const chosen = () => page.getByRole('option', { selected: true }).element().textContent;
  expect(chosen()).toBe('Two3note, 3 links');
  await userEvent.keyboard('{ArrowDown}');
  await expect.poll(chosen).toBe('One2note, 2 links');
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(page.getByRole('listbox', { name: 'Linked with One' })).toBeVisible();
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
  await expect.element(list).toBeVisible();
  await userEvent.keyboard('{Enter}');
  expect(useWorkspace.getState().tabs.map(({ path }) => path)).toEqual(['docs/Hub.md']);
});

test('a click opens the note, and with Control beside', async () => {
  await show(<LocalGraph path="docs/One.md" />);
  await settled('3 nodes');
  // The middle of three nodes that hold each other is within them; each is looked for from there.
  const box = canvas().getBoundingClientRect();
  const seen = new Set<string>();
  const at = (x: number, y: number, init: PointerEventInit = {}) => {
    const where = { clientX: box.x + x, clientY: box.y + y, bubbles: true, button: 0, pointerId: 1, ...init };
    canvas().setPointerCapture = () => {};
    canvas().dispatchEvent(new PointerEvent('pointerdown', where));
    canvas().dispatchEvent(new PointerEvent('pointerup', where));
  };
  for (let y = 4; y < box.height; y += 6) for (let x = 4; x < box.width; x += 6) at(x, y);
  for (const { path } of useWorkspace.getState().tabs) seen.add(path);
  expect([...seen].sort()).toEqual(['docs/Hub.md', 'docs/One.md', 'notes/Two.md']);
  const panes = () => new Set(useWorkspace.getState().tabs.map(({ pane }) => pane)).size;
  expect(panes()).toBe(1);
  for (let y = 4; y < box.height && panes() === 1; y += 6)
    for (let x = 4; x < box.width && panes() === 1; x += 6) at(x, y, { ctrlKey: true });
  expect(panes()).toBe(2);
});

test('filters ask the engine, and a wrong query is told', async () => {
  await show(<WholeGraph />);
  await settled('7 nodes');
  await page.getByRole('button', { name: 'Filters and groups' }).click();
  await page.getByRole('checkbox', { name: 'Notes without links' }).click();
  await settled('6 nodes');
  await page.getByRole('checkbox', { name: 'Names that lead nowhere yet' }).click();
  await settled('5 nodes');
  await page.getByRole('checkbox', { name: 'Tags' }).click();
  await settled('6 nodes');
  await page.getByRole('combobox', { name: 'Only this folder' }).selectOptions('docs');
  await settled('3 nodes');
  await page.getByRole('searchbox', { name: 'Only what a search finds' }).fill('(');
  await expect.element(page.getByRole('alert')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Only what a search finds' }).fill('hub');
  await expect
    .poll(() => page.getByRole('status').element().textContent, { timeout: 5000 })
    .toMatch(/^2 nodes/);
});

test('what is found is counted, and Enter opens the first', async () => {
  await show(<WholeGraph />);
  await settled('7 nodes');
  await page.getByRole('searchbox', { name: 'Find in graph' }).fill('alone');
  await settled('7 nodes · 1 found');
  await userEvent.keyboard('{Enter}');
  expect(useWorkspace.getState().tabs.map(({ path }) => path)).toEqual(['notes/Alone.md']);
});

test('the graph of a note follows it and its depth', async () => {
  const { rerender } = await show(<LocalGraph path="notes/Far.md" />);
  await settled('2 nodes');
  await page.getByRole('radio', { name: '2' }).click();
  await settled('4 nodes');
  await rerender(
    <Tooltip.Provider>
      <div style={{ width: 900, height: 560, display: 'flex', position: 'relative' }}>
        <Suspense>
          <LocalGraph path="notes/Alone.md" />
        </Suspense>
      </div>
    </Tooltip.Provider>,
  );
  await settled('1 node');
});

test('changes of the files come in, and what is the same is not laid out anew', async () => {
  await show(<WholeGraph />);
  await settled('7 nodes');
  fake.externalEdit('notes/New.md', '# New\n\n[[Hub]]\n');
  await settled('8 nodes');
  const before = asked().length;
  fake.externalEdit('notes/New.md', '# New\n\n[[Hub]] and more words\n');
  await expect.poll(() => asked().length, { timeout: 5000 }).toBe(before + 1);
  expect(page.getByRole('status').element().textContent).toBe('8 nodes');
});

test('hostile titles are text', async () => {
  await show(<WholeGraph />);
  await settled('7 nodes');
  await page.getByRole('button', { name: 'Show as list' }).click();
  await expect.element(page.getByRole('option', { name: /<img src=x onerror=.*evil\W+note/ })).toBeVisible();
  expect(document.querySelector('img')).toBe(null);
  expect('hurt' in window).toBe(false);
});

test('nothing, and what went wrong, are told', async () => {
  fake.failing.set('graph_read', new CallError({ code: 'damaged', message: 'the catalog is damaged' }));
  const { unmount } = await show(<WholeGraph />);
  await expect.element(page.getByText('The graph could not be read')).toBeVisible();
  await expect.element(page.getByText('the catalog is damaged')).toBeVisible();
  await unmount();
  fake.failing.clear();
  fake.files.clear();
  tree.openAll();
  await show(<WholeGraph />);
  await expect.element(page.getByText('Nothing to show')).toBeVisible();
});

test('keys move, zoom and fit what is shown', async () => {
  await show(<WholeGraph />);
  await settled('7 nodes');
  const picture = () => canvas().toDataURL();
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await frame();
  const whole = picture();
  (page.getByRole('application').element() as HTMLElement).focus();
  for (const key of ['{ArrowLeft}', '+', '-', '{ArrowUp}']) {
    const before = picture();
    await userEvent.keyboard(key);
    await frame();
    expect(picture(), key).not.toBe(before);
  }
  await userEvent.keyboard('0');
  await frame();
  expect(picture()).toBe(whole);
});

/** Presses, moves and lets go, as pointers do. */
function pointers() {
  const { x, y } = canvas().getBoundingClientRect();
  canvas().setPointerCapture = () => {};
  return (type: string, id: number, atX: number, atY: number) =>
    canvas().dispatchEvent(
      new PointerEvent(type, {
        clientX: x + atX,
        clientY: y + atY,
        pointerId: id,
        button: 0,
        bubbles: true,
      }),
    );
}

const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

test('a drag on the paper moves the view, two fingers and the wheel zoom', async () => {
  await show(<WholeGraph />);
  await settled('7 nodes');
  await frames();
  const fire = pointers();
  const pictures = new Set([canvas().toDataURL()]);
  const changed = async () => {
    await frames();
    const size = pictures.size;
    pictures.add(canvas().toDataURL());
    return pictures.size > size;
  };
  fire('pointerdown', 1, 5, 5);
  fire('pointermove', 1, 45, 35);
  expect(await changed()).toBe(true);
  fire('pointerdown', 2, 200, 200);
  fire('pointermove', 2, 400, 300);
  expect(await changed()).toBe(true);
  fire('pointerup', 2, 400, 300);
  fire('pointerup', 1, 45, 35);
  canvas().dispatchEvent(
    new WheelEvent('wheel', { deltaY: 120, clientX: 300, clientY: 200, cancelable: true, bubbles: true }),
  );
  expect(await changed()).toBe(true);
  expect(useWorkspace.getState().tabs).toEqual([]);
  await page.getByRole('button', { name: 'Show everything' }).click();
  (document.activeElement as HTMLElement).blur();
  fire('pointerleave', 1, 0, 0);
  await frames();
  expect(pictures.has(canvas().toDataURL())).toBe(true);
});

test('without a worker the layout is worked out beside the view', async () => {
  vi.stubGlobal(
    'Worker',
    class {
      constructor() {
        throw new Error('no workers here');
      }
    },
  );
  await show(<WholeGraph />);
  await settled('7 nodes');
  await expect.poll(drawn).toBe(true);
  vi.unstubAllGlobals();
});

test('a vault that is larger than the limit says so', async () => {
  const graph = await fake.call('graph_read', { limit: 3, unresolved: true });
  const answer = vi.spyOn(fake, 'call').mockImplementation((async () => graph) as never);
  await show(<WholeGraph />);
  await settled('3 of 7 shown, those with the most links');
  answer.mockRestore();
});
