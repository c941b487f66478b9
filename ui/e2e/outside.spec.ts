import { App, expect, REAL, test } from './fixtures';
import { SEED } from './seed';

test('a change by another program shows in the open note', async ({ app }) => {
  await app.open('Plain');
  await expect(app.editor).toContainText('second line');
  await app.vault.write('docs/Plain.md', 'first line\nsecond line, from vim\nthird line\n');
  await expect(app.editor).toContainText('from vim');
  await expect(app.status).toContainText('Saved');
});

test('a change by another program merges into what is being typed', async ({ app, page }) => {
  test.skip(!REAL, 'the engine in memory does not merge');
  await app.open('Plain');
  await app.versioned();
  await app.writeAfter('third line', ' mine');
  await app.vault.write('docs/Plain.md', 'first line, theirs\nsecond line\nthird line\n');
  await page.keyboard.type(' too');
  await app.holds('docs/Plain.md', 'first line, theirs\nsecond line\nthird line mine too\n');
  await expect(app.editor).toContainText('first line, theirs');
  await expect(app.editor).toContainText('third line mine too');
});

test('a change of the same line by another program loses neither', async ({ app, page, folder }) => {
  test.skip(!REAL, 'the engine in memory does not merge');
  await app.open('Plain');
  await app.versioned();
  await app.writeAfter('third line', ' mine');
  await app.vault.write('docs/Plain.md', 'first line\nsecond line\nthird line theirs\n');
  await expect(page.getByText('Your text is kept as')).toBeVisible();
  await expect(app.editor).toContainText('third line theirs');
  await app.holds('docs/Plain.md', 'first line\nsecond line\nthird line theirs\n');
  const copy = folder.names('docs').find((name) => name.startsWith('Plain (')) ?? '';
  await app.holds(`docs/${copy}`, 'first line\nsecond line\nthird line mine\n');
});

test('files that come and go show in the tree', async ({ app, page }) => {
  await app.vault.write('From outside.md', '# From outside\n');
  await expect(app.item('From outside')).toBeVisible();
  test.skip(!REAL, 'the engine in memory has no files that others delete');
  await app.open('From outside');
  await app.vault.remove('From outside.md');
  await expect(page.getByText('This note was deleted elsewhere.')).toBeVisible();
  await expect(app.item('From outside')).toHaveCount(0);
  await page.getByRole('button', { name: 'Keep it' }).click();
  await app.holds('From outside.md', '# From outside\n');
  expect(await app.vault.read('docs/Plain.md')).toBe(SEED['docs/Plain.md']);
});

test('a change by another program is marked and can be taken back, place by place or whole', async ({
  app,
  page,
}) => {
  test.skip(!REAL, 'the engine in memory does not merge');
  const before = 'alpha\n\nbeta\n\ngamma\n';
  await app.vault.write('docs/Places.md', before);
  await app.open('Places');
  await app.versioned();
  await app.writeAfter('gamma', ' mine');
  await app.vault.write('docs/Places.md', 'ALPHA\n\nBETA\n\ngamma\n');
  const marks = app.editor.locator('.cm-taken');
  await expect(marks).toHaveText(['ALPHA', 'BETA']);
  await expect(page.getByText('2 changes by another program were taken in.')).toBeVisible();
  await page.keyboard.type(' too');
  await app.holds('docs/Places.md', 'ALPHA\n\nBETA\n\ngamma mine too\n');

  await app.editor.locator('.cm-line', { hasText: 'BETA' }).getByRole('button').click();
  await app.holds('docs/Places.md', 'ALPHA\n\nbeta\n\ngamma mine too\n');
  await expect(marks).toHaveText(['ALPHA']);

  await app.editor.locator('.cm-line', { hasText: 'ALPHA' }).click();
  await page.keyboard.press('Control+Alt+Z');
  await app.holds('docs/Places.md', 'alpha\n\nbeta\n\ngamma mine too\n');
  await expect(marks).toHaveCount(0);
  await page.keyboard.press('Control+Z');
  await app.holds('docs/Places.md', 'ALPHA\n\nbeta\n\ngamma mine too\n');
});

test('one undo takes a whole change by another program back and leaves what was typed', async ({
  app,
  page,
}) => {
  test.skip(!REAL, 'the engine in memory does not merge');
  await app.open('Plain');
  await app.versioned();
  await app.writeAfter('third line', ' mine');
  await app.vault.write('docs/Plain.md', 'first line, theirs\nsecond line, theirs\nthird line\n');
  await expect(app.editor).toContainText('first line, theirs');
  await page.keyboard.press('Control+Z');
  await app.holds('docs/Plain.md', 'first line\nsecond line\nthird line mine\n');
  await page.keyboard.press('Control+Shift+Z');
  await app.holds('docs/Plain.md', 'first line, theirs\nsecond line, theirs\nthird line mine\n');
});

test('different words of one line are merged by word while both are written', async ({ app }) => {
  test.skip(!REAL, 'the engine in memory does not merge');
  await app.open('Plain');
  await app.versioned();
  await app.writeAfter('second line', ' of mine');
  await app.vault.write('docs/Plain.md', 'first line\nThe second line\nthird line\n');
  await app.holds('docs/Plain.md', 'first line\nThe second line of mine\nthird line\n');
  await expect(app.editor).toContainText('The second line of mine');
});

test('two windows write into one note', async ({ app, browser, engine }) => {
  test.skip(!REAL, 'the engine in memory has one window');
  await app.open('Plain');
  await app.versioned();
  const other = await browser.newContext();
  const page = await other.newPage();
  await page.goto(engine.url());
  const second = new App(page, app.vault);
  await expect(second.tree).toBeVisible();
  await second.open('Plain');
  await app.writeAfter('first line', ' by the first');
  await second.writeAfter('third line', ' by the second');
  const both = 'first line by the first\nsecond line\nthird line by the second\n';
  await app.holds('docs/Plain.md', both);
  for (const { editor } of [app, second]) {
    await expect(editor.locator('.cm-line').first()).toContainText('first line by the first');
    await expect(editor.locator('.cm-line').nth(2)).toContainText('third line by the second');
  }
  await other.close();
});

test('the open quick switcher shows what comes meanwhile', async ({ app, page }) => {
  await page.keyboard.press('Control+P');
  await app.palette.fill('latecomer');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('option')).toHaveCount(1);
  await app.vault.write('docs/The latecomer.md', 'x\n');
  await expect(dialog.getByRole('option', { name: 'The latecomer' })).toBeVisible();
});
