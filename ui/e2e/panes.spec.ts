import type { Locator, Page } from '@playwright/test';
import { accessible } from './axe';
import { type App, expect, REAL, test } from './fixtures';
import { SEED } from './seed';

const pane = (page: Page, number: number): Locator =>
  page.getByRole('main').getByRole('region', { name: `Pane ${number}`, exact: true });
const editorIn = (page: Page, number: number): Locator => pane(page, number).locator('.cm-content');
const tabsIn = (page: Page, number: number): Locator => pane(page, number).getByRole('tab');

async function drag(page: Page, from: Locator, to: { x: number; y: number }): Promise<void> {
  const box = await from.boundingBox();
  if (!box) throw new Error('nothing to drag');
  await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 3 + 8, box.y + box.height / 2, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await page.mouse.up();
}

async function edgeOf(locator: Locator, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('nothing to drop on');
  return { x: box.x + box.width * x, y: box.y + box.height * y };
}

async function menu(page: Page, tab: Locator, entry: string): Promise<void> {
  await tab.click({ button: 'right' });
  await page.getByRole('menuitem').filter({ hasText: entry }).click();
  await expect(page.getByRole('menu')).toHaveCount(0);
}

/** Two panes with the same note. */
async function twice(app: App, name: string): Promise<void> {
  await app.open(name);
  await app.editor.click();
  await app.page.keyboard.press('Control+Alt+S');
  await expect(editorIn(app.page, 2)).toBeFocused();
}

test('a note in two panes is one text: typed here, shown there, undone anywhere, saved once', async ({
  app,
  page,
}) => {
  await twice(app, 'Plain');
  await page.keyboard.press('Control+End');
  await page.keyboard.type('from the right');
  await expect(editorIn(page, 1)).toContainText('from the right');
  await editorIn(page, 1).locator('.cm-line').filter({ hasText: 'first line' }).click();
  await page.keyboard.press('End');
  await page.keyboard.type(', from the left');
  await expect(editorIn(page, 2)).toContainText('first line, from the left');
  const both = 'first line, from the left\nsecond line\nthird line\nfrom the right';
  await app.holds('docs/Plain.md', both);

  await page.keyboard.press('F6');
  await expect(editorIn(page, 2)).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(editorIn(page, 2)).not.toContainText('from the left');
  await expect(editorIn(page, 1)).not.toContainText('from the left');
  await page.keyboard.press('Control+z');
  await app.holds('docs/Plain.md', SEED['docs/Plain.md'] as string);
  await page.keyboard.press('F6');
  await page.keyboard.press('Control+y');
  await page.keyboard.press('Control+y');
  await app.holds('docs/Plain.md', both);
});

test('a note in two panes keeps its line ends, and closing one loses nothing', async ({ app, page }) => {
  await twice(app, 'Windows');
  await page.keyboard.press('Control+End');
  await page.keyboard.type('!');
  await page.keyboard.press('Alt+w');
  await expect(pane(page, 1)).toHaveCount(0);
  await expect(app.editor).toContainText('last line!');
  await expect(app.editor).toBeFocused();
  await app.holds('forms/Windows.md', `${SEED['forms/Windows.md']}!`);
});

test('a change by another program shows in both panes', async ({ app, page }) => {
  await twice(app, 'Plain');
  await app.vault.write('docs/Plain.md', 'first line\nsecond line, from vim\nthird line\n');
  await expect(editorIn(page, 1)).toContainText('from vim');
  await expect(editorIn(page, 2)).toContainText('from vim');
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('my ');
  await app.holds('docs/Plain.md', 'my first line\nsecond line, from vim\nthird line\n');
  await expect(editorIn(page, 1)).toContainText('my first line');
});

test('a change by another program merges into what is typed in two panes', async ({ app, page }) => {
  test.skip(!REAL, 'the engine in memory does not merge');
  await app.open('Plain');
  await app.versioned();
  await app.editor.click();
  await page.keyboard.press('Control+Alt+S');
  await page.keyboard.press('Control+End');
  await page.keyboard.type('mine');
  await app.vault.write('docs/Plain.md', 'first line, theirs\nsecond line\nthird line\n');
  await page.keyboard.type(' too');
  await app.holds('docs/Plain.md', 'first line, theirs\nsecond line\nthird line\nmine too');
  await expect(editorIn(page, 1)).toContainText('first line, theirs');
  await expect(editorIn(page, 2)).toContainText('first line, theirs');
  await expect(editorIn(page, 1)).toContainText('mine too');
});

