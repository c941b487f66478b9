import { expect, REAL, test } from './fixtures';
import { SEED } from './seed';

test('a version is seen, compared and restored', async ({ app, page }) => {
  await app.open('Architecture');
  await app.run('Show versions');
  await expect(app.right.locator('[data-version]').first()).toBeVisible();
  const before = await app.right.locator('[data-version]').count();
  await app.writeAfter('One writer owns', ' And nobody else.');
  const changed = (SEED['docs/Architecture.md'] as string).replace(
    '#design\n\n##',
    '#design And nobody else.\n\n##',
  );
  await app.holds('docs/Architecture.md', changed);
  await app.right.getByRole('button', { name: 'Keep a version now' }).click();
  if (REAL) await expect(app.right.locator('[data-version]')).toHaveCount(before + 1);

  await app.right.locator('[data-version]').last().focus();
  await page.keyboard.press('ArrowUp');
  await app.right.locator('[data-version]').first().click();
  await expect(app.tab('Architecture: versions')).toHaveAttribute('aria-selected', 'true');
  const changes = page.getByLabel('Changes in Architecture');
  if (REAL) {
    await expect(changes.locator('[data-kind=added]')).toHaveCount(1);
    await expect(changes.locator('[data-kind=added] mark')).toContainText('And nobody else.');
  }

  await app.right
    .getByRole('button', { name: /^More for this version/ })
    .last()
    .click();
  await page.getByRole('menuitem', { name: 'Compare with now' }).click();
  await expect(changes.locator('[data-kind=added]').first()).toBeVisible();
  await page.getByRole('button', { name: 'Below each other' }).click();
  await expect(changes).toHaveAttribute('data-layout', 'inline');
  await page.keyboard.press('F7');
  await expect(page.getByRole('main').getByRole('status')).toContainText('Change 1 of');

  await page.getByRole('main').getByRole('button', { name: 'Restore this version' }).click();
  await expect(page.getByRole('alertdialog')).toContainText('nothing is lost');
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(page.getByText('“Architecture” is as it was')).toBeVisible();
  if (REAL) await app.holds('docs/Architecture.md', SEED['docs/Architecture.md'] as string);
  await app.tab('Architecture').first().click();
  await expect(app.editor).not.toContainText('And nobody else.');
});

test('any two versions compare, and unchanged lines unfold', async ({ app, page }) => {
  test.skip(!REAL, 'the engine in memory makes no versions');
  const long = SEED['docs/Storage notes.md'] as string;
  await app.open('Storage notes');
  await app.run('Editor and preview');
  await app.run('Show versions');
  const versions = app.right.locator('[data-version]');
  await expect(versions).toHaveCount(1);
  for (const [i, section] of [20, 40].entries()) {
    const text = (await app.vault.read('docs/Storage notes.md')) as string;
    await app.vault.write(
      'docs/Storage notes.md',
      text.replace(`## Section ${section}\n`, `## Part ${section}\n`),
    );
    await expect(
      page.getByLabel('Preview of Storage notes').getByText(`Part ${section}`, { exact: true }),
    ).toBeAttached();
    await app.right.getByRole('button', { name: 'Keep a version now' }).click();
    await expect(versions).toHaveCount(i + 2);
  }
  await versions.first().click();
  const changes = page.getByLabel('Changes in Storage notes');
  await expect(changes.getByText('## Part 40')).toBeVisible();
  await page.getByRole('combobox', { name: 'Older version' }).click();
  await page.getByRole('option').last().click();
  await expect(page.getByRole('main').getByRole('status')).toHaveText('2 changes');
  await expect(changes.getByText('Section 1;')).toHaveCount(0);
  await changes
    .getByRole('button', { name: /unchanged lines/ })
    .first()
    .click();
  await expect(changes.getByText('# Storage notes').first()).toBeVisible();
  await page.keyboard.press('F7');
  await page.keyboard.press('F7');
  await expect(changes.getByText('## Part 40')).toBeInViewport();
  expect(long).toContain('## Section 40');
});

test('a deleted note comes back from the list', async ({ app, page }) => {
  await app.unfold('inbox');
  await app.item('Idea').click();
  await page.keyboard.press('Delete');
  await expect(app.item('Idea')).toHaveCount(0);
  await expect.poll(() => app.vault.read('inbox/Idea.md')).toBeNull();
  await app.run('Trash');
  await app.right.getByRole('button', { name: 'Bring back “Idea”' }).click();
  await expect(page.getByText('“Idea” is back')).toBeVisible();
  await app.holds('inbox/Idea.md', SEED['inbox/Idea.md'] as string);
  await expect(app.item('Idea')).toBeVisible();
});

test('the trash is reached, read and emptied of what is wanted back by keyboard alone', async ({
  app,
  page,
}) => {
  await app.unfold('inbox');
  await app.item('Idea').click();
  await page.keyboard.press('Delete');
  await expect.poll(() => app.vault.read('inbox/Idea.md')).toBeNull();
  await app.item('Welcome').click();
  await app.tree.focus();
  await page.keyboard.press('Delete');
  await expect.poll(() => app.vault.read('Welcome.md')).toBeNull();

  await app.tree.focus();
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: 'Trash', exact: true })).toBeVisible();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const rows = app.right.getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('Top of the vault');
  await expect(rows.nth(1)).toContainText('inbox');
  await expect(rows.nth(1)).toContainText('by you');
  await expect(app.right.getByRole('button', { name: 'Bring back “Welcome”' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(app.right.getByRole('button', { name: 'Bring back “Idea”' })).toBeFocused();
  await page.keyboard.press('Enter');
  await app.holds('inbox/Idea.md', SEED['inbox/Idea.md'] as string);
  await expect(app.right.getByRole('button', { name: 'Bring back “Welcome”' })).toBeFocused();
  await page.keyboard.press('Enter');
  await app.holds('Welcome.md', SEED['Welcome.md'] as string);
  await expect(app.right.getByText('Nothing was deleted')).toBeVisible();
});
