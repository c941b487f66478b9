/** Why a search finds a file, as far as the user interface can tell: word by word, tags by `tag:`. */
import type { Condition, ExplainQuery, SearchExplained } from '../../ipc/gen/api';
import { searchIn } from './search';
import { tagsOf } from './tags';

interface Known {
  files: ReadonlyMap<string, { text: string; modified: number; created: number }>;
  trash: readonly { path: string }[];
}

export function explainIn(
  { files, trash }: Known,
  title: (path: string, text: string) => string,
  { query, path }: ExplainQuery,
): SearchExplained | null {
  const file = files.get(path);
  const nothing = {
    found: false,
    complete: true,
    root: null,
    title: '',
    tags: [],
    size: 0,
    modified: 0,
    created: 0,
  };
  if (!file) return trash.some((item) => item.path === path) ? { standing: 'trashed', ...nothing } : null;
  const parts = query
    .split(/\s+/)
    .filter(Boolean)
    .map((written): Condition => {
      const kind = written.startsWith('tag:') ? 'tag' : 'word';
      const count = file.text.toLowerCase().split(written.toLowerCase()).length - 1;
      const holds = searchIn([[path, file]], written).length > 0;
      const sites = count > 0 && kind === 'word' ? [{ site: 'text' as const, count }] : [];
      return { kind, written, holds, score: holds ? 1 : 0, sites, forms: [], parts: [] };
    });
  const found = parts.every(({ holds }) => holds);
  const all: Condition = {
    kind: 'all',
    written: '',
    holds: found,
    score: parts.length,
    sites: [],
    forms: [],
    parts,
  };
  const [only] = parts;
  return {
    standing: 'indexed',
    found,
    complete: true,
    root: only && parts.length === 1 ? only : all,
    title: title(path, file.text),
    tags: tagsOf(file.text),
    size: file.text.length,
    modified: file.modified,
    created: file.created,
  };
}