test('cursors and places of two panes are their own', async ({ app, page }) => {
  await twice(app, 'Storage notes');
  await page.keyboard.press('Control+End');
  await expect(editorIn(page, 2)).toContainText('Section 60');
  await expect(editorIn(page, 1)).not.toContainText('Section 60');
  await expect(app.status).toContainText('Ln 243');
  await page.keyboard.press('Control+1');
  await expect(editorIn(page, 1)).toBeFocused();
  await expect(app.status).not.toContainText('Ln 243');
  await page.keyboard.press('Control+2');
  await expect(editorIn(page, 2)).toBeFocused();
  await expect(app.status).toContainText('Ln 243');
});

test('panes by drag: to an edge, into another strip, and away with the last tab', async ({ app, page }) => {
  await app.open('Plain');
  await app.open('Architecture');
  await app.open('Idea');
  const main = page.getByRole('main');
  await drag(page, app.tab('Idea'), await edgeOf(main, 0.95, 0.5));
  await expect(tabsIn(page, 1)).toHaveText(['Plain', 'Architecture']);
  await expect(tabsIn(page, 2)).toHaveText(['Idea']);
  await drag(page, app.tab('Architecture'), await edgeOf(pane(page, 2), 0.5, 0.95));
  await expect(tabsIn(page, 3)).toHaveText(['Architecture']);
  const above = await pane(page, 2).boundingBox();
  const below = await pane(page, 3).boundingBox();
  expect(below?.y).toBeGreaterThan((above?.y ?? 0) + (above?.height ?? 0) - 2);
  await drag(page, app.tab('Plain'), await edgeOf(tabsIn(page, 2).first(), 0.1, 0.5));
  await expect(pane(page, 3)).toHaveCount(0);
  await expect(tabsIn(page, 1)).toHaveText(['Plain', 'Idea']);
  await drag(page, app.tab('Architecture'), await edgeOf(tabsIn(page, 1).last(), 0.9, 0.5));
  await expect(pane(page, 1)).toHaveCount(0);
  await expect(app.tabs).toHaveText(['Plain', 'Idea', 'Architecture']);
  await drag(page, app.tab('Architecture'), await edgeOf(app.tab('Plain'), 0.1, 0.5));
  await expect(app.tabs).toHaveText(['Architecture', 'Plain', 'Idea']);
});

test('Escape gives a drag up', async ({ app, page }) => {
  await app.open('Plain');
  await app.open('Idea');
  const to = await edgeOf(page.getByRole('main'), 0.95, 0.5);
  await app.tab('Idea').hover();
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(pane(page, 1)).toHaveCount(0);
  await expect(app.tabs).toHaveText(['Plain', 'Idea']);
});

test('panes without a mouse: split, go, move, resize, close', async ({ app, page }) => {
  await app.open('Plain');
  await app.open('Idea');
  await app.editor.click();
  await page.keyboard.press('Control+Alt+Shift+S');
  await expect(editorIn(page, 2)).toBeFocused();
  await page.keyboard.press('Control+Alt+PageUp');
  await expect(pane(page, 1)).toHaveCount(0);
  await expect(app.tabs).toHaveText(['Plain', 'Idea']);
  await app.run('Move tab into a new pane on the right');
  await expect(tabsIn(page, 2)).toHaveText(['Idea']);
  await page.keyboard.press('Shift+F6');
  await expect(editorIn(page, 1)).toBeFocused();
  const bar = page.getByRole('separator', { name: 'Resize panes' });
  const before = (await pane(page, 1).boundingBox())?.width ?? 0;
  await bar.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await pane(page, 1).boundingBox())?.width).toBeGreaterThan(before);
  await page.keyboard.press('Control+2');
  await app.run('Close pane');
  await expect(app.tabs).toHaveText(['Plain']);
  await expect(app.editor).toBeFocused();
});

test('a missing note in a pane says so and leaves the other alone', async ({ app, page, folder }) => {
  test.skip(!REAL, 'the engine in memory forgets');
  await app.open('Plain');
  await app.open('Idea');
  await app.editor.click();
  const kept = page.waitForResponse((response) => response.url().includes('ui_state_put'));
  await app.run('Move tab into a new pane on the right');
  await kept;
  await folder.remove('inbox/Idea.md');
  await page.reload();
  await expect(editorIn(page, 1)).toContainText('first line');
  await expect(pane(page, 2).getByRole('button', { name: 'Close tab' })).toBeVisible();
});

