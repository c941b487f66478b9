import { expect, test } from 'vitest';
import en from '../../messages/en.json';
import zh from '../../messages/zh-CN.json';
import { m } from './messages';

test('both languages have the same texts', () => {
  expect(Object.keys(zh).toSorted()).toEqual(Object.keys(en).toSorted());
});

test('no text is empty, and no Chinese text was left in English', () => {
  for (const [key, text] of Object.entries(zh)) {
    if (key === '$schema' || key === 'app_name') continue;
    const words = JSON.stringify(text).replace(/\{\w+\}/g, '');
    expect(/\p{Script=Han}/u.test(words) || !/\p{Ll}/u.test(words), key).toBe(true);
  }
});

test('numbers choose the form', () => {
  expect(m.words({ count: 1 }, { locale: 'en' })).toBe('1 word');
  expect(m.words({ count: '1,234' }, { locale: 'en' })).toBe('1,234 words');
  expect(m.words({ count: 1 }, { locale: 'zh-CN' })).toBe('1 字');
});
