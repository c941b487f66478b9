/**
 * What another program's change brought into a text that was being written: marked for a while, and each place can
 * be taken back by itself. A place is one or several parts of the same line or of lines that follow each other.
 */
import { isolateHistory } from '@codemirror/commands';
import {
  Annotation,
  type ChangeSet,
  type EditorState,
  type Extension,
  type Line,
  type Range,
  StateEffect,
  StateField,
  type Text,
  type Transaction,
  type TransactionSpec,
} from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';
import { m } from '../i18n/messages';

/** Marks the transaction that brings a change in. */
export const takingIn = Annotation.define<true>();

/** Ends the marks. */
export const forgetTaken = StateEffect.define<null>();

const TAKING_BACK = 'delete.taken';

/** What stands at `from`…`to` came from outside and took the place of `before`. */
interface Part {
  from: number;
  to: number;
  before: Text;
}

export type Taken = readonly Part[];

const takenField = StateField.define<readonly Taken[]>({
  create: () => [],
  update(taken, transaction) {
    if (transaction.effects.some((effect) => effect.is(forgetTaken))) return [];
    if (!transaction.docChanged) return taken;
    const kept = taken.length > 0 ? follow(taken, transaction) : taken;
    if (!transaction.annotation(takingIn)) return kept;
    return [...kept, ...broughtBy(transaction)].sort((a, b) => startOf(a) - startOf(b));
  },
  provide: (field) => EditorView.decorations.compute([field], decorate),
});

const startOf = (taken: Taken) => taken[0]?.from ?? 0;
const endOf = (taken: Taken) => taken.at(-1)?.to ?? 0;

function broughtBy({ changes, startState, newDoc }: Transaction): Taken[] {
  const places: Part[][] = [];
  changes.iterChanges((fromA, toA, from, to) => {
    const part = { from, to, before: startState.doc.slice(fromA, toA) };
    const last = places.at(-1);
    if (last && newDoc.lineAt(from).number <= newDoc.lineAt(endOf(last)).number) last.push(part);
    else places.push([part]);
  }, true);
  return places;
}

/** Moves the places along; who undoes or removes what came has dealt with it. */
function follow(taken: readonly Taken[], transaction: Transaction): Taken[] {
  const { changes } = transaction;
  const stepped = dealsWithTaken(transaction);
  return taken.flatMap((parts) => {
    const left = parts
      .filter(({ from, to }) => !(stepped ? touched(changes, from, to) : isGone(changes, from, to)))
      .map(({ from, to, before }) => {
        const start = changes.mapPos(from, 1);
        return { from: start, to: Math.max(start, changes.mapPos(to, -1)), before };
      });
    return left.length > 0 ? [left] : [];
  });
}

/** Whether a step undoes, redoes or takes back, so that what it touches is no longer marked. */
export function dealsWithTaken(transaction: Transaction): boolean {
  return ['undo', 'redo', TAKING_BACK].some((event) => transaction.isUserEvent(event));
}

const touched = (changes: ChangeSet, from: number, to: number) => changes.touchesRange(from, to) !== false;
const isGone = (changes: ChangeSet, from: number, to: number) =>
  to > from && changes.touchesRange(from, to) === 'cover';

/** Returns the places that came from outside and still stand. */
export function takenIn(state: EditorState): readonly Taken[] {
  return state.field(takenField);
}

/** Returns the place at the cursor, or else the one on its line. */
export function takenAtCursor(state: EditorState): Taken | null {
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  const places = takenIn(state);
  return (
    places.find((taken) => startOf(taken) <= head && head <= endOf(taken)) ??
    places.find((taken) => startOf(taken) <= line.to && endOf(taken) >= line.from) ??
    null
  );
}

/** Returns the step that brings back what stood at these places before. */
export function takeBack(places: readonly Taken[]): TransactionSpec {
  return {
    changes: places.flat().map(({ from, to, before }) => ({ from, to, insert: before })),
    annotations: isolateHistory.of('full'),
    userEvent: TAKING_BACK,
  };
}

/** Returns the step that shows the first place. */
export function showTaken(state: EditorState): TransactionSpec {
  const [first] = takenIn(state);
  if (!first) return {};
  return {
    selection: { anchor: endOf(first) },
    effects: EditorView.scrollIntoView(startOf(first), { y: 'center' }),
  };
}

class TakeBack extends WidgetType {
  override eq(): boolean {
    return true;
  }

  override toDOM(view: EditorView): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'cm-take-back';
    button.textContent = '↶';
    button.title = m.taken_back_one();
    button.setAttribute('aria-label', m.taken_back_one());
    button.tabIndex = -1;
    button.onmousedown = (event) => event.preventDefault();
    button.onclick = () => {
      const line = view.state.doc.lineAt(view.posAtDOM(button));
      const place = takenIn(view.state).find((taken) => lineOf(taken, view.state.doc).from === line.from);
      if (place) view.dispatch(takeBack([place]));
    };
    return button;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/** Stands where something was only taken away. */
class Gone extends WidgetType {
  override eq(): boolean {
    return true;
  }

  override toDOM(): HTMLElement {
    const mark = document.createElement('span');
    mark.className = 'cm-taken-gone';
    return mark;
  }
}

const came = Decoration.mark({ class: 'cm-taken' });
const gone = Decoration.widget({ widget: new Gone(), side: -1 });
const button = Decoration.widget({ widget: new TakeBack(), side: 1 });

function decorate(state: EditorState): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const taken of takenIn(state)) {
    for (const { from, to } of taken) ranges.push(to > from ? came.range(from, to) : gone.range(from));
    ranges.push(button.range(lineOf(taken, state.doc).to));
  }
  return Decoration.set(ranges, true);
}

/** Returns the line on which a place ends; a line end at its end belongs to the line before. */
function lineOf(taken: Taken, doc: Text): Line {
  const { from, to } = taken.at(-1) ?? { from: 0, to: 0 };
  return doc.lineAt(to > from && doc.lineAt(to).from === to ? to - 1 : to);
}

export const keepTaken: Extension = takenField;

/** Like `keepTaken`, for an editor that joins when there are places already. */
export const startTaken = (taken: readonly Taken[]): Extension => takenField.init(() => taken);
