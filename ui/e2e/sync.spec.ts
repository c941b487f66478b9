/** The sync centre: what goes on, what failed, what happened. */
import { App, expect, REAL, test } from './fixtures';

test('every change is listed, filtered and opened by keyboard alone', async ({ app, page }) => {
  await app.open('Plain');
  await app.vault.write('Outside.md', '# Written elsewhere\n');
  await expect(app.item('Outside')).toBeVisible();
  await app.run('Open the sync centre');
  const centre = page.getByRole('dialog', { name: 'Sync centre' });
  await expect(centre.getByRole('rowheader')).toHaveCount(6);
  const outside = centre.locator('[data-change]').filter({ hasText: 'Outside.md' });
  await expect(outside).toContainText('another program');
  await centre.getByRole('searchbox').fill('outside');
  await expect(centre.locator('[data-change]')).toHaveCount(1);
  await centre.getByRole('combobox', { name: 'Kind of change' }).selectOption('Deleted');
  await expect(centre.getByText('Nothing of this kind happened.')).toBeVisible();
  await centre.getByRole('combobox', { name: 'Kind of change' }).selectOption('All changes');
  await centre.getByRole('combobox', { name: 'Who' }).selectOption('Other programs');
  await outside.focus();
  await page.keyboard.press('Enter');
  await expect(centre).toHaveCount(0);
  await expect(app.tab('Outside: versions')).toHaveAttribute('aria-selected', 'true');
});

test('the status bar leads to it, and Escape back', async ({ app, page }) => {
  await app.status.getByRole('button', { name: 'Open the sync centre' }).click();
  await expect(page.getByRole('dialog', { name: 'Sync centre' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(app.status.getByRole('button', { name: 'Open the sync centre' })).toBeFocused();
});

test('a file that cannot be read is marked, explained and tried again', async ({ app, page }) => {
  test.skip(REAL, 'the engine in memory says which file cannot be read');
  const why = 'input/output error';
  await page.evaluate(
    (reason) =>
      window.fake.stand('Welcome.md', { state: 'failed', why: reason, attempts: 3, next: Date.now() + 9000 }),
    why,
  );
  const row = app.tree.getByRole('treeitem', { name: /^Welcome/ });
  await expect(row).toContainText(why);
  await app.status.getByRole('button', { name: '1 file cannot be read' }).click();
  const centre = page.getByRole('dialog', { name: 'Sync centre' });
  await expect(centre.getByText('Tried 3 times')).toBeVisible();
  await centre.getByRole('button', { name: 'Try Welcome now' }).click();
  await expect(centre.getByText('1 file needs attention')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(row).not.toContainText(why);
});

test.describe('over a restart', () => {
  // The connection that ends is an error in the page's log.
  test.use({ strict: false });

  test('what was done to many files is taken back, also after a restart', async ({
    app,
    page,
    engine,
    folder,
  }, info) => {
    test.skip(!REAL, 'the engine in memory keeps no batches');
    await page.evaluate(async () => {
      const post = async (name: string, params: object) => {
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(`/api/${name}`, { method: 'POST', headers, body: JSON.stringify(params) });
        if (!answer.ok) throw new Error(await answer.text());
        return answer.json();
      };
      const paths = ['docs/Plain.md', 'Welcome.md'];
      const operation = { op: 'edit', paths, with: { edit: 'addTag', tag: 'seen' } };
      const { fingerprint } = await post('batch_plan', { operation });
      await post('batch_run', { request: { operation }, fingerprint });
    });
    expect(await app.vault.read('docs/Plain.md')).toContain('seen');
    await engine.stop('SIGTERM');
    await engine.start();
    await page.goto(engine.url());
    await expect(app.tree).toBeVisible();

    const next = new App(page, folder);
    await next.run('Open the sync centre');
    const acts = page
      .getByRole('dialog', { name: 'Sync centre' })
      .getByRole('region', { name: 'Decisions and larger' });
    await expect(acts).toContainText('Tag #seen added');
    await expect(acts).toContainText('and 1 other');
    await info.attach('acts', { body: await page.screenshot(), contentType: 'image/png' });
    await acts.getByRole('button', { name: 'Undo: Tag #seen added' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => app.vault.read('docs/Plain.md')).not.toContain('seen');
    await expect.poll(() => app.vault.read('Welcome.md')).not.toContain('seen');
    await expect(acts.getByText('Taken back: Tag #seen added')).toBeVisible();
    await expect(acts.getByText('Undone', { exact: true })).toBeVisible();
  });
});
