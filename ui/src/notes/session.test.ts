import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Note, NoteMerge, NoteSaved, PutDraft, SaveNote } from '../ipc/gen/api';
import { CallError } from '../ipc/transport';
import { filled } from '../test/fake/drafts';
import { type Buffer, DRAFT_DELAY, NoteSession, SAVE_DELAY, type SessionCalls } from './session';

const failure = (code: 'noSpace' | 'offline' | 'notFound' | 'stale') =>
  new CallError({ code, message: `n.md: ${code}`, path: 'n.md' });

/** A file on a disk that answers when it is told to. */
class Disk implements SessionCalls {
  text = 'one\n';
  revision = 'r1';
  saves: Omit<SaveNote, 'edited'>[] = [];
  /** When the text of the last save was written, as it was told. */
  edited: number | undefined;
  merges: { path: string; base: string; text: string }[] = [];
  /** What a merge comes to, by stretches: ours, theirs, and both joined. */
  hunks: [ours: string, theirs: string, merged: string | null][] = [];
  drafts = new Map<string, string>();
  draftPuts: number[] = [];
  /** Of what was sent last. */
  draftSize = 0;
  inFlight = 0;
  mostInFlight = 0;
  failing: CallError | null = null;
  /** What the next save answers instead of `written`. */
  answer: Partial<NoteSaved> | null = null;
  latency = 10;

  wait = () => new Promise((done) => setTimeout(done, this.latency));

  async get(path: string): Promise<Note> {
    await this.wait();
    if (this.failing) throw this.failing;
    return { path, text: this.text, revision: this.revision } as Note;
  }

  async save({ edited, ...params }: SaveNote): Promise<NoteSaved> {
    this.saves.push(params);
    this.edited = edited;
    this.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    await this.wait();
    this.inFlight--;
    if (this.failing) throw this.failing;
    this.text = this.answer?.text ?? params.text;
    this.revision = `r${this.saves.length + 1}`;
    const answer = this.answer;
    this.answer = null;
    return {
      outcome: 'written',
      path: params.path,
      revision: this.revision,
      seq: 1,
      text: null,
      copy: null,
      modified: 0,
      size: 0,
      ...answer,
    };
  }

  async merge(params: { path: string; base: string; text: string }): Promise<NoteMerge> {
    this.merges.push(params);
    await this.wait();
    if (this.failing) throw this.failing;
    const hunks = this.hunks.map(([ours, theirs, merged]) => ({
      base: '',
      ours,
      theirs,
      merged,
      source: null,
    }));
    const clean = hunks.length > 0 && hunks.every(({ merged }) => merged !== null);
    return { revision: this.revision, clean, hunks };
  }

  async putDraft({ path, text, base, within }: PutDraft): Promise<void> {
    this.draftPuts.push(Date.now());
    this.draftSize = text.length;
    await this.wait();
    if (this.failing) throw this.failing;
    if (within && base !== this.revision) throw failure('stale');
    this.drafts.set(path, within ? filled(this.text, within, text) : text);
  }

  async dropDraft(path: string): Promise<void> {
    await this.wait();
    this.drafts.delete(path);
  }
}

class Screen implements Buffer {
  value: string;
  replaced = 0;
  merged = 0;
  /** Resolves when an input method has finished. */
  composed: Promise<void> = Promise.resolve();

  constructor(value: string) {
    this.value = value;
  }

  text(): string {
    return this.value;
  }

  replace(text: string): void {
    this.value = text;
    this.replaced++;
  }

  merge(text: string): void {
    this.value = text;
    this.merged++;
  }

  ready(): Promise<void> {
    return this.composed;
  }
}

let disk: Disk;
let screen: Screen;
let session: NoteSession;

const type = (text: string) => {
  screen.value = text;
  session.edited();
};
const saveNow = async () => {
  const saved = session.flush();
  await pass(disk.latency + 10);
  await saved;
};
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  disk = new Disk();
  screen = new Screen('one\n');
  session = new NoteSession('n.md', 'r1', screen, disk);
});

