// Fails where a message lacks a language, has other variables in one than in the other, or is used nowhere.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (locale) =>
  JSON.parse(readFileSync(new URL(`../messages/${locale}.json`, import.meta.url), 'utf8'));
const { $schema: _, ...en } = read('en');
const { $schema: __, ...zh } = read('zh-CN');

const text = (message) => (typeof message === 'string' ? message : JSON.stringify(message[0].match));
const variables = (message) => [...new Set(text(message).match(/\{\w+\}/g))].sort().join(' ');

const root = new URL('../src', import.meta.url).pathname;
const sources = readdirSync(root, { recursive: true })
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('i18n/gen'))
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n');

const faults = [];
for (const key of new Set([...Object.keys(en), ...Object.keys(zh)])) {
  if (!(key in en)) faults.push(`${key}: no English text`);
  else if (!(key in zh)) faults.push(`${key}: no Chinese text`);
  else if (variables(en[key]) !== variables(zh[key]))
    faults.push(`${key}: the languages use different variables`);
  if (!new RegExp(`\\bm\\.${key}\\b`).test(sources)) faults.push(`${key}: used nowhere`);
}

for (const fault of faults) console.error(`messages: ${fault}`);
console.log(`messages: ${Object.keys(en).length} texts, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
