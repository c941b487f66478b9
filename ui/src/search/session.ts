/**
 * A search while it is typed: waits for a pause, drops answers that are overtaken, gets more when asked, counts by
 * folder, tag, type and year in a second answer. Knows no view and no framework.
 */
import type { Facets, Hit, SearchResults, Sort } from '../ipc/gen/api';
import { asCallError, type CallError, type Transport } from '../ipc/transport';

export interface SearchState {
  /** The query as it stands in the field. */
  text: string;
  sort: Sort;
  reverse: boolean;
  /** The query that the hits answer; null while there are none. */
  answered: string | null;
  /** Whether its last word was taken for the start of one. */
  open: boolean;
  hits: readonly Hit[];
  total: number;
  /** Whether `total` is only at least the true number. */
  capped: boolean;
  /** Whether the index knew everything. */
  complete: boolean;
  /** Counts for the answered query; null until they are there. */
  facets: Facets | null;
  /** Why the last question has no answer. */
  error: CallError | null;
  busy: boolean;
  more: 'idle' | 'loading' | 'failed' | 'done';
  /** Place of the chosen hit, -1 for none. */
  active: number;
}

/** Milliseconds after the last key. */
export const DELAY = 80;
export const PAGE = 50;
/** Hits that one question may ask for. */
const MOST = 1000;

const NONE = {
  answered: null,
  open: false,
  hits: [],
  total: 0,
  capped: false,
  complete: true,
  facets: null,
  error: null,
  busy: false,
  more: 'idle',
  active: -1,
} as const;

export class SearchSession {
  readonly #call: Transport['call'];
  readonly #listeners = new Set<() => void>();
  #state: SearchState = { text: '', sort: 'relevance', reverse: false, ...NONE };
  /** Whether the last word may still grow. */
  #typing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | null = null;
  #counting: AbortController | null = null;

  constructor(call: Transport['call']) {
    this.#call = call;
  }

  state = (): SearchState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes over what is typed and asks after a pause. */
  type(text: string): void {
    if (text === this.#state.text) return;
    this.#typing = true;
    this.#set({ text });
    clearTimeout(this.#timer);
    if (this.#reset()) return;
    this.#timer = setTimeout(() => void this.#ask(PAGE), DELAY);
  }

  /** Takes over a whole query, such as one with a condition clicked into it, and asks at once. */
  search(text: string): void {
    this.#typing = false;
    this.#set({ text });
    clearTimeout(this.#timer);
    if (!this.#reset()) void this.#ask(PAGE);
  }

  order(sort: Sort, reverse: boolean): void {
    this.#set({ sort, reverse });
    if (!this.#reset()) void this.#ask(PAGE);
  }

  choose(active: number): void {
    this.#set({ active });
  }

  /** Asks again for what is shown, keeping the place; nothing happens where nothing is shown. */
  refresh(): void {
    if (this.#state.answered === null || this.#asked !== null) return;
    void this.#ask(Math.min(MOST, Math.max(PAGE, this.#state.hits.length)));
  }

  /** Asks again after a failure. */
  retry(): void {
    if (this.#state.error) void this.#ask(PAGE);
  }

  /** Gets the next hits, if there are any and they are not on their way. */
  async more(): Promise<void> {
    const { answered, hits, total, more, sort, reverse } = this.#state;
    if (answered === null || answered !== this.#state.text || this.#asked) return;
    if (more === 'loading' || more === 'done' || hits.length >= total) return;
    const asked = this.#begin();
    this.#set({ more: 'loading' });
    try {
      const question = { query: answered, sort, reverse, typing: this.#typing };
      const page = await this.#call(
        'search',
        { ...question, limit: PAGE, offset: hits.length },
        asked.signal,
      );
      if (!this.#end(asked)) return;
      // The vault may have changed since the first page: nothing may show twice.
      const known = new Set(hits.map(({ path }) => path));
      const fresh = page.hits.filter(({ path }) => !known.has(path));
      this.#set({
        hits: [...hits, ...fresh],
        total: page.total,
        more: page.hits.length === 0 ? 'done' : 'idle',
      });
    } catch {
      if (this.#end(asked)) this.#set({ more: 'failed' });
    }
  }

  async #ask(limit: number): Promise<void> {
    const { text: query, sort, reverse } = this.#state;
    const asked = this.#begin();
    const typing = this.#typing && !/\s$/.test(query);
    this.#counting?.abort();
    this.#counting = null;
    this.#set({ busy: true });
    try {
      const answer = await this.#call(
        'search',
        { query, sort, reverse, limit, offset: 0, typing },
        asked.signal,
      );
      if (!this.#end(asked)) return;
      this.#show(query, typing, answer);
    } catch (error) {
      if (this.#end(asked)) this.#set({ busy: false, error: asCallError(error) });
      return;
    }
    void this.#count(query, typing);
  }

  async #count(query: string, typing: boolean): Promise<void> {
    const counting = new AbortController();
    this.#counting = counting;
    const facets = await this.#call('search_facets', { query, typing }, counting.signal).catch(() => null);
    if (this.#counting === counting) this.#set({ facets });
  }

  #show(query: string, open: boolean, { hits, total, capped, complete }: SearchResults): void {
    const before = this.#state;
    const same = before.answered === query;
    const chosen = same ? before.hits[before.active]?.path : undefined;
    const active = chosen === undefined ? -1 : hits.findIndex(({ path }) => path === chosen);
    this.#set({
      answered: query,
      open,
      hits,
      total,
      capped,
      complete,
      // Old counts stay until the new ones come, so that nothing flickers.
      facets: before.facets,
      error: null,
      busy: false,
      more: 'idle',
      active: active >= 0 || hits.length === 0 ? active : 0,
    });
  }

  /** Empties everything where nothing is asked for; returns whether that was so. */
  #reset(): boolean {
    if (this.#state.text.trim() !== '') return false;
    this.#asked?.abort();
    this.#counting?.abort();
    this.#asked = null;
    this.#counting = null;
    this.#set({ ...NONE });
    return true;
  }

  #begin(): AbortController {
    this.#asked?.abort();
    this.#asked = new AbortController();
    return this.#asked;
  }

  /** Ends a question; returns whether its answer still counts. */
  #end(asked: AbortController): boolean {
    if (this.#asked !== asked) return false;
    this.#asked = null;
    return true;
  }

  #set(change: Partial<SearchState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
