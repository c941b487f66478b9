/** Puts the editor together: one list of extensions for every note, and what may change while it is open. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { Annotation, Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightSpecialChars,
  keymap,
  rectangularSelection,
} from '@codemirror/view';
import { MAC } from '../app/commands';
import { composing } from '../app/keymap';
import { phrases } from './completions';
import './editor.css';
import { type Form, keepForm, split } from './endings';
import { type Followed, follower, linkAt, notePath } from './links';
import { modeSlot } from './mode';
import { noteHighlight, noteLanguage } from './syntax';
import { keepTaken, takenIn } from './taken';

/** Marks a change that the user did not make. */
export const outside = Annotation.define<true>();

export interface EditorCallbacks {
  /** The user changed the text. */
  onEdit(): void;
  /** Cursor or text changed. */
  onMove(state: EditorState): void;
  onFollow(link: Followed): void;
  /** What another program's change brought in is marked at more or fewer places. */
  onTaken(): void;
}

/** What depends on language and name, set anew whenever an editor is shown. */
const surroundings = new Compartment();

export function surroundingsFor(label: string, path = ''): Extension {
  return [
    EditorState.phrases.of(phrases()),
    EditorView.contentAttributes.of({ 'aria-label': label }),
    notePath.of(path),
  ];
}

export const showSurroundings = (label: string, path: string) =>
  surroundings.reconfigure(surroundingsFor(label, path));

function followKeys(callbacks: EditorCallbacks): Extension {
  return [
    Prec.high(
      keymap.of([
        {
          key: 'Mod-Enter',
          run: (view) => {
            const link = linkAt(view.state, view.state.selection.main.head);
            if (link) callbacks.onFollow(link);
            return link !== null;
          },
        },
      ]),
    ),
    EditorView.domEventHandlers({
      mousedown(event, view) {
        if (event.button !== 0 || !(MAC ? event.metaKey : event.ctrlKey)) return false;
        const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
        const link = at === null ? null : linkAt(view.state, at);
        if (!link) return false;
        event.preventDefault();
        callbacks.onFollow(link);
        return true;
      },
    }),
  ];
}

/** WebKit sends the Enter or Escape that ended a composition once more; it must not reach any command. */
const AFTER_COMPOSITION = 50;

function compositionGuard(): Extension {
  let ended = 0;
  return Prec.highest(
    EditorView.domEventHandlers({
      compositionend() {
        ended = performance.now();
        return false;
      },
      keydown(event) {
        if (event.key !== 'Enter' && event.key !== 'Escape') return false;
        if (composing(event)) return true;
        if (performance.now() - ended < AFTER_COMPOSITION) {
          event.preventDefault();
          return true;
        }
        return false;
      },
    }),
  );
}

/** Returns the state of an editor over a file's text. */
export function makeState(file: string, readOnly: boolean, callbacks: EditorCallbacks): EditorState {
  const { text, form } = split(file);
  return EditorState.create({ doc: text, extensions: extensions(form, readOnly, callbacks) });
}

function extensions(form: Form, readOnly: boolean, callbacks: EditorCallbacks): Extension {
  return [
    keepForm(form),
    EditorState.readOnly.of(readOnly),
    surroundings.of(surroundingsFor('')),
    compositionGuard(),
    follower.of(callbacks.onFollow),
    modeSlot(),
    noteLanguage,
    noteHighlight,
    history(),
    keepTaken,
    drawSelection(),
    dropCursor(),
    rectangularSelection(),
    highlightSpecialChars(),
    bracketMatching(),
    EditorView.lineWrapping,
    EditorState.allowMultipleSelections.of(true),
    EditorView.contentAttributes.of({ spellcheck: 'true', autocapitalize: 'sentences', tabindex: '0' }),
    followKeys(callbacks),
    keymap.of([
      ...historyKeymap,
      ...defaultKeymap.filter(({ key }) => key !== 'Mod-i' && key !== 'Mod-Enter'),
      indentWithTab,
    ]),
    EditorView.updateListener.of((update) => {
      if (
        update.docChanged &&
        update.transactions.some((each) => each.docChanged && !each.annotation(outside))
      ) {
        callbacks.onEdit();
      }
      if (update.docChanged || update.selectionSet) callbacks.onMove(update.state);
      if (takenIn(update.startState).length !== takenIn(update.state).length) callbacks.onTaken();
    }),
  ];
}
