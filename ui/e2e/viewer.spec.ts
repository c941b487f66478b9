import { accessible } from './axe';
import { type App, expect, REAL, test } from './fixtures';

/** A second of silence. */
function wave(): Buffer {
  const samples = 8000;
  const bytes = Buffer.alloc(44 + samples, 128);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + samples, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8000, 24);
  bytes.writeUInt32LE(8000, 28);
  bytes.writeUInt16LE(1, 32);
  bytes.writeUInt16LE(8, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(samples, 40);
  return bytes;
}

const DRAWING = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800"><rect width="1200" height="800" fill="#4e5bd5"/></svg>',
);

interface Assets {
  externalAsset(path: string, url: string, size: number): void;
}

async function put(
  app: App,
  folder: { bytes(path: string, bytes: Uint8Array): void },
  path: string,
  type: string,
  bytes: Buffer,
) {
  if (REAL) folder.bytes(path, bytes);
  else {
    await app.page.evaluate(
      ([at, url, size]) => (window.fake as unknown as Assets).externalAsset(at, url, size),
      [path, `data:${type};base64,${bytes.toString('base64')}`, bytes.length] as const,
    );
  }
  await expect(app.item(path)).toBeVisible();
  await app.item(path).click();
  await expect(app.tab(path)).toHaveAttribute('aria-selected', 'true');
}

test('a picture fits, grows, is drawn along, and comes back to its real size', async ({
  app,
  page,
  folder,
}, info) => {
  await put(app, folder, 'drawing.svg', 'image/svg+xml', DRAWING);
  const main = page.getByRole('main');
  const picture = main.getByRole('img', { name: 'Picture drawing.svg' });
  await expect(main.getByText('1200 × 800')).toBeVisible();
  const fits = await picture.boundingBox();
  expect(fits?.width).toBeLessThan(1000);
  await main.getByRole('button', { name: 'Real size' }).click();
  await expect.poll(async () => (await picture.boundingBox())?.width).toBe(1200);
  await expect(main.getByText('100 %')).toBeVisible();
  const stage = main.getByRole('group', { name: /Picture/ });
  const box = await stage.boundingBox();
  if (!box) throw new Error('no stage');
  const before = (await picture.boundingBox())?.x ?? 0;
  await page.mouse.move(box.x + 300, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x + 200, box.y + 150, { steps: 4 });
  await page.mouse.up();
  expect((await picture.boundingBox())?.x).toBeCloseTo(before - 100, 0);
  await stage.focus();
  await page.keyboard.press('+');
  await expect.poll(async () => (await picture.boundingBox())?.width).toBe(1500);
  await page.keyboard.press('1');
  await expect.poll(async () => (await picture.boundingBox())?.width).toBe(1200);
  await page.keyboard.press('0');
  await expect.poll(async () => (await picture.boundingBox())?.width).toBe(fits?.width);
  await accessible(page, 'picture');
  await info.attach('picture', { body: await page.screenshot(), contentType: 'image/png' });
});

test('a sound is played', async ({ app, page, folder }, info) => {
  await put(app, folder, 'silence.wav', 'audio/wav', wave());
  const player = page.getByRole('main').locator('audio');
  await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => audio.duration)).toBe(1);
  await accessible(page, 'sound');
  await info.attach('sound', { body: await page.screenshot(), contentType: 'image/png' });
});

test.describe('what is damaged', () => {
  // Browsers log it themselves.
  test.use({ strict: false });
  test('says so in words', async ({ app, page, folder }) => {
    await put(app, folder, 'broken.png', 'image/png', Buffer.from('no picture'));
    await expect(page.getByText('This picture cannot be shown')).toBeVisible();
    await put(app, folder, 'broken.mp4', 'video/mp4', Buffer.from('no film'));
    await expect(page.getByText('This cannot be played here')).toBeVisible();
    await expect(page.getByRole('main').getByRole('link', { name: 'Download' })).toBeVisible();
  });
});

test('text that is no note is shown in its colours and written as it stands', async ({ app, page }, info) => {
  await app.vault.write('settings.yaml', '# made by hand\nname: desk\n');
  await app.item('settings.yaml').click();
  await expect(app.editor.locator('.code-comment')).toHaveText('# made by hand');
  await expect(page.getByRole('group', { name: 'View' })).toHaveCount(0);
  await app.editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('- [[x]]');
  await page.keyboard.press('Control+b');
  await app.holds('settings.yaml', '# made by hand\nname: desk\n- [[x]]');
  await accessible(page, 'text');
  await info.attach('text', { body: await page.screenshot(), contentType: 'image/png' });
});

test('files of other programs are shown and never changed', async ({ app, page }) => {
  const canvas = '{"nodes":[],"edges":[]}';
  await app.vault.write('Board.canvas', canvas);
  await app.item('Board.canvas').click();
  await expect(page.getByText('This file belongs to another program.')).toBeVisible();
  await app.editor.click();
  await page.keyboard.type('x');
  await page.keyboard.press('Control+s');
  await app.open('Welcome');
  expect(await app.vault.read('Board.canvas')).toBe(canvas);
});
