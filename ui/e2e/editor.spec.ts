import type { Page } from '@playwright/test';
import { accessible } from './axe';
import { expect, test } from './fixtures';

const SHOTS = process.env.SHOTS;

const NOTE = 'first words\n\nsecond words\nof it\n\nlast line\n';

async function look(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

test.beforeEach(async ({ app }) => {
  await app.vault.write('docs/Desk.md', NOTE);
  await app.unfold('docs');
  await app.open('Desk');
});

/** Opens the settings of the editor, or `name` in another language. */
async function options(page: Page, name = 'Editor'): Promise<void> {
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name, exact: true }).click();
  await expect(page.getByRole('switch').nth(7)).toBeVisible();
}

test('what is chosen for the editor counts at once and is kept', async ({ app, page }) => {
  await app.run('Source mode');
  await options(page);
  await page.getByRole('switch', { name: 'Line numbers' }).click();
  await page.getByRole('switch', { name: 'Focus mode' }).click();
  await page.getByRole('switch', { name: 'Spell check' }).click();
  await page.getByRole('switch', { name: 'Readable line length' }).click();
  await page.getByRole('radio', { name: '4 spaces' }).click();
  await page.keyboard.press('Escape');
  await expect(page.locator('.cm-number').first()).toBeVisible();
  await expect(app.editor).toHaveAttribute('spellcheck', 'false');
  await expect(app.editor).toHaveCSS('max-width', 'none');
  await app.editor.locator('.cm-line').filter({ hasText: 'of it' }).click();
  await expect(page.locator('.cm-attended')).toHaveText(['second words', 'of it']);
  await page.keyboard.press('Tab');
  await app.holds('docs/Desk.md', NOTE.replace('of it', '    of it'));
});

test('the pages of the settings are reached by keys alone', async ({ app, page }) => {
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: 'General' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const first = page.getByRole('switch', { name: 'Readable line length' });
  await expect(first).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('tabpanel', { name: 'Editor' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(first).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await expect(app.editor).toHaveCSS('max-width', 'none');
});

test('a composition goes on in focus mode', async ({ app, page }) => {
  await app.run('Focus mode');
  await app.editor.locator('.cm-line').filter({ hasText: 'of it' }).click();
  await page.keyboard.press('End');
  const client = await page.context().newCDPSession(page);
  for (const text of ['z', 'zh', 'zhong', 'zhong w', 'zhong wen'])
    await client.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  await client.send('Input.insertText', { text: '中文' });
  await app.holds('docs/Desk.md', NOTE.replace('of it', 'of it中文'));
  await expect(page.locator('.cm-attended')).toHaveText(['second words', 'of it中文']);
});

test('a section folds by keys and by its arrow, and stays folded', async ({ app, page }) => {
  await app.vault.write('docs/Folds.md', '# One\n\nbelow one\n\n# Two\n\nbelow two\n');
  await app.open('Folds');
  const line = (text: string | RegExp) => app.editor.locator('.cm-line').filter({ hasText: text });
  await line('below one').click();
  await page.keyboard.press('Control+Shift+BracketLeft');
  await expect(line('below one')).toHaveCount(0);
  await line(/^Two$/).hover();
  await page.locator('.cm-fold-near').click();
  await expect(line('below two')).toHaveCount(0);
  await look(page, 'folded');
  await app.run('Close tab');
  await app.open('Folds');
  await expect(line(/One/)).toBeVisible();
  await expect(line('below')).toHaveCount(0);
  await line(/One/).click();
  await page.keyboard.press('End');
  await page.keyboard.press('Control+Shift+BracketRight');
  await expect(line('below one')).toBeVisible();
  await app.run('Fold everything');
  await expect(line('below')).toHaveCount(0);
  await app.run('Unfold everything');
  await expect(line('below')).toHaveCount(2);
  await app.holds('docs/Folds.md', '# One\n\nbelow one\n\n# Two\n\nbelow two\n');
});

const LINKS = `# Links

To [[Folds]], to [[Folds#Two|a part]], to [[Nowhere]], to [a page](https://example.org/long?x=1).
`;

test('a pointer that rests on a link shows where it leads', async ({ app, page }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('http://localhost') && !request.url().startsWith('http://127.0.0.1'))
      asked.push(request.url());
  });
  await app.vault.write(
    'docs/Folds.md',
    '---\na: b\n---\n# One\n\nbelow **one**\n\n# Two\n\n![x](https://example.org/x.png)\n',
  );
  await app.vault.write('docs/Links.md', LINKS);
  await app.open('Links');
  const card = page.locator('.link-card');
  const link = (text: string) => app.editor.locator('.lp-go').filter({ hasText: text });
  await link('Folds').first().hover();
  await expect(card.locator('.link-card-path')).toHaveText('docs/Folds.md');
  await expect(card.locator('strong')).toHaveText('one');
  await look(page, 'card');
  await accessible(page, 'link card');
  // Into the card and out of it.
  await card.hover();
  await expect(card).toBeVisible();
  await page.mouse.move(5, 5);
  await expect(card).toHaveCount(0);
  await link('a part').hover();
  await expect(card.locator('.link-card-title')).toHaveText('Folds > Two');
  await expect(card.locator('h1')).toHaveText('Two');
  await page.mouse.move(5, 5);
  await expect(card).toHaveCount(0);
  await link('Nowhere').hover();
  await expect(card).toHaveText('There is no note or file “Nowhere” yet.');
  await page.mouse.move(5, 5);
  await expect(card).toHaveCount(0);
  await link('a page').hover();
  await expect(card.locator('.link-card-path')).toHaveText('https://example.org/long?x=1');
  expect(asked).toEqual([]);
});

