import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Facets, Hit, SearchResults } from '../ipc/gen/api';
import { CallError, type Transport } from '../ipc/transport';
import { DELAY, PAGE, SearchSession } from './session';

const hit = (path: string): Hit => ({
  path,
  kind: 'note',
  title: path,
  titleMarks: [],
  snippet: '',
  marks: [],
  line: 1,
  score: 1,
  size: 1,
  modified: 0,
  created: 0,
  tags: [],
});

const FACETS: Facets = { folders: [], tags: [], types: [], years: [], millis: 0 };
const answer = (hits: Hit[], total = hits.length): SearchResults => ({
  hits,
  total,
  capped: false,
  complete: true,
  millis: 1,
});

interface Asked {
  name: string;
  params: { query: string; offset?: number; limit?: number; typing?: boolean };
  signal: AbortSignal;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

let asked: Asked[];
let session: SearchSession;
const last = () => asked.at(-1) as Asked;
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  const call = (name: string, params: Asked['params'], signal: AbortSignal) =>
    new Promise((resolve, reject) => asked.push({ name, params, signal, resolve, reject }));
  session = new SearchSession(call as unknown as Transport['call']);
});
afterEach(() => vi.useRealTimers());

async function typed(text: string): Promise<void> {
  session.type(text);
  await vi.advanceTimersByTimeAsync(DELAY);
}

describe('typing', () => {
  it('asks once after a pause, with the last word open', async () => {
    session.type('w');
    await vi.advanceTimersByTimeAsync(DELAY - 1);
    session.type('wr');
    await vi.advanceTimersByTimeAsync(DELAY - 1);
    expect(asked).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.map(({ params }) => params)).toEqual([
      { query: 'wr', sort: 'relevance', reverse: false, limit: PAGE, offset: 0, typing: true },
    ]);
  });

  it('closes the last word with a space or a whole query', async () => {
    await typed('writer ');
    expect(last().params.typing).toBe(false);
    session.search('writer tag:x');
    expect(last().params).toMatchObject({ query: 'writer tag:x', typing: false });
  });

  it('drops an answer that was overtaken', async () => {
    await typed('one');
    const first = last();
    await typed('two');
    expect(first.signal.aborted).toBe(true);
    last().resolve(answer([hit('two.md')]));
    await settle();
    first.resolve(answer([hit('one.md')]));
    await settle();
    expect(session.state()).toMatchObject({ answered: 'two', active: 0 });
    expect(session.state().hits.map(({ path }) => path)).toEqual(['two.md']);
  });

  it('empties with the field', async () => {
    await typed('one');
    last().resolve(answer([hit('one.md')]));
    await settle();
    session.type('  ');
    expect(session.state()).toMatchObject({ answered: null, hits: [], busy: false });
    await vi.advanceTimersByTimeAsync(DELAY);
    expect(asked.filter(({ name }) => name === 'search')).toHaveLength(1);
  });
});

describe('answers', () => {
  it('counts facets after the hits show, and keeps the hits when that fails', async () => {
    await typed('one');
    expect(asked.map(({ name }) => name)).toEqual(['search']);
    last().resolve(answer([hit('one.md')]));
    await settle();
    expect(session.state()).toMatchObject({ busy: false, answered: 'one' });
    expect(last().name).toBe('search_facets');
    last().reject(new Error('lost'));
    await settle();
    expect(session.state()).toMatchObject({ error: null, facets: null });
    expect(session.state().hits).toHaveLength(1);
  });

  it('keeps the hits while a query cannot be read', async () => {
    await typed('one');
    last().resolve(answer([hit('one.md')]));
    await settle();
    await typed('one "');
    last().reject(new CallError({ code: 'badQuery', message: 'not closed', column: 5 }));
    await settle();
    expect(session.state()).toMatchObject({ answered: 'one', busy: false, error: { column: 5 } });
    await typed('one');
    last().resolve(answer([hit('one.md')]));
    await settle();
    expect(session.state().error).toBeNull();
  });

  it('gets more by offset, without doubles', async () => {
    const first = Array.from({ length: PAGE }, (_, i) => hit(`${i}.md`));
    await typed('one');
    last().resolve(answer(first, PAGE + 2));
    await settle();
    last().resolve(FACETS);
    await settle();
    void session.more();
    void session.more();
    expect(last().params).toMatchObject({ offset: PAGE, limit: PAGE });
    expect(asked).toHaveLength(3);
    last().resolve(answer([hit('0.md'), hit('a.md'), hit('b.md')], PAGE + 2));
    await settle();
    expect(session.state().hits).toHaveLength(PAGE + 2);
    void session.more();
    expect(asked).toHaveLength(3);
  });

  it('says when more could not be had, and tries again', async () => {
    await typed('one');
    last().resolve(answer([hit('a.md')], 2));
    await settle();
    last().resolve(FACETS);
    await settle();
    void session.more();
    last().reject(new Error('lost'));
    await settle();
    expect(session.state()).toMatchObject({ more: 'failed', answered: 'one' });
    void session.more();
    last().resolve(answer([hit('b.md')], 2));
    await settle();
    expect(session.state().hits).toHaveLength(2);
  });

  it('keeps the chosen hit when it asks again', async () => {
    await typed('one');
    last().resolve(answer([hit('a.md'), hit('b.md')]));
    await settle();
    last().resolve(FACETS);
    await settle();
    session.choose(1);
    session.refresh();
    last().resolve(answer([hit('new.md'), hit('a.md'), hit('b.md')]));
    await settle();
    expect(session.state().active).toBe(2);
  });
});
