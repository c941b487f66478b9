import { accessible } from './axe';
import { expect, test } from './fixtures';

test('the tree is filtered by keys, and found again as it was', async ({ app, page }) => {
  await app.vault.write('deep/er/Zebra plan.md', 'striped\n');
  await expect(app.item('deep')).toBeVisible();
  await app.item('deep').click();
  await page.keyboard.press('Control+f');
  await expect(page.getByRole('searchbox', { name: 'Filter files' })).toBeFocused();
  await page.keyboard.insertText('zebra');
  await expect(app.tree.getByRole('treeitem')).toHaveText(['deep', 'er', 'Zebra plan']);
  await accessible(page, 'a filtered tree');
  await page.keyboard.press('ArrowDown');
  await expect(app.tree).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(app.tab('Zebra plan')).toBeVisible();
  await page.getByRole('button', { name: 'Filter files' }).click();
  await expect(app.item('Idea')).toBeVisible();
  // The search of the whole vault is one key away, in the tree too.
  await app.tree.focus();
  await page.keyboard.press('Control+Shift+F');
  await expect(app.search).toBeFocused();
});

test('the order of the tree is kept', async ({ app, page, engine }) => {
  await app.vault.write('Newest.md', 'new\n');
  await expect(app.item('Newest')).toBeVisible();
  await page.getByRole('button', { name: 'Order of the tree' }).click();
  await page.getByRole('menuitemradio', { name: 'Last changed' }).click();
  const files = app.tree.locator('[role=treeitem]:not([aria-expanded])[aria-level="1"]');
  await expect(files.first()).toHaveText('Newest');
  await page.waitForTimeout(600);
  await page.goto(engine.url());
  await expect(app.tree).toBeVisible();
  await page.getByRole('button', { name: 'Order of the tree' }).click();
  await expect(page.getByRole('menuitemradio', { name: 'Last changed' })).toHaveAttribute(
    'aria-checked',
    'true',
  );
});

test('the tree follows the open file where that is wanted', async ({ app, page }) => {
  await app.vault.write('far/away/Lion.md', 'roar\n');
  await expect(app.item('far')).toBeVisible();
  await page.getByRole('button', { name: 'Order of the tree' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Follow the open file' }).click();
  await app.open('Lion');
  await expect(app.item('Lion')).toBeVisible();
});

test('favourites are at hand, go along with their files, and are arranged by keys', async ({
  app,
  page,
  engine,
}) => {
  await app.vault.write('far/Lion.md', 'roar\n');
  await expect(app.item('far')).toBeVisible();
  await app.open('Lion');
  await app.run('Add or remove this file as a favourite');
  const list = app.left.getByRole('region', { name: 'Favourites' });
  await expect(list.getByRole('button', { name: 'Lion' })).toBeVisible();
  await app.item('docs').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Add to favourites' }).click();
  await expect(list.getByRole('listitem')).toHaveText(['Lion', 'docs']);
  await accessible(page, 'favourites');
  await list.getByRole('button', { name: 'docs' }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(list.getByRole('listitem')).toHaveText(['docs', 'Lion']);
  await expect(list.getByRole('button', { name: 'docs' })).toBeFocused();
  await page.waitForTimeout(600);
  await page.goto(engine.url());
  await expect(list.getByRole('listitem')).toHaveText(['docs', 'Lion']);
  await list.getByRole('button', { name: 'Lion' }).click();
  await expect(app.tab('Lion')).toBeVisible();
  await list.getByRole('button', { name: 'docs' }).focus();
  await page.keyboard.press('Delete');
  await expect(list.getByRole('listitem')).toHaveText(['Lion']);
});
