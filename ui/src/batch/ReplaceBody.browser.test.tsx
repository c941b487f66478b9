import '../design/tokens.css';
import '../design/base.css';
import { Tooltip } from '@base-ui/react/tooltip';
import { beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { startVault, useVault } from '../app/vault';
import { EMPTY, useWorkspace } from '../app/workspace';
import { open } from '../ipc/client';
import { CallError } from '../ipc/transport';
import { FakeTransport } from '../test/fake/transport';
import { BatchDialog } from './BatchDialog';
import { askReplace, takeBack } from './open';

let fake: FakeTransport;
const file = (text: string) => ({ age: 1, text });
const text = (path: string) => fake.files.get(path)?.text;

beforeEach(async () => {
  fake = new FakeTransport(Date.now, {
    'a.md': file('# Fox\n\na fox and a fox\n'),
    'docs/b.md': file('fox\n'),
    'docs/c.md': file('cats\n'),
  });
  open(fake);
  useWorkspace.setState(EMPTY);
  startVault(async () => {});
  await vi.waitFor(() => expect(useVault.getState().phase).toBe('ready'));
  await render(
    <Tooltip.Provider>
      <BatchDialog />
    </Tooltip.Provider>,
  );
});

const dialog = page.getByRole('dialog');
const field = (name: string) => dialog.getByRole('textbox', { name, exact: true });
const go = dialog.getByRole('button', { name: 'Replace' });

test('places are shown, some left out, the rest replaced and taken back', async () => {
  void askReplace({ find: 'fox', query: '' });
  await field('Replace with').fill('dog');
  const status = dialog.getByRole('status');
  await expect.element(status).toHaveTextContent('4 places in 2 notes');
  await dialog.getByRole('checkbox', { name: 'docs/b.md', exact: true }).click();
  await dialog.getByRole('checkbox', { name: 'Replace in line 3 of a.md' }).nth(0).click();
  await expect.element(status).toHaveTextContent('2 places in 1 note');
  await go.click();
  await vi.waitFor(() => expect(text('a.md')).toBe('# dog\n\na fox and a dog\n'));
  expect(text('docs/b.md')).toBe('fox\n');
  await takeBack(String(fake.journal - 1));
});

test('a query and folders narrow, and what is wrong is said', async () => {
  void askReplace({ find: '', query: 'cats' }, ['docs']);
  await expect.element(field('In notes found by')).toHaveValue('cats');
  await expect.element(dialog.getByText('Only in docs')).toBeVisible();
  await expect.element(go).toBeDisabled();
  await field('Find').fill('c');
  await expect.element(dialog.getByText('docs/c.md')).toBeVisible();
  await expect.element(go).toBeEnabled();
  fake.failing.set(
    'batch_plan',
    new CallError({ code: 'badRequest', message: '', fault: 'badRegex', detail: 'unclosed group' }),
  );
  await dialog.getByRole('checkbox', { name: 'Regular expression' }).click();
  const alert = dialog.getByRole('alert');
  await expect.element(alert).toHaveTextContent('This is not a regular expression.unclosed group');
  await expect.element(go).toBeDisabled();
});
