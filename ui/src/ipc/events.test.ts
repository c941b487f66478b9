import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeTransport } from '../test/fake/transport';
import { EventFeed, type Link } from './events';
import type { Event } from './gen/api';

let fake: FakeTransport;
let events: Event[];
let links: Link[];
let feed: EventFeed;

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const indexed = (journalSeq: number) => fake.emit({ kind: 'indexed', journalSeq });
const numbers = () => events.map((event) => (event.kind === 'indexed' ? event.journalSeq : event.kind));

beforeEach(async () => {
  vi.useFakeTimers();
  fake = new FakeTransport(Date.now, {});
  events = [];
  links = [];
  feed = new EventFeed(fake, { onEvent: (event) => events.push(event), onLink: (link) => links.push(link) });
  feed.start();
  await pass(1);
});

afterEach(() => {
  feed.stop();
  vi.useRealTimers();
});

test('the first connection has nothing to catch up', () => {
  expect(links).toEqual(['connecting', 'online']);
  expect(events).toEqual([]);
});

test('nothing is fetched before the stream begins', async () => {
  feed.stop();
  links = [];
  let begin = (): void => {};
  const listen = vi.spyOn(fake, 'listen').mockImplementation((_since, { onOpen, onEvent }) => {
    queueMicrotask(onOpen);
    begin = () => onEvent({ seq: 500, kind: 'resync' });
    return () => {};
  });
  feed = new EventFeed(fake, { onEvent: (event) => events.push(event), onLink: (link) => links.push(link) });
  feed.start();
  await pass(1);
  expect(links).toEqual(['connecting']);
  begin();
  expect(links).toEqual(['connecting', 'online']);
  expect(events).toEqual([]);

  // An engine that says nothing at all keeps nobody waiting.
  feed.stop();
  feed = new EventFeed(fake, { onEvent: (event) => events.push(event), onLink: (link) => links.push(link) });
  feed.start();
  await pass(1500);
  expect(links.at(-1)).toBe('online');
  expect(links).toHaveLength(4);
  listen.mockRestore();
});

test('events arrive in order', () => {
  indexed(1);
  indexed(2);
  expect(numbers()).toEqual([1, 2]);
});

test('a lost connection is opened again and what was missed follows', async () => {
  indexed(1);
  fake.drop();
  expect(links.at(-1)).toBe('offline');
  indexed(2);
  indexed(3);
  await pass(600);
  indexed(4);
  expect(links.at(-1)).toBe('online');
  expect(numbers()).toEqual([1, 2, 3, 4]);
});

test('pauses between tries grow and end at once when asked', async () => {
  const listen = vi.spyOn(fake, 'listen').mockImplementation((_since, { onEnd }) => {
    queueMicrotask(onEnd);
    return () => {};
  });
  fake.drop();
  await pass(60_000);
  expect(listen.mock.calls.length).toBeGreaterThan(6);
  expect(listen.mock.calls.length).toBeLessThan(14);
  listen.mockRestore();
  feed.retry();
  await pass(1);
  expect(links.at(-1)).toBe('online');
});

test('a gap is filled before anything later is told', async () => {
  indexed(1);
  const later: Event = { seq: fake.seq + 3, kind: 'indexed', journalSeq: 4 };
  const answer = vi.spyOn(fake, 'call').mockResolvedValue({
    events: [
      { seq: fake.seq + 1, kind: 'indexed', journalSeq: 2 },
      { seq: fake.seq + 2, kind: 'indexed', journalSeq: 3 },
      later,
    ],
  });
  fake.seq += 2;
  indexed(4);
  expect(numbers()).toEqual([1]);
  await pass(1);
  expect(answer).toHaveBeenCalledWith('events_since', { seq: 101 });
  expect(numbers()).toEqual([1, 2, 3, 4]);
});

test('a gap that cannot be filled is a resync', async () => {
  indexed(1);
  vi.spyOn(fake, 'call').mockRejectedValue(new Error('gone'));
  fake.seq += 5;
  indexed(9);
  await pass(1);
  expect(numbers()).toEqual([1, 'resync']);
  indexed(10);
  expect(numbers()).toEqual([1, 'resync', 10]);
});

test('a resync may count from anew', async () => {
  indexed(1);
  fake.emit({ kind: 'resync' });
  fake.drop();
  fake.seq = 3;
  await pass(600);
  expect(numbers()).toEqual([1, 'resync', 'resync']);
  indexed(7);
  expect(numbers()).toEqual([1, 'resync', 'resync', 7]);
});
