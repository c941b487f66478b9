import type { Page } from '@playwright/test';
import { accessible } from './axe';
import { type App, expect, REAL, test } from './fixtures';

const TEMPLATE = '---\ntags: [daily]\n---\n# {{title}}\n\n- {{date:YYYY}} at {{time}}\n';

/** The name of a day's note, some days from now. */
const day = (days = 0) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

async function set(app: App, page: Page, label: string, value: string): Promise<void> {
  await app.run('Settings');
  await page.getByRole('dialog').getByRole('tab', { name: 'Daily notes' }).click();
  await page.getByRole('dialog').getByLabel(label).fill(value);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

test('a day has its note, made of the template once', async ({ app, page }) => {
  await app.vault.write('parts/Day.md', TEMPLATE);
  await expect(app.item('parts')).toBeVisible();
  await set(app, page, 'Folder of daily notes', 'journal');
  await set(app, page, 'Their template', 'parts/Day.md');
  await page.keyboard.press('Control+Alt+d');
  await expect(app.tab(day())).toBeVisible();
  const path = `journal/${day()}.md`;
  await expect.poll(() => app.vault.read(path)).toContain(`# ${day()}\n\n- ${day().slice(0, 4)} at `);
  await app.writeAfter(' at ', ' and more');
  await expect.poll(() => app.vault.read(path)).toContain(' and more');
  const before = await app.vault.read(path);
  await page.keyboard.press('Control+Alt+d');
  await page.waitForTimeout(300);
  expect(await app.vault.read(path)).toBe(before);
});

test('one goes from day to day over those that there are', async ({ app, page }) => {
  for (const days of [-9, -2, 1]) await app.vault.write(`${day(days)}.md`, `# ${days}\n`);
  await expect(app.item(day(1))).toBeVisible();
  await page.keyboard.press('Control+Alt+d');
  await expect(app.tab(day())).toBeVisible();
  const shown = (days: number) =>
    expect(app.tab(day(days)).and(page.locator('[aria-selected=true]'))).toBeVisible();
  await app.run('Open the previous daily note');
  await shown(-2);
  await app.run('Open the previous daily note');
  await shown(-9);
  await app.run('Open the previous daily note');
  await expect(page.getByText('There is no earlier daily note').first()).toBeVisible();
  await app.run('Open the next daily note');
  await shown(-2);
});

test('a template comes in at the cursor as one step', async ({ app, page }) => {
  await app.vault.write('parts/Log.md', '---\nmood: calm\ntags: [x]\n---\n## Log\n');
  await app.vault.write('Mine.md', '---\ntags: [mine] # kept\n---\nfirst\nlast\n');
  await expect(app.item('Mine')).toBeVisible();
  await set(app, page, 'Folder of templates', 'parts');
  await app.open('Mine');
  await app.editor.locator('.cm-line').filter({ hasText: 'last' }).click();
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+Shift+P');
  await app.palette.fill('>Insert a template');
  await page.getByRole('dialog').getByRole('option').first().click();
  await expect(page.getByRole('combobox', { name: 'Choose a template' })).toBeFocused();
  await page.keyboard.insertText('lo');
  await page.keyboard.press('Enter');
  await app.holds('Mine.md', '---\ntags: [mine] # kept\nmood: calm\n---\nfirst\n## Log\nlast\n');
  await page.keyboard.press('Control+z');
  await app.holds('Mine.md', '---\ntags: [mine] # kept\n---\nfirst\nlast\n');
});

test('a template that is not there is told of, and the note is made', async ({ app, page }) => {
  await set(app, page, 'Their template', 'gone.md');
  await page.keyboard.press('Control+Alt+d');
  await expect(page.getByText('The template gone.md could not be read').first()).toBeVisible();
  await expect(app.tab(day())).toBeVisible();
});

test.describe('with what Obsidian was told', () => {
  test.skip(!REAL, 'the engine in memory has no hidden files');

  test('its folder and format count until others are chosen', async ({ app, page, engine }) => {
    await app.vault.write('.obsidian/daily-notes.json', '{"folder":"Days/","format":"YYYY/[d]MM-DD"}');
    await page.goto(engine.url());
    await expect(app.tree).toBeVisible();
    await page.keyboard.press('Control+Alt+d');
    const [year, month, date] = day().split('-');
    await app.holds(`Days/${year}/d${month}-${date}.md`, '');
  });
});

for (const theme of ['light', 'dark'] as const) {
  for (const locale of ['en-US', 'zh-CN']) {
    test.describe(`${theme}, ${locale}`, () => {
      test.use({ colorScheme: theme, locale });
      test('the settings of daily notes can be reached by everybody', async ({ app, page }, info) => {
        await expect(app.tree).toBeVisible();
        await page.keyboard.press('Control+,');
        await page.getByRole('dialog').getByRole('tab').nth(2).click();
        await expect(
          page
            .getByRole('dialog')
            .getByRole('textbox')
            .or(page.getByRole('dialog').getByRole('combobox'))
            .first(),
        ).toBeVisible();
        await accessible(page, 'daily notes');
        await page.screenshot({ path: info.outputPath('daily.png') });
      });
    });
  }
}
