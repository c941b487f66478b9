import '../design/tokens.css';
import '../design/base.css';
import { Tooltip } from '@base-ui/react/tooltip';
import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { startVault, useVault } from '../app/vault';
import { EMPTY, useWorkspace } from '../app/workspace';
import { open } from '../ipc/client';
import { CallError } from '../ipc/transport';
import { FakeTransport } from '../test/fake/transport';
import { Timeline } from './Timeline';
import { VaultTimeline } from './VaultTimeline';

let fake: FakeTransport;

beforeEach(async () => {
  fake = new FakeTransport(Date.now, { 'a.md': { age: 1, text: '# A\n\none\ntwo\nthree\n' } });
  open(fake);
  useWorkspace.setState(EMPTY);
  startVault(async () => {});
  await vi.waitFor(() => expect(useVault.getState().phase).toBe('ready'));
});

const inPanel = (view: React.ReactNode) =>
  render(
    <Tooltip.Provider>
      <div style={{ width: 900, height: 500 }}>{view}</div>
    </Tooltip.Provider>,
  );

const menu = async (nth: number, item: string) => {
  await page
    .getByRole('button', { name: /^More for this version/ })
    .nth(nth)
    .click();
  await page.getByRole('menuitem', { name: item }).click();
};
const field = page.getByRole('textbox', { name: 'Name of the version' });
const given = () => fake.files.get('a.md')?.versions.map(({ name }) => name);

test('a version is named, renamed, left as it is by Escape, and loses its name', async () => {
  await inPanel(<Timeline path="a.md" />);
  await menu(1, 'Name this version');
  await expect.element(field).toHaveFocus();
  await userEvent.keyboard('first draft{Enter}');
  await expect.element(page.getByText('first draft')).toBeVisible();
  expect(given()).toEqual([null, 'first draft', null]);
  await menu(1, 'Rename this version');
  await userEvent.keyboard('other{Escape}');
  await expect.element(field).not.toBeInTheDocument();
  expect(given()).toEqual([null, 'first draft', null]);
  await menu(1, 'Rename this version');
  await userEvent.keyboard('初稿{Enter}');
  await expect.poll(given).toEqual([null, '初稿', null]);
  await menu(1, 'Take its name away');
  await expect.poll(given).toEqual([null, null, null]);
});

test('a name that is refused is told of, and nothing is lost', async () => {
  fake.failing.set('version_name', new CallError({ code: 'badRequest', message: 'one line' }));
  await inPanel(<Timeline path="a.md" />);
  await menu(0, 'Name this version');
  await userEvent.keyboard('x{Enter}');
  await vi.waitFor(() => expect(fake.calls.some(({ name }) => name === 'version_name')).toBe(true));
  expect(given()).toEqual([null, null, null]);
});

test('the state of everything is named in the timeline, which shows it and names of notes', async () => {
  await inPanel(<VaultTimeline />);
  await page.getByRole('button', { name: 'Name the state of now' }).click();
  await userEvent.keyboard('handed in{Enter}');
  await expect.element(page.getByText('handed in', { exact: true })).toBeVisible();
  const file = fake.files.get('a.md');
  await fake.call('version_name', { path: 'a.md', at: file?.versions[0]?.id ?? '', name: 'mine' });
  await expect.element(page.getByText('mine', { exact: true })).toBeVisible();
  await page.getByRole('combobox', { name: 'Who' }).selectOptions('Other programs');
  await expect.element(page.getByText('handed in', { exact: true })).not.toBeInTheDocument();
});
