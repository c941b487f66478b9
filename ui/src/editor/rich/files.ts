/**
 * Pictures and files that are pasted into a note or dropped on it: they are stored with the attachments, and a link to
 * them is put at the place, in one step that undo takes away. While they come in the place is marked, so that the note
 * can be written on. What cannot be brought in is said in words; the text stays.
 */
import { type EditorState, type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, ViewPlugin, WidgetType } from '@codemirror/view';
import { say, sayFailed } from '../../app/toasts';
import { tree } from '../../app/vault';
import { issueText } from '../../batch/words';
import { formatSize } from '../../i18n/format';
import { m } from '../../i18n/messages';
import { call, transport } from '../../ipc/client';
import type { BatchRequest } from '../../ipc/gen/api';
import { openNote } from '../../notes/open';
import { type Incoming, takeDrops } from '../../platform/desktop';
import { NONE } from '../../tree/model';
import { extensionOf, join, nameOf, parentOf, shownName } from '../../tree/paths';
import { notePath } from '../links';

/** Files above this are brought in by the tree: a note is the wrong place to wait for them. */
const LARGEST = 100_000_000;
/** Pictures above this are not looked at before they are stored. */
const LARGEST_LOOK = 20_000_000;
/** Where attachments go, if there is none of the folders that vaults have for them. */
const FOLDERS = ['attachments', 'assets', 'Attachments', 'images'];

/** What is shown at the place of its link; other files are linked only. */
const SHOWN = new Set(
  'png jpg jpeg gif webp svg bmp avif ico mp3 m4a ogg oga opus wav flac 3gp mp4 webm ogv mov mkv pdf'.split(
    ' ',
  ),
);

/** A file that is on its way into the vault. */
interface Coming extends Incoming {
  /** Known for those that come through the page. */
  file?: File;
}

/** Returns the folder of the attachments of a note: one beside it, else one of the vault, else one to be made. */
export function attachmentFolder(note: string, has: (folder: string) => boolean): string {
  const beside = parentOf(note);
  const places = [...FOLDERS.map((name) => join(beside, name)), ...FOLDERS];
  return places.find(has) ?? 'attachments';
}

