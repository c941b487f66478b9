import { describe, expect, test, vi } from 'vitest';

// What brings files in talks to the page; here only names are of interest.
vi.mock('../../platform/desktop', () => ({ takeDrops: () => () => {} }));
vi.mock('../../tree/actions', () => ({ bringIn: async () => {} }));
vi.mock('../../notes/open', () => ({ openNote: () => null }));
vi.mock('../../app/vault', () => ({ tree: {} }));

const { attachmentFolder, linkableName, linkFor, pictureName } = await import('./files');

describe('names', () => {
  test.each([
    ['a.png', 'a.png'],
    ['a [1]|#^b.png', 'a 1 b.png'],
    ['a [1].png', 'a 1.png'],
    ['缓存 图.png', '缓存 图.png'],
    ['..\\x.png', 'file.. x.png'],
    ['.png', 'file.png'],
  ])('%j can be linked as %j', (name, expected) => {
    expect(linkableName(name)).toBe(expected);
  });

  test('of pictures come from the time', () => {
    expect(pictureName('image/jpeg', new Date(2026, 0, 2, 3, 4, 5))).toMatch(/20260102030405\.jpg$/);
    expect(pictureName('', new Date(2026, 0, 2, 3, 4, 5))).toMatch(/\.png$/);
  });
});

test('a link shows what can be shown, by name where that is enough', () => {
  expect(linkFor('attachments/a.png', true)).toBe('![[a.png]]');
  expect(linkFor('attachments/a.png', false)).toBe('![[attachments/a.png]]');
  expect(linkFor('attachments/a.zip', true)).toBe('[[a.zip]]');
  expect(linkFor('attachments/a.md', false)).toBe('[[attachments/a]]');
});

test('the folder of attachments is the one that is there', () => {
  const among =
    (...folders: string[]) =>
    (folder: string) =>
      folders.includes(folder);
  expect(attachmentFolder('docs/a.md', among())).toBe('attachments');
  expect(attachmentFolder('docs/a.md', among('assets'))).toBe('assets');
  expect(attachmentFolder('docs/a.md', among('assets', 'docs/images'))).toBe('docs/images');
});
