import { accessible } from './axe';
import { expect, REAL, test } from './fixtures';
import { SEED } from './seed';

const IDEA = SEED['inbox/Idea.md'] as string;

test.skip(!REAL, 'the engine in memory makes no versions');

test('a version gets a name, by which it is found in both timelines', async ({ app, page }) => {
  await app.open('Idea');
  await app.versioned();
  const version = app.right.locator('[data-version]').first();
  await app.right
    .getByRole('button', { name: /^More for this version/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Name this version…' }).click();
  await expect(page.getByRole('textbox', { name: 'Name of the version' })).toBeFocused();
  await page.keyboard.type('first draft 初稿');
  await page.keyboard.press('Enter');
  await expect(version).toContainText('first draft 初稿');

  await app.writeAfter('A zebra crossing', ' Changed since.');
  await app.holds('inbox/Idea.md', IDEA.replace('#design', '#design Changed since.'));
  await page.keyboard.press('Control+Alt+Shift+H');
  const timeline = page.getByRole('region', { name: 'Timeline' });
  const named = timeline.locator('button').filter({ hasText: 'first draft 初稿' });
  await expect(named).toContainText('Idea');
  await accessible(page, 'timeline with a name');
});

test('the state of everything gets a name, and a note comes back as it was then', async ({ app, page }) => {
  await app.open('Idea');
  await app.run('Name the state of now…');
  await expect(page.getByRole('textbox', { name: 'Name of the state of everything' })).toBeFocused();
  await page.keyboard.type('handed in');
  await page.keyboard.press('Enter');
  await expect(page.getByText('“handed in” is kept, with everything as it is now')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Timeline' })).toContainText('handed in');

  await app.tab('Idea').click();
  await app.writeAfter('A zebra crossing', ' A lion too.');
  await app.holds('inbox/Idea.md', IDEA.replace('#design', '#design A lion too.'));
  await app.versioned();
  const version = app.right.locator('[data-version]').filter({ hasText: 'handed in' });
  await expect(version).toHaveCount(1);
  await version.click();
  await expect(app.tab('Idea: versions')).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('main').getByRole('button', { name: 'Restore this version' }).click();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await app.holds('inbox/Idea.md', IDEA);
});
