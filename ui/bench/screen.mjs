/**
 * Measures what the page costs in Chromium, for `strata-bench`: prints one line of JSON for each figure, with every
 * value that was taken. Run as `node screen.mjs URL FOLDER`, where the server at the address shows the folder, which
 * holds what `src-tauri/crates/bench/src/screen.rs` puts there. Names of parts may follow, where not all are wanted.
 *
 * Keys and clicks are real input events. What a key costs is counted from the event to the end of its handlers, with
 * the layout forced there, and again within the frame that follows: waiting for the frame's turn is no work.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

const [address, root, ...wanted] = process.argv.slice(2);
const instrument = new URL('instrument.js', import.meta.url).pathname;
const program = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const KEYS = 120;
const OPENED = 8;

const browser = await chromium.launch({
  executablePath: existsSync(program) ? program : undefined,
  args: ['--no-sandbox', '--disable-gpu'],
});

function figure(what, values, unit) {
  console.log(JSON.stringify({ what, values, unit }));
}

async function fresh() {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, locale: 'en-US' });
  await context.addInitScript({ path: instrument });
  const page = await context.newPage();
  await page.goto(address);
  const row = page.locator('#tree [role=treeitem]').first();
  // What was shown last is shown again.
  await row.or(page.getByRole('search')).waitFor();
  await page.keyboard.press('Control+Shift+E');
  await row.waitFor();
  return page;
}

async function command(page, name) {
  await page.keyboard.press('Control+Shift+P');
  await page.locator('[role=dialog] input[role=combobox]').fill(`>${name}`);
  await page.getByRole('dialog').getByRole('option').filter({ hasText: name }).first().click();
  await page.locator('[role=dialog]').waitFor({ state: 'detached' });
}

/**
 * Begins to watch in the page, then acts, and returns what was seen. Events and scripts come to the page by ways of
 * their own: the watching has to stand before.
 */
async function watched(page, watch, argument, act) {
  const seen = await page.evaluateHandle(
    ([source, argument]) => ({ promise: new Function(`return (${source})`)()(argument) }),
    [String(watch), argument],
  );
  await act();
  return seen.evaluate(({ promise }) => promise);
}

/** Opens a note by the quick switcher; returns the milliseconds from Enter to the frame that shows it. */
async function openNote(page, name) {
  await page.keyboard.press('Control+P');
  const field = page.locator('[role=dialog] input[role=combobox]');
  await field.fill(name);
  await page.getByRole('dialog').getByRole('option').filter({ hasText: name }).first().waitFor();
  return watched(
    page,
    (name) =>
      new Promise((resolve) => {
        let begun = 0;
        addEventListener('keydown', ({ timeStamp }) => (begun ||= timeStamp), { capture: true, once: true });
        const look = () => {
          const there = document.querySelector('.cm-content')?.textContent.includes(`Marker of ${name}`);
          if (begun && there) window.painted().then((at) => resolve(at - begun));
          else requestAnimationFrame(look);
        };
        look();
      }),
    name,
    () => page.keyboard.press('Enter'),
  );
}

