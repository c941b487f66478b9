/** A vault, the page that shows it, and the words that tests use for what people do. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { SEED } from './seed';
import { Server } from './server';

/** Whether the real engine answers. */
export const REAL = process.env.STRATA_PROGRAMS !== undefined;

/** The files as another program sees them. */
export interface Vault {
  read(path: string): Promise<string | null>;
  write(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
}

interface InMemory {
  files: Map<string, { text: string }>;
  externalEdit(path: string, text: string): void;
  stand(path: string, standing: object | null): void;
}

declare global {
  interface Window {
    fake: InMemory;
  }
}

class Folder implements Vault {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  async read(path: string): Promise<string | null> {
    try {
      return readFileSync(join(this.root, path)).toString();
    } catch {
      return null;
    }
  }

  async write(path: string, text: string): Promise<void> {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  date(path: string, seconds: number): void {
    utimesSync(join(this.root, path), seconds, seconds);
  }

  bytes(path: string, bytes: Uint8Array): void {
    writeFileSync(join(this.root, path), bytes);
  }

  async remove(path: string): Promise<void> {
    rmSync(join(this.root, path));
  }

  names(folder: string): string[] {
    return readdirSync(join(this.root, folder));
  }
}

class Memory implements Vault {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  read(path: string): Promise<string | null> {
    return this.#page.evaluate((at) => window.fake.files.get(at)?.text ?? null, path);
  }

  async write(path: string, text: string): Promise<void> {
    await this.#page.evaluate(([at, body]) => window.fake.externalEdit(at, body), [path, text] as const);
  }

  async remove(): Promise<void> {
    throw new Error('only the real engine sees files go');
  }
}

/** What a person does and sees. */
export class App {
  readonly page: Page;
  readonly vault: Vault;
  readonly tree: Locator;
  readonly editor: Locator;
  readonly tabs: Locator;
  readonly left: Locator;
  readonly right: Locator;
  readonly status: Locator;
  readonly search: Locator;
  readonly hits: Locator;
  readonly palette: Locator;

  constructor(page: Page, vault: Vault) {
    this.page = page;
    this.vault = vault;
    this.tree = page.locator('#tree');
    this.editor = page.locator('.cm-content');
    this.tabs = page.getByRole('main').getByRole('tab');
    this.left = page.getByRole('navigation');
    this.right = page.getByRole('complementary');
    this.status = page.getByRole('contentinfo');
    this.search = page.getByRole('search').getByRole('combobox');
    this.hits = page.getByRole('search').getByRole('option');
    this.palette = page.locator('[role=dialog] input[role=combobox]');
  }

  item(name: string): Locator {
    return this.tree.getByRole('treeitem', { name, exact: true });
  }

  tab(name: string): Locator {
    return this.tabs.filter({ hasText: name });
  }

  /** Opens a folder of the tree, if it is not open. */
  async unfold(name: string): Promise<void> {
    const folder = this.item(name);
    await expect(folder).toBeVisible();
    if ((await folder.getAttribute('aria-expanded')) === 'false') await folder.click();
    await expect(folder).toHaveAttribute('aria-expanded', 'true');
  }

  /** Goes to a note by the quick switcher. */
  async open(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.palette.fill(name);
    // A note of this moment may not be known yet: until then, to make one of that name is offered.
    const makes = this.page.locator('.lucide-file-plus');
    const options = this.page
      .getByRole('dialog')
      .getByRole('option')
      .filter({ hasText: name, hasNot: makes });
    await options.first().click();
    await expect(this.page.getByRole('dialog')).toHaveCount(0);
    await expect(this.tab(name).and(this.page.locator('[aria-selected=true]')).first()).toBeVisible();
    await expect(this.editor.first()).toBeVisible();
  }

