import { expect, REAL, test } from './fixtures';
import { SEED } from './seed';

test('a note is renamed, and its tab follows', async ({ app, page }) => {
  const linked = SEED['Welcome.md'] as string;
  await app.open('Architecture');
  await page.keyboard.press('F2');
  const box = page.getByRole('textbox', { name: 'New name' });
  await expect(box).toBeFocused();
  await box.fill('House plan');
  await box.press('Enter');
  const plan = page.getByRole('dialog', { name: 'Rename' });
  await expect(plan.getByText('Update 1 link in 1 note')).toBeVisible();
  await expect(plan.getByRole('insertion')).toHaveText('Start with [[House plan]].');
  await page.keyboard.press('Enter');
  await app.holds('docs/House plan.md', SEED['docs/Architecture.md'] as string);
  expect(await app.vault.read('docs/Architecture.md')).toBeNull();
  await app.holds('Welcome.md', linked.replace('[[Architecture]]', '[[House plan]]'));
  await expect(app.tab('House plan')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await app.holds('Welcome.md', linked);
  await app.holds('docs/Architecture.md', SEED['docs/Architecture.md'] as string);
  await expect(app.tab('Architecture')).toBeVisible();
});

test('a note is dragged into a folder, and taken back', async ({ app, page }) => {
  await app.item('docs').click({ trial: true });
  const from = await app.item('Welcome').boundingBox();
  const to = await app.item('inbox').boundingBox();
  if (!from || !to) throw new Error('rows are not on screen');
  await page.mouse.move(from.x + 60, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(from.x + 70, from.y + 20, { steps: 4 });
  await page.mouse.move(to.x + 60, to.y + 13, { steps: 8 });
  await expect(app.item('inbox')).toHaveAttribute('data-drop', 'true');
  await page.mouse.up();
  await app.holds('inbox/Welcome.md', SEED['Welcome.md'] as string);
  expect(await app.vault.read('Welcome.md')).toBeNull();
  await page.getByRole('button', { name: 'Undo' }).click();
  await app.holds('Welcome.md', SEED['Welcome.md'] as string);
});

test('a note goes to the trash, and back', async ({ app, page }) => {
  await app.item('Welcome').click();
  await app.tree.focus();
  await page.keyboard.press('Delete');
  await expect(page.getByText('“Welcome” moved to the trash')).toBeVisible();
  await expect.poll(() => app.vault.read('Welcome.md')).toBeNull();
  await page.getByRole('button', { name: 'Undo' }).click();
  await app.holds('Welcome.md', SEED['Welcome.md'] as string);
  await expect(app.item('Welcome')).toBeVisible();
});

test('a PDF is shown by the browser’s own viewer', async ({ app, page }) => {
  test.skip(!REAL, 'the engine in memory serves no files');
  await app.vault.write(
    'paper.pdf',
    '%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n',
  );
  await app.item('paper.pdf').click();
  await expect(page.locator('iframe[title="paper.pdf"]')).toBeVisible();
  // A frame that the page's policy forbids never gets a document of its own.
  await expect.poll(() => page.frames().some((frame) => frame.url().startsWith('blob:'))).toBe(true);
});

test('a note that is not UTF-8 says so', async ({ app, folder }) => {
  test.skip(!REAL, 'the engine in memory holds text only');
  folder.bytes('Latin.md', Buffer.from('# caf\xe9\n', 'latin1'));
  await app.item('Latin').click();
  await expect(app.page.getByRole('main').getByText('This file is not UTF-8 text.')).toBeVisible();
});

test('the menu key opens the menu at the active row', async ({ app, page }) => {
  await app.item('Architecture').click();
  await app.tree.focus();
  const row = await app.item('Architecture').boundingBox();
  await page.keyboard.press('Shift+F10');
  const menu = await page.getByRole('menu').boundingBox();
  expect(Math.abs((menu?.y ?? 0) - (row?.y ?? 0))).toBeLessThan(40);
});
