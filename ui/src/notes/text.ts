/**
 * The text of an open note and the faces it shows: one editor for each tab, with a cursor and a place of its own.
 *
 * Every change of a face goes through the one text and from there to the other faces. The text alone has the
 * history and the form of the file, and it alone is saved: what one face shows can never overwrite another.
 */
import { history, isolateHistory } from '@codemirror/commands';
import {
  Annotation,
  EditorSelection,
  EditorState,
  type StateEffect,
  Transaction,
  type TransactionSpec,
} from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { fileText, keepForm, setForm, split } from '../editor/endings';
import { STEPS, type Step } from '../editor/steps';
import { dealsWithTaken, forgetTaken, keepTaken, takenIn, takingIn } from '../editor/taken';
import { minimalEdits } from './edits';

/** Marks what comes to a face from the text; it must not go back there. */
const echo = Annotation.define<true>();

/** Who hears of the text. */
export interface Heard {
  /** The user changed it. */
  edited(): void;
  /** It changed, by whomever. */
  changed(): void;
  /** What came from elsewhere is marked at more or fewer places. */
  taken(): void;
}

/** One editor on the text. Out of sight it has no view, and still follows every change. */
class Face {
  #state: EditorState;
  #scroll: StateEffect<unknown> | null;
  view: EditorView | null = null;

  constructor(state: EditorState, scroll: StateEffect<unknown> | null) {
    this.#state = state;
    this.#scroll = scroll;
  }

  get state(): EditorState {
    return this.view?.state ?? this.#state;
  }

  update(transactions: readonly Transaction[]): void {
    if (this.view) this.view.update(transactions);
    else this.#state = transactions.at(-1)?.state ?? this.#state;
  }

  follow(spec: TransactionSpec): void {
    if (this.view) {
      this.view.dispatch(spec);
      return;
    }
    const transaction = this.#state.update(spec);
    this.#state = transaction.state;
    this.#scroll = this.#scroll?.map(transaction.changes) ?? null;
  }

  show(parent: HTMLElement, take: (transactions: readonly Transaction[]) => void): EditorView {
    this.view = new EditorView({
      parent,
      state: this.#state,
      scrollTo: this.#scroll ?? undefined,
      dispatchTransactions: (transactions, view) => {
        if (view === this.view) take(transactions);
        else this.#late(transactions);
      },
    });
    return this.view;
  }

  /** A view that was taken away may still say that a button is up; it changes nothing any more. */
  #late(transactions: readonly Transaction[]): void {
    const effects = transactions.flatMap(({ docChanged, startState, effects }) =>
      docChanged || !startState.doc.eq(this.state.doc) ? [] : effects,
    );
    if (effects.length > 0) this.follow({ effects, annotations: echo.of(true) });
  }

  hide(view: EditorView): void {
    if (this.view === view) {
      this.#state = view.state;
      this.#scroll = view.scrollSnapshot();
      this.view = null;
    }
    view.destroy();
  }
}

export class SharedText {
  readonly #heard: Heard;
  readonly #faces = new Map<string, Face>();
  #text: EditorState;

