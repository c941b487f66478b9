import '../design/tokens.css';
import '../design/base.css';
import { Tooltip } from '@base-ui/react/tooltip';
import { beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { startVault, useVault } from '../app/vault';
import { EMPTY, openPath, useWorkspace } from '../app/workspace';
import { open } from '../ipc/client';
import { GeneralSettings } from '../settings/GeneralSettings';
import { FakeTransport } from '../test/fake/transport';
import { keepQuery, useRecent } from './recent';
import { SearchPanel } from './SearchPanel';
import { search } from './search';
import { setSuggesting } from './suggest';

let fake: FakeTransport;

beforeEach(async () => {
  const file = (text: string) => ({ age: 1, text });
  fake = new FakeTransport(Date.now, { 'a.md': file('a #red\n'), 'b.md': file('b #blue\n') });
  open(fake);
  useWorkspace.setState(EMPTY);
  startVault(async () => {});
  await vi.waitFor(() => expect(useVault.getState().phase).toBe('ready'));
  search.search('');
  setSuggesting(true);
  useRecent.setState({ queries: [] });
});

const show = (what: React.ReactNode) => render(<Tooltip.Provider>{what}</Tooltip.Provider>);
const list = page.getByRole('list', { name: 'Suggestions' });

test('what is open comes first, and a suggestion is searched for', async () => {
  openPath('b.md', {});
  await show(<SearchPanel />);
  await expect.element(list.getByRole('button').nth(0)).toHaveTextContent('blue');
  await list.getByRole('button', { name: 'red' }).click();
  await expect.element(page.getByRole('combobox')).toHaveValue('tag:red');
});

test('they are switched off and cleared in the settings', async () => {
  keepQuery('fox');
  const forgotten = vi.spyOn(fake, 'call');
  await show(
    <>
      <SearchPanel />
      <GeneralSettings />
    </>,
  );
  await expect.element(list).toBeVisible();
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await vi.waitFor(() => expect(useRecent.getState().queries).toEqual([]));
  expect(forgotten.mock.calls.some(([name]) => name === 'opened_forget')).toBe(true);
  keepQuery('cat');
  const recent = page.getByRole('heading', { name: 'Recent searches' });
  await expect.element(recent).toBeVisible();
  await page.getByRole('switch', { name: 'Suggestions in search' }).click();
  await expect.element(list).not.toBeInTheDocument();
  await expect.element(recent).not.toBeInTheDocument();
});
