import { expect, test } from './fixtures';

const NOTE = `---
title: Everything
tags: [design, 设计]
---

# Live preview

Some **bold** words and a [[Plain|shown name]] here.

- [ ] a task
- second

| Name | Amount |
|:-----|-------:|
| Apple | 12 |
| 苹果 | 3 |

> [!tip]- Folded
> hidden words

$$
x^2
$$

Last line
`;

test.beforeEach(async ({ app }) => {
  await app.vault.write('docs/Live.md', NOTE);
  await expect(app.item('docs')).toBeVisible();
  await app.unfold('docs');
  await expect(app.item('Live')).toBeVisible();
  await app.open('Live');
});

test('markup shows where the cursor is, and reading changes no byte', async ({ app, page }) => {
  const heading = app.editor.locator('.lp-h1');
  await expect(heading).toHaveText('Live preview');
  await heading.click();
  await expect(heading).toHaveText('# Live preview');
  const words = app.editor.locator('.cm-line').filter({ hasText: 'Some' });
  await expect(words).toHaveText('Some bold words and a shown name here.');
  await words.getByText('bold').click();
  await expect(words).toHaveText('Some **bold** words and a shown name here.');
  // Every place of the text, forth and back.
  await page.keyboard.press('Control+Home');
  for (let i = 0; i < 60; i++) await page.keyboard.press('ArrowRight');
  for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowDown');
  for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowUp');
  expect(await app.vault.read('docs/Live.md')).toBe(NOTE);
});

test('each way to show a note, by its name and by key', async ({ app, page }) => {
  await app.run('Source mode');
  await expect(app.editor).toContainText('**bold**');
  await expect(page.locator('.lp')).toHaveCount(0);
  await page.keyboard.press('Control+E');
  await expect(page.getByLabel('Preview of Live')).toBeVisible();
  await expect(app.editor).toHaveCount(0);
  await page.keyboard.press('Control+E');
  await expect(app.editor).toContainText('**bold**');
  await page.getByRole('main').getByRole('button', { name: 'Live preview' }).click();
  await expect(app.editor).not.toContainText('**bold**');
});

test('a double click takes the word under it, although its markup comes out', async ({ app, page }) => {
  await app.editor.getByText('bold').dblclick();
  await expect(app.editor).toContainText('**bold**');
  await page.keyboard.type('brave');
  await app.holds('docs/Live.md', NOTE.replace('bold', 'brave'));
});

test('home goes to the words of an item, and backspace takes its mark away', async ({ app, page }) => {
  await app.editor.locator('.cm-line').filter({ hasText: 'second' }).click();
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await page.keyboard.type('the ');
  await app.holds('docs/Live.md', NOTE.replace('- second', '- the second'));
  await page.keyboard.press('Home');
  await page.keyboard.press('Backspace');
  await app.holds('docs/Live.md', NOTE.replace('- second', 'the second'));
});

test('a task is ticked by a click', async ({ app }) => {
  await app.editor.getByRole('checkbox').click();
  await app.holds('docs/Live.md', NOTE.replace('[ ]', '[x]'));
  await app.editor.getByRole('checkbox').click();
  await app.holds('docs/Live.md', NOTE);
});

test('a link is followed by a click', async ({ app }) => {
  await app.editor.getByText('shown name').click();
  await expect(app.tab('Plain')).toHaveAttribute('aria-selected', 'true');
});

test('a callout folds and unfolds without a change of its text', async ({ app }) => {
  await expect(app.editor).not.toContainText('hidden words');
  await app.editor.getByRole('button', { name: 'Fold or unfold' }).click();
  await expect(app.editor).toContainText('hidden words');
  await app.editor.getByRole('button', { name: 'Fold or unfold' }).click();
  await expect(app.editor).not.toContainText('hidden words');
  expect(await app.vault.read('docs/Live.md')).toBe(NOTE);
});

test('a table is written in its cells, and only their text changes', async ({ app, page }) => {
  const cell = (name: string) => app.editor.locator('td, th').filter({ hasText: name });
  await cell('Apple').click();
  await page.keyboard.press('End');
  await page.keyboard.type(' | pie');
  await app.holds('docs/Live.md', NOTE.replace('Apple', 'Apple \\| pie'));
  await page.keyboard.press('Tab');
  await page.keyboard.type('13');
  let now = NOTE.replace('Apple | 12', 'Apple \\| pie | 13');
  await app.holds('docs/Live.md', now);
  // Enter goes down, and adds a row below the last one.
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.type('7');
  now = now.replace('| 苹果 | 3 |\n', '| 苹果 | 3 |\n|  | 7 |\n');
  await app.holds('docs/Live.md', now);
  await page.keyboard.press('Alt+Shift+ArrowUp');
  now = now.replace('| 苹果 | 3 |\n|  | 7 |\n', '|  | 7 |\n| 苹果 | 3 |\n');
  await app.holds('docs/Live.md', now);
  await page.keyboard.press('Control+Shift+Backspace');
  now = now.replace('|  | 7 |\n', '');
  await app.holds('docs/Live.md', now);
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Align centre' }).click();
  now = now
    .replace('|-------:|', '|:-----:|')
    .replace('|:-----:|', '|:------:|')
    .replace(':------:', ':-----:');
  await expect.poll(() => app.vault.read('docs/Live.md')).toMatch(/\|:-----\|:-+:\|/);
  // Everything back, step by step.
  for (let i = 0; i < 30; i++) await page.keyboard.press('Control+Z');
  await app.holds('docs/Live.md', NOTE);
});

