/**
 * The life of one open note between the text on screen and the file on disk: when it is saved, when a draft is
 * kept, what happens when a save fails, merges or collides, and when the file changes elsewhere.
 *
 * Rules: never two saves at once; the text on screen is never lost or replaced while it holds unsaved changes,
 * except by a merge that contains them; a failed save is tried again until it succeeds. Knows no view and no
 * framework: it reads and replaces the text through `Buffer` and reaches the engine through `SessionCalls`.
 */
import type { Joined, Note, NoteMerge, NoteSaved, PutDraft, SaveNote } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';
import { changed, rebase } from './edits';

/** The text on screen, exactly as it would stand in the file. */
export interface Buffer {
  text(): string;
  /** Takes over a text by small edits; not reported back through `edited`. */
  replace(text: string): void;
  /** Takes over a text that has changes from elsewhere in it, as a step that can be undone, and marks them. */
  merge(text: string): void;
  /** Resolves when the text may be changed: an input method that is composing must not be disturbed. */
  ready(): Promise<void>;
}

export interface SessionCalls {
  get(path: string): Promise<Note>;
  merge(params: { path: string; base: string; text: string }): Promise<NoteMerge>;
  save(params: SaveNote): Promise<NoteSaved>;
  putDraft(params: PutDraft): Promise<unknown>;
  dropDraft(path: string): Promise<unknown>;
}

/** `removed`: the file was deleted elsewhere and the text on screen has no changes of its own. */
export type SaveState = 'saved' | 'dirty' | 'saving' | 'failed' | 'removed';

export interface SessionState {
  path: string;
  save: SaveState;
  /** Why the last save failed; null once one succeeded. */
  error: CallError | null;
  /** When the next try starts, in milliseconds since 1970; null while none waits. */
  retryAt: number | null;
  /** The file that took what was typed here, after both sides changed the same place. */
  copy: string | null;
}

/** Milliseconds after the last key. */
export const SAVE_DELAY = 1000;
/** Milliseconds after the first unsaved key, and between drafts; leaves time for the way to the disk. */
export const DRAFT_DELAY = 200;
/** A draft of a text of so many characters tells only what has changed: to send all of it at every pause would be felt. */
const LONG = 32 * 1024;
const FIRST_RETRY = 1000;
const LONGEST_RETRY = 30_000;

export class NoteSession {
  readonly #calls: SessionCalls;
  readonly #buffer: Buffer;
  #state: SessionState;
  #base: string | undefined;
  /** The text of the file at `#base`, where it is at hand. */
  #baseText: string | undefined;
  /** Counts edits; the text is saved when the saved count has caught up. */
  #edits = 0;
  #saved = 0;
  /** When the last of them was made: a save may come much later. */
  #editedAt: number | undefined;
  /** Changes from elsewhere that are in the text and not saved with it yet. */
  #joined: Joined[] = [];
  #drafted = 0;
  #hasDraft = false;
  #saving: Promise<void> | null = null;
  #drafting: Promise<unknown> | null = null;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;
  #draftTimer: ReturnType<typeof setTimeout> | undefined;
  #retryDelay = FIRST_RETRY;
  /** A revision that appeared elsewhere and is not looked at yet; `unknown` after a gap. */
  #outside: string | 'unknown' | null = null;
  #looking = false;
  #closed = false;
  #listeners = new Set<() => void>();

