import { expect, REAL, test } from './fixtures';

test('a word is found, opened at its line and marked there', async ({ app, page }) => {
  await app.find('historian');
  await expect(app.hits).toHaveCount(1);
  await expect(app.left.getByRole('status').filter({ hasText: 'result' })).toHaveText('1 result');
  await expect(app.hits.first().locator('mark').first()).toHaveText(/historian/i);
  await page.keyboard.press('Enter');
  await expect(app.tab('Architecture')).toBeVisible();
  await expect(app.editor).toBeFocused();
  expect(await page.evaluate(() => String(getSelection()))).toMatch(/historian/i);
});

for (const [query, name] of [
  ['缓', '缓存'],
  ['缓存', '缓存'],
  ['缓存一致', '缓存'],
  ['API配置', 'API配置'],
] as const) {
  test(`Chinese: ${query}`, async ({ app }) => {
    await app.find(query);
    await expect(app.hits.filter({ hasText: name }).first()).toBeVisible();
  });
}

test('Traditional finds Simplified', async ({ app }) => {
  test.skip(!REAL, 'the engine in memory does not fold');
  await app.find('緩存');
  await expect(app.hits.filter({ hasText: '缓存' })).toHaveCount(1);
  await app.find('一致性協議');
  await expect(app.hits.filter({ hasText: '缓存' })).toHaveCount(1);
});

test('facets narrow by text that can be edited', async ({ app, page }) => {
  await app.find('tag:design');
  const shown = app.left.getByRole('status').filter({ hasText: 'result' });
  await expect(shown).toContainText('result');
  const all = await app.hits.count();
  await app.left.getByRole('button', { name: 'Folder' }).click();
  await page.getByRole('menuitemcheckbox', { name: /^docs/ }).click();
  await expect(app.search).toHaveValue('tag:design folder:"docs"');
  if (REAL) {
    await expect(shown).toHaveText('1 result');
    expect(all).toBe(2);
  }
  await app.left.getByRole('button', { name: 'Folder' }).click();
  await page.getByRole('menuitemcheckbox', { name: /^docs/ }).click();
  await expect(app.search).toHaveValue('tag:design');
  await expect(app.hits).toHaveCount(all);
});

test('results sort, and the order is kept', async ({ app, page }) => {
  test.skip(!REAL, 'the engine in memory has one order');
  await app.find('type:note');
  await app.left.getByRole('button', { name: /^Sort/ }).click();
  await page.getByRole('menuitemradio', { name: 'Name' }).click();
  await expect(app.left.getByRole('button', { name: 'Sort: Name' })).toBeVisible();
  const first = app.hits.first();
  await expect(first).toContainText('Architecture');
  await app.left.getByRole('button', { name: /^Sort/ }).click();
  await page.getByRole('menuitemradio', { name: 'Size' }).click();
  await expect(first).toContainText('Storage notes');
  await app.left.getByRole('button', { name: /^Sort/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Reverse order' }).click();
  await expect(first).not.toContainText('Storage notes');
});

test('a query that cannot be read says where, and keeps the results', async ({ app }) => {
  await app.find('writer');
  await expect(app.hits.first()).toBeVisible();
  await app.search.pressSequentially(' "');
  await expect(app.left.getByText('cannot be read from here on')).toBeVisible();
  await expect(app.hits.first()).toBeVisible();
  await app.search.press('Backspace');
  await expect(app.left.getByText('cannot be read from here on')).toHaveCount(0);
});

test('queries that led somewhere are offered again', async ({ app, page }) => {
  await app.find('zebra');
  await expect(app.hits).toHaveCount(1);
  await page.keyboard.press('Enter');
  await app.find('');
  await app.left.getByRole('button', { name: 'zebra', exact: true }).click();
  await expect(app.search).toHaveValue('zebra');
  await expect(app.hits).toHaveCount(1);
});

test('a note is found as soon as it is saved', async ({ app }) => {
  await app.open('Plain');
  await app.writeAfter('third line', ' quetzalcoatl');
  await app.find('quetzalcoatl');
  // The search looks again when the index has taken in the change.
  await expect(app.hits).toHaveCount(1);
});

test('all results can be scrolled to, and their number is true', async ({ app, page }) => {
  for (let i = 0; i < 130; i++)
    await app.vault.write(`many/Walrus ${i}.md`, `# Walrus ${i}\n\nOne walrus.\n`);
  await app.find('walrus');
  await expect(app.left.getByRole('status').filter({ hasText: 'result' })).toHaveText('130 results');
  await expect(app.hits.first()).toHaveAttribute('aria-setsize', '130');
  await app.search.focus();
  const last = app.hits.and(page.locator('[aria-posinset="130"]'));
  await expect(async () => {
    for (let i = 0; i < 10; i++) await page.keyboard.press('PageDown');
    await expect(last).toHaveAttribute('aria-selected', 'true', { timeout: 500 });
  }).toPass();
  await expect(last).toBeInViewport();
});

test('a search is saved, named, and there again', async ({ app, page }) => {
  await app.find('storage');
  await expect(app.hits.first()).toBeVisible();
  await page.getByRole('button', { name: 'Save this search' }).click();
  await expect(page.getByRole('button', { name: 'Forget this search' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await app.search.fill('');
  await page.getByRole('button', { name: 'More for “storage”' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name of the search' }).fill('Where it lies');
  await page.keyboard.press('Enter');
  await page.getByRole('search').getByRole('button', { name: 'Where it lies', exact: true }).click();
  await expect(app.search).toHaveValue('storage');
  await expect(app.hits.first()).toBeVisible();
});
