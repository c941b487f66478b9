import { expect, test } from './fixtures';

test('a day of work without a mouse', async ({ app, page }) => {
  const { keyboard } = page;
  // Into the tree, down to a note, open it.
  await keyboard.press('Control+Shift+E');
  await expect(app.tree).toBeFocused();
  await keyboard.type('welc');
  await keyboard.press('Enter');
  await expect(app.editor).toBeFocused();

  // Write, and switch the view.
  await keyboard.press('Control+End');
  await keyboard.type('- [ ] by keyboard');
  await expect.poll(() => app.vault.read('Welcome.md')).toContain('by keyboard');
  await keyboard.press('Control+E');

  // Find something else and go there.
  await keyboard.press('Control+Shift+F');
  await expect(app.search).toBeFocused();
  await keyboard.type('zebra');
  await expect(app.hits).toHaveCount(1);
  await keyboard.press('Enter');
  await expect(app.tab('Idea')).toHaveAttribute('aria-selected', 'true');

  // Narrow by a tag.
  await keyboard.press('Control+Shift+F');
  await expect(app.search).toBeFocused();
  const byTag = app.left.getByRole('button', { name: 'Tag', exact: true });
  await expect(byTag).toBeVisible();
  for (let i = 0; i < 12 && (await byTag.and(page.locator(':focus')).count()) === 0; i++)
    await keyboard.press('Tab');
  await expect(byTag).toBeFocused();
  await keyboard.press('Enter');
  await expect(page.getByRole('menuitemcheckbox', { name: /^design/ })).toBeVisible();
  await keyboard.press('Enter');
  await expect(app.search).toHaveValue('zebra tag:design');

  // The versions of this note, the newest of them, and back again.
  await keyboard.press('Control+Alt+H');
  await expect(app.right.locator('[data-version]').first()).toBeVisible();
  await app.right.locator('[data-version]').first().focus();
  await keyboard.press('Enter');
  await expect(app.tab('Idea: versions')).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('F7');
  await keyboard.press('Alt+W');
  await expect(app.tab('Idea: versions')).toHaveCount(0);

  // Another note by a few letters, then a command.
  await keyboard.press('Control+O');
  await keyboard.type('arch');
  await expect(page.getByRole('option', { name: /Architecture/ })).toBeVisible();
  await keyboard.press('Enter');
  await expect(app.tab('Architecture')).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('Control+Shift+P');
  await keyboard.type('close all');
  await keyboard.press('Enter');
  await expect(app.tabs).toHaveCount(0);
});

test('a composition is left alone by the palette and the search', async ({ app, page }) => {
  const client = await page.context().newCDPSession(page);
  await page.keyboard.press('Control+P');
  await expect(app.palette).toBeFocused();
  await client.send('Input.imeSetComposition', { text: 'huan', selectionStart: 4, selectionEnd: 4 });
  await client.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    windowsVirtualKeyCode: 229,
    key: 'Process',
  });
  await expect(page.getByRole('dialog')).toBeVisible();
  await client.send('Input.insertText', { text: '缓存' });
  await expect(app.palette).toHaveValue('缓存');
  await expect(page.getByRole('option', { name: /缓存/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(app.tab('缓存')).toBeVisible();

  await page.keyboard.press('Control+Shift+F');
  await expect(app.search).toBeFocused();
  await client.send('Input.imeSetComposition', { text: 'yi', selectionStart: 2, selectionEnd: 2 });
  await client.send('Input.insertText', { text: '一致' });
  await expect(app.search).toHaveValue('一致');
  await expect(app.hits.filter({ hasText: '缓存' })).toHaveCount(1);
});
