import { readFileSync } from 'node:fs';
import { accessible } from './axe';
import { type App, expect, REAL, test } from './fixtures';

test.skip(!REAL, 'the engine in memory does not merge');

const NOTE = 'docs/Plan.md';
const BEFORE = '# Plan\n\nMeet on Monday.\n\nBring the map.\n\nEnd.\n';

/** Writes over the same words as another program, which leaves a conflict copy. */
async function collide(app: App): Promise<void> {
  await app.vault.write(NOTE, BEFORE);
  await expect(app.item('Plan')).toBeVisible();
  await app.open('Plan');
  await app.versioned();
  await app.editor.locator('.cm-line', { hasText: 'Monday' }).dblclick();
  await app.editor.locator('.cm-line', { hasText: 'Monday' }).click();
  await app.page.keyboard.press('End');
  for (let i = 0; i < 'Monday.'.length; i++) await app.page.keyboard.press('Backspace');
  await app.page.keyboard.type('Tuesday.');
  await app.vault.write(NOTE, BEFORE.replace('Monday', 'Friday').replace('map', 'big map'));
  await expect(app.page.getByText('Your text is kept as')).toBeVisible();
}

test('a conflict is listed, decided in the three-way view, and undone', async ({ app, page, folder }) => {
  await collide(app);
  await app.holds(NOTE, BEFORE.replace('Monday', 'Friday').replace('map', 'big map'));
  await app.status.getByRole('button', { name: '1 conflict copy' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem')).toContainText('Plan');
  await dialog.getByRole('button', { name: 'Resolve the conflict of “Plan”' }).click();
  await expect(dialog).toHaveCount(0);

  const view = page.getByRole('main');
  await expect(view.getByText('1 change to decide')).toBeVisible();
  const save = view.getByRole('button', { name: 'Save the result, copy to trash' });
  await expect(save).toBeDisabled();
  const stretch = view.getByRole('group', { name: 'Change 1 of' });
  await expect(stretch).toContainText('Monday');
  await expect(stretch.locator('mark').filter({ hasText: 'Tuesday' })).toBeVisible();
  await expect(stretch.locator('mark').filter({ hasText: 'Friday' })).toBeVisible();
  await stretch.getByRole('button', { name: 'Take both' }).click();
  await expect(view.getByText('Everything is decided')).toBeVisible();
  const result = view.getByRole('textbox', { name: 'Result' });
  await expect(result).toContainText('Meet on Friday.');
  await expect(result).toContainText('Meet on Tuesday.');
  await stretch.getByRole('button', { name: 'Take mine' }).click();
  await result.locator('.cm-line', { hasText: 'End.' }).click();
  await page.keyboard.press('End');
  await page.keyboard.type(' Really.');
  await save.click();

  const resolved = BEFORE.replace('Monday', 'Tuesday')
    .replace('map', 'big map')
    .replace('End.', 'End. Really.');
  await app.holds(NOTE, resolved);
  await expect.poll(() => folder.names('docs').filter((name) => name.includes('Conflicted'))).toEqual([]);
  await expect(app.status.getByRole('button', { name: 'conflict cop' })).toHaveCount(0);
  await app.run('Trash');
  await expect(app.right.getByRole('listitem').filter({ hasText: 'Conflicted copy' })).toBeVisible();

  await app.run('Show automatic decisions');
  const rows = dialog.getByRole('listitem');
  await expect(rows.first()).toContainText('The conflict was resolved.');
  await rows.first().getByRole('button', { name: 'Undo the decision on “Plan”' }).click();
  await expect(rows.first()).toContainText('Undone');
  await app.holds(NOTE, BEFORE.replace('Monday', 'Friday').replace('map', 'big map'));
  await expect.poll(() => folder.names('docs').filter((name) => name.includes('Conflicted'))).toHaveLength(1);
  await page.keyboard.press('Escape');
  await expect(app.status.getByRole('button', { name: '1 conflict copy' })).toBeVisible();
});

test('what is typed at other places than those that collide stays in the note', async ({
  app,
  page,
  folder,
}) => {
  await app.vault.write(NOTE, BEFORE);
  await expect(app.item('Plan')).toBeVisible();
  await app.open('Plan');
  await app.versioned();
  await app.writeAfter('End.', ' Mine.');
  await app.writeAfter('Monday.', ' At noon.');
  await app.vault.write(NOTE, BEFORE.replace('Monday.', 'Monday. At nine.'));
  await expect(page.getByText('Your text is kept as')).toBeVisible();
  await app.holds(NOTE, BEFORE.replace('Monday.', 'Monday. At nine.').replace('End.', 'End. Mine.'));
  const copy = folder.names('docs').find((name) => name.startsWith('Plan (')) ?? '';
  await app.holds(
    `docs/${copy}`,
    BEFORE.replace('Monday.', 'Monday. At noon.').replace('End.', 'End. Mine.'),
  );
});

test('both files may be left as they are', async ({ app, page, folder }) => {
  await collide(app);
  const before = folder.names('docs').length;
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await page.getByRole('button', { name: 'Keep both as they are' }).click();
  await expect(app.status.getByRole('button', { name: 'conflict cop' })).toHaveCount(0);
  expect(folder.names('docs')).toHaveLength(before);
});

test('a conflict that changes while it is decided says so', async ({ app, page }) => {
  await collide(app);
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await page.getByRole('group', { name: 'Change 1 of' }).getByRole('button', { name: 'Take mine' }).click();
  await app.vault.write(NOTE, 'something else\n');
  await page.getByRole('button', { name: 'Save the result, copy to trash' }).click();
  await expect(page.getByText('One of the files changed meanwhile.')).toBeVisible();
  expect(await app.vault.read(NOTE)).toBe('something else\n');
  await page.getByRole('button', { name: 'Load anew' }).click();
  await expect(page.getByRole('main')).toContainText('something else');
});

test('an area whose policy is the file takes it without a copy', async ({ app, page, folder }) => {
  await page.keyboard.press('Control+,');
  await page.getByLabel('Changes from two sides').selectOption('Merge; the file wins');
  await page.keyboard.press('Escape');
  await app.vault.write(NOTE, BEFORE);
  await expect(app.item('Plan')).toBeVisible();
  await app.open('Plan');
  await app.versioned();
  await app.writeAfter('Monday.', ' At noon.');
  await app.vault.write(NOTE, BEFORE.replace('Monday.', 'Monday. At nine.'));
  await expect(app.editor).toContainText('Monday. At nine.');
  await app.holds(NOTE, BEFORE.replace('Monday.', 'Monday. At nine.'));
  expect(folder.names('docs').filter((name) => name.includes('Conflicted'))).toEqual([]);
  await app.run('Show automatic decisions');
  await expect(page.getByRole('dialog').getByRole('listitem')).toContainText('the file’s text was kept');
});

for (const theme of ['light', 'dark'] as const) {
  test.describe(`${theme} conflicts`, () => {
    test.use({ colorScheme: theme });
    test('are accessible', async ({ app, page }, info) => {
      const shoot = async (name: string) => {
        await accessible(page, name);
        await page.screenshot({ path: info.outputPath(`${name}.png`) });
      };
      await collide(app);
      await app.status.getByRole('button', { name: '1 conflict copy' }).click();
      await expect(page.getByRole('dialog').getByRole('listitem')).toBeVisible();
      await shoot('list');
      await page.getByRole('dialog').getByRole('button', { name: 'Decisions' }).click();
      await expect(page.getByRole('dialog').getByRole('listitem')).toBeVisible();
      await shoot('decisions');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Resolve', exact: true }).click();
      await expect(
        page.getByRole('group', { name: 'Change 1 of' }).getByRole('button', { name: 'Take mine' }),
      ).toBeVisible();
      await shoot('three-way');
      await page
        .getByRole('group', { name: 'Change 1 of' })
        .getByRole('button', { name: 'Take mine' })
        .click();
      await shoot('decided');
    });

    test('marks are accessible', async ({ app, page }, info) => {
      await app.vault.write(NOTE, BEFORE);
      await expect(app.item('Plan')).toBeVisible();
      await app.open('Plan');
      await app.versioned();
      await app.writeAfter('End.', ' Mine.');
      await app.vault.write(NOTE, BEFORE.replace('Monday', 'Friday').replace('the map', 'a map'));
      await expect(app.editor.locator('.cm-taken')).toHaveCount(2);
      await page.screenshot({ path: info.outputPath('marks.png') });
      await accessible(page, 'marks');
      await page.screenshot({ path: info.outputPath('marks-later.png') });
    });
  });
}

test('of files that are no text one is taken whole, and that is undone', async ({
  app,
  page,
  folder,
}, info) => {
  const copy = 'docs/logo.sync-conflict-20261122-153012-ABC1234.png';
  folder.bytes('docs/logo.png', new Uint8Array([0x89, 0x50, 0xff, 1]));
  folder.bytes(copy, new Uint8Array([0x89, 0x50, 0xff, 2, 3]));
  await app.status.getByRole('button', { name: '1 conflict copy' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Resolve the conflict/ })
    .click();
  const view = page.getByRole('main');
  await expect(view.getByText('cannot be shown side by side')).toBeVisible();
  await accessible(page, 'whole');
  await info.attach('whole', { body: await page.screenshot(), contentType: 'image/png' });
  await view.getByRole('button', { name: 'Take mine' }).click();
  const size = (path: string) => readFileSync(`${folder.root}/${path}`).length;
  await expect.poll(() => size('docs/logo.png')).toBe(5);
  await expect.poll(() => folder.names('docs')).not.toContain(copy.split('/')[1]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => size('docs/logo.png')).toBe(4);
  await expect.poll(() => folder.names('docs')).toContain(copy.split('/')[1]);
});
