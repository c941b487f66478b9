import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, REAL, test } from './fixtures';

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const SECTIONS = 40;

const NOTE = `---
title: Long
---

# A long note 一篇长笔记

${Array.from(
  { length: SECTIONS },
  (_, at) => `## Section ${at + 1} 第 ${at + 1} 节

${'Plain words that go on and on, so that pages are filled. '.repeat(12)}

中文内容，第 ${at + 1} 段。

| Name | Amount |
|:-----|-------:|
${Array.from({ length: 8 }, (__, row) => `| row ${at + 1}-${row + 1} | ${row} |`).join('\n')}

$$
x_{${at + 1}}^2 + y^2 = z^2
$$
`,
).join('\n')}

![dot](dot.png)

\`\`\`mermaid
graph LR
  Start --> Finish
\`\`\`

\`\`\`js
const last = "the end";
\`\`\`
`;

test.skip(!REAL, 'only the engine renders whole notes');

test.beforeEach(async ({ app, folder }) => {
  await app.unfold('docs');
  folder.bytes('docs/dot.png', PICTURE);
  await folder.write('docs/Long.md', NOTE);
  await expect(app.item('dot.png')).toBeVisible();
  await app.open('Long');
});

const text = (pdf: string) => execFileSync('pdftotext', ['-layout', pdf, '-']).toString();

test('every page of a long note is printed, in both themes as paper', async ({ app, page, home }) => {
  await page.evaluate(() => {
    Object.assign(window, { printed: 0 });
    window.print = () => {
      (window as unknown as { printed: number }).printed++;
    };
  });
  await app.run('Print');
  await expect.poll(() => page.evaluate(() => (window as unknown as { printed: number }).printed)).toBe(1);
  expect(await page.title()).toBe('Long');
  const file = join(home, 'Long.pdf');
  writeFileSync(file, await page.pdf({ format: 'A4' }));
  const words = text(file);
  expect(words).toContain('A long note 一篇长笔记');
  for (let at = 1; at <= SECTIONS; at++) {
    expect(words).toContain(`Section ${at} 第 ${at} 节`);
    expect(words).toContain(`中文内容，第 ${at} 段`);
    expect(words).toContain(`row ${at}-8`);
  }
  expect(words).toContain('const last = "the end";');
  expect(words.split('\f').length).toBeGreaterThan(10);
  // Nothing of the window is on the paper.
  expect(words).not.toContain('docs /');
  const images = execFileSync('pdfimages', ['-list', file]).toString().trim().split('\n');
  expect(images.length).toBeGreaterThan(2);
});

test('an HTML file is whole by itself', async ({ app, page, context, home }) => {
  const download = page.waitForEvent('download');
  await app.run('Export as HTML');
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('Long.html');
  const file = join(home, 'Long.html');
  await saved.saveAs(file);
  const html = readFileSync(file).toString();
  expect(html).toContain('第 40 节');
  expect(html).not.toMatch(/<script/i);
  expect(html).toContain('data:image/png;base64,');
  const other = await context.newPage();
  const asked: string[] = [];
  const said: string[] = [];
  other.on('request', (request) => asked.push(request.url()));
  other.on('console', (message) => said.push(message.text()));
  await other.goto(`file://${file}`);
  await expect(other.locator('img').first()).toBeVisible();
  expect(
    await other
      .locator('img')
      .evaluateAll((all) => all.every((each) => (each as HTMLImageElement).naturalWidth > 0)),
  ).toBe(true);
  expect(await other.locator('.katex').count()).toBe(SECTIONS);
  expect(asked.filter((address) => !address.startsWith('data:') && !address.startsWith('file:'))).toEqual([]);
  expect(said).toEqual([]);
  const paper = join(home, 'page.pdf');
  writeFileSync(paper, await other.pdf({ format: 'A4' }));
  expect(text(paper)).toContain('Section 40');
  await other.close();
});