test('the arrows go into a table and out of it', async ({ app, page }) => {
  await app.editor.locator('.cm-line').filter({ hasText: 'second' }).click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(app.editor.locator('th').first()).toBeFocused();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.type('below ');
  await app.holds('docs/Live.md', NOTE.replace('3 |\n\n', '3 |\nbelow \n'));
});

test('a composition goes on through markup, and in a cell', async ({ app, page }) => {
  const client = await page.context().newCDPSession(page);
  const compose = async (steps: string[], result: string) => {
    for (const text of steps)
      await client.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    await client.send('Input.insertText', { text: result });
  };
  await app.editor.getByText('bold').click();
  await page.keyboard.press('Home');
  for (let i = 0; i < 'Some **bo'.length; i++) await page.keyboard.press('ArrowRight');
  await compose(['z', 'zh', 'zhong', 'zhong w', 'zhong wen'], '中文');
  let now = NOTE.replace('**bold**', '**bo中文ld**');
  await app.holds('docs/Live.md', now);
  await app.editor.locator('.lp-h1').click();
  await page.keyboard.press('End');
  await compose(['b', 'bt', 'biao', 'biao ti'], '标题');
  now = now.replace('# Live preview', '# Live preview标题');
  await app.holds('docs/Live.md', now);
  await app.editor.locator('.cm-line').filter({ hasText: 'a task' }).click();
  await page.keyboard.press('Home');
  await compose(['r', 'ren', 'ren wu'], '任务');
  now = now.replace('[ ] a task', '[ ] 任务a task');
  await app.holds('docs/Live.md', now);
  await app.editor.locator('td').first().click();
  await page.keyboard.press('End');
  await compose(['p', 'ping', 'ping guo'], '苹果');
  now = now.replace('| Apple ', '| Apple苹果 ');
  await app.holds('docs/Live.md', now);
});

for (const theme of ['light', 'dark'] as const) {
  for (const locale of ['en-US', 'zh-CN']) {
    test.describe(`${theme}, ${locale}`, () => {
      test.use({ colorScheme: theme, locale });
      test('looks like what it says', async ({ app, page }, info) => {
        await app.editor.locator('.cm-line').filter({ hasText: 'Last line' }).click();
        await expect(app.editor.locator('.katex')).toBeVisible();
        await expect(app.editor.getByLabel(locale === 'en-US' ? 'Value of title' : 'title 的值')).toHaveValue(
          'Everything',
        );
        await info.attach(`live-${theme}-${locale}`, {
          body: await page.screenshot(),
          contentType: 'image/png',
        });
        await app.editor.locator('td').first().click({ button: 'right' });
        await expect(page.getByRole('menu')).toBeVisible();
        await info.attach(`table-${theme}-${locale}`, {
          body: await page.screenshot(),
          contentType: 'image/png',
        });
      });
    });
  }
}

test.describe('of a hostile note', () => {
  // Chromium reports handlers that Mermaid's sanitiser parses in a document where nothing can run.
  test.use({ strict: false });

  test('nothing runs', async ({ app, page }) => {
    const hostile = [
      '<img src=x onerror="window.ran=1">',
      '<script>window.ran=1</script>',
      '<svg><animate onbegin=window.ran=1 attributeName=x dur=1s></svg>',
      '<svg/onload=window.ran=1>',
      '<iframe srcdoc="<script>parent.ran=1</script>"></iframe>',
      '<details open ontoggle=window.ran=1>',
      '<noscript><p title="</noscript><img src=x onerror=window.ran=1>"></noscript>',
      '<embed src="javascript:window.ran=1">',
      '[x](javascript:window.ran=1)',
      '[x](\tjava\nscript:window.ran=1)',
      '![x](javascript:window.ran=1)',
      '![[x" onerror="window.ran=1.png]]',
      '![<img src=x onerror=window.ran=1>|30](https://no.example/x.png)',
      '[[<img src=x onerror=window.ran=1>]]',
      '#<img/src=x/onerror=window.ran=1>',
      '$\\href{javascript:window.ran=1}{x}$',
      '$\\htmlData{x=1}{<img src=x onerror=window.ran=1>}$',
      '`<img src=x onerror=window.ran=1>`',
      '> [!<img src=x onerror=window.ran=1>] <img src=x onerror=window.ran=1>',
      '| <img src=x onerror=window.ran=1> | [x](javascript:window.ran=1) |\n|---|---|\n| <svg onload=window.ran=1> | `<script>window.ran=1</script>` |',
      '```mermaid\ngraph LR\n A["<img src=x onerror=window.ran=1>"] --> B\n click A href "javascript:window.ran=1"\n```',
      '```"><img src=x onerror=window.ran=1>\ncode\n```',
      '[^<img src=x onerror=window.ran=1>]',
      '- [ ] <img src=x onerror=window.ran=1>',
      '<!--><img src=x onerror=window.ran=1>-->',
    ];
    const asked: string[] = [];
    page.on('request', (request) => {
      if (!/^(https?:\/\/(localhost|127\.0\.0\.1)|blob:)/.test(request.url())) asked.push(request.url());
    });
    const front =
      '---\ntitle: <img src=x onerror=window.ran=1>\n"<svg onload=window.ran=1>": <b>x</b>\n---\n\n';
    await app.vault.write('docs/Hostile.md', `${front}${hostile.join('\n\n')}\n\nthe end\n`);
    await expect(app.item('Hostile')).toBeVisible();
    await app.open('Hostile');
    for (let i = 0; i < 100; i++) await page.keyboard.press('ArrowDown');
    await expect(app.editor).toContainText('the end');
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
    expect(asked).toEqual([]);
    expect(await app.editor.locator('script, iframe, embed, object, svg[onload], [onerror]').count()).toBe(0);
  });
});
