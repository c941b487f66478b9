/** Finds what can be followed at a place of a note: wikilinks, Markdown links, addresses, tags. */
import { syntaxTree } from '@codemirror/language';
import { type EditorState, Facet } from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';

export type Followed =
  | { kind: 'note'; target: string; fragment?: string }
  | { kind: 'web'; address: string }
  | { kind: 'tag'; tag: string };

/** The vault path of the note, for its relative links. */
export const notePath = Facet.define<string, string>({ combine: ([path = '']) => path });

/** Who hears of a link that was followed. */
export const follower = Facet.define<(link: Followed) => void, (link: Followed) => void>({
  combine: ([first]) => first ?? (() => {}),
});

/** Returns what stands at a position and where, null where nothing can be followed. */
export function linkPlaceAt(
  state: EditorState,
  position: number,
): { link: Followed; from: number; to: number } | null {
  for (const side of [-1, 1] as const) {
    let node: SyntaxNode | null = syntaxTree(state).resolveInner(position, side);
    for (; node; node = node.parent) {
      const link = followed(state, node);
      if (link) return { link, from: node.from, to: node.to };
    }
  }
  return null;
}

export const linkAt = (state: EditorState, position: number): Followed | null =>
  linkPlaceAt(state, position)?.link ?? null;

function followed(state: EditorState, node: SyntaxNode): Followed | null {
  const text = state.sliceDoc(node.from, node.to);
  switch (node.name) {
    case 'WikiLink':
      return wikilink(text);
    case 'Hashtag':
      return { kind: 'tag', tag: text.slice(1) };
    case 'Link':
    case 'Image':
    case 'Autolink': {
      const url = node.getChild('URL');
      return url && destination(state.sliceDoc(url.from, url.to));
    }
    case 'URL':
      return node.parent?.name === 'Link' || node.parent?.name === 'Image' ? null : destination(text);
    default:
      return null;
  }
}

export function wikilink(source: string): Followed {
  const [address = ''] = source.replace(/^!?\[\[|\]\]$/g, '').split('|');
  const hash = address.indexOf('#');
  if (hash < 0) return { kind: 'note', target: address.trim() };
  return { kind: 'note', target: address.slice(0, hash).trim(), fragment: address.slice(hash + 1).trim() };
}

const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/** Returns where the destination of a Markdown link leads. */
export function destination(source: string): Followed {
  const bare = source.replace(/^<|>$/g, '');
  if (SCHEME.test(bare)) return { kind: 'web', address: bare };
  if (/^www\./i.test(bare)) return { kind: 'web', address: `https://${bare}` };
  const [target = '', fragment] = bare.split('#', 2);
  return {
    kind: 'note',
    target: decoded(target),
    fragment: fragment === undefined ? undefined : decoded(fragment),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
