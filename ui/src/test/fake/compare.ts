import { diffLines, diffWordsWithSpace } from 'diff';
import type { DiffHunk, DiffLine } from '../../ipc/gen/api';
import type { Result } from '../../ipc/transport';

/** Returns hunks of three lines of context with the changed words marked. */
export function compare(oldText: string, newText: string): Result<'history_diff'> {
  const lines: DiffLine[] = [];
  let [oldLine, newLine, added, removed] = [1, 1, 0, 0];
  const parts = diffLines(oldText, newText);
  parts.forEach((part, i) => {
    const other = part.removed ? parts[i + 1] : parts[i - 1];
    part.value
      .replace(/\n$/, '')
      .split('\n')
      .forEach((text, row) => {
        const across =
          other && (part.removed ? other.added : part.added && other.removed)
            ? other.value.split('\n')[row]
            : undefined;
        const words =
          across === undefined
            ? [{ value: text, added: true, removed: true }]
            : part.removed
              ? diffWordsWithSpace(text, across).filter((word) => !word.added)
              : diffWordsWithSpace(across, text).filter((word) => !word.removed);
        const kind = part.added ? 'added' : part.removed ? 'removed' : 'same';
        lines.push({
          kind,
          oldLine: part.added ? null : oldLine++,
          newLine: part.removed ? null : newLine++,
          spans:
            kind === 'same'
              ? [{ text, changed: false }]
              : words.map((word) => ({ text: word.value, changed: word.added || word.removed })),
        });
        if (part.added) added++;
        if (part.removed) removed++;
      });
  });
  const near = (i: number) => lines.slice(Math.max(0, i - 3), i + 4).some(({ kind }) => kind !== 'same');
  const hunks: DiffHunk[] = [];
  lines.forEach((line, i) => {
    if (!near(i)) return;
    if (i === 0 || !near(i - 1)) hunks.push({ lines: [] });
    hunks.at(-1)?.lines.push(line);
  });
  return { oldText, newText, hunks, added, removed, notice: null };
}