afterEach(() => {
  vi.useRealTimers();
});

describe('saving', () => {
  test('waits one second after the last key and sends the base', async () => {
    type('one\nt');
    await pass(SAVE_DELAY - 100);
    type('one\ntwo');
    await pass(SAVE_DELAY - 1);
    expect(disk.saves).toEqual([]);
    expect(session.state().save).toBe('dirty');
    await pass(20);
    expect(disk.saves).toEqual([{ path: 'n.md', text: 'one\ntwo', base: 'r1' }]);
    expect(session.state().save).toBe('saved');
    expect(session.unsaved).toBe(false);
  });

  test('goes on from the revision that the last save made', async () => {
    type('a');
    await saveNow();
    type('b');
    await saveNow();
    expect(disk.saves.map(({ base }) => base)).toEqual(['r1', 'r2']);
  });

  test('is never done twice at once, and what is typed meanwhile follows', async () => {
    disk.latency = 500;
    type('a');
    void session.flush();
    await pass(100);
    type('ab');
    void session.flush();
    void session.flush();
    await pass(100);
    expect(disk.saves).toHaveLength(1);
    await pass(2000);
    expect(disk.mostInFlight).toBe(1);
    expect(disk.saves.map(({ text }) => text)).toEqual(['a', 'ab']);
    expect(session.state().save).toBe('saved');
  });

  test('tells when the text was written, however late it is saved', async () => {
    const typed = Date.now();
    disk.failing = failure('offline');
    type('a');
    await pass(10_000);
    disk.failing = null;
    await pass(31_000);
    expect(disk.text).toBe('a');
    expect(disk.edited).toBe(typed);
  });

  test('does nothing where nothing was typed', async () => {
    await session.flush();
    await pass(5000);
    expect(disk.saves).toEqual([]);
  });
});

describe('a failed save', () => {
  test('keeps the text, says so, and is tried again until it succeeds', async () => {
    disk.failing = failure('noSpace');
    type('precious');
    await pass(SAVE_DELAY + 20);
    expect(session.state()).toMatchObject({ save: 'failed', error: { code: 'noSpace' } });
    expect(session.state().retryAt).toBeGreaterThan(Date.now());
    await pass(60_000);
    const tries = disk.saves.length;
    expect(tries).toBeGreaterThan(4);
    expect(tries).toBeLessThan(9);
    expect(screen.value).toBe('precious');
    expect(session.state().save).toBe('failed');

    disk.failing = null;
    await pass(31_000);
    expect(session.state()).toMatchObject({ save: 'saved', error: null, retryAt: null });
    expect(disk.text).toBe('precious');
  });

  test('is not hammered by typing, but is tried at once when asked', async () => {
    disk.failing = failure('offline');
    type('a');
    await pass(20_000);
    const tries = disk.saves.length;
    for (let i = 0; i < 20; i++) {
      type(`a${i}`);
      await pass(50);
    }
    expect(disk.saves.length).toBe(tries);
    disk.failing = null;
    const saved = session.flush();
    await pass(20);
    await saved;
    expect(disk.text).toBe('a19');
  });

  test('keeps a closed note alive', async () => {
    disk.failing = failure('offline');
    type('a');
    const closing = session.close();
    await pass(50);
    expect(await closing).toBe(false);
    disk.failing = null;
    await pass(5000);
    expect(disk.text).toBe('a');
    expect(await session.close()).toBe(true);
  });
});

