/** What surrounds the notes: keys, help, settings. */
import { accessible } from './axe';
import { expect, test } from './fixtures';

test('a command gets other keys, and the one that had them loses them', async ({ app, page }) => {
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('tab', { name: 'Keys' }).click();
  await dialog.getByRole('searchbox', { name: 'Find a command' }).fill('go to');
  await dialog.getByRole('button', { name: 'Add keys for “Go to note”' }).click();
  await page.keyboard.press('x');
  await expect(dialog.getByText('Keys without Ctrl or Alt write text.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Add keys for “Go to note”' }).click();
  await page.keyboard.press('Control+Shift+F');
  await expect(dialog.getByText('Ctrl+Shift+F is for “Search”.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Take it' }).click();
  await expect(dialog.getByRole('button', { name: 'Remove Ctrl+Shift+F from “Go to note”' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+F');
  await expect(app.palette).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(app.palette).toHaveCount(0);

  await page.reload();
  await expect(app.item('Welcome')).toBeVisible();
  await expect(page.getByRole('banner').getByText('Ctrl+Shift+F')).toBeVisible();
  await page.keyboard.press('Control+,');
  await dialog.getByRole('tab', { name: 'Keys' }).click();
  await dialog.getByRole('radio', { name: 'Strata' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('banner').getByText('Ctrl+P')).toBeVisible();
});

test('help finds keys, Markdown and search by words', async ({ app, page }) => {
  await expect(app.item('Welcome')).toBeVisible();
  await page.keyboard.press('F1');
  const dialog = page.getByRole('dialog', { name: 'Keys, Markdown and search' });
  await dialog.getByRole('searchbox').fill('callout');
  await expect(dialog.getByRole('definition')).toHaveText(['> [!note] word']);
  await dialog.getByRole('searchbox').fill('Ctrl+Shift+F');
  await expect(dialog.getByRole('term')).toHaveText(['Search']);
  await dialog.getByRole('searchbox').fill('nothing has this');
  await expect(dialog.getByText('Nothing here has these words.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Change keys' }).click();
  await expect(page.getByRole('tab', { name: 'Keys', selected: true })).toBeVisible();
});

test('a setting is found on any page and changed where it is found', async ({ app, page }) => {
  await expect(app.item('Welcome')).toBeVisible();
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('searchbox', { name: 'Find a setting' }).fill('text size');
  await expect(dialog.locator('[data-setting]:visible')).toHaveCount(1);
  await dialog.getByLabel('Text size of notes').selectOption('20');
  await expect(page.locator('html')).toHaveAttribute('style', /--fs-note: 20px/);
  await dialog.getByRole('searchbox', { name: 'Find a setting' }).fill('vim');
  await expect(dialog.getByRole('switch')).toBeVisible();
  await dialog.getByRole('searchbox', { name: 'Find a setting' }).fill('no such thing');
  await expect(dialog.getByText('No setting has these words.')).toBeVisible();
});

test('diagnostics name no note', async ({ app, page }) => {
  await app.open('Architecture');
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: 'About' }).click();
  const text = page.getByRole('textbox', { name: 'Diagnostics' });
  await expect(text).toHaveValue(/Strata \d/);
  await expect(text).toHaveValue(/status\.entries: \d+/);
  await expect(text).not.toHaveValue(/Architecture|Field notes/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const locale of ['en-US', 'zh-CN']) {
    test.describe(`${colorScheme} ${locale}`, () => {
      test.use({ colorScheme, locale });
      test('help and settings are accessible', async ({ app, page }, info) => {
        await expect(app.item('Welcome')).toBeVisible();
        const look = async (name: string) => {
          await accessible(page, name);
          await info.attach(name, { body: await page.screenshot(), contentType: 'image/png' });
        };
        await page.keyboard.press('F1');
        await expect(page.getByRole('dialog').getByRole('definition').first()).toBeVisible();
        await look('help');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+,');
        for (const [at, name] of ['general', 'editor', 'keys', 'about'].entries()) {
          await page.getByRole('dialog').getByRole('tab').nth(at).click();
          await expect(page.getByRole('dialog').locator('[data-setting]').first()).toBeVisible();
          await look(name);
        }
      });
    });
  }
}