test('a split by the menu goes to the new pane', async ({ app, page }) => {
  await app.open('Plain');
  await menu(page, app.tab('Plain'), 'Split down');
  await expect(editorIn(page, 2)).toBeFocused();
  await menu(page, tabsIn(page, 1).first(), 'Move tab to next pane');
  await expect(pane(page, 1)).toHaveCount(0);
  await expect(app.editor).toBeFocused();
});

test('a file opens beside what is read', async ({ app, page }) => {
  await app.open('Plain');
  await app.item('Welcome').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Open to the side' }).click();
  await expect(tabsIn(page, 2)).toHaveText(['Welcome']);
  await expect(editorIn(page, 2)).toContainText('Start with');
});

test('tabs: pinned ones stay, others close, and come back', async ({ app, page }) => {
  for (const name of ['Plain', 'Idea', 'Architecture', 'Windows']) await app.open(name);
  await menu(page, app.tab('Architecture'), 'Pin tab');
  await expect(app.tabs).toHaveText(['Architecture', 'Plain', 'Idea', 'Windows']);
  await expect(page.getByRole('tab', { name: 'Architecture, pinned' })).toBeVisible();
  await app.tab('Architecture').click({ button: 'middle' });
  await app.tab('Idea').click({ button: 'middle' });
  await expect(app.tabs).toHaveText(['Architecture', 'Plain', 'Windows']);
  await menu(page, app.tab('Plain'), 'Close tabs to the right');
  await expect(app.tabs).toHaveText(['Architecture', 'Plain']);
  await page.keyboard.press('Alt+Shift+T');
  await expect(app.tabs).toHaveText(['Architecture', 'Plain', 'Windows']);
  await menu(page, app.tab('Windows'), 'Close other tabs');
  await expect(app.tabs).toHaveText(['Architecture', 'Windows']);
  await page.keyboard.press('Alt+PageDown');
  await expect(app.tab('Architecture')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Alt+w');
  await expect(app.tabs).toHaveText(['Architecture', 'Windows']);
  await menu(page, app.tab('Architecture'), 'Unpin tab');
  await page.keyboard.press('Alt+w');
  await expect(app.tabs).toHaveText(['Windows']);
});

test('tabs that have no room are reached by their list', async ({ app, page }) => {
  await page.setViewportSize({ width: 1000, height: 700 });
  const names = ['Plain', 'Idea', 'Architecture', 'Windows', 'Mixed', 'Welcome', 'Storage notes'];
  for (const name of names) await app.open(name);
  await expect(app.tab('Plain')).not.toBeInViewport();
  await page.getByRole('button', { name: 'All tabs of this pane' }).click();
  await expect(page.getByRole('menuitem')).toHaveText(names);
  await accessible(page, 'list of tabs');
  await page.getByRole('menuitem', { name: 'Plain' }).click();
  await expect(app.tab('Plain')).toBeInViewport();
  await expect(app.tab('Plain')).toHaveAttribute('aria-selected', 'true');
});

for (const theme of ['light', 'dark'] as const) {
  for (const locale of ['en-US', 'zh-CN']) {
    test.describe(`${theme}, ${locale}`, () => {
      test.use({ colorScheme: theme, locale });
      test('panes look like what they are', async ({ app, page }, info) => {
        await app.open('Plain');
        await app.open('Architecture');
        await app.editor.click();
        await page.keyboard.press('Control+Alt+S');
        await app.open('Storage notes');
        await page.keyboard.press('Control+Alt+Shift+S');
        await expect(app.editor).toHaveCount(3);
        await accessible(page, 'panes');
        await info.attach(`panes-${theme}-${locale}`, {
          body: await page.screenshot(),
          contentType: 'image/png',
        });
        await app.tabs.first().click({ button: 'right' });
        await expect(page.getByRole('menuitem').first()).toBeVisible();
        await accessible(page, 'tab menu');
        await info.attach(`tab-menu-${theme}-${locale}`, {
          body: await page.screenshot(),
          contentType: 'image/png',
        });
      });
    });
  }
}