describe('drafts', () => {
  test('reach the disk within 250 ms of the first key and then at most every 250 ms', async () => {
    const start = Date.now();
    for (let i = 0; i < 30; i++) {
      type('x'.repeat(i + 1));
      await pass(30);
    }
    expect(disk.draftPuts[0]).toBeLessThanOrEqual(start + 250);
    const gaps = disk.draftPuts.slice(1).map((time, i) => time - (disk.draftPuts[i] as number));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(DRAFT_DELAY);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(250);
  });

  test('go once the note is saved, also one that was still on its way', async () => {
    type('a');
    await pass(SAVE_DELAY + 100);
    expect(disk.drafts.size).toBe(0);

    disk.latency = 300;
    type('b');
    await pass(DRAFT_DELAY + 10);
    void session.flush();
    await pass(2000);
    expect(session.state().save).toBe('saved');
    expect(disk.drafts.size).toBe(0);
  });

  test('of a long text are sent as what has changed', async () => {
    const long = 'lines of a long text\n'.repeat(5000);
    type(long);
    await pass(SAVE_DELAY + 100);
    type(`${long}𝄞 more`);
    await pass(DRAFT_DELAY + 50);
    expect(disk.draftSize).toBe('𝄞 more'.length);
    expect(disk.drafts.get('n.md')).toBe(`${long}𝄞 more`);
    type(`${long}𝄢 less`);
    await pass(DRAFT_DELAY + 50);
    expect(disk.drafts.get('n.md')).toBe(`${long}𝄢 less`);
  });

  test('are sent whole where the text they were made from is not known any more', async () => {
    const long = 'lines of a long text\n'.repeat(5000);
    type(long);
    await pass(SAVE_DELAY + 100);
    disk.revision = 'another';
    type(`${long}more`);
    await pass(2 * DRAFT_DELAY + 100);
    expect(disk.draftSize).toBe(long.length + 4);
    expect(disk.drafts.get('n.md')).toBe(`${long}more`);
  });

  test('stay while a save fails', async () => {
    type('a');
    await pass(400);
    disk.failing = failure('noSpace');
    await pass(5000);
    expect(disk.drafts.get('n.md')).toBe('a');
  });

  test('of an earlier run are saved like something just typed', async () => {
    session.restore('from the draft', 'r0', 7);
    expect(screen.value).toBe('from the draft');
    await pass(SAVE_DELAY + 50);
    expect(disk.saves).toEqual([{ path: 'n.md', text: 'from the draft', base: 'r0' }]);
    expect(disk.edited, 'when it was written').toBe(7);
    expect(session.state().save).toBe('saved');
  });
});

describe('a merge', () => {
  test('is taken over', async () => {
    disk.answer = { outcome: 'merged', text: 'ZERO\none\ntwo\n' };
    type('one\ntwo\n');
    await pass(SAVE_DELAY + 20);
    expect(screen.value).toBe('ZERO\none\ntwo\n');
    expect(session.state()).toMatchObject({ save: 'saved', copy: null });
    expect(screen.merged).toBe(1);
  });

  test('keeps what was typed while the save was in flight', async () => {
    disk.latency = 200;
    disk.answer = { outcome: 'merged', text: 'ZERO\none\ntwo\n' };
    type('one\ntwo\n');
    void session.flush();
    await pass(100);
    type('one\ntwo\nthree\n');
    await pass(150);
    expect(screen.value).toBe('ZERO\none\ntwo\nthree\n');
    expect(session.unsaved).toBe(true);
    await pass(2000);
    expect(disk.saves.at(-1)).toEqual({ path: 'n.md', text: 'ZERO\none\ntwo\nthree\n', base: 'r2' });
  });

  test('that collides shows the file and names the copy', async () => {
    disk.answer = { outcome: 'conflict', text: 'theirs\n', copy: 'n (conflict).md' };
    type('mine\n');
    await pass(SAVE_DELAY + 20);
    expect(screen.value).toBe('theirs\n');
    expect(session.state()).toMatchObject({ save: 'saved', copy: 'n (conflict).md' });
    session.dismissCopy();
    expect(session.state().copy).toBeNull();
  });

  test('that collides in one place keeps what was typed in others', async () => {
    disk.answer = { outcome: 'conflict', revision: 'r1', text: 'theirs\ntwo\n', copy: 'n (conflict).md' };
    disk.hunks = [
      ['mine\n', 'theirs\n', null],
      ['two, typed\n', 'two\n', 'two, typed\n'],
    ];
    type('mine\ntwo, typed\n');
    disk.revision = 'r1';
    const saved = session.flush();
    await pass(5);
    disk.answer.revision = 'r2';
    await pass(50);
    await saved;
    expect(screen.value).toBe('theirs\ntwo, typed\n');
    expect(session.unsaved).toBe(true);
    await pass(SAVE_DELAY + 20);
    expect(disk.saves.at(-1)).toMatchObject({ text: 'theirs\ntwo, typed\n', base: 'r2' });
    expect(session.state().save).toBe('saved');
  });
});

