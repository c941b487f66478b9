import '../design/tokens.css';
import '../design/base.css';
import { Tooltip } from '@base-ui/react/tooltip';
import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { startVault, useVault } from '../app/vault';
import { open } from '../ipc/client';
import { Palette } from '../palette/Palette';
import { FakeTransport } from '../test/fake/transport';
import { SearchPanel } from './SearchPanel';
import { search } from './search';

beforeEach(async () => {
  const file = (text: string) => ({ age: 1, text });
  open(
    new FakeTransport(Date.now, {
      'a.md': file('# Fox\n\na quick fox #animal\n'),
      'docs/b.md': file('# Cat\n\na cat and no fox\n'),
    }),
  );
  startVault(async () => {});
  await vi.waitFor(() => expect(useVault.getState().phase).toBe('ready'));
  search.search('');
  await render(
    <Tooltip.Provider>
      <SearchPanel />
      <Palette />
    </Tooltip.Provider>,
  );
});

const field = page.getByRole('combobox', { name: 'Search in all notes' });
const met = (name: string) => page.getByRole('listitem').filter({ hasText: name });

test('a hit says what of it matched, by the keyboard', async () => {
  await field.fill('fox tag:animal');
  await expect.element(page.getByRole('option')).toBeVisible();
  await userEvent.keyboard('{Alt>}{Enter}{/Alt}');
  const dialog = page.getByRole('dialog', { name: 'Why “Fox” is found' });
  await expect.element(dialog).toBeVisible();
  await expect.element(met('fox stands 2 × in the text')).toBeVisible();
  await expect.element(met('tag:animal has this tag; its tags are #animal')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog).not.toBeInTheDocument();
});

test('a note that is not found says what it lacks, and a path that is none is said', async () => {
  await field.fill('quick tag:animal');
  await expect.element(page.getByRole('option')).toBeVisible();
  await page.getByRole('button', { name: 'Why is a note not found?' }).click();
  const chooser = page.getByRole('combobox', { name: /Which note/ });
  await chooser.fill('b');
  await expect.element(page.getByRole('option', { name: /^b/ })).toBeVisible();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('dialog', { name: 'Why “Cat” is not found' })).toBeVisible();
  await expect.element(met('quick does not occur')).toBeVisible();
  await expect.element(met('tag:animal the note lacks this tag; it has no tags')).toBeVisible();
  await page.getByRole('button', { name: 'Another note…' }).click();
  await chooser.fill('nowhere/x.md');
  await expect.element(page.getByRole('option', { name: 'nowhere/x.md' })).toBeVisible();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('alert')).toHaveTextContent('nowhere/x.md');
});
