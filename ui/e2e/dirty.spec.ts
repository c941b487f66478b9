/** What is typed and not yet saved when another program saves the same note, in each way that programs save. */
import { join } from 'node:path';
import { type App, expect, REAL, test } from './fixtures';
import { WAYS } from './savers';

test.skip(!REAL, 'the engine in memory does not merge');

const ROUNDS = process.env.STRATA_LONG === undefined ? 1 : 50;

/** Holds the page's saves back while another program saves; what was typed is in the page alone meanwhile. */
async function whileUnsaved(app: App, typed: () => Promise<void>, other: () => void): Promise<void> {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await app.page.route('**/api/note_save', async (route) => {
    await held;
    await route.continue();
  });
  await typed();
  other();
  release();
  await app.page.unroute('**/api/note_save', undefined);
}

for (const [way, save] of WAYS) {
  test(`nothing typed is lost: ${way}`, async ({ app, folder }) => {
    test.setTimeout(60_000 + ROUNDS * 20_000);
    const path = 'docs/Shared.md';
    const file = join(folder.root, path);
    const text = (theirs: string, mine: string) =>
      `# Shared\n\n- theirs ${theirs}\n\nBetween.\n\n- mine ${mine}\n`;
    let [theirs, mine] = ['0', '0'];
    await app.vault.write(path, text(theirs, mine));
    await app.open('Shared');
    await expect(app.editor).toContainText('Between.');
    for (let round = 1; round <= ROUNDS; round++) {
      const before = mine;
      let saved = true;
      await whileUnsaved(
        app,
        () => app.writeAfter(`mine ${before}`, ` m${round}字`),
        () => {
          saved = save(file, 'theirs', `- theirs t${round}字`);
        },
      );
      test.skip(!saved, `${way}: the program is not on this machine`);
      [theirs, mine] = [`t${round}字`, `${before} m${round}字`];
      await app.holds(path, text(theirs, mine));
      await expect(app.editor).toContainText(`theirs ${theirs}`);
      await expect(app.editor).toContainText(`mine ${mine}`);
      await expect(app.status).toContainText('Saved');
    }

    await whileUnsaved(
      app,
      () => app.writeAfter(`mine ${mine}`, ' typed last'),
      () => save(file, 'mine', '- mine from outside'),
    );
    await app.holds(path, text(theirs, 'from outside'));
    await expect(app.editor).toContainText('mine from outside');
    const copy = () => folder.names('docs').find((name) => name.startsWith('Shared (')) ?? '';
    await expect.poll(copy).not.toBe('');
    await app.holds(`docs/${copy()}`, text(theirs, `${mine} typed last`));
    await expect(app.status).toContainText('1 conflict copy');
  });
}
