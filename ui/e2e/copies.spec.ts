/** Copies out of the vault and into it. */
import { readFileSync } from 'node:fs';
import { expect, REAL, test } from './fixtures';
import { SEED } from './seed';
import { unzip } from './zip';

test.skip(!REAL, 'the engine in memory has no files to copy');

test('a folder is exported as a zip file', async ({ app, folder, page }) => {
  const picture = Buffer.from([0x89, 0x50, 0, 255, 10, 13]);
  folder.bytes('docs/图.png', picture);
  await app.unfold('docs');
  await expect(app.item('图.png')).toBeVisible();
  await app.item('docs').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export “docs”' });
  const inside = Object.entries(SEED).filter(([path]) => path.startsWith('docs/'));
  await expect(dialog.getByText(`${inside.length + 1} files`)).toBeVisible();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save as zip' }).click();
  const zip = await download;
  expect(zip.suggestedFilename()).toBe('docs.zip');
  const files = unzip(readFileSync(await zip.path()));
  const expected = new Map(inside.map(([path, text]) => [path, text]));
  for (const [path, text] of expected) expect(files.get(path)?.toString(), path).toBe(text);
  expect(files.get('docs/图.png')).toEqual(picture);
  const names = [...files.keys()].filter((name) => !name.endsWith('/'));
  expect(names.sort()).toEqual([...expected.keys(), 'docs/图.png'].sort());
  await expect(dialog).toBeHidden();
});
