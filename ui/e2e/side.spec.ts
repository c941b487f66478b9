import { accessible } from './axe';
import { expect, test } from './fixtures';

const NOTE = '# Plan\n\n## First\n\none\n\n### Detail\n\ntwo\n\n## Second\n\nthree\n\n## Third\n\nfour\n';

test('the outline follows the cursor, jumps, and is gone through by keys', async ({ app, page }) => {
  await app.vault.write('Plan.md', NOTE);
  await app.open('Plan');
  const heading = (name: string) => app.right.getByRole('button', { name, exact: true });
  await app.editor.locator('.cm-line').filter({ hasText: 'three' }).click();
  await expect(heading('Second')).toHaveAttribute('aria-current', 'location');
  await heading('Detail').click();
  await expect(app.editor).toBeFocused();
  await expect(app.status).toContainText('Ln 7,');
  await heading('First').focus();
  await page.keyboard.press('ArrowDown');
  await expect(heading('Detail')).toBeFocused();
});

test('a section moves by keys and by drag, as one step', async ({ app, page }) => {
  await app.vault.write('Plan.md', NOTE);
  await app.open('Plan');
  const headings = app.right.getByRole('listitem');
  const heading = (name: string) => app.right.getByRole('button', { name, exact: true });
  await heading('First').focus();
  await page.keyboard.press('Alt+ArrowDown');
  const after = '# Plan\n\n## Second\n\nthree\n\n## First\n\none\n\n### Detail\n\ntwo\n\n## Third\n\nfour\n';
  await app.holds('Plan.md', after);
  await expect(headings).toHaveText(['Plan', 'Second', 'First', 'Detail', 'Third']);
  const from = await heading('Third').boundingBox();
  const to = await heading('Second').boundingBox();
  if (!from || !to) throw new Error('no headings');
  await page.mouse.move(from.x + 40, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + 40, to.y + 2, { steps: 6 });
  await page.mouse.up();
  await expect(headings).toHaveText(['Plan', 'Third', 'Second', 'First', 'Detail']);
  await app.editor.click();
  await page.keyboard.press('Control+z');
  await app.holds('Plan.md', after);
});

test('a long outline is filtered', async ({ app, page }) => {
  await app.open('Storage notes');
  const filter = app.right.getByRole('searchbox', { name: 'Filter headings' });
  await filter.fill('section 2');
  await expect(app.right.getByRole('listitem')).toHaveCount(11);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(app.status).toContainText('Ln 7,');
  await filter.fill('nothing like it');
  await expect(app.right.getByText('No heading has these words')).toBeVisible();
});

for (const theme of ['light', 'dark'] as const) {
  for (const locale of ['en-US', 'zh-CN']) {
    test.describe(`${theme}, ${locale}`, () => {
      test.use({ colorScheme: theme, locale });
      test('links to a note stand by note, with their lines', async ({ app, page }, info) => {
        await app.vault.write('One.md', 'Before all, [[Idea]] stood there.\n\n- and [[Idea]] again\n');
        await app.vault.write('Two.md', '# Two\n\nOnly once: [[Idea]].\n');
        await app.open('Idea');
        await app.right.getByRole('tab').nth(1).click();
        await expect(app.right.locator('mark')).toHaveText(['Idea', 'Idea', 'Idea']);
        await expect(app.right.getByText('Before all')).toBeVisible();
        await accessible(page, 'links');
        await info.attach(`links-${theme}-${locale}`, {
          body: await page.screenshot(),
          contentType: 'image/png',
        });
        const one = app.right.getByRole('button', { name: /^One/ });
        await one.focus();
        await page.keyboard.press('Enter');
        await expect(one).toHaveAttribute('aria-expanded', 'false');
        await expect(app.right.locator('mark')).toHaveCount(1);
        await app.right.getByText('Only once').click();
        await expect(app.tab('Two')).toHaveAttribute('aria-selected', 'true');
        await expect(app.status).toContainText('3');
      });
    });
  }
}
