/**
 * The main screens beside committed pictures of them, in both languages and themes.
 *
 * After a change that is meant: `npm run e2e -- pictures --update-snapshots`, and look at each picture before it is
 * committed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, expect, REAL, test } from './fixtures';

const HERE = new URL('.', import.meta.url).pathname;
const DEMO = join(HERE, '../../src-tauri/demo');

/** What is shown with the tour of a language. */
interface Tour {
  locale: 'en' | 'zh-CN';
  /** The app's texts. */
  words: Record<string, string>;
  writing: string;
  tagged: string;
  garden: string;
  file: string;
  /** A word that many notes have. */
  common: string;
}

const words = (locale: string) => JSON.parse(readFileSync(join(HERE, `../messages/${locale}.json`), 'utf8'));

const TOURS: Tour[] = [
  {
    locale: 'en',
    words: words('en'),
    writing: 'Writing',
    tagged: 'Tags and properties',
    garden: 'Kitchen garden',
    file: 'knowledge/docs/Garden/Kitchen garden.md',
    common: 'soil',
  },
  {
    locale: 'zh-CN',
    words: words('zh-CN'),
    writing: '写作',
    tagged: '标签与属性',
    garden: '小菜园',
    file: 'knowledge/docs/菜园/小菜园.md',
    common: '土壤',
  },
];

function demo(locale: string): Record<string, string> {
  const root = join(DEMO, locale);
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(root.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

/** Keeps a version of the open note; `count` is how many it has then. */
async function versioned(app: App, tour: Tour, count: number): Promise<void> {
  await app.page.keyboard.press('Control+Alt+H');
  await app.right.getByRole('button', { name: tour.words.history_snapshot }).click();
  await expect(app.right.locator('[data-version]')).toHaveCount(count);
}

const SCREENS: [name: string, show: (app: App, tour: Tour) => Promise<void>][] = [
  ['start', async () => {}],
  [
    'writing',
    async (app, tour) => {
      await app.open(tour.writing);
      await expect(app.editor.locator('.callout-icon').first()).toBeVisible();
      await app.page.keyboard.press('Control+Home');
    },
  ],
  [
    'properties',
    async (app, tour) => {
      await app.open(tour.tagged);
      await expect(app.editor.locator('.lp-front')).toBeVisible();
    },
  ],
  [
    'reading',
    async (app, tour) => {
      await app.open(tour.writing);
      await app.page.keyboard.press('Control+e');
      await expect(app.page.locator('main .katex').first()).toBeVisible();
      await expect(app.page.locator('main figure[data-source] > *').first()).toBeVisible();
    },
  ],
  [
    'backlinks',
    async (app, tour) => {
      await app.open(tour.garden);
      await app.right.getByRole('tab').nth(1).click();
      await expect(app.right.getByRole('treeitem').or(app.right.getByRole('listitem')).first()).toBeVisible();
    },
  ],
  [
    'search',
    async (app, tour) => {
      await app.find(tour.common);
      await expect(app.hits.first()).toBeVisible();
    },
  ],
  [
    'switcher',
    async (app, tour) => {
      await app.page.keyboard.press('Control+P');
      await app.palette.fill(tour.common.slice(0, 1));
      await expect(app.page.getByRole('option').first()).toBeVisible();
    },
  ],
  [
    'comparison',
    async (app, tour) => {
      const { page, right } = app;
      await app.open(tour.garden);
      await versioned(app, tour, 1);
      await app.editor.locator('.cm-line').last().click();
      await page.keyboard.press('Control+End');
      await page.keyboard.type('A zebra.');
      await expect.poll(() => app.vault.read(tour.file)).toMatch(/A zebra\.$/);
      await versioned(app, tour, 2);
      await right.locator('[data-version]').first().click();
      await expect(page.locator('[data-kind=added]').first()).toBeVisible();
    },
  ],
  [
    'timeline',
    async (app, tour) => {
      await app.open(tour.garden);
      await versioned(app, tour, 1);
      await app.run(tour.words.timeline_open as string);
      // Of files that came at one moment the order is that of the disk.
      await app.page.getByRole('main').locator('input').first().fill(tour.file);
      await expect(app.page.getByRole('main').locator('time')).toHaveCount(1);
    },
  ],
  [
    'batch',
    async (app, tour) => {
      await app.item('agents').click({ modifiers: ['Control'] });
      await app.item('memory').click({ modifiers: ['Control'] });
      await app.item('memory').click({ button: 'right' });
      await app.page.getByRole('menuitem', { name: tour.words.batch_edits }).click();
      await app.page.getByRole('menuitem', { name: tour.words.batch_addTag }).click();
      const form = app.page.getByRole('dialog');
      await form.getByRole('textbox').or(form.getByRole('combobox')).first().fill('review');
      await expect(form.getByText('.md').first()).toBeVisible();
    },
  ],
  [
    'settings',
    async (app) => {
      await app.page.keyboard.press('Control+,');
      await expect(app.page.getByRole('dialog').getByRole('radiogroup').first()).toBeVisible();
    },
  ],
  [
    'graph',
    async (app, tour) => {
      await app.run(tour.words.graph_open as string);
      const status = app.page.getByRole('main').getByRole('status');
      await expect(status).toContainText(/\d/);
      await expect(status).not.toContainText(tour.words.graph_arranging as string, { timeout: 15_000 });
    },
  ],
];

// Letters without colours at their edges are nearly the same everywhere.
test.use({ viewport: { width: 1200, height: 760 } });
test.skip(!REAL, 'the pictures are of the real engine');

for (const tour of TOURS)
  for (const theme of ['light', 'dark'] as const)
    test.describe(`${tour.locale} ${theme}`, () => {
      test.use({ locale: tour.locale, colorScheme: theme, contents: demo(tour.locale) });
      for (const [name, show] of SCREENS)
        test(name, async ({ app, page }) => {
          await expect(app.item('agents')).toBeVisible();
          await show(app, tour);
          // What tells of times and of work in the background is another one every time.
          const passing = page.locator('time, footer');
          await expect(page).toHaveScreenshot(`${name}-${tour.locale}-${theme}.png`, {
            mask: [passing],
            maskColor: '#888',
            stylePath: join(HERE, 'pictures.css'),
          });
        });
    });
