import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = process.env.SHOTS;

const NOTE = 'one two\nthree four\n\nlast line\n';

declare const axe: {
  run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
};

async function accessible(page: Page): Promise<void> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run({ resultTypes: ['violations'] }));
  const faults = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(faults.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

async function look(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

test.beforeEach(async ({ app }) => {
  await app.vault.write('docs/Rich.md', NOTE);
  await app.unfold('docs');
  await app.open('Rich');
});

/** Selects the word that stands second in the first line, by keys. */
async function chooseTwo(page: Page): Promise<void> {
  await page.keyboard.press('Control+Home');
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+End');
}

test('the menu beside a selection formats, shows what is on, and goes with Escape', async ({ app, page }) => {
  await app.editor.click();
  await chooseTwo(page);
  const menu = page.locator('.rich-menu');
  await expect(menu.getByRole('button', { name: 'Bold' })).toBeVisible();
  await expect(menu.getByRole('button', { name: 'Bold' })).toHaveAttribute('aria-pressed', 'false');
  await menu.getByRole('button', { name: 'Bold' }).click();
  await app.holds('docs/Rich.md', NOTE.replace('two', '**two**'));
  await expect(menu.getByRole('button', { name: 'Bold' })).toHaveAttribute('aria-pressed', 'true');
  await menu.getByRole('button', { name: 'Bold' }).click();
  await app.holds('docs/Rich.md', NOTE);
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  // What was selected still is.
  await page.keyboard.type('2');
  await app.holds('docs/Rich.md', NOTE.replace('two', '2'));
});

test('the menu is reached by keys alone', async ({ app, page }) => {
  await app.editor.click();
  await chooseTwo(page);
  await expect(page.locator('.rich-menu')).toBeVisible();
  await page.keyboard.press('Alt+F10');
  await expect(page.getByRole('button', { name: 'Kind of paragraph' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('button', { name: 'Bold' })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Heading 2' }).press('Enter');
  await app.holds('docs/Rich.md', `## ${NOTE}`);
  await expect(app.editor).toBeFocused();
});

test('the toolbar is shown by choice and follows the cursor', async ({ app, page }) => {
  await expect(page.locator('.rich-toolbar')).toHaveCount(0);
  await app.run('Show or hide the formatting toolbar');
  const bar = page.locator('.rich-toolbar');
  await expect(bar).toBeVisible();
  await app.editor.locator('.cm-line').filter({ hasText: 'last line' }).click();
  await bar.getByRole('button', { name: 'Task list' }).click();
  await app.holds('docs/Rich.md', NOTE.replace('last', '- [ ] last'));
  await expect(bar.getByRole('button', { name: 'Task list' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Control+Home');
  await expect(bar.getByRole('button', { name: 'Task list' })).toHaveAttribute('aria-pressed', 'false');
  await bar.getByRole('button', { name: 'Insert' }).click();
  await page.getByRole('menuitem', { name: 'Callout' }).hover();
  await page.getByRole('menuitem', { name: 'Callout: Tip' }).click();
  await app.holds('docs/Rich.md', `> [!tip]\n> ${NOTE.replace('last', '- [ ] last')}`);
  await app.run('Show or hide the formatting toolbar');
  await expect(bar).toHaveCount(0);
});

test('several cursors are formatted together', async ({ app, page }) => {
  await app.editor.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+Alt+ArrowDown');
  await page.keyboard.press('Control+b');
  await app.holds('docs/Rich.md', NOTE.replace('one', '**one**').replace('three', '**three**'));
  await page.keyboard.press('Control+Shift+8');
  await app.holds('docs/Rich.md', '- **one** two\n- **three** four\n\nlast line\n');
});

test('a slash offers what can be put there', async ({ app, page }) => {
  const list = page.getByRole('listbox');
  await app.editor.locator('.cm-line').filter({ hasText: 'last line' }).click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('/bg');
  await expect(list.getByRole('option', { name: 'Table' })).toBeVisible();
  await page.keyboard.press('Enter');
  await app.holds('docs/Rich.md', `${NOTE}\n|  |  |\n| --- | --- |\n|  |  |\n`);
  for (let i = 0; i < 5; i++) await page.keyboard.press('Control+Z');
  await app.holds('docs/Rich.md', NOTE);
});

test('a link that a slash puts there asks for its note', async ({ app, page }) => {
  await app.writeAfter('last line', ' ');
  await page.keyboard.type('/link');
  await expect(page.getByRole('option', { name: 'Link to a note' })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: /Architecture/ }).click();
  await app.holds('docs/Rich.md', NOTE.replace('last line', 'last line [[Architecture]]'));
});

/** Pastes as a program would have put it on the clipboard. */
async function paste(page: Page, data: Record<string, string>): Promise<void> {
  await page.evaluate((parts) => {
    const clipboardData = new DataTransfer();
    for (const [type, text] of Object.entries(parts)) clipboardData.setData(type, text);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.querySelector('.cm-content')?.dispatchEvent(event);
  }, data);
}

test.describe('text of other pages', () => {
  // Chromium tells of handlers in what is only parsed; none of them runs.
  test.use({ strict: false });

  test('rich text is pasted as Markdown, and one undo takes it away', async ({ app, page }) => {
    await app.editor.click();
    await page.keyboard.press('Control+End');
    await paste(page, {
      'text/html':
        '<h2>Part</h2><ul><li>a <b>b</b></li><li><img src=x onerror="document.title=1">c</li></ul>',
      'text/plain': 'Part a b c',
    });
    await app.holds('docs/Rich.md', `${NOTE}## Part\n\n- a **b**\n- c`);
    await expect(page).not.toHaveTitle('1');
    await page.keyboard.press('Control+Z');
    await app.holds('docs/Rich.md', NOTE);
  });
});

test('an address pasted over words becomes their link', async ({ app, page }) => {
  await app.editor.click();
  await chooseTwo(page);
  await paste(page, { 'text/plain': 'https://x.y/z' });
  await app.holds('docs/Rich.md', NOTE.replace('two', '[two](https://x.y/z)'));
});

test('a paste into code, and one that is asked to be plain, stays plain', async ({ app, page }) => {
  await app.vault.write('docs/Rich.md', '```\n\n```\n\nend');
  await expect(app.editor).toContainText('end');
  const rich = { 'text/html': '<p><b>x</b></p>', 'text/plain': 'x' };
  await app.editor.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await paste(page, rich);
  await app.holds('docs/Rich.md', '```\nx\n```\n\nend');
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Control+Shift+V');
  await paste(page, rich);
  await app.holds('docs/Rich.md', '```\nx\n```\n\nendx');
});

test('more formatted text than can be read arrives as plain text, in words', async ({ app, page }) => {
  await app.editor.click();
  await page.keyboard.press('Control+End');
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', `<p>${'<b>word</b> '.repeat(400_000)}</p>`);
    clipboardData.setData('text/plain', 'word');
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.querySelector('.cm-content')?.dispatchEvent(event);
  });
  await expect(page.getByText('Too much formatted text')).toBeVisible();
  await app.holds('docs/Rich.md', `${NOTE}word`);
});

/** Pastes or drops files that a page makes: a picture of one pixel, or bytes that are none. */
async function give(
  page: Page,
  how: 'paste' | 'drop',
  given: { name: string; broken?: boolean }[],
): Promise<void> {
  await page.evaluate(
    async ([kind, wanted]) => {
      const data = new DataTransfer();
      for (const { name, broken } of wanted) {
        const canvas = new OffscreenCanvas(40, 20);
        canvas.getContext('2d')?.fillRect(0, 0, 40, 20);
        const picture = await canvas.convertToBlob();
        data.items.add(new File([broken ? new Blob(['no picture']) : picture], name, { type: 'image/png' }));
      }
      const content = document.querySelector('.cm-content') as HTMLElement;
      const { left, bottom } = (content.lastElementChild as HTMLElement).getBoundingClientRect();
      const init = { bubbles: true, cancelable: true, clientX: left + 2, clientY: bottom - 4 };
      const event =
        kind === 'paste'
          ? new ClipboardEvent('paste', { clipboardData: data, ...init })
          : new DragEvent('drop', { dataTransfer: data, ...init });
      content.dispatchEvent(event);
    },
    [how, given] as const,
  );
}

test('a pasted picture is stored under a name of its own and shown in the note', async ({ app, page }) => {
  await app.editor.click();
  await page.keyboard.press('Control+End');
  await give(page, 'paste', [{ name: 'image.png' }]);
  const linked = /^one two\nthree four\n\nlast line\n!\[\[(Pasted picture \d{14}\.png)\]\]$/;
  await expect.poll(() => app.vault.read('docs/Rich.md')).toMatch(linked);
  await expect(app.item('attachments')).toBeVisible();
  await page.keyboard.press('Control+Z');
  await app.holds('docs/Rich.md', NOTE);
});

test('dropped files come in together, also where a name is taken', async ({ app, page }) => {
  await app.editor.click();
  await page.keyboard.press('Control+End');
  await give(page, 'drop', [{ name: 'a [1].png' }, { name: 'b.png' }]);
  await app.holds('docs/Rich.md', `${NOTE}![[a 1.png]]\n![[b.png]]`);
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await give(page, 'paste', [{ name: 'b.png' }]);
  await app.holds('docs/Rich.md', `${NOTE}![[a 1.png]]\n![[b.png]]\n![[attachments/b 2.png]]`);
});

test('a broken picture is told in words, and the text stays', async ({ app, page }) => {
  await app.editor.click();
  await page.keyboard.press('Control+End');
  await give(page, 'paste', [{ name: 'bad.png', broken: true }]);
  await expect(page.getByText('“bad.png” is no picture that can be read')).toBeVisible();
  await expect(page.locator('.rich-coming')).toHaveCount(0);
  await page.keyboard.type('on');
  await app.holds('docs/Rich.md', `${NOTE}on`);
});

for (const theme of ['light', 'dark'] as const) {
  for (const locale of ['en-US', 'zh-CN']) {
    test.describe(`${theme} ${locale}`, () => {
      test.use({ colorScheme: theme, locale });
      test('bars are accessible', async ({ app, page }) => {
        await app.run(locale === 'en-US' ? 'formatting toolbar' : '格式工具栏');
        await app.editor.click();
        await chooseTwo(page);
        await expect(page.locator('.rich-menu button').first()).toBeVisible();
        await expect(page.locator('.rich-toolbar button').first()).toBeVisible();
        await look(page, `bars-${theme}-${locale}`);
        await accessible(page);
        await page.locator('.rich-toolbar button').first().click();
        await expect(page.getByRole('menu')).toBeVisible();
        await look(page, `bars-menu-${theme}-${locale}`);
        await accessible(page);
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+End');
        await page.keyboard.type('/');
        await expect(page.getByRole('listbox').getByRole('option').first()).toBeVisible();
        await look(page, `slash-${theme}-${locale}`);
        await accessible(page);
      });
    });
  }
}