  constructor(file: string, readOnly: boolean, heard: Heard) {
    const { text, form } = split(file);
    this.#heard = heard;
    this.#text = EditorState.create({
      doc: text,
      extensions: [
        keepForm(form),
        keepTaken,
        history(),
        EditorState.readOnly.of(readOnly),
        EditorState.allowMultipleSelections.of(true),
      ],
    });
  }

  /** Puts the cursor where it was left, before there is a face. */
  start(anchor: number, head: number): void {
    const end = this.#text.doc.length;
    const selection = EditorSelection.single(Math.min(anchor, end), Math.min(head, end));
    this.#text = this.#text.update({ selection, annotations: Transaction.addToHistory.of(false) }).state;
  }

  /** Text, marks, history, and the cursor of the face that was used last. */
  get state(): EditorState {
    return this.#text;
  }

  /** Returns the text as it stands in the file. */
  file(): string {
    return fileText(this.#text);
  }

  /** Returns the state of a face. */
  face(id: string): EditorState | null {
    return this.#faces.get(id)?.state ?? null;
  }

  /** Returns the editor of a face that is in sight. */
  view(id: string): EditorView | null {
    return this.#faces.get(id)?.view ?? null;
  }

  views(): EditorView[] {
    return [...this.#faces.values()].flatMap(({ view }) => view ?? []);
  }

  /** Makes a face, unless it is there. */
  add(
    id: string,
    make: (text: EditorState) => EditorState,
    scroll: StateEffect<unknown> | null = null,
  ): void {
    if (!this.#faces.has(id)) this.#faces.set(id, new Face(make(this.#text), scroll));
  }

  /** Brings a face into sight; returns the function that takes it away again. */
  show(id: string, parent: HTMLElement): () => void {
    const face = this.#faces.get(id);
    if (!face) return () => {};
    const view = face.show(parent, (transactions) => this.take(id, transactions));
    return () => face.hide(view);
  }

  /** Forgets the faces that are not among these. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const [id, { view }] of this.#faces) if (!ids.has(id) && !view) this.#faces.delete(id);
  }

  /** Takes what a face did: it goes into the text, and from there to the other faces. */
  take(id: string, transactions: readonly Transaction[]): void {
    const face = this.#faces.get(id);
    if (!face) return;
    // A view that refuses, as one does that is being updated, must leave the text as it was.
    face.update(transactions);
    let edited = false;
    for (const transaction of transactions) {
      if (transaction.annotation(echo)) continue;
      this.#join(transaction, face);
      edited ||= transaction.docChanged;
    }
    if (edited) this.#heard.edited();
  }

  /** Changes the text as the user would, without a face; the cursor goes where the change says in the face `lead`. */
  edit(spec: TransactionSpec, lead: string | null = null): void {
    if (this.#apply(this.#text.update(spec), null, lead)) this.#heard.edited();
  }

  /** Takes a step of the history for a face. */
  step(kind: Step, id: string): boolean {
    return STEPS[kind]({
      state: this.#text,
      dispatch: (transaction) => {
        if (this.#apply(transaction, null, id)) this.#heard.edited();
      },
    });
  }

  /** Takes over what the file holds by small edits; a step of the history where `taking` says so. */
  takeOver(file: string, taking: boolean): void {
    const { text, form } = split(file);
    const changes = minimalEdits(this.#text.doc.toString(), text);
    const how = taking
      ? [takingIn.of(true), isolateHistory.of('full'), Transaction.addToHistory.of(changes.length > 0)]
      : Transaction.addToHistory.of(false);
    this.#apply(this.#text.update({ changes, effects: setForm.of(form), annotations: how }), null, null);
  }

  #join(transaction: Transaction, face: Face): void {
    const { changes, selection, startState, docChanged } = transaction;
    const effects = transaction.effects.filter((effect) => effect.is(forgetTaken));
    if (!docChanged && !selection && effects.length === 0) return;
    if (!this.#text.selection.eq(startState.selection)) {
      // Steps lead back to where the hands were, and what two faces did is never one step.
      this.#text = this.#text.update({
        selection: startState.selection,
        annotations: [Transaction.addToHistory.of(false), isolateHistory.of('full')],
      }).state;
    }
    const annotations = [
      kept(transaction, Transaction.time),
      kept(transaction, Transaction.userEvent),
      kept(transaction, Transaction.addToHistory),
      kept(transaction, isolateHistory),
    ].flat();
    this.#apply(this.#text.update({ changes, selection, effects, annotations, filter: false }), face, null);
  }

  /** Returns whether the text changed. */
  #apply(transaction: Transaction, by: Face | null, lead: string | null): boolean {
    const taken = takenIn(this.#text);
    this.#text = transaction.state;
    for (const [id, face] of this.#faces) {
      if (face !== by) face.follow(echoOf(transaction, id === lead));
    }
    if (transaction.docChanged) this.#heard.changed();
    if (takenIn(this.#text).length !== taken.length) this.#heard.taken();
    return transaction.docChanged;
  }
}

function kept<T>(transaction: Transaction, type: ReturnType<typeof Annotation.define<T>>): Annotation<T>[] {
  const value = transaction.annotation(type);
  return value === undefined ? [] : [type.of(value)];
}

/** Returns what a face does when the text changed. Typing elsewhere is no typing here: no list may open. */
function echoOf(transaction: Transaction, leads: boolean): TransactionSpec {
  const { changes, selection, effects, scrollIntoView } = transaction;
  const deals = dealsWithTaken(transaction);
  return {
    changes,
    selection: leads ? selection : undefined,
    effects: leads ? effects : effects.filter((effect) => effect.is(forgetTaken)),
    scrollIntoView: leads && scrollIntoView,
    annotations: [
      echo.of(true),
      kept(transaction, takingIn),
      deals ? kept(transaction, Transaction.userEvent) : [],
    ].flat(),
    // Whatever a face would make of it, it must show the text.
    filter: false,
  };
}
