import { App, expect, REAL, test } from './fixtures';
import { SEED } from './seed';

test.skip(!REAL, 'needs a connection that can be lost');
// A lost connection is an error in the page's log, and here it is provoked.
test.use({ strict: false });

test('a save that fails keeps the text, says so, and is made up for', async ({ app, page, context }) => {
  await app.open('Plain');
  await context.setOffline(true);
  await app.writeAfter('third line', ' while offline');
  await expect(page.getByRole('alert').filter({ hasText: 'This note is not saved' })).toBeVisible();
  await expect(app.editor).toContainText('third line while offline');
  expect(await app.vault.read('docs/Plain.md')).toBe(SEED['docs/Plain.md']);
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Save now' }).click();
  await app.holds('docs/Plain.md', 'first line\nsecond line\nthird line while offline\n');
  await expect(page.getByRole('alert').filter({ hasText: 'This note is not saved' })).toHaveCount(0);
});

test('text that was not saved before a crash is offered again', async ({
  app,
  page,
  engine,
  folder,
  browser,
}) => {
  await app.open('Plain');
  const drafted = page.waitForResponse(
    (response) =>
      response.url().endsWith('/api/draft_put') &&
      response.ok() &&
      (response.request().postData() ?? '').includes('before the crash'),
  );
  await app.writeAfter('third line', ' before the crash');
  await drafted;
  await engine.stop('SIGKILL');
  expect(await app.vault.read('docs/Plain.md')).toBe(SEED['docs/Plain.md']);
  await page.close();

  await engine.start();
  const context = await browser.newContext({ locale: 'en-US' });
  const next = new App(await context.newPage(), folder);
  await next.page.goto(engine.url());
  await expect(next.page.getByText(/Unsaved text of “Plain”/)).toBeVisible();
  await next.page.getByRole('button', { name: 'Restore' }).click();
  await expect(next.editor).toContainText('third line before the crash');
  await next.holds('docs/Plain.md', 'first line\nsecond line\nthird line before the crash\n');
  await context.close();
});

test('the page says when the engine is gone', async ({ app, page, engine }) => {
  await expect(app.tree).toBeVisible();
  await engine.stop('SIGKILL');
  await expect(page.getByText('The connection to Strata is lost.')).toBeVisible();
});

test('a part that could not be loaded is loaded once the connection is back', async ({ app, page }) => {
  const part = /\/assets\/(SettingsDialog|dialog)[^/]*\.(js|css)$/;
  let refused = 0;
  await page.route(part, (route) => (++refused > 2 ? route.continue() : route.abort()));
  await app.run('Settings');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  expect(refused).toBeGreaterThan(2);
  await page.keyboard.press('Escape');

  // One that is gone for good takes nothing else with it.
  await page.route(/\/assets\/SyncCentre/, (route) => route.abort());
  await app.run('Sync centre');
  await expect(page.getByText('This part of the window stopped working')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reload' })).toBeVisible();
  await app.open('Plain');
});