test('the link at the cursor shows where it leads by keys', async ({ app, page }) => {
  await app.vault.write('docs/Folds.md', '# One\n\nbelow one\n');
  await app.vault.write('docs/Links.md', LINKS);
  await app.open('Links');
  const card = page.locator('.link-card');
  await app.editor.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Alt+Enter');
  await expect(card).toBeFocused();
  await expect(card.locator('.link-card-path')).toHaveText('docs/Folds.md');
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
  await expect(app.editor).toBeFocused();
  await app.run('Show link target');
  await expect(card).toBeFocused();
  await expect(card.locator('.link-card-body')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(card.locator('.link-card-body')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(app.editor).toBeFocused();
  await page.keyboard.press('Alt+Enter');
  await expect(card).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(app.tab('Folds')).toHaveAttribute('aria-selected', 'true');
  await app.holds('docs/Links.md', LINKS);
});

test('the menus of the format bar show no ring under the mouse', async ({ app, page }) => {
  await app.editor.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Shift+End');
  await page.locator('.rich-menu').getByRole('button', { name: 'Kind of paragraph' }).click();
  const item = page.getByRole('menuitem', { name: 'Heading 2' });
  await item.hover();
  await expect(item).toBeFocused();
  await expect(item).toHaveCSS('outline-style', 'none');
  await item.click();
  await expect(app.editor).toBeFocused();
  await app.holds('docs/Desk.md', `## ${NOTE}`);
});

test('find and replace with counts, whole words, case and expressions', async ({ app, page }) => {
  await app.vault.write('docs/Find.md', 'cat Cat cats\nthe cat\n');
  await app.open('Find');
  await app.editor.click();
  await page.keyboard.press('Control+F');
  const bar = page.getByRole('search', { name: 'Find in this note' });
  const field = bar.getByRole('textbox', { name: 'Find' });
  await expect(field).toBeFocused();
  await field.fill('cat');
  await expect(bar.getByRole('status')).toHaveText('4 found');
  await page.keyboard.press('Enter');
  await expect(bar.getByRole('status')).toHaveText(/of 4$/);
  await bar.getByRole('button', { name: 'Whole word' }).click();
  await expect(bar.getByRole('status')).toHaveText(/3/);
  await bar.getByRole('button', { name: 'Match case' }).click();
  await expect(bar.getByRole('status')).toHaveText(/2/);
  await bar.getByRole('button', { name: 'Regular expression' }).click();
  await field.fill('(');
  await expect(bar.getByRole('status')).toHaveText('Not a valid expression');
  await expect(bar.getByRole('button', { name: 'Next' })).toBeDisabled();
  await field.fill('c(a)t');
  await expect(bar.getByRole('status')).toHaveText(/2/);
  await page.keyboard.press('Control+H');
  await bar.getByRole('textbox', { name: 'Replace with' }).fill('d$1g');
  await look(page, 'find');
  await accessible(page, 'find and replace');
  await bar.getByRole('button', { name: 'Replace all' }).click();
  await app.holds('docs/Find.md', 'dag Cat cats\nthe dag\n');
  await expect(bar.getByRole('status')).toHaveText('Nothing found');
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  await expect(app.editor).toBeFocused();
  await page.keyboard.press('Control+Z');
  await app.holds('docs/Find.md', 'cat Cat cats\nthe cat\n');
});

test('an input method writes what to find, and its Enter is its own', async ({ app, page }) => {
  await app.vault.write('docs/Find.md', '中文 中文\n');
  await app.open('Find');
  await app.editor.click();
  await page.keyboard.press('Control+F');
  const bar = page.getByRole('search', { name: 'Find in this note' });
  const client = await page.context().newCDPSession(page);
  await client.send('Input.imeSetComposition', { text: 'zhong', selectionStart: 5, selectionEnd: 5 });
  await client.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Enter',
    windowsVirtualKeyCode: 229,
  });
  await client.send('Input.insertText', { text: '中' });
  await expect(bar.getByRole('textbox')).toHaveValue('中');
  await expect(bar.getByRole('status')).toHaveText('2 found');
});

