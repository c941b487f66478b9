import '../design/tokens.css';
import '../design/base.css';
import { Tooltip } from '@base-ui/react/tooltip';
import { beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { takeBack } from '../batch/open';
import { open } from '../ipc/client';
import { CallError } from '../ipc/transport';
import { FakeTransport } from '../test/fake/transport';
import { Mentions } from './Mentions';
import { startVault, useVault } from './vault';
import { EMPTY, useWorkspace } from './workspace';

let fake: FakeTransport;
const file = (text: string) => ({ age: 1, text });
const text = (path: string) => fake.files.get(path)?.text;

beforeEach(async () => {
  fake = new FakeTransport(Date.now, {
    'fox.md': file('the animal\n'),
    'a.md': file('a Fox\nno\nthe fox\n'),
    'docs/b.md': file('my fox\n[[fox]]\n'),
  });
  open(fake);
  useWorkspace.setState(EMPTY);
  startVault(async () => {});
  await vi.waitFor(() => expect(useVault.getState().phase).toBe('ready'));
  await render(
    <Tooltip.Provider>
      <Mentions path="fox.md" />
    </Tooltip.Provider>,
  );
});

const head = page.getByRole('button', { name: 'Mentions without a link' });

test('one mention becomes a link, then all, and each is taken back', async () => {
  await head.click();
  await page.getByRole('button', { name: 'Make it a link: a, line 3' }).click();
  await vi.waitFor(() => expect(text('a.md')).toBe('a Fox\nno\nthe [[fox|fox]]\n'));
  await page.getByRole('button', { name: 'Link all 2' }).click();
  await vi.waitFor(() => expect(text('docs/b.md')).toBe('my [[fox|fox]]\n[[fox]]\n'));
  expect(text('a.md')).toBe('a [[fox|Fox]]\nno\nthe [[fox|fox]]\n');
  await expect.element(page.getByText('No other note names this one without a link')).toBeVisible();
  await takeBack(String(fake.journal));
  await vi.waitFor(() => expect(text('docs/b.md')).toBe('my fox\n[[fox]]\n'));
});

test('what cannot be asked is said', async () => {
  fake.failing.set('mentions', new CallError({ code: 'internal', message: 'x' }));
  await head.click();
  await expect.element(page.getByText('something went wrong inside Strata')).toBeVisible();
  await expect.element(page.getByRole('button', { name: /Link all/ })).not.toBeInTheDocument();
});