/** Returns a name that can stand in a wikilink. */
export function linkableName(name: string): string {
  const bare = name
    .replace(/[[\]|#^\\/:]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ (?=\.\w+$)/, '')
    .trim();
  return bare.startsWith('.') || bare === '' ? `file${bare}` : bare;
}

/** Returns the name of a picture that has none of its own. */
export function pictureName(type: string, now: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const extension = /^image\/([a-z]+)/.exec(type)?.[1]?.replace('jpeg', 'jpg') ?? 'png';
  return `${m.paste_picture({ time: `${day}${time}` })}.${extension}`;
}

/** Returns the link to a file: by its name alone where no other file has it. */
export function linkFor(path: string, alone: boolean): string {
  const target = alone ? shownName(path) : path.replace(/\.md$/i, '');
  return `${SHOWN.has(extensionOf(path)) ? '!' : ''}[[${target}]]`;
}

// --- the place ---------------------------------------------------------------------------------------------

class ComingWidget extends WidgetType {
  readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }

  override eq(other: ComingWidget): boolean {
    return other.text === this.text;
  }

  override toDOM(): HTMLElement {
    const host = document.createElement('span');
    host.className = 'rich-coming';
    host.setAttribute('role', 'status');
    const bar = document.createElement('progress');
    bar.setAttribute('aria-label', this.text);
    host.append(bar, this.text);
    return host;
  }
}

const started = StateEffect.define<{ id: number; at: number; text: string }>({
  map: (value, changes) => ({ ...value, at: changes.mapPos(value.at, 1) }),
});
const ended = StateEffect.define<number>();

const coming = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, { changes, effects }) {
    let next = shown.map(changes);
    for (const effect of effects) {
      if (effect.is(started)) {
        const { id, at, text } = effect.value;
        next = next.update({
          add: [Decoration.widget({ widget: new ComingWidget(text), side: 1, id }).range(at)],
        });
      } else if (effect.is(ended))
        next = next.update({ filter: (_from, _to, { spec }) => spec.id !== effect.value });
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function placeOf(state: EditorState, id: number): number | null {
  for (let at = state.field(coming).iter(); at.value; at.next()) if (at.value.spec.id === id) return at.from;
  return null;
}

// --- bringing in -------------------------------------------------------------------------------------------

let last = 0;

/** Says what is wrong with a file; null where nothing is. */
async function fault({ file, name }: Coming): Promise<string | null> {
  if (!file) return null;
  if (file.size > LARGEST) return m.paste_file_large({ name, size: formatSize(file.size) });
  if (!/^image\/(?!svg)/.test(file.type) || file.size > LARGEST_LOOK) return null;
  try {
    (await createImageBitmap(file)).close();
    return null;
  } catch {
    return m.paste_picture_broken({ name });
  }
}

/** Stores one file under a name that is free; returns its link, null where it could not be stored. */
async function bringOne(file: Coming, folder: string, note: string): Promise<string | null> {
  const name = linkableName(file.name);
  const { path: twin } = await call('link_resolve', { from: note, target: name });
  const { stage } = await call('incoming_begin');
  try {
    const files = [{ name, revision: await file.stage(stage) }];
    const request: BatchRequest = {
      operation: { op: 'copyIn', stage, into: folder, files },
      taken: 'number',
    };
    const { arrivals, issues, fingerprint } = await call('batch_plan', request);
    const [arrival] = arrivals;
    if (!arrival) {
      const [issue] = issues;
      say(m.upload_failed({ name }) + (issue ? ` ${issueText(issue)}` : ''));
      return null;
    }
    await call('batch_run', { request, fingerprint });
    return linkFor(arrival.to, twin === null && nameOf(arrival.to) === name);
  } finally {
    void call('incoming_drop', { stage }).catch(() => {});
  }
}

/** Brings files into the vault and puts links to them at a place of a note. */
export async function bringFiles(view: EditorView, files: readonly Coming[], at: number): Promise<void> {
  const note = openNote(view.state.facet(notePath));
  const [first] = files;
  if (!note || !first) return;
  const id = ++last;
  const text =
    files.length === 1 ? m.paste_coming({ name: first.name }) : m.paste_coming_many({ count: files.length });
  view.dispatch({ effects: started.of({ id, at, text }) });
  const links: string[] = [];
  try {
    const { path } = note.session;
    const folder = attachmentFolder(path, (each) => tree.find(each) !== NONE);
    for (const file of files) {
      const wrong = await fault(file);
      if (wrong !== null) {
        say(wrong);
        continue;
      }
      const link = await bringOne(file, folder, path);
      if (link !== null) links.push(link);
    }
  } catch (error) {
    sayFailed(m.upload_failed({ name: first.name }), error);
  }
  const place = placeOf(note.state, id);
  const effects = ended.of(id);
  const insert = links.join('\n');
  if (place === null || insert === '') {
    if (note.view) note.view.dispatch({ effects });
    else note.edit({ effects });
    return;
  }
  const { main } = note.state.selection;
  note.edit({
    changes: { from: place, insert },
    selection: main.empty && main.head === place ? { anchor: place + insert.length } : undefined,
    effects,
    userEvent: 'input.paste',
  });
}

/** Returns files of the page as what can be stored; pictures without a name of their own get one from the time. */
export function comingFrom(files: readonly File[], now: Date): Coming[] {
  return files.map((file) => ({
    // What browsers call a picture that was copied, not a file.
    name: file.name === '' || /^image\.\w+$/i.test(file.name) ? pictureName(file.type, now) : file.name,
    file,
    stage: (stage: string) => transport().stage(stage, file.name, file),
  }));
}

/** Files from the desktop over the text go to the note, not to the tree. */
const desktopDrops = ViewPlugin.define((view) => {
  const within = (x: number, y: number) => {
    const { left, right, top, bottom } = view.dom.getBoundingClientRect();
    return x >= left && x < right && y >= top && y < bottom;
  };
  return {
    destroy: takeDrops({
      covers: within,
      over: () => {},
      end: () => {},
      drop: (x, y, files) => {
        if (!view.state.readOnly) void bringFiles(view, files, view.posAtCoords({ x, y }, false));
      },
    }),
  };
});

export const files: Extension = [
  coming,
  desktopDrops,
  EditorView.domEventHandlers({
    drop(event, view) {
      const dropped = [...(event.dataTransfer?.files ?? [])];
      if (dropped.length === 0) return false;
      event.preventDefault();
      if (view.state.readOnly) return true;
      const at = view.posAtCoords({ x: event.clientX, y: event.clientY }, false);
      void bringFiles(view, comingFrom(dropped, new Date()), at);
      return true;
    },
  }),
];
