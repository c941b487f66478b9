/** Mentions of a note by its file name, as far as the user interface can tell: not in links, once a line. */
import type { BatchOperation, Mention, Mentions } from '../../ipc/gen/api';
import { stemOf } from '../../tree/paths';

type Files = ReadonlyMap<string, { text: string }>;

export function mentionsIn(files: Files, target: string): Mentions {
  const name = stemOf(target).toLowerCase();
  const mentions = [...files]
    .filter(([path]) => path !== target)
    .flatMap(([path, { text }]) => {
      const lines = text.split('\n').flatMap((line, at) => {
        const from = line.toLowerCase().indexOf(name);
        return from < 0 || line.includes('[[') ? [] : [{ line, at, from }];
      });
      return lines.map(
        ({ line, at, from }, place): Mention => ({
          path,
          revision: String(text.length),
          place,
          line: at + 1,
          text: line,
          marks: [[from, from + name.length]],
        }),
      );
    });
  return { mentions, more: false, complete: true };
}

/** Returns the texts of the notes that change. */
export function linked(files: Files, operation: BatchOperation): [path: string, text: string][] {
  if (operation.op !== 'linkMentions') return [];
  const { mentions } = mentionsIn(files, operation.target);
  return operation.mentions.map(({ path, places }) => {
    const lines = (files.get(path)?.text ?? '').split('\n');
    for (const mention of mentions) {
      const [mark] = mention.marks;
      if (mention.path !== path || !mark || (places && !places.includes(mention.place))) continue;
      const form = mention.text.slice(...mark);
      const link = `[[${stemOf(operation.target)}|${form}]]`;
      lines[mention.line - 1] = mention.text.slice(0, mark[0]) + link + mention.text.slice(mark[1]);
    }
    return [path, lines.join('\n')];
  });
}
