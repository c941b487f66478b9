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
  await expect(page.locator('.cm-lineNumbers')).toBeVisible();
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
  await expect(first.or(page.getByRole('tabpanel')).and(page.locator(':focus'))).toHaveCount(1);
  if (await page.getByRole('tabpanel').evaluate((panel) => panel === document.activeElement))
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
  await page.locator('.cm-fold-near .cm-fold-arrow').click();
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