describe('a change elsewhere', () => {
  test('of a note without changes is taken over', async () => {
    disk.text = 'one\ntwo\n';
    disk.revision = 'r9';
    session.changedOutside('r9');
    await pass(20);
    expect(screen.value).toBe('one\ntwo\n');
    expect(session.unsaved).toBe(false);
    type('one\ntwo\nthree\n');
    await saveNow();
    expect(disk.saves[0]?.base).toBe('r9');
  });

  test('is merged into unsaved text at once, and the next save goes on from what the file holds', async () => {
    type('one\nmine\n');
    disk.text = 'ONE\n';
    disk.revision = 'r9';
    disk.hunks = [
      ['one\n', 'ONE\n', 'ONE\n'],
      ['mine\n', '', 'mine\n'],
    ];
    session.changedOutside('r9');
    await pass(disk.latency);
    expect(disk.merges).toEqual([{ path: 'n.md', base: 'r1', text: 'one\nmine\n' }]);
    expect(screen.value).toBe('ONE\nmine\n');
    expect(screen.merged).toBe(1);
    expect(session.unsaved).toBe(true);
    await pass(SAVE_DELAY + 20);
    const joined = [{ base: 'r1', theirs: 'r9' }];
    expect(disk.saves).toEqual([{ path: 'n.md', text: 'ONE\nmine\n', base: 'r9', joined }]);
    expect(session.state().save).toBe('saved');
    type('ONE\nmine, more\n');
    await saveNow();
    expect(disk.saves[1]?.joined, 'what is saved is told once').toBeUndefined();
  });

  test('that is undone after it was merged does not come back with the next save', async () => {
    type('one\nmine\n');
    disk.revision = 'r9';
    disk.hunks = [['one\nmine\n', 'ONE\n', 'ONE\nmine\n']];
    session.changedOutside('r9');
    await pass(disk.latency);
    type('one\nmine\n');
    await pass(SAVE_DELAY + 20);
    expect(disk.saves).toMatchObject([{ text: 'one\nmine\n', base: 'r9' }]);
  });

  test('keeps what is typed while it is being merged', async () => {
    disk.latency = 100;
    type('one\nmine\n');
    disk.revision = 'r9';
    disk.hunks = [['one\nmine\n', 'ONE\n', 'ONE\nmine\n']];
    session.changedOutside('r9');
    await pass(50);
    type('one\nmine, more\n');
    await pass(60);
    expect(screen.value).toBe('ONE\nmine, more\n');
  });

  test('waits until an input method has finished', async () => {
    type('one\nmine\n');
    let compose = () => {};
    screen.composed = new Promise((done) => {
      compose = done;
    });
    disk.revision = 'r9';
    disk.hunks = [['one\nmine\n', 'ONE\n', 'ONE\nmine\n']];
    session.changedOutside('r9');
    await pass(100);
    expect(screen.merged).toBe(0);
    type('one\nmine 中文\n');
    compose();
    await pass(1);
    expect(screen.value).toBe('ONE\nmine 中文\n');
  });

  test('that collides is left to the next save, which carries the old base', async () => {
    type('mine\n');
    disk.revision = 'r9';
    disk.hunks = [['mine\n', 'theirs\n', null]];
    session.changedOutside('r9');
    await pass(100);
    expect(screen.value).toBe('mine\n');
    await pass(SAVE_DELAY);
    expect(disk.saves[0]?.base).toBe('r1');
  });

  test('is not merged twice where a save was quicker', async () => {
    disk.latency = 100;
    type('one\nmine\n');
    disk.revision = 'r9';
    disk.hunks = [['one\nmine\n', 'ONE\n', 'ONE\nmine\n']];
    session.changedOutside('r9');
    await pass(50);
    disk.latency = 10;
    disk.answer = { outcome: 'merged', text: 'ONE\nmine\n' };
    await saveNow();
    expect(screen.value).toBe('ONE\nmine\n');
    await pass(500);
    expect(screen.merged).toBe(1);
    expect(disk.saves).toHaveLength(1);
  });

  test('that arrives while typing begins is merged', async () => {
    disk.text = 'theirs\n';
    disk.revision = 'r9';
    disk.latency = 100;
    disk.hunks = [['mine\n', 'theirs\n', 'theirs, mine\n']];
    session.changedOutside('r9');
    await pass(50);
    type('mine\n');
    await pass(60);
    expect(screen.value).toBe('mine\n');
    await pass(100);
    expect(screen.value).toBe('theirs, mine\n');
  });

  test('that comes while an earlier one is taken over is seen as well', async () => {
    disk.latency = 100;
    disk.text = 'first\n';
    disk.revision = 'r8';
    session.changedOutside('r8');
    await pass(101);
    disk.revision = 'r9';
    session.changedOutside('r9');
    await pass(0);
    disk.text = 'second\n';
    await pass(200);
    expect(screen.value).toBe('second\n');
  });

  test('is no change where it is the echo of an own save', async () => {
    disk.latency = 100;
    type('a');
    void session.flush();
    await pass(50);
    session.changedOutside('r2');
    await pass(500);
    session.changedOutside('r2');
    await pass(500);
    expect(screen.replaced).toBe(0);
  });

  test('that cannot be read yet is looked at again', async () => {
    disk.failing = failure('offline');
    session.changedOutside(null);
    await pass(50);
    disk.failing = null;
    disk.text = 'later\n';
    disk.revision = 'r9';
    session.changedOutside(null);
    await pass(50);
    expect(screen.value).toBe('later\n');
  });
});

