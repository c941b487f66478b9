import { accessible } from './axe';
import { expect, test } from './fixtures';

const ONE = '# One\n\nThe Idea came early, and `Idea` in code is none.\n\nAn idea again, beside [[Idea]].\n';
const TWO = '# Two\n\nAnother idea.\n';

test('mentions become links, one or all of them, and one step takes them back', async ({ app, page }) => {
  await app.vault.write('One.md', ONE);
  await app.vault.write('Two.md', TWO);
  await app.open('Idea');
  await app.right.getByRole('tab', { name: 'Links' }).click();
  const heading = app.right.getByRole('button', { name: 'Mentions without a link' });
  await heading.focus();
  await page.keyboard.press('Enter');
  const mentions = app.right.getByRole('region', { name: 'Mentions without a link' });
  const links = mentions.getByRole('button', { name: /^Make it a link/ });
  await expect(links).toHaveCount(3);
  await accessible(page, 'mentions');

  await mentions.getByRole('button', { name: 'Make it a link: Two, line 3' }).click();
  const two = TWO.replace('idea', '[[Idea|idea]]');
  await app.holds('Two.md', two);
  await expect(links).toHaveCount(2);

  await mentions.getByRole('button', { name: 'Link all 2' }).click();
  const one = ONE.replace('The Idea', 'The [[Idea]]').replace('An idea', 'An [[Idea|idea]]');
  await app.holds('One.md', one);
  await expect(mentions).toContainText('No other note names this one without a link');
  // The ones that are links now.
  await expect(app.right.locator('mark')).toHaveCount(4);

  await app.run('Undo the last change of files');
  await app.holds('One.md', ONE);
  await app.holds('Two.md', two);
  await expect(links).toHaveCount(2);
});
