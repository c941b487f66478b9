import { accessible } from './axe';
import { expect, test } from './fixtures';

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test('a result says why it is one, and a note why it is none', async ({ app, page }) => {
      await app.find('zebra tag:design -lion');
      await expect(app.hits).toHaveCount(1);
      await app.search.press('Alt+Enter');
      const dialog = page.getByRole('dialog', { name: 'Why “Idea” is found' });
      const conditions = dialog.getByRole('list', { name: 'Conditions of the search' }).getByRole('listitem');
      await expect(conditions).toHaveCount(3);
      await expect(dialog.getByLabel('Met', { exact: true })).toHaveCount(3);
      await expect(conditions.nth(0)).toContainText('1 × in the text');
      await expect(conditions.nth(1)).toContainText('has this tag');
      await expect(conditions.nth(2)).toContainText('must not be there, and is not');
      await accessible(page, 'why it is found');

      await dialog.getByRole('button', { name: 'Another note…' }).press('Enter');
      await page.getByPlaceholder('Which note?').fill('Architecture');
      await page.getByRole('dialog').getByRole('option').filter({ hasText: 'Architecture' }).waitFor();
      await page.keyboard.press('Enter');
      const missed = page.getByRole('dialog', { name: 'Why “Architecture” is not found' });
      await expect(missed.getByLabel('Not met')).toHaveCount(1);
      await expect(missed.getByRole('listitem').filter({ hasText: 'zebra' })).toContainText('does not occur');
      await expect(missed.getByLabel('Met', { exact: true })).toHaveCount(2);
      await accessible(page, 'why it is not found');
      await page.keyboard.press('Escape');
      await expect(missed).toHaveCount(0);
      await expect(app.search).toBeFocused();
    });
  });
}

test('a file that no search can find says why', async ({ app, page }) => {
  await app.vault.write('.hidden/Secret.md', '# Secret\n\nzebra\n');
  await app.find('zebra');
  await expect(app.hits).toHaveCount(1);
  await page.getByRole('search').getByRole('button', { name: 'Why is a note not found?' }).first().click();
  await page.getByPlaceholder('Which note?').fill('.hidden/Secret.md');
  await page.getByRole('dialog').getByRole('option').filter({ hasText: 'Secret' }).click();
  await expect(page.getByRole('dialog')).toContainText('It is hidden or ignored');
});
