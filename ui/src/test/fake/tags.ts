/** The tags of a text, as far as tests need them. */

export function tagsOf(text: string): string[] {
  const found = text.matchAll(/(?:^|\s)#([\p{L}\p{N}_/-]*\p{L}[\p{L}\p{N}_/-]*)/gu);
  return [...new Set([...found].map(([, tag]) => tag as string))];
}

/** A note counts once for each of its tags and those above them. */
export function withParents(tags: readonly string[]): Set<string> {
  const parts = tags.map((tag) => tag.split('/'));
  return new Set(parts.flatMap((each) => each.map((_, at) => each.slice(0, at + 1).join('/'))));
}
