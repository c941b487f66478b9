import '../design/tokens.css';
import '../design/base.css';
import { Tooltip } from '@base-ui/react/tooltip';
import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { startVault, useVault } from '../app/vault';
import { activeTab, EMPTY, useWorkspace } from '../app/workspace';
import { open } from '../ipc/client';
import { FakeTransport } from '../test/fake/transport';
import { VaultTimeline } from './VaultTimeline';

let fake: FakeTransport;

async function start(files: Record<string, { age: number; text: string }>) {
  fake = new FakeTransport(Date.now, files);
  open(fake);
  useWorkspace.setState(EMPTY);
  startVault(async () => {});
  await vi.waitFor(() => expect(useVault.getState().phase).toBe('ready'));
  await render(
    <Tooltip.Provider>
      <div style={{ width: 900, height: 500 }}>
        <VaultTimeline />
      </div>
    </Tooltip.Provider>,
  );
}

const rows = () => [...document.querySelectorAll<HTMLElement>('[data-change]')];
const texts = () => rows().map((row) => row.textContent ?? '');
const asked = () => fake.calls.filter(({ name }) => name === 'changes_list');

beforeEach(() => useVault.setState({ phase: 'loading' }));

test('days, who, folder and time are told apart and filtered', async () => {
  const file = (age: number) => ({ age, text: '# Note\n' });
  await start({ 'work/One.md': file(0), 'work/Two.md': file(2), 'home/Three.md': file(40) });
  await expect.poll(() => rows().length).toBe(3);
  expect(texts()[0]).toContain('work/One.md');
  await page.getByRole('combobox', { name: 'Folder' }).fill('work/');
  await expect.poll(() => rows().length).toBe(2);
  await page.getByRole('combobox', { name: 'Who' }).selectOptions('Other programs');
  await expect.poll(texts).toEqual([expect.stringContaining('work/One.md')]);
  await page.getByRole('combobox', { name: 'Who' }).selectOptions('Everybody');
  await page.getByRole('combobox', { name: 'Folder' }).fill('');
  await page.getByRole('combobox', { name: 'When' }).selectOptions('Last 30 days');
  await expect.poll(() => rows().length).toBe(2);
  await page.getByRole('combobox', { name: 'When' }).selectOptions('Chosen days');
  await expect.element(page.getByLabelText('From', { exact: true })).toBeVisible();
  await expect.poll(() => rows().length).toBe(3);
});

test('a line opens its version by keys alone', async () => {
  await start({ 'One.md': { age: 0, text: '# 1\n' }, 'Two.md': { age: 1, text: '# 2\n' } });
  await expect.poll(() => rows().length).toBe(2);
  rows()[0]?.focus();
  await userEvent.keyboard('{ArrowDown}{Enter}');
  await expect.poll(() => activeTab()).toMatchObject({ kind: 'compare', path: 'Two.md' });
  expect(activeTab()).toHaveProperty('to', expect.stringMatching(/^[0-9a-f]{40}$/));
});

test('of many lines few are drawn, and further ones come while one scrolls', async () => {
  const files: Record<string, { age: number; text: string }> = {};
  for (let n = 0; n < 3000; n++) files[`n/${n}.md`] = { age: n / 10, text: 'x' };
  await start(files);
  await expect.poll(() => rows().length).toBeGreaterThan(5);
  expect(rows().length).toBeLessThan(60);
  expect(asked().length).toBe(1);
  const box = rows()[0]?.closest('ol')?.parentElement as HTMLElement;
  for (let turn = 0; turn < 3; turn++) {
    const before = box.scrollHeight;
    box.scrollTop = box.scrollHeight;
    await expect.poll(() => box.scrollHeight).toBeGreaterThan(before);
  }
  expect(asked().length).toBeGreaterThanOrEqual(4);
  const seen = box.scrollTop;
  fake.externalEdit('n/2999.md', 'newer');
  await expect.poll(() => Math.round(box.scrollTop)).not.toBe(0);
  expect(Math.abs(box.scrollTop - seen)).toBeLessThan(4000);
});

test('that nothing was found is said', async () => {
  await start({ 'One.md': { age: 0, text: '# 1\n' } });
  await expect.poll(() => rows().length).toBe(1);
  await page.getByRole('searchbox').fill('nothing like it');
  await expect.element(page.getByText('Nothing of this kind happened.')).toBeVisible();
});
