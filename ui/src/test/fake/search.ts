/** Search as far as the user interface can tell: every word, tags by `tag:`, the first line that has one. */
import { tagsOf } from './tags';

export interface Hit {
  path: string;
  line: string;
  score: number;
}

/** Returns the files that hold every word of a query, the best first. */
export function searchIn(files: Iterable<readonly [path: string, { text: string }]>, query: string): Hit[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const hits: Hit[] = [];
  for (const [path, { text }] of files) {
    const low = `${path}\n${text}`.toLowerCase();
    const found = words.every((word) =>
      word.startsWith('tag:')
        ? tagsOf(text).some((tag) => `${tag}/`.startsWith(`${word.slice(4).replace(/^#/, '')}/`))
        : low.includes(word),
    );
    if (!found) continue;
    const lines = text.split('\n');
    const line = lines.find((at) => words.some((word) => at.toLowerCase().includes(word))) ?? lines[0] ?? '';
    hits.push({ path, line, score: words.reduce((sum, word) => sum + low.split(word).length, 0) });
  }
  return hits.sort((a, b) => b.score - a.score);
}

/** Returns where the words of a query stand first in a text. */
export function marksIn(text: string, query: string): [number, number][] {
  const low = text.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((word): [number, number][] => {
      const at = low.indexOf(word);
      return at < 0 ? [] : [[at, at + word.length]];
    })
    .sort(([a], [b]) => a - b);
}
