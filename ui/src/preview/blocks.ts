/**
 * The preview's blocks in the page, patched by hash: equal blocks keep their elements, and with them loaded
 * images, drawn formulas and the reader's selection. Works on any parent, knows nothing of what blocks contain.
 */
import type { PreviewBlock } from '../ipc/gen/api';

/** How many new blocks are inserted before the page may paint again. */
const SLICE = 160;

export interface Section {
  readonly element: HTMLElement;
  readonly hash: string;
  line: number;
  endLine: number;
}

export interface BlockListOptions {
  /** Called with each new element before it is shown. */
  prepare(element: HTMLElement): void;
  /** Runs the rest of a long first insertion later; returns the function that calls it off. */
  defer(rest: () => void): () => void;
}

export class BlockList {
  readonly #parent: HTMLElement;
  readonly #options: BlockListOptions;
  #sections: Section[] = [];
  /** The rest of a long first insertion. */
  #rest: PreviewBlock[] = [];
  #callOff = () => {};

  constructor(parent: HTMLElement, options: BlockListOptions) {
    this.#parent = parent;
    this.#options = options;
  }

  /** In order; while a long first insertion goes on, those that are in already. */
  get sections(): readonly Section[] {
    return this.#sections;
  }

  update(blocks: readonly PreviewBlock[]): void {
    if (this.#sections.length === 0) {
      this.#callOff();
      this.#rest = [...blocks];
      this.#insertSlice();
    } else {
      this.#finish();
      this.#patch(blocks);
    }
  }

  /** Calls off what is still to be inserted. */
  stop(): void {
    this.#callOff();
    this.#rest = [];
  }

  #insertSlice(): void {
    this.#append(this.#rest.splice(0, SLICE));
    if (this.#rest.length > 0) this.#callOff = this.#options.defer(() => this.#insertSlice());
  }

  #finish(): void {
    this.#callOff();
    this.#append(this.#rest.splice(0));
  }

  #append(blocks: readonly PreviewBlock[]): void {
    if (blocks.length === 0) return;
    const made = blocks.map((block) => this.#make(block));
    this.#parent.append(...made.map(({ element }) => element));
    this.#sections = [...this.#sections, ...made];
  }

  #patch(blocks: readonly PreviewBlock[]): void {
    const old = this.#sections;
    const most = Math.min(old.length, blocks.length);
    let start = 0;
    while (start < most && old[start]?.hash === blocks[start]?.hash) start++;
    let end = 0;
    while (end < most - start && old.at(-1 - end)?.hash === blocks.at(-1 - end)?.hash) end++;

    const pool = new Map<string, Section[]>();
    for (const section of old.slice(start, old.length - end)) {
      const same = pool.get(section.hash);
      if (same) same.push(section);
      else pool.set(section.hash, [section]);
    }
    const middle = blocks
      .slice(start, blocks.length - end)
      .map((block) => pool.get(block.hash)?.shift() ?? this.#make(block));
    for (const left of pool.values()) for (const { element } of left) element.remove();

    const tail = old.slice(old.length - end);
    let at: Element | null =
      start > 0 ? (old[start - 1] as Section).element.nextElementSibling : this.#parent.firstElementChild;
    for (const { element } of middle) {
      if (element === at) at = at.nextElementSibling;
      else this.#parent.insertBefore(element, at);
    }
    this.#sections = [...old.slice(0, start), ...middle, ...tail];
    for (const [i, section] of this.#sections.entries()) moved(section, blocks[i] as PreviewBlock);
  }

  #make(block: PreviewBlock): Section {
    const element = document.createElement('section');
    // Sanitised by the engine; scripts do not run from `innerHTML`, and the page's policy forbids them anyway.
    element.innerHTML = block.html;
    this.#options.prepare(element);
    return { element, hash: block.hash, line: block.line, endLine: block.endLine };
  }
}

function moved(section: Section, { line, endLine }: PreviewBlock): void {
  section.line = line;
  section.endLine = endLine;
}
