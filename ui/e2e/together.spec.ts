/** Two windows and vim write into one note at the same time: half a minute always, ten with `STRATA_LONG`. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { App, expect, REAL, test } from './fixtures';

test.skip(!REAL, 'the engine in memory has one window');

// Ten minutes of it fill a disk.
test.use({ trace: 'off' });

const SECONDS = process.env.STRATA_LONG === undefined ? 20 : 600;
const LINES = 12;
const PATH = 'docs/Together.md';

/** Lets vim change a file; it is another program, so the test goes on meanwhile. */
function vim(args: string[], home: string): Promise<'done' | 'refused' | 'missing'> {
  return new Promise((resolve) => {
    const env = { HOME: home, PATH: process.env.PATH };
    const run = execFile('vim', args, { env, timeout: 10_000 }, (error) => {
      if (error === null) resolve('done');
      else resolve((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'refused');
    });
    run.stdin?.end();
  });
}

/** Numbers below `limit`, the same ones in each run. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

test('two windows and vim write into one note, and all of it is there', async ({
  app,
  browser,
  engine,
  folder,
  home,
}, info) => {
  test.setTimeout(SECONDS * 1000 + 180_000);
  const file = join(folder.root, PATH);
  await app.vault.write(PATH, Array.from({ length: LINES }, (_, at) => `line ${at}:\n`).join('\n'));
  const context = await browser.newContext();
  const second = new App(await context.newPage(), app.vault);
  await second.page.goto(engine.url());
  await expect(second.tree).toBeVisible();
  const windows = [app, second];
  for (const each of windows) {
    await each.open('Together');
    await expect(each.editor).toContainText('line 0:');
  }

  const words: string[] = [];
  const unwritten = new Set<string>();
  const until = Date.now() + SECONDS * 1000;
  const writer = async (name: string, seed: number, put: (line: number, word: string) => Promise<void>) => {
    const random = numbers(seed);
    for (let number = 0; Date.now() < until; number++) {
      const word = `${name}${number}x`;
      await put(random(LINES), word);
      words.push(word);
      await pause(random(700));
    }
  };
  let there = true;
  await Promise.all([
    ...windows.map((each, at) =>
      writer(at === 0 ? 'a' : 'b', at + 1, (line, word) => each.writeAfter(`line ${line}:`, ` ${word}`)),
    ),
    writer('v', 3, async (line, word) => {
      const put = `g/^line ${line}:/s/$/ ${word}/`;
      // Without an answer to a question, such as whether a file that has changed is to be written over, it ends.
      const done = await vim(['-Nnu', 'NONE', '-es', '-c', put, '-c', 'wq!', file], home);
      there &&= done !== 'missing';
      if (done !== 'done') unwritten.add(word);
    }),
  ]);
  if (!there) info.annotations.push({ type: 'skipped', description: 'vim is not on this machine' });

  const written = words.filter((word) => !unwritten.has(word));
  for (const each of windows) await expect(each.status).toContainText('Saved');
  const shown = ({ editor }: App) =>
    editor.evaluate((content) => {
      const lines = [...(content.cloneNode(true) as Element).querySelectorAll('.cm-line')];
      for (const button of lines.flatMap((line) => [...line.querySelectorAll('button')])) button.remove();
      return lines
        .map(({ textContent }) => textContent)
        .join('\n')
        .trim();
    });
  await expect
    .poll(async () => {
      const disk = ((await app.vault.read(PATH)) ?? '').trim();
      return (await Promise.all(windows.map(shown))).every((text) => text === disk);
    }, 'both windows and the file say the same')
    .toBe(true);

  const note = (await app.vault.read(PATH)) ?? '';
  const count = (text: string, word: string) => text.split(word).length - 1;
  expect(
    words.filter((word) => count(note, ` ${word}`) > 1),
    'words that were doubled',
  ).toEqual([]);
  const copies = folder.names('docs').filter((name) => name.startsWith('Together ('));
  const kept = copies.map((name) => readFileSync(join(folder.root, 'docs', name), 'utf8'));
  const gone = written.filter((word) => ![note, ...kept].some((text) => text.includes(` ${word}`)));
  // What vim wrote over between its reading and its writing is in the versions.
  const post = (name: string, params: object) =>
    app.page.evaluate(
      async ([at, body]) => {
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(`/api/${at}`, { method: 'POST', headers, body });
        if (!answer.ok) throw new Error(await answer.text());
        return answer.json();
      },
      [name, JSON.stringify(params)] as const,
    );
  const old: string[] = [];
  if (gone.length > 0) {
    await post('snapshot', {});
    const { versions } = await post('history_log', { path: PATH, limit: 1000 });
    for (const { id } of versions) old.push((await post('version_read', { path: PATH, at: id })).text);
  }
  const lost = gone.filter((word) => !old.some((text) => text.includes(` ${word}`)));
  await info.attach('figures', {
    body: `${written.length} words, ${copies.length} conflict copies, ${gone.length} only in versions`,
    contentType: 'text/plain',
  });
  console.info(`${written.length} words, ${copies.length} conflict copies, ${gone.length} only in versions`);
  expect(lost, 'words that are nowhere').toEqual([]);
  await context.close();
});