async function rest(page) {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        let quiet = 0;
        let last = performance.now();
        const look = (now) => {
          quiet = now - last < 25 ? quiet + 1 : 0;
          last = now;
          if (quiet > 30) resolve();
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
}

/** Types at a place of the open note and returns what each key cost. */
async function typing(page, place) {
  await page.locator('.cm-content').click({ position: { x: 300, y: 40 } });
  await page.keyboard.press(place);
  await page.waitForTimeout(300);
  await rest(page);
  // The first keys pay for what is compiled then.
  await page.keyboard.type('warm up ', { delay: 60 });
  await page.evaluate(() => window.keys.splice(0));
  await page.keyboard.type('the quick brown fox jumps over it '.repeat(4).slice(0, KEYS), { delay: 60 });
  await page.waitForTimeout(300);
  return page.evaluate(() => window.keys.splice(0));
}

async function keys() {
  const page = await fresh();
  await openNote(page, '1m-0');
  const costs = {};
  for (const view of ['Live preview', 'Source mode']) {
    await command(page, view);
    costs[view] = {
      start: await typing(page, 'Control+Home'),
      end: await typing(page, 'Control+End'),
    };
  }
  const of = (view, place, what) => costs[view][place].map((cost) => cost[what]);
  for (const place of ['start', 'end']) {
    figure(`keys ${place} layout`, of('Live preview', place, 'layout'), 'ms');
    figure(`keys ${place} frame`, of('Live preview', place, 'frame'), 'ms');
    figure(`keys ${place} source frame`, of('Source mode', place, 'frame'), 'ms');
  }
  await page.context().close();
}

async function blocksOf(page, what, run) {
  await page.evaluate(() => window.blocks.splice(0));
  await run();
  await rest(page);
  figure(`block ${what}`, await page.evaluate(() => window.blocks.splice(0)), 'ms');
}

async function firstPaint() {
  const paints = [];
  const trees = [];
  const blocks = [];
  for (let round = 0; round < 5; round++) {
    const page = await fresh();
    const [paint, tree] = await page.evaluate(async () => [
      performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      await window.shown(),
    ]);
    await rest(page);
    paints.push(paint);
    trees.push(tree);
    blocks.push(...(await page.evaluate(() => window.blocks.splice(0))));
    await page.context().close();
  }
  figure('first paint', paints, 'ms');
  figure('tree shown', trees, 'ms');
  figure('block load', blocks, 'ms');
}

async function opening() {
  for (const size of ['10k', '1m']) {
    const page = await fresh();
    await openNote(page, `${size}-warm`);
    const times = [];
    for (let i = 0; i < OPENED; i++) {
      times.push(await openNote(page, `${size}-${i}`));
      await rest(page);
    }
    figure(`open ${size}`, times, 'ms');
    await page.context().close();
  }
}

async function preview() {
  const page = await fresh();
  await openNote(page, '100k-0');
  await command(page, 'Editor and preview');
  await page.waitForFunction(() =>
    [...document.querySelectorAll('main *')].some((each) =>
      each.shadowRoot?.textContent.includes('Marker of 100k-0'),
    ),
  );
  await page.locator('.cm-content').click({ position: { x: 200, y: 40 } });
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.type(' behind', { delay: 80 });
  const behind = [];
  for (let i = 0; i < 30; i++) {
    const took = await watched(
      page,
      (word) =>
        new Promise((resolve) => {
          const root = [...document.querySelectorAll('main *')].find((each) => each.shadowRoot)?.shadowRoot;
          let written = 0;
          const look = () => {
            if (!written && document.querySelector('.cm-content').textContent.includes(word))
              written = performance.now();
            if (written && root.textContent.includes(word)) resolve(performance.now() - written);
            else setTimeout(look, 1);
          };
          look();
        }),
      `behind${'x'.repeat(i + 1)}`,
      () => page.keyboard.press('x'),
    );
    behind.push(took);
    await page.waitForTimeout(150);
  }
  figure('preview behind', behind, 'ms');
  await page.context().close();
}

async function tree() {
  const page = await fresh();
  await command(page, 'Expand all folders');
  await page.waitForTimeout(1500);
  await rest(page);
  const { gaps, rows } = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const list = document.querySelector('#tree');
        let box = list;
        while (box && box.scrollHeight <= box.clientHeight + 10) box = box.parentElement;
        const gaps = [];
        let last = 0;
        let frames = 0;
        const step = (now) => {
          if (last) gaps.push(now - last);
          last = now;
          if (++frames > 400) resolve({ gaps, rows: Math.round(box.scrollHeight / 26) });
          else {
            // Half with the wheel, half with the bar.
            box.scrollTop = frames < 200 ? box.scrollTop + 300 : (box.scrollHeight * (frames - 200)) / 200;
            requestAnimationFrame(step);
          }
        };
        requestAnimationFrame(step);
      }),
  );
  figure('tree rows', [rows], 'rows');
  figure('tree frames', gaps, 'ms');
  await page.evaluate(() => {
    let box = document.querySelector('#tree');
    while (box && box.scrollHeight <= box.clientHeight + 10) box = box.parentElement;
    box.scrollTop = 0;
  });
  await rest(page);
  const starts = [];
  for (let round = 0; round < 5; round++) {
    await page.locator('#tree').focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < 25; i++) await page.keyboard.press('Shift+PageDown');
    await rest(page);
    const at = await page.evaluate(() => {
      const rows = [...document.querySelectorAll('#tree [role=treeitem][aria-selected=true]')];
      const places = rows.map((row) => row.getBoundingClientRect());
      const { x, y, height } = places.find(({ y }) => y > 200 && y < 600) ?? {};
      return x === undefined ? null : { x: x + 60, y: y + height / 2 };
    });
    if (!at) throw new Error('nothing is selected');
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    const took = await watched(
      page,
      () =>
        new Promise((resolve) => {
          let begun = 0;
          addEventListener('pointermove', ({ timeStamp }) => (begun ||= timeStamp), { capture: true });
          const watch = new MutationObserver(() => {
            if (!document.querySelector('body > [class*=ghost]')) return;
            watch.disconnect();
            window.shown().then((now) => resolve(now - begun));
          });
          watch.observe(document.body, { childList: true });
        }),
      null,
      () => page.mouse.move(at.x + 20, at.y + 14, { steps: 3 }),
    );
    starts.push(took);
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await rest(page);
  }
  figure('drag starts', starts, 'ms');
  await page.context().close();
}

