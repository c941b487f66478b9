/** Notes, names and pages that want to do something, and what tells that they did. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';

export interface Payload {
  name: string;
  text: string;
}

const FILE = new URL('../../tests/hostile/payloads.json', import.meta.url);

/** Each would set `window.ran`, or ask the program at `host` for something. */
export function payloads(host: string): Payload[] {
  const all = JSON.parse(readFileSync(FILE, 'utf8')) as Payload[];
  return all.map(({ name, text }) => ({ name, text: text.replaceAll('HOST', host) }));
}

/** Listens for what must not be asked. */
export class Listener {
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => {
      this.asked.push(`${request.method} ${request.url}`);
      response.end();
    });
  }

  static async start(): Promise<Listener> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Listener(server);
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** What a page does that it must not. */
export class Watch {
  readonly #page: Page;
  readonly #at: string;
  readonly #faults: string[] = [];

  constructor(page: Page, host: string) {
    this.#page = page;
    this.#at = new URL(page.url()).origin;
    page.on('request', (request) => {
      const url = request.url();
      if (url.includes(host) || !/^(?:blob:|data:)/.test(url) === !url.startsWith(this.#at))
        this.#faults.push(`asks for ${url}`);
    });
    page.on('dialog', async (dialog) => {
      this.#faults.push(`says ${dialog.message()}`);
      await dialog.dismiss();
    });
    page.on('popup', (popup) => this.#faults.push(`opens ${popup.url()}`));
    page.on('framenavigated', (frame) => {
      if (!frame.url().startsWith(this.#at) && !/^(?:about:|blob:)/.test(frame.url()))
        this.#faults.push(`goes to ${frame.url()}`);
    });
  }

  /** Everything that happened by now and must not. */
  async faults(): Promise<string[]> {
    const ran = await this.#page.evaluate(() => 'ran' in window);
    const { origin } = new URL(this.#page.url());
    return [
      ...this.#faults,
      ...(ran ? ['a script ran'] : []),
      ...(origin === this.#at ? [] : [`the page is ${origin}`]),
    ];
  }
}

/** The longest name that the file system takes, of what a payload says. */
export function fileName({ text }: Payload, at: number): string {
  let name = text.replace(/[/\0]/g, '\u2215').slice(0, 180).trim();
  while (Buffer.byteLength(name) > 230) name = name.slice(0, -1);
  return `${at} ${name}.md`;
}

/** A note whose name, title, aliases, tags and properties say a payload, and which links to the note Target. */
export function named({ text }: Payload): string {
  const quoted = JSON.stringify(text.replaceAll('\u2028', ' '));
  const tag = text.replace(/[\s,#]+/g, '-');
  return `---\ntitle: ${quoted}\naliases: [${quoted}]\ntags: [${JSON.stringify(tag)}]\n${quoted}: ${quoted}\n---\n\n# ${text.split('\n')[0]}\n\n[[Target]] ${text}\n\n#${tag}\n`;
}