test('Vim keys write, undo, save and close, and leave compositions alone', async ({ app, page }) => {
  await options(page);
  await page.getByRole('switch', { name: 'Vim keys' }).click();
  await page.keyboard.press('Escape');
  await app.editor.click();
  await expect(app.status).toContainText('Normal');
  await page.keyboard.type('ggdw');
  await app.holds('docs/Desk.md', NOTE.replace('first ', ''));
  await page.keyboard.type('u');
  await app.holds('docs/Desk.md', NOTE);
  const client = await page.context().newCDPSession(page);
  const compose = async (text: string) =>
    client.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  // Where keys are commands an input method writes nothing.
  await compose('zhong');
  await client.send('Input.insertText', { text: '中文' });
  await page.keyboard.type('A');
  await expect(app.status).toContainText('Insert');
  for (const text of ['z', 'zh', 'zhong wen']) await compose(text);
  // The Escape that ends a composition ends nothing else.
  await client.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Escape',
    windowsVirtualKeyCode: 229,
  });
  await client.send('Input.insertText', { text: '中文' });
  await expect(app.status).toContainText('Insert');
  await app.holds('docs/Desk.md', NOTE.replace('first words', 'first words中文'));
  await page.waitForFunction(
    (since) => performance.now() > since + 100,
    await page.evaluate(() => performance.now()),
  );
  await page.keyboard.press('Escape');
  await expect(app.status).toContainText('Normal');
  await look(page, 'vim');
  await page.keyboard.type('u:');
  await expect(page.locator('.cm-vim-panel input')).toBeFocused();
  await accessible(page, 'Vim prompt');
  await page.keyboard.type('wq');
  await page.keyboard.press('Enter');
  await expect(app.tabs).toHaveCount(0);
  await app.holds('docs/Desk.md', NOTE);
});

for (const theme of ['light', 'dark'] as const) {
  for (const locale of ['en-US', 'zh-CN']) {
    test.describe(`${theme} ${locale}`, () => {
      test.use({ colorScheme: theme, locale });
      const chinese = locale === 'zh-CN';
      test('the choices are accessible', async ({ app, page }) => {
        await options(page, chinese ? '编辑器' : 'Editor');
        await look(page, `options-${theme}-${locale}`);
        await accessible(page, 'options');
        await page.getByRole('switch').nth(5).click();
        await page.keyboard.press('Escape');
        await app.editor.locator('.cm-line').filter({ hasText: 'of it' }).click();
        await expect(page.locator('.cm-attended')).toHaveCount(2);
        await look(page, `focus-${theme}-${locale}`);
        await accessible(page, 'focus mode');
      });
    });
  }
}
