import { expect, REAL, test } from './fixtures';
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
