/**
 * Line ends and byte order mark, which the editor does not show but a file keeps: a note with Windows line ends,
 * or with several kinds, is written back exactly as it was. New lines take the kind that most lines have.
 */
import { invertedEffects } from '@codemirror/commands';
import {
  type EditorState,
  type Extension,
  RangeSet,
  RangeSetBuilder,
  RangeValue,
  StateEffect,
  StateField,
  type Text,
} from '@codemirror/state';

type Ending = '\n' | '\r\n' | '\r';

class OddEnding extends RangeValue {
  readonly ending: Ending;
  // It goes with its character instead of lingering as an empty range.
  override startSide = 1;
  override endSide = -1;

  constructor(ending: Ending) {
    super();
    this.ending = ending;
  }

  override eq(other: RangeValue): boolean {
    return other instanceof OddEnding && other.ending === this.ending;
  }
}

/** A file's text without what the editor does not show. */
export interface Form {
  bom: boolean;
  ending: Ending;
  /** Line ends of another kind, each over its one character in the editor's text. */
  odd: RangeSet<OddEnding>;
}

const BOM = '\uFEFF';

/** Splits a file's text into the editor's text, whose lines end with `\n`, and its form. */
export function split(file: string): { text: string; form: Form } {
  const bom = file.startsWith(BOM);
  const body = bom ? file.slice(1) : file;
  if (!body.includes('\r')) return { text: body, form: { bom, ending: '\n', odd: RangeSet.empty } };

  const counts: Record<Ending, number> = { '\n': 0, '\r\n': 0, '\r': 0 };
  for (const [end] of body.matchAll(/\r\n|\r|\n/g)) counts[end as Ending]++;
  const ending = (Object.keys(counts) as Ending[]).reduce((most, kind) =>
    counts[kind] > counts[most] ? kind : most,
  );
  const odd = new RangeSetBuilder<OddEnding>();
  let shorter = 0;
  for (const match of body.matchAll(/\r\n|\r|\n/g)) {
    const end = match[0] as Ending;
    const at = match.index - shorter;
    if (end !== ending) odd.add(at, at + 1, new OddEnding(end));
    if (end === '\r\n') shorter++;
  }
  return { text: body.replace(/\r\n?/g, '\n'), form: { bom, ending, odd: odd.finish() } };
}

/** Returns the file's text again. */
export function join(text: string, { bom, ending, odd }: Form): string {
  let out = bom ? BOM : '';
  let at = 0;
  const piece = (to: number) => {
    const part = text.slice(at, to);
    out += ending === '\n' ? part : part.replaceAll('\n', ending);
  };
  for (const cursor = odd.iter(); cursor.value; cursor.next()) {
    piece(cursor.from);
    out += cursor.value.ending;
    at = cursor.to;
  }
  piece(text.length);
  return out;
}

/** The form of a text that is taken over as a whole. */
export const setForm = StateEffect.define<Form>({
  map: (form, changes) => {
    if (form.odd.size === 0) return form;
    // The history maps its effects by changes of the text after the step, which may be shorter than that before.
    const odd = form.odd.update({ filter: (_, to) => to <= changes.length });
    return { ...form, odd: odd.map(changes) };
  },
});

/** Leaves out what stands over no line end: the text may have changed since the form was noted. */
function fitting(form: Form, text: Text): Form {
  if (form.odd.size === 0) return form;
  const filter = (from: number, to: number) => text.sliceString(from, to) === '\n';
  return { ...form, odd: form.odd.update({ filter }) };
}

/** Says how a line that comes back by undo ended. */
const bringBack = StateEffect.define<{ at: number; ending: Ending }>({
  map: ({ at, ending }, changes) => (at > changes.length ? undefined : { at: changes.mapPos(at, 1), ending }),
});

export const formField = StateField.define<Form>({
  create: () => ({ bom: false, ending: '\n', odd: RangeSet.empty }),
  update(form, transaction) {
    for (const effect of transaction.effects)
      if (effect.is(setForm)) return fitting(effect.value, transaction.newDoc);
    if (!transaction.docChanged) return form;
    const { changes, newDoc } = transaction;
    let odd = form.odd;
    if (odd.size > 0) {
      // Mapping alone would leave the mark of a replaced line end on what took its place.
      changes.iterChangedRanges((fromA, toA) => {
        const filter = (from: number, to: number) => from < fromA || to > toA;
        if (toA > fromA) odd = odd.update({ filterFrom: fromA, filterTo: toA, filter });
      }, true);
      odd = odd.map(changes);
    }
    for (const effect of transaction.effects) {
      if (!effect.is(bringBack)) continue;
      const { at, ending } = effect.value;
      // Other text may have come from outside meanwhile.
      if (ending === form.ending || newDoc.sliceString(at, at + 1) !== '\n') continue;
      odd = odd.update({
        filter: (from) => from !== at,
        add: [{ from: at, to: at + 1, value: new OddEnding(ending) }],
      });
    }
    return odd === form.odd ? form : { ...form, odd };
  },
});

/** The field with what undo needs: line ends that were deleted, or all of them, come back as they were. */
export function keepForm(form: Form): Extension {
  return [
    formField.init(() => form),
    invertedEffects.of(({ docChanged, changes, startState, effects }) => {
      const before = startState.field(formField);
      if (effects.some((effect) => effect.is(setForm))) return [setForm.of(before)];
      const { odd } = before;
      if (!docChanged || odd.size === 0) return [];
      const gone: StateEffect<unknown>[] = [];
      changes.iterChangedRanges((fromA, toA) => {
        odd.between(fromA, toA, (from, to, { ending }) => {
          if (from >= fromA && to <= toA) gone.push(bringBack.of({ at: from, ending }));
        });
      }, true);
      return gone;
    }),
  ];
}

/** Returns the text of an editor as it stands in the file. */
export function fileText(state: EditorState): string {
  return join(state.doc.toString(), state.field(formField));
}
