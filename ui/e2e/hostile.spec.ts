import type { Page } from '@playwright/test';
import { type App, test as base, expect, REAL } from './fixtures';
import { fileName, Listener, named, type Payload, payloads, Watch } from './hostile';

/** So many stand in one note; with `--long` each stands alone. */
const TOGETHER = process.env.STRATA_LONG ? 1 : 30;

interface Hostile {
  listener: Listener;
  all: Payload[];
  notes: string[];
}

const test = base.extend<Hostile>({
  // Parsers log what they refuse.
  strict: false,
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the parameters.
  listener: async ({}, use) => {
    const listener = await Listener.start();
    await use(listener);
    listener.stop();
    expect(listener.asked, 'what was asked of the network').toEqual([]);
  },
  all: async ({ listener }, use) => use(payloads(listener.host)),
  notes: async ({ all }, use) => {
    const notes: string[] = [];
    for (let at = 0; at < all.length; at += TOGETHER) {
      const parts = all.slice(at, at + TOGETHER).map(({ text }, i) => `payload ${at + i}\n\n${text}`);
      notes.push(`# Part ${at}\n\n${parts.join('\n\n')}\n\nthe end\n`);
    }
    await use(notes);
  },
  // Before the program starts, so that it finds them at once.
  folder: async ({ folder, all, notes }, use) => {
    for (const [at, text] of notes.entries()) await folder.write(`hostile/Part ${at}.md`, text);
    for (const [at, payload] of all.entries())
      await folder.write(`named/${fileName(payload, at)}`, named(payload));
    await folder.write('Target.md', '# Target\n\nwhat they link to\n');
    await use(folder);
  },
});

test.skip(!REAL, 'names of files are what the engine makes of them');
test.slow();

/** Brings everything that scrolls below an element into view. */
async function scrollThrough(page: Page, selector: string): Promise<void> {
  await page.evaluate(async (which) => {
    const roots = [...document.querySelectorAll(which)];
    const inside = roots.flatMap((root) => [root, ...root.querySelectorAll('*')]);
    const all = inside.flatMap((each) => [each, ...(each.shadowRoot?.querySelectorAll('*') ?? [])]);
    for (const each of all) {
      if (each.clientHeight < 100 || !/auto|scroll/.test(getComputedStyle(each).overflowY)) continue;
      for (let at = 0; at < each.scrollHeight; at += each.clientHeight) {
        each.scrollTop = at;
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
      each.scrollTop = 0;
    }
  }, selector);
}

async function wellAfter(page: Page, watch: Watch, what: string): Promise<void> {
  await page.waitForTimeout(100);
  expect(await watch.faults(), what).toEqual([]);
  const marks = await page.evaluate(() => {
    const roots = [document, ...[...document.querySelectorAll('*')].flatMap((each) => each.shadowRoot ?? [])];
    const wrong = 'script:not([src]), iframe, embed, object, link[href^="http"], form[action], [srcdoc]';
    return roots.flatMap((root) =>
      [
        ...[...root.querySelectorAll(`main :is(${wrong}), [role=dialog] :is(${wrong}), nav :is(${wrong})`)],
        ...[...root.querySelectorAll('*')].filter((each) =>
          each.getAttributeNames().some((name) => name.startsWith('on')),
        ),
      ].map((each) => each.outerHTML.slice(0, 200)),
    );
  });
  expect(marks, `elements that should not be, ${what}`).toEqual([]);
}

async function openPart(app: App, at: number): Promise<void> {
  await app.open(`Part ${at}`);
  await expect(app.editor.first()).toContainText(/Part|payload/);
}

test('notes do nothing in the editor and in the reading view', async ({ app, page, notes, listener }) => {
  test.setTimeout(notes.length * 20_000);
  const watch = new Watch(page, listener.host);
  for (const at of notes.keys()) {
    await openPart(app, at);
    await scrollThrough(page, 'main');
    await wellAfter(page, watch, `in the editor, part ${at}`);
    await page.keyboard.press('Control+e');
    await page.waitForFunction(() =>
      [...document.querySelectorAll('main *')].some((each) =>
        each.shadowRoot?.textContent?.includes('payload'),
      ),
    );
    await scrollThrough(page, 'main');
    await wellAfter(page, watch, `in the reading view, part ${at}`);
    await page.keyboard.press('Control+e');
  }
});

test('names, titles, tags, aliases and found lines do nothing', async ({ app, page, all, listener }) => {
  const watch = new Watch(page, listener.host);
  await app.unfold('named');
  await scrollThrough(page, 'nav');
  await wellAfter(page, watch, 'in the tree');

  await app.open('Target');
  await app.right.getByRole('tab', { name: 'Links' }).click();
  await expect(app.right)
    .toContainText('payload')
    .catch(() => {});
  await scrollThrough(page, 'aside');
  await wellAfter(page, watch, 'among the backlinks');

  await app.left.getByRole('tab', { name: 'Tags' }).click();
  await expect(app.left.getByRole('treeitem').nth(3)).toBeVisible();
  await scrollThrough(page, 'nav');
  await wellAfter(page, watch, 'among the tags');

  for (const query of [
    'img',
    'script',
    'onerror',
    'javascript',
    'window',
    'title:img',
    'graph',
    'path:named x',
  ]) {
    await app.find(query);
    await expect(app.hits.first()).toBeVisible();
    await scrollThrough(page, 'nav');
    await wellAfter(page, watch, `among the hits of ${query}`);
  }

  await page.keyboard.press('Control+P');
  for (const typed of ['<img', '<svg', 'javascript', '"><', 'onerror', '<script']) {
    await app.palette.fill(typed);
    await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
    await wellAfter(page, watch, `in the quick switcher for ${typed}`);
  }
  await page.keyboard.press('Escape');

  // Every tenth is opened, with its name on a tab and in the title bar.
  for (let at = 0; at < all.length; at += 10) {
    await page.keyboard.press('Control+P');
    await app.palette.fill(`${at} `);
    await page.getByRole('dialog').getByRole('option').first().click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(app.editor.first()).toBeVisible();
  }
  await wellAfter(page, watch, 'on tabs');
});

test('what is pasted does nothing and becomes no markup that does', async ({ app, page, all, listener }) => {
  const watch = new Watch(page, listener.host);
  await app.vault.write('Pasted.md', 'here:\n');
  await app.open('Pasted');
  await app.editor.click();
  for (const kind of ['text/html', 'text/plain']) {
    for (const [at, { name, text }] of all.entries()) {
      await page.evaluate(
        ([type, body]) => {
          const data = new DataTransfer();
          data.setData('text/plain', 'plain words');
          data.setData(type, body);
          const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
          document.querySelector('.cm-content')?.dispatchEvent(event);
        },
        [kind, `${text}\n`] as const,
      );
      if (at % 25 === 0) await wellAfter(page, watch, `after pasting ${name} as ${kind}`);
    }
    await wellAfter(page, watch, `after all was pasted as ${kind}`);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
  }
});