  /** Writes at the end of a line of the open note. */
  async writeAfter(line: string, text: string): Promise<void> {
    await this.editor.locator('.cm-line').filter({ hasText: line }).first().click();
    // The first one goes to the end of a wrapped line's row.
    await this.page.keyboard.press('End');
    await this.page.keyboard.press('End');
    await this.page.keyboard.type(text);
  }

  /** Waits until a file holds exactly this text. */
  async holds(path: string, text: string): Promise<void> {
    await expect.poll(() => this.vault.read(path), { message: path }).toBe(text);
  }

  /** Runs a command from the palette. */
  async run(command: string): Promise<void> {
    await this.page.keyboard.press('Control+Shift+P');
    await this.palette.fill(`>${command}`);
    await this.page.getByRole('dialog').getByRole('option').filter({ hasText: command }).first().click();
    await expect(this.palette).toHaveCount(0);
  }

  /** Waits until the open note has a version, which merges start from. */
  async versioned(): Promise<void> {
    await this.page.keyboard.press('Control+Alt+H');
    await this.right.getByRole('button', { name: 'Keep a version now' }).click();
    await expect(this.right.locator('[data-version]').first()).toBeVisible();
  }

  async find(query: string): Promise<void> {
    await this.page.keyboard.press('Control+Shift+F');
    await expect(this.search).toBeFocused();
    await this.search.fill(query);
  }

  async settings(group: string, choice: string): Promise<void> {
    await this.page.keyboard.press('Control+,');
    await this.page.getByRole('radiogroup', { name: group }).getByRole('radio', { name: choice }).click();
    await this.page.keyboard.press('Escape');
    await expect(this.page.getByRole('dialog')).toHaveCount(0);
  }
}

interface Fixtures {
  home: string;
  folder: Folder;
  /** The engine and the way to start it anew. */
  engine: { url(): string; stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>; start(): Promise<void> };
  app: App;
  /** What the vault holds at the start: texts by path. */
  contents: Record<string, string>;
  /** Fails the test for what the page logs as an error; a test that provokes errors switches it off. */
  strict: boolean;
}

export const test = base.extend<Fixtures>({
  contents: [SEED, { option: true }],
  strict: [true, { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the parameters.
  home: async ({}, use) => {
    const home = mkdtempSync(join(tmpdir(), 'strata-e2e-'));
    await use(home);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  },

  folder: async ({ home, contents }, use) => {
    const folder = new Folder(join(home, 'Field notes'));
    for (const [path, text] of Object.entries(contents)) await folder.write(path, text);
    // The order of what was written last is that of the list.
    const now = Date.now() / 1000;
    for (const [i, path] of Object.keys(contents).entries()) folder.date(path, now - 1 - i / 100);
    await use(folder);
  },

  engine: async ({ folder, home }, use) => {
    if (!REAL) {
      await use({
        url: () => 'http://localhost:5199/?fake&empty',
        stop: async () => {},
        start: async () => {},
      });
      return;
    }
    let server = await Server.start(folder.root, home);
    await use({
      url: () => server.url,
      stop: (signal) => server.stop(signal),
      start: async () => {
        await server.stop();
        server = await Server.start(folder.root, home);
      },
    });
    await server.stop();
  },

  app: async ({ page, engine, folder, strict }, use) => {
    const said: string[] = [];
    page.on('pageerror', (error) => said.push(String(error.stack ?? error)));
    page.on('console', (message) => {
      // Browsers log every answer that is a refusal; the page shows those that matter.
      const answered =
        message.text().startsWith('Failed to load resource') && message.location().url.includes('/api/');
      if (message.type() === 'error' && !answered) said.push(message.text());
    });
    await page.goto(engine.url());
    const vault = REAL ? folder : new Memory(page);
    const app = new App(page, vault);
    await expect(app.tree).toBeVisible();
    if (!REAL) for (const [path, text] of Object.entries(SEED)) await vault.write(path, text);
    await use(app);
    if (strict) expect(said, 'errors of the page').toEqual([]);
  },
});

export { expect };
