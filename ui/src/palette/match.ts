/** Finds commands by a few letters: whole words first, then letters in order, as the engine does for names. */

export interface Match {
  /** Lower is better. */
  cost: number;
  /** Places of the matched letters, in UTF-16 units. */
  marks: number[];
}

const isStart = (text: string, at: number) => at === 0 || /[\s\-–/：:]/.test(text[at - 1] ?? '');

/** Returns how well a pattern fits a label; null where it does not. */
export function match(pattern: string, label: string): Match | null {
  const want = pattern.toLowerCase().replace(/\s+/g, ' ').trim();
  const text = label.toLowerCase();
  if (want === '') return { cost: 0, marks: [] };

  const whole = text.indexOf(want);
  if (whole >= 0) {
    const marks = Array.from(want, (_, i) => whole + i);
    return { cost: isStart(text, whole) ? whole / 100 : 1 + whole / 100, marks };
  }

  const marks: number[] = [];
  let cost = 2;
  for (const letter of want) {
    if (letter === ' ') continue;
    const from = (marks.at(-1) ?? -1) + 1;
    let at = text.indexOf(letter, from);
    if (at < 0) return null;
    // The start of a later word is what people mean by initials.
    if (at !== from || from === 0) {
      for (let next = at; next >= 0; next = text.indexOf(letter, next + 1)) {
        if (isStart(text, next)) {
          at = next;
          break;
        }
      }
    }
    if (!isStart(text, at) && at !== from) cost += 1;
    marks.push(at);
  }
  return { cost: cost + (marks[0] ?? 0) / 100, marks };
}

/** Returns places of single letters as ranges. */
export function ranges(marks: readonly number[]): [number, number][] {
  const out: [number, number][] = [];
  for (const at of marks) {
    const last = out.at(-1);
    if (last && last[1] === at) last[1]++;
    else out.push([at, at + 1]);
  }
  return out;
}