describe('a deletion elsewhere', () => {
  test('of a note without changes is shown, and can be undone by keeping it', async () => {
    session.removedOutside();
    expect(session.state().save).toBe('removed');
    await pass(5000);
    expect(disk.saves).toEqual([]);
    const kept = session.keep();
    await pass(20);
    await kept;
    expect(disk.saves).toEqual([{ path: 'n.md', text: 'one\n', base: undefined }]);
    expect(session.state().save).toBe('saved');
  });

  test('of a note that is being written does not take the text', async () => {
    type('mine\n');
    session.removedOutside();
    expect(session.state().save).toBe('dirty');
    await pass(SAVE_DELAY + 20);
    expect(disk.text).toBe('mine\n');
  });
});

test('a move takes the draft along', async () => {
  type('a');
  await pass(DRAFT_DELAY + 50);
  expect([...disk.drafts.keys()]).toEqual(['n.md']);
  session.moved('m.md');
  await pass(DRAFT_DELAY + 50);
  expect([...disk.drafts.keys()]).toEqual(['m.md']);
  await pass(SAVE_DELAY);
  expect(disk.saves.at(-1)?.path).toBe('m.md');
  await pass(100);
  expect(disk.drafts.size).toBe(0);
});

test('the last save while the page goes away carries what is unsaved', () => {
  expect(session.lastSave()).toBeNull();
  type('a');
  expect(session.lastSave()).toMatchObject({ path: 'n.md', text: 'a', base: 'r1' });
});
