/**
 * The event stream as the UI sees it: in order, without gaps, reconnected for ever. What cannot be caught up
 * arrives as one `resync`, upon which the listener fetches everything again. The first connection has nothing to
 * catch up: the listener fetches everything once it is online, which it is only when the engine has said where the
 * stream begins. What happens before that is in what is fetched, what happens after it in the stream. Knows nothing
 * of what events mean.
 */
import type { Event } from './gen/api';
import type { Transport } from './transport';

export type Link = 'connecting' | 'online' | 'offline';

const FIRST_DELAY = 500;
const LONGEST_DELAY = 10_000;
/** Milliseconds that the first word of the engine may take. */
const PATIENCE = 1000;

export interface FeedListener {
  onEvent(event: Event): void;
  onLink(link: Link): void;
}

export class EventFeed {
  #transport: Transport;
  #listener: FeedListener;
  #seq = 0;
  #close: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #delay = FIRST_DELAY;
  #fresh = true;
  #filling = false;
  #waiting: Event[] = [];

  constructor(transport: Transport, listener: FeedListener) {
    this.#transport = transport;
    this.#listener = listener;
  }

  start(): void {
    this.#listener.onLink('connecting');
    this.#connect();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#close?.();
    this.#close = null;
  }

  /** Tries again now instead of at the end of the pause. */
  retry(): void {
    if (this.#close) return;
    clearTimeout(this.#timer);
    this.#connect();
  }

  #connect(): void {
    this.#close = this.#transport.listen(this.#seq, {
      onOpen: () => {
        this.#delay = FIRST_DELAY;
        if (this.#fresh) this.#timer = setTimeout(() => this.#begin(), PATIENCE);
        else this.#listener.onLink('online');
      },
      onEvent: (event) => this.#take(event),
      onEnd: () => {
        clearTimeout(this.#timer);
        this.#close = null;
        this.#listener.onLink('offline');
        this.#timer = setTimeout(() => this.#connect(), this.#delay);
        this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY);
      },
    });
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#fresh = false;
    this.#listener.onLink('online');
  }

  #take(event: Event): void {
    const first = this.#fresh;
    if (first) this.#begin();
    if (first && event.kind === 'resync') {
      this.#seq = event.seq;
    } else if (this.#filling) {
      this.#waiting.push(event);
    } else if (event.kind === 'resync' || this.#seq === 0 || event.seq === this.#seq + 1) {
      this.#deliver(event);
    } else if (event.seq > this.#seq) {
      this.#waiting.push(event);
      void this.#fill();
    }
  }

  #deliver(event: Event): void {
    // Also downwards: a data folder that was lost starts counting anew.
    this.#seq = event.seq;
    this.#listener.onEvent(event);
  }

  /** Asks for what is missing between the last event and the first one that waits. */
  async #fill(): Promise<void> {
    this.#filling = true;
    try {
      const { events } = await this.#transport.call('events_since', { seq: this.#seq });
      for (const event of events) if (event.kind === 'resync' || event.seq > this.#seq) this.#deliver(event);
    } catch {
      // Unreachable or unknown: starting over is always right.
      const last = this.#waiting.at(-1)?.seq ?? this.#seq;
      this.#deliver({ seq: last, kind: 'resync' });
    } finally {
      this.#filling = false;
      for (const event of this.#waiting.splice(0)) if (event.seq > this.#seq) this.#deliver(event);
    }
  }
}