  /** `base` is the revision that the buffer's text was read from, absent for a note that is still to be written. */
  constructor(path: string, base: string | undefined, buffer: Buffer, calls: SessionCalls, text?: string) {
    this.#calls = calls;
    this.#buffer = buffer;
    this.#setBase(base, text);
    this.#state = { path, save: 'saved', error: null, retryAt: null, copy: null };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  state = (): SessionState => this.#state;

  get path(): string {
    return this.#state.path;
  }

  get unsaved(): boolean {
    return this.#edits !== this.#saved;
  }

  /** The user changed the text. */
  edited(): void {
    this.#edits++;
    this.#editedAt = Date.now();
    if (this.#state.save === 'saved' || this.#state.save === 'removed') this.#set({ save: 'dirty' });
    this.#scheduleDraft();
    // While a retry waits, its backoff stands: typing must not hammer a full disk.
    if (this.#state.retryAt === null) this.#scheduleSave(SAVE_DELAY);
  }

  /** Takes over an unsaved text of an earlier run, written at `time`; it is saved like something just typed. */
  restore(text: string, base: string | undefined, time?: number): void {
    if (base !== undefined) this.#setBase(base);
    this.#hasDraft = true;
    this.#buffer.replace(text);
    this.edited();
    this.#editedAt = time ?? this.#editedAt;
  }

  /** Saves now whatever is unsaved; resolves when nothing is in flight any more, also after a failure. */
  async flush(): Promise<void> {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = undefined;
    if (this.#saving) await this.#saving;
    if (this.unsaved && !this.#saving) await this.#save();
  }

  /** Writes the file again after it was deleted elsewhere. */
  async keep(): Promise<void> {
    if (this.#state.save !== 'removed') return;
    this.#edits++;
    this.#setBase(undefined);
    await this.flush();
  }

  /** The file has other bytes now, for all that is known. */
  changedOutside(revision: string | null): void {
    if (revision !== null && revision === this.#base) return;
    this.#outside = revision ?? 'unknown';
    this.#look();
  }

  removedOutside(): void {
    // What is typed but not saved will be written anew; only then is there something to lose.
    if (this.unsaved || this.#saving) return;
    this.#set({ save: 'removed' });
  }

  moved(path: string): void {
    const before = this.#state.path;
    this.#set({ path });
    if (!this.#hasDraft) return;
    void this.#calls.dropDraft(before).catch(() => {});
    this.#drafted = this.#saved;
    if (this.unsaved) this.#scheduleDraft();
  }

  dismissCopy(): void {
    this.#set({ copy: null });
  }

  /** The parameters of a last save while the page goes away; null where nothing is unsaved. */
  lastSave(): SaveNote | null {
    return this.unsaved ? this.#toSave(this.#buffer.text()) : null;
  }

  /** Saves what is left; resolves to whether the session is over. A session with unsaved text lives on. */
  async close(): Promise<boolean> {
    await this.flush();
    if (this.unsaved) return false;
    this.#closed = true;
    clearTimeout(this.#draftTimer);
    clearTimeout(this.#saveTimer);
    return true;
  }

  // --- saving --------------------------------------------------------------------------------------------

  #scheduleSave(delay: number): void {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => {
      this.#saveTimer = undefined;
      void this.#save();
    }, delay);
  }

  #save(): Promise<void> {
    if (this.#closed || !this.unsaved) return Promise.resolve();
    this.#saving ??= this.#saveOnce().finally(() => {
      this.#saving = null;
      this.#look();
    });
    return this.#saving;
  }

  #toSave(text: string): SaveNote {
    const joined = this.#joined.length > 0 ? this.#joined : undefined;
    return { path: this.path, text, base: this.#base, edited: this.#editedAt, joined };
  }

  async #saveOnce(): Promise<void> {
    const edits = this.#edits;
    const text = this.#buffer.text();
    const base = this.#base;
    this.#set({ save: 'saving', retryAt: null });
    try {
      const result = await this.#calls.save(this.#toSave(text));
      this.#joined = [];
      await this.#accept(result, base, text, edits);
    } catch (error) {
      const delay = this.#retryDelay;
      this.#retryDelay = Math.min(delay * 2, LONGEST_RETRY);
      this.#set({ save: 'failed', error: asCallError(error), retryAt: Date.now() + delay });
      this.#scheduleSave(delay);
      this.#scheduleDraft();
    }
  }

  async #accept(result: NoteSaved, base: string | undefined, sent: string, edits: number): Promise<void> {
    this.#setBase(result.revision, result.text ?? sent);
    this.#saved = edits;
    this.#retryDelay = FIRST_RETRY;
    if (result.text !== null && result.text !== sent) {
      const text = result.copy === null ? result.text : await this.#apart(result, base, sent);
      await this.#buffer.ready();
      this.#takeIn(sent, text);
      if (text !== result.text) this.#edits++;
    }
    this.#set({
      save: this.unsaved ? 'dirty' : 'saved',
      error: null,
      retryAt: null,
      copy: result.copy ?? this.#state.copy,
    });
    if (this.unsaved) {
      if (this.#saveTimer === undefined) this.#scheduleSave(SAVE_DELAY);
    } else {
      this.#dropDraft();
    }
  }

  /** Returns what the file holds after a conflict, with what was typed at other places than those that collide. */
  async #apart(result: NoteSaved, base: string | undefined, sent: string): Promise<string> {
    const file = result.text ?? '';
    if (base === undefined) return file;
    try {
      const merge = await this.#calls.merge({ path: this.path, base, text: sent });
      if (merge.revision !== result.revision || merge.hunks.length === 0) return file;
      return merge.hunks.map(({ merged, theirs }) => merged ?? theirs).join('');
    } catch {
      // All that was typed is in the copy.
      return file;
    }
  }

  /** Brings a text made from what was sent onto the screen, where more may have been typed meanwhile. */
  #takeIn(sent: string, text: string): void {
    const now = this.#buffer.text();
    this.#buffer.merge(now === sent ? text : rebase(sent, text, now));
  }

  // --- drafts --------------------------------------------------------------------------------------------

  #scheduleDraft(): void {
    if (this.#draftTimer !== undefined || this.#drafting) return;
    this.#draftTimer = setTimeout(() => {
      this.#draftTimer = undefined;
      this.#putDraft();
    }, DRAFT_DELAY);
  }

  #putDraft(): void {
    if (!this.unsaved || this.#drafted === this.#edits || this.#closed) return;
    const edits = this.#edits;
    let failed = false;
    const draft = this.#draft(this.#buffer.text());
    this.#hasDraft = true;
    this.#drafting = this.#calls
      .putDraft(draft)
      .then(
        () => {
          this.#drafted = edits;
        },
        // The text is still here and the save is tried anyway; the next key or failed save brings the next draft.
        (error) => {
          // Where the text is not known there any more, the next one is whole.
          if (draft.within && asCallError(error).code === 'stale') this.#baseText = undefined;
          else failed = true;
        },
      )
      .finally(() => {
        this.#drafting = null;
        if (!this.unsaved) this.#dropDraft();
        else if (!failed && this.#drafted !== this.#edits) this.#scheduleDraft();
      });
  }

  #draft(text: string): PutDraft {
    const whole = { path: this.path, text, base: this.#base };
    const base = this.#baseText;
    if (base === undefined || text.length < LONG) return whole;
    const edit = changed(base, text);
    return edit
      ? { ...whole, text: edit.insert, within: { start: edit.from, end: base.length - edit.to } }
      : whole;
  }

  #dropDraft(): void {
    clearTimeout(this.#draftTimer);
    this.#draftTimer = undefined;
    // One that is on its way would arrive after the removal; it is dropped when it is through.
    if (this.#drafting || !this.#hasDraft) return;
    this.#hasDraft = false;
    this.#calls.dropDraft(this.path).catch(() => {
      this.#hasDraft = true;
    });
  }

  // --- changes elsewhere ---------------------------------------------------------------------------------

  /** Takes a change from elsewhere in, once nothing is in flight. */
  #look(): void {
    if (this.#outside === null || this.#saving || this.#looking || this.#closed) return;
    if (this.#outside === this.#base) {
      this.#outside = null;
      return;
    }
    this.#outside = null;
    this.#looking = true;
    let failed = false;
    (this.unsaved ? this.#merge() : this.#takeOver())
      .catch((error) => {
        if (asCallError(error).code === 'notFound') this.removedOutside();
        else {
          failed = true;
          this.#outside ??= 'unknown';
        }
      })
      .finally(() => {
        this.#looking = false;
        if (!failed) this.#look();
      });
  }

  /** Replaces a text without changes of its own. */
  async #takeOver(): Promise<void> {
    const edits = this.#edits;
    const note = await this.#calls.get(this.path);
    await this.#buffer.ready();
    if (note.text === null || this.#saving) return;
    if (this.#edits !== edits) {
      // Typing began meanwhile.
      this.#outside ??= note.revision;
      return;
    }
    if (note.revision !== this.#base) this.#buffer.replace(note.text);
    this.#setBase(note.revision, note.text);
    this.#set({ save: 'saved' });
  }

  /** Merges into a text with unsaved changes. What collides is left to the next save, which keeps both. */
  async #merge(): Promise<void> {
    const base = this.#base;
    // A new note has nothing to merge from.
    if (base === undefined) return;
    const sent = this.#buffer.text();
    const { revision, clean, hunks } = await this.#calls.merge({ path: this.path, base, text: sent });
    await this.#buffer.ready();
    // A save that was quicker has merged already.
    if (!clean || this.#base !== base || this.#saving || this.#closed) return;
    this.#takeIn(sent, hunks.map(({ merged }) => merged).join(''));
    // From here on the text holds what the file does: undoing the step takes that back for good.
    this.#setBase(revision);
    this.#joined = [...this.#joined, { base, theirs: revision }];
    this.#edits++;
    this.#scheduleDraft();
  }

  #setBase(revision: string | undefined, text?: string): void {
    this.#base = revision;
    this.#baseText = revision === undefined ? undefined : text;
  }

  #set(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
