import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from './fixtures';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare const axe: {
  run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
};

const NOTE = `---
title: Plan
rating: 3
tags:
  - work
---

# Plan

first words
`;

test.beforeEach(async ({ app }) => {
  await app.vault.write('docs/Plan.md', NOTE);
  await app.unfold('docs');
  await app.open('Plan');
  await expect(app.editor.getByLabel('Value of title')).toHaveValue('Plan');
});

test('a property is changed in its field, and one step takes it back', async ({ app, page }) => {
  const title = app.editor.getByLabel('Value of title');
  await title.fill('Plan B');
  await title.press('Enter');
  await app.holds('docs/Plan.md', NOTE.replace('title: Plan', 'title: Plan B'));
  await title.press('Escape');
  await page.keyboard.press('Control+z');
  await app.holds('docs/Plan.md', NOTE);
  await expect(title).toHaveValue('Plan');
});

test('a property is added by keys alone', async ({ app, page }) => {
  await app.editor.locator('.cm-line').filter({ hasText: 'first words' }).click();
  await page.keyboard.press('Control+;');
  await expect(app.editor.getByLabel('Name of the new property')).toBeFocused();
  await page.keyboard.type('due');
  await page.keyboard.press('Enter');
  await app.holds('docs/Plan.md', NOTE.replace('  - work\n', '  - work\ndue:\n'));
  await expect(app.editor.getByLabel('Value of due')).toBeFocused();
  await page.keyboard.type('soon');
  await page.keyboard.press('Enter');
  await app.holds('docs/Plan.md', NOTE.replace('  - work\n', '  - work\ndue: soon\n'));
  await page.keyboard.press('Alt+ArrowUp');
  await app.holds('docs/Plan.md', NOTE.replace('tags:\n', 'due: soon\ntags:\n'));
});

test('a row is dragged to another place', async ({ app, page }) => {
  const row = app.editor.getByRole('group', { name: 'tags' });
  await row.hover();
  const grip = await row.locator('span[aria-hidden=true]').first().boundingBox();
  const first = await app.editor.getByRole('group', { name: 'title' }).boundingBox();
  if (!grip || !first) throw new Error('the rows have no place');
  await page.mouse.move(grip.x + 4, grip.y + 4);
  await page.mouse.down();
  await page.mouse.move(grip.x + 4, grip.y - 10, { steps: 4 });
  await page.mouse.move(grip.x + 4, first.y + 2, { steps: 4 });
  await page.mouse.up();
  await app.holds(
    'docs/Plan.md',
    NOTE.replace('tags:\n  - work\n', '').replace('title:', 'tags:\n  - work\ntitle:'),
  );
});

test('the type of a name holds for the vault, and the value follows it', async ({ app, page }) => {
  await app.editor.getByRole('button', { name: 'Property rating: Number' }).click();
  await page.getByRole('menuitem', { name: 'Type' }).click();
  await page.getByRole('menuitemradio', { name: 'Text', exact: true }).click();
  await app.holds('docs/Plan.md', NOTE.replace('rating: 3', 'rating: "3"'));
  await expect(app.editor.getByRole('button', { name: 'Property rating: Text' })).toBeVisible();
});

test('the reading view has the same form', async ({ app, page }) => {
  await page.keyboard.press('Control+E');
  const preview = page.getByLabel('Preview of Plan');
  const rating = preview.getByLabel('Value of rating');
  await rating.fill('5');
  await rating.press('Enter');
  await app.holds('docs/Plan.md', NOTE.replace('rating: 3', 'rating: 5'));
});

test('the form is accessible', async ({ page }) => {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run({ resultTypes: ['violations'] }));
  const faults = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(faults.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
});
