// Fails on words written into the UI's source instead of `messages/`: JSX text and the attributes people read.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('../src', import.meta.url).pathname;
const attribute =
  /\b(?:aria-label|aria-description|title|placeholder|alt|label)=(?:"([^"]*)"|\{'([^']*)'\})/g;
const jsxText = /<\/?[A-Za-z][^<>]*?(?<!=)>([^<>{}]*?\p{L}{2,}[^<>{}]*?)<\//gu;
const hanzi = /\p{Script=Han}/u;

const faults = [];
for (const path of readdirSync(root, { recursive: true })) {
  if (!/\.tsx?$/.test(path) || /^(i18n\/gen|test|ipc\/gen)\//.test(path) || /\.test\.tsx?$/.test(path))
    continue;
  const source = readFileSync(join(root, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, (comment) =>
    comment.replace(/[^\n]/g, ' '),
  );
  const report = (index, text) =>
    faults.push(`${path}:${source.slice(0, index).split('\n').length}: "${text.trim().slice(0, 60)}"`);
  if (path.endsWith('.tsx')) {
    for (const match of source.matchAll(jsxText)) report(match.index, match[1]);
    for (const match of source.matchAll(attribute)) {
      const text = match[1] ?? match[2];
      if (/\p{L}{2,}/u.test(text)) report(match.index, text);
    }
  }
  source.split('\n').forEach((line, i) => {
    if (hanzi.test(line)) faults.push(`${path}:${i + 1}: "${line.trim().slice(0, 60)}"`);
  });
}

for (const fault of faults) console.error(`strings: ${fault}`);
console.log(`strings: ${faults.length} hard-coded`);
process.exit(faults.length > 0 ? 1 : 0);
