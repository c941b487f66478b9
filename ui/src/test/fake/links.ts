/** The links of a note, as far as the user interface can tell. */
import type { NoteLink } from '../../ipc/gen/api';

type Known = Pick<NoteLink, 'source' | 'sourceTitle'>;

/** Returns the wikilinks of a text; `resolve` says which file one leads to. */
export function linksOf(known: Known, text: string, resolve: (target: string) => string | null): NoteLink[] {
  const pattern = /(!?)\[\[([^\]|#]*)(?:#([^\]|]*))?(?:\|[^\]]*)?\]\]/g;
  return text.split('\n').flatMap((line, i) =>
    [...line.matchAll(pattern)].map(([, embed, target = '', fragment]) => ({
      ...known,
      target,
      fragment: fragment ?? null,
      path: resolve(target),
      embed: embed === '!',
      line: i + 1,
    })),
  );
}
