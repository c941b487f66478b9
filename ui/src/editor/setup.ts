/** Puts the editor together: one list of extensions for every note, and what may change while it is open. */
import { defaultKeymap, history, indentWithTab } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
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
import { keepForm, split } from './endings';
import { type Followed, follower, linkAt, notePath } from './links';
import { modeSlot } from './mode';
import { type Step, stepKeymap, stepsElsewhere } from './steps';
import { noteHighlight, noteLanguage } from './syntax';
import { keepTaken, startTaken, takenIn } from './taken';

export interface EditorCallbacks {
  /** Cursor or text changed. */
  onMove(state: EditorState): void;
  onFollow(link: Followed): void;
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

/** Returns the state of an editor that alone has a file's text. */
export function makeState(file: string, readOnly: boolean, callbacks: EditorCallbacks): EditorState {
  const { text, form } = split(file);
  const own = [keepForm(form), history(), keepTaken];
  return EditorState.create({ doc: text, extensions: [own, extensions(readOnly, callbacks)] });
}

/** Returns the state of one of the editors that show a text. */
export function makeFace(
  text: EditorState,
  callbacks: EditorCallbacks,
  take: (step: Step) => boolean,
  plain = false,
): EditorState {
  const shared = [startTaken(takenIn(text)), stepsElsewhere(take)];
  return EditorState.create({
    doc: text.doc,
    selection: text.selection,
    extensions: [shared, extensions(text.readOnly, callbacks, plain)],
  });
}

function extensions(readOnly: boolean, callbacks: EditorCallbacks, plain = false): Extension {
  return [
    EditorState.readOnly.of(readOnly),
    surroundings.of(surroundingsFor('')),
    compositionGuard(),
    follower.of(callbacks.onFollow),
    modeSlot(),
    plain ? [] : [noteLanguage, noteHighlight],
    drawSelection(),
    dropCursor(),
    // As elsewhere: Alt adds a cursor, with Shift it takes a column. Ctrl follows links.
    EditorView.clickAddsSelectionRange.of(({ altKey, shiftKey }) => altKey && !shiftKey),
    rectangularSelection({
      eventFilter: ({ altKey, shiftKey, button }) => altKey && shiftKey && button === 0,
    }),
    highlightSpecialChars(),
    bracketMatching(),
    EditorView.lineWrapping,
    EditorState.allowMultipleSelections.of(true),
    EditorView.contentAttributes.of(
      plain ? { tabindex: '0' } : { autocapitalize: 'sentences', tabindex: '0' },
    ),
    plain ? [] : followKeys(callbacks),
    keymap.of([
      ...stepKeymap,
      ...defaultKeymap.filter(({ key }) => key !== 'Mod-i' && key !== 'Mod-Enter'),
      indentWithTab,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged || update.selectionSet) callbacks.onMove(update.state);
    }),
  ];
}
