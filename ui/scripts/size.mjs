// Fails when the JavaScript that loads before the first paint outgrows its budget, or a test double is shipped.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET = 350 * 1024;
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

const initial = new Set();
const visit = (key) => {
  const chunk = manifest[key];
  if (initial.has(chunk.file)) return;
  initial.add(chunk.file);
  for (const imported of chunk.imports ?? []) visit(imported);
};
for (const entry of ['index.html', 'src/app/main.tsx']) visit(entry);

let total = 0;
for (const file of initial) {
  const size = gzipSync(readFileSync(new URL(file, dist))).length;
  total += size;
  console.log(`size: ${(size / 1024).toFixed(1).padStart(7)} KiB  ${file}`);
}
console.log(`size: ${(total / 1024).toFixed(1).padStart(7)} KiB of ${BUDGET / 1024} before the first paint`);

const fake = Object.keys(manifest).find((key) => key.includes('test/'));
if (fake) console.error(`size: ${fake} belongs to tests only`);
process.exit(total > BUDGET || fake ? 1 : 0);
