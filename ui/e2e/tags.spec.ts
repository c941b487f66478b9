import { accessible } from './axe';
import { expect, REAL, test } from './fixtures';

test('tags stand as a tree, are gone through by keys, and lead to a search', async ({ app, page }) => {
  await app.left.getByRole('tab', { name: 'Tags' }).click();
  const tags = app.left.getByRole('tree', { name: 'Tags' });
  const row = (name: RegExp) => tags.getByRole('treeitem', { name });
  await expect(row(/^design.*2 notes/)).toHaveAttribute('aria-expanded', 'false');
  await app.left.getByRole('searchbox', { name: 'Filter tags' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(tags).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(row(/^followers.*1 note/)).toHaveAttribute('aria-level', '2');
  await page.keyboard.press('ArrowDown');
  await expect(row(/^followers.*1 note/)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowLeft');
  await expect(row(/^design.*2 notes/)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(app.search).toHaveValue('tag:#design');
  await expect(app.hits).toHaveCount(2);
});

test('a filter unfolds, and new tags show by themselves', async ({ app }) => {
  await app.left.getByRole('tab', { name: 'Tags' }).click();
  const rows = app.left.getByRole('tree', { name: 'Tags' }).getByRole('treeitem');
  const filter = app.left.getByRole('searchbox', { name: 'Filter tags' });
  await filter.fill('follow');
  await expect(rows).toHaveCount(2);
  await filter.fill('nothing');
  await expect(app.left.getByText('No tag has these letters')).toBeVisible();
  await filter.fill('');
  await app.vault.write('New.md', 'something #fresh\n');
  await expect(rows.filter({ hasText: 'fresh' })).toBeVisible();
});

test('a tag is renamed by the dialog of batches', async ({ app, page }) => {
  await app.left.getByRole('tab', { name: 'Tags' }).click();
  const tags = app.left.getByRole('tree', { name: 'Tags' });
  await tags.focus();
  await page.keyboard.press('F2');
  const field = page.getByRole('dialog').getByRole('textbox').first();
  await expect(field).toHaveValue('design');
  test.skip(!REAL, 'the engine in memory renames no tags');
  await page.getByRole('dialog').getByRole('textbox').nth(1).fill('plan');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await expect(tags.getByRole('treeitem', { name: /^plan.*2 notes/ })).toBeVisible();
});

for (const theme of ['light', 'dark'] as const) {
  for (const locale of ['en-US', 'zh-CN']) {
    test.describe(`${theme}, ${locale}`, () => {
      test.use({ colorScheme: theme, locale });
      test('tags look like what they are', async ({ app, page }, info) => {
        await app.left.getByRole('tab').nth(2).click();
        const tags = app.left.getByRole('tree');
        await app.vault.write(
          'More.md',
          'Tags: #reading/papers #reading #memory #a-tag-of-a-long-name/and-more #设计/界面\n',
        );
        await expect(tags.getByRole('treeitem').filter({ hasText: 'reading' })).toBeVisible();
        await tags.getByRole('treeitem').filter({ hasText: 'design' }).locator('svg').first().click();
        await expect(tags.getByRole('treeitem').filter({ hasText: 'followers' })).toBeVisible();
        await tags.focus();
        await page.keyboard.press('End');
        await accessible(page, 'tags');
        await info.attach(`tags-${theme}-${locale}`, {
          body: await page.screenshot(),
          contentType: 'image/png',
        });
      });
    });
  }
}