async function blocks() {
  const page = await fresh();
  await rest(page);
  await blocksOf(page, 'outside change', async () => {
    const folder = join(root, 'screen/outside');
    mkdirSync(folder, { recursive: true });
    for (let i = 0; i < 1000; i++)
      writeFileSync(join(folder, `${i}.md`), `# Outside ${i}\n\nbatchword ${i}\n`);
    await page.keyboard.press('Control+Shift+F');
    const field = page.getByRole('search').getByRole('combobox');
    await field.fill('batchword');
    await page
      .getByRole('search')
      .getByText(/1,000 results/)
      .waitFor({ timeout: 60_000 });
  });
  await blocksOf(page, 'search', async () => {
    const field = page.getByRole('search').getByRole('combobox');
    for (const word of ['marker', 'outside', 'batchword']) {
      await field.fill('');
      await field.pressSequentially(word, { delay: 40 });
      await page.getByRole('search').getByRole('option').first().waitFor();
      await page.waitForTimeout(300);
    }
  });
  await blocksOf(page, 'batch', async () => {
    await page.keyboard.press('Control+Shift+E');
    await page.getByRole('button', { name: 'Filter files' }).click();
    await page.getByRole('searchbox', { name: 'Filter files' }).pressSequentially('outside', { delay: 20 });
    const folder = page.locator('#tree').getByRole('treeitem', { name: 'outside', exact: true });
    await folder.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Tags and properties' }).click();
    await page.getByRole('menuitem', { name: 'Add a tag' }).click();
    const form = page.getByRole('dialog', { name: 'Add a tag' });
    await form.getByRole('textbox').or(form.getByRole('combobox')).first().fill('measured');
    await form.getByText('.md').first().waitFor({ timeout: 60_000 });
    await form.getByRole('button', { name: 'Add a tag' }).click();
    await form.waitFor({ state: 'detached', timeout: 120_000 });
    await page.waitForTimeout(3000);
  });
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  const { metrics } = await client.send('Performance.getMetrics');
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
  figure('heap', [heap / 1e6], 'MB');
  await page.context().close();
}

const parts = { firstPaint, opening, keys, preview, tree, blocks };
try {
  for (const [name, measure] of Object.entries(parts))
    if (wanted.length === 0 || wanted.includes(name)) await measure();
} finally {
  await browser.close();
}
