/** Copies out of the vault and into it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
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

test.describe('over a start', () => {
  // The page says that the server was gone.
  test.use({ strict: false });

  test('a folder of 300 files comes in as planned, and goes again after a start', async ({
    app,
    engine,
    folder,
    home,
    page,
  }) => {
    test.slow();
    const outside = join(home, 'trip');
    mkdirSync(join(outside, 'deep'), { recursive: true });
    for (let n = 0; n < 300; n++)
      writeFileSync(join(outside, n % 2 ? 'deep' : '', `n${n}.md`), `# Note ${n}\n`);
    await app.vault.write('trip/n0.md', 'old\n');
    await expect(app.item('trip')).toBeVisible();
    await bring(page, outside, '#tree');
    const dialog = page.getByRole('dialog', { name: 'Copy 300 files into the vault' });
    // Each of the files arrives by itself first.
    await expect(dialog.getByText('Its new place is taken by trip/n0.md.')).toBeVisible({ timeout: 60_000 });
    await expect(dialog.getByRole('button', { name: 'Copy in' })).toBeDisabled();
    await dialog.getByRole('combobox').selectOption('replace');
    await expect(dialog.getByText('replaces what is there')).toBeVisible();
    await dialog.getByRole('button', { name: 'Copy in' }).click();
    await expect(page.getByText('300 files copied into the vault')).toBeVisible({ timeout: 60_000 });
    expect(folder.names('trip/deep')).toHaveLength(150);
    expect(await app.vault.read('trip/n0.md')).toBe('# Note 0\n');
    await engine.stop();
    await engine.start();
    await page.goto(engine.url());
    await expect(app.item('trip')).toBeVisible();
    await app.run('Undo the last change of files');
    await app.holds('trip/n0.md', 'old\n');
    await expect.poll(() => folder.names('trip')).toEqual(['n0.md']);
  });
});

test('a file whose name is free comes in at once, and one undo takes it back', async ({
  app,
  home,
  page,
}) => {
  const file = join(home, 'Hello.md');
  writeFileSync(file, '# Hello\n');
  await app.item('Welcome').click({ button: 'right' });
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('menuitem', { name: 'Copy files in…' }).click();
  await (await chooser).setFiles(file);
  await page.getByRole('button', { name: 'Undo' }).click({ trial: true });
  await expect(page.getByRole('dialog', { name: 'Copy' })).toHaveCount(0);
  await app.holds('Hello.md', '# Hello\n');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => app.vault.read('Hello.md')).toBeNull();
});

/** Drops a folder as the desktop would. */
async function bring(page: Page, path: string, onto: string): Promise<void> {
  const target = page.locator(onto);
  const box = await target.boundingBox();
  if (!box) throw new Error('the tree is not on screen');
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  const at = { x: box.x + box.width / 2, y: box.y + box.height - 20 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await client.send('Input.dispatchDragEvent', { type, ...at, data });
  }
}
