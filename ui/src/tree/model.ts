/**
 * The file tree without a view: nodes in plain arrays, folders sorted when they are first opened, the visible
 * rows as one flat list. Holds 100,000 entries; opening a folder costs its own children, a change its own folder.
 * Selection and focus live here too, because keys, pointer and events all move them.
 */
import type { EntryChange, EntryInfo, EntryKind, Tree } from '../ipc/gen/api';
import { nameOf, parentOf } from './paths';

export const FOLDER = 3;
/** Node kinds: those of `Tree.kinds`, and 3 for a folder. */
export type NodeKind = 0 | 1 | 2 | typeof FOLDER;

export const ROOT = 0;
export const NONE = -1;

/** By what the files of a folder are ordered. */
export const ORDERS = ['name', 'modified', 'created', 'size'] as const;
export type OrderBy = (typeof ORDERS)[number];

const KINDS: Record<EntryKind, NodeKind> = { note: 0, asset: 1, unsupported: 2, folder: FOLDER };

export class TreeModel {
  #names: string[] = [''];
  #parents: number[] = [NONE];
  #kinds: NodeKind[] = [FOLDER];
  #depths: number[] = [0];
  #sizes: number[] = [0];
  #modified: number[] = [0];
  #created: number[] = [0];
  #children: (number[] | null)[] = [[]];
  /** By name, made when a folder's child is first looked up. */
  #byName: (Map<string, number> | null)[] = [null];
  #sorted = new Set<number>();
  #open = new Set<number>([ROOT]);
  #free: number[] = [];
  #files = 0;
  #by: OrderBy = 'name';
  #reverse = false;
  #filter = '';
  #unfiltered = 0;
  /** What a filter shows: nodes whose names have it, and the folders above them; null without one. */
  #sifted: Set<number> | null = null;
  #rows: number[] = [];
  /** Row of each node, made when it is first asked for after a change. */
  #rowOf: Map<number, number> | null = null;

  #selected: ReadonlySet<number> = new Set();
  #anchor = NONE;
  #focus = NONE;
  #renaming = NONE;
  #dropTarget = NONE;

  #listeners = new Set<() => void>();
  #version = 0;
  #collator: Intl.Collator;

  constructor(locale?: string) {
    this.#collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  }

  // --- for views -----------------------------------------------------------------------------------------

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Changes with every change of the model. */
  version = (): number => this.#version;

  get rows(): readonly number[] {
    return this.#rows;
  }

  get files(): number {
    return this.#files;
  }

  get selected(): ReadonlySet<number> {
    return this.#selected;
  }

  get focus(): number {
    return this.#focus;
  }

  get order(): { by: OrderBy; reverse: boolean } {
    return { by: this.#by, reverse: this.#reverse };
  }

  get filter(): string {
    return this.#filter;
  }

  /** How often a filter was taken away because it hid what was to be seen. */
  get unfiltered(): number {
    return this.#unfiltered;
  }

  get renaming(): number {
    return this.#renaming;
  }

  get dropTarget(): number {
    return this.#dropTarget;
  }

  name(id: number): string {
    return this.#names[id] ?? '';
  }

  kind(id: number): NodeKind {
    return this.#kinds[id] ?? 0;
  }

  isFolder(id: number): boolean {
    return this.#kinds[id] === FOLDER;
  }

  isOpen(id: number): boolean {
    return this.#open.has(id);
  }

  parent(id: number): number {
    return this.#parents[id] ?? NONE;
  }

  depth(id: number): number {
    return this.#depths[id] ?? 0;
  }

  /** Returns the row that shows a node, -1 while none does. */
  rowOf(id: number): number {
    if (!this.#rowOf) {
      this.#rowOf = new Map();
      for (let row = 0; row < this.#rows.length; row++) this.#rowOf.set(this.#rows[row] as number, row);
    }
    return this.#rowOf.get(id) ?? NONE;
  }

  /** Returns a node's place among its siblings, from 1, and how many there are. */
  position(id: number): [place: number, of: number] {
    const siblings = this.#sortedChildren(this.parent(id));
    return [this.#placeOf(siblings, id) + 1, siblings.length];
  }

  path(id: number): string {
    let path = this.name(id);
    for (let up = this.parent(id); up > ROOT; up = this.parent(up)) path = `${this.name(up)}/${path}`;
    return path;
  }

  /** Returns the node at a path, -1 where there is none. */
  find(path: string): number {
    if (path === '') return ROOT;
    let id = ROOT;
    for (const name of path.split('/')) {
      id = this.#child(id, name);
      if (id === NONE) return NONE;
    }
    return id;
  }

  /** Returns the selected nodes without those that lie in another selected one, in row order. */
  selectedTops(): number[] {
    const tops = [...this.#selected].filter((id) => {
      for (let up = this.parent(id); up !== NONE; up = this.parent(up))
        if (this.#selected.has(up)) return false;
      return true;
    });
    return tops.sort((a, b) => this.rowOf(a) - this.rowOf(b));
  }

  /** Returns the paths of all open folders. */
  openPaths(): string[] {
    return [...this.#open].filter((id) => id !== ROOT && this.isFolder(id)).map((id) => this.path(id));
  }

  /** Returns the paths of all folders, by name. */
  folderPaths(): string[] {
    const paths: string[] = [];
    const walk = (folder: number) => {
      for (const id of this.#sortedChildren(folder)) {
        if (!this.isFolder(id)) continue;
        paths.push(this.path(id));
        walk(id);
      }
    };
    walk(ROOT);
    return paths;
  }

  /** Goes over the paths of all files below a folder, in no order; over none where it is not there. */
  *filesBelow(folder: string): Generator<string> {
    const top = this.find(folder);
    const open = top === NONE ? [] : [top];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (this.isFolder(id)) open.push(...(this.#children[id] ?? []));
      else yield this.path(id);
    }
  }

  // --- content -------------------------------------------------------------------------------------------

  /** Replaces everything; open folders, selection and focus stay with their paths. */
  load(tree: Tree): void {
    const open = this.openPaths();
    const selected = [...this.#selected].map((id) => this.path(id));
    const focus = this.#focus === NONE ? null : this.path(this.#focus);

    this.#names = [''];
    this.#parents = [NONE];
    this.#kinds = [FOLDER];
    this.#depths = [0];
    this.#sizes = [0];
    this.#modified = [0];
    this.#created = [0];
    this.#children = [[]];
    this.#byName = [null];
    this.#sorted.clear();
    this.#open = new Set([ROOT]);
    this.#free = [];
    this.#files = 0;
    this.#renaming = NONE;
    this.#dropTarget = NONE;

    const ids = new Map<string, number>([['', ROOT]]);
    const folder = (path: string): number => {
      const known = ids.get(path);
      if (known !== undefined) return known;
      const id = this.#append(folder(parentOf(path)), nameOf(path), FOLDER);
      ids.set(path, id);
      return id;
    };
    const folders = tree.folders.map(folder);
    for (let i = 0; i < tree.names.length; i++) {
      const parent = folders[tree.parents[i] as number] ?? ROOT;
      const id = this.#append(parent, tree.names[i] as string, tree.kinds[i] as NodeKind);
      this.#sizes[id] = tree.sizes[i] ?? 0;
      this.#modified[id] = tree.modified[i] ?? 0;
      this.#created[id] = tree.created[i] ?? 0;
    }

    for (const path of open) {
      const id = ids.get(path);
      if (id !== undefined) this.#open.add(id);
    }
    this.#selected = new Set(selected.map((path) => this.find(path)).filter((id) => id !== NONE));
    this.#focus = focus === null ? NONE : this.find(focus);
    this.#anchor = this.#focus;
    this.#flatten();
    this.#changed();
  }

  /** Applies what happened to entries, all at once. */
  apply(changes: readonly EntryChange[]): void {
    for (const { path, change, from, entry } of changes) {
      if (change === 'removed') {
        this.#removeAt(path);
      } else if (change === 'moved' && from !== null && this.#moveTo(from, path)) {
        if (entry) this.#kinds[this.find(path)] = KINDS[entry.kind];
      } else if (entry) {
        this.#ensure(path, KINDS[entry.kind]);
      }
      if (entry) this.#measure(this.find(path), entry);
    }
    this.#flatten();
    this.#changed();
  }

  applyFolders(added: readonly string[], removed: readonly string[]): void {
    for (const path of removed) this.#removeAt(path);
    for (const path of added) this.#ensure(path, FOLDER);
    this.#flatten();
    this.#changed();
  }

  // --- what the user does --------------------------------------------------------------------------------

  toggle(id: number, open = !this.#open.has(id)): void {
    if (!this.isFolder(id) || this.#open.has(id) === open) return;
    if (open) {
      this.#open.add(id);
    } else {
      this.#open.delete(id);
      // What is no longer seen is no longer chosen, or Delete would reach further than the eye.
      if ([...this.#selected].some((other) => other !== id && this.within(other, id))) {
        this.#selected = new Set(
          [...this.#selected].filter((other) => other === id || !this.within(other, id)),
        );
      }
      if (this.#focus !== id && this.within(this.#focus, id)) this.#focus = this.#anchor = id;
    }
    this.#flatten();
    this.#changed();
  }

  openAll(): void {
    for (let id = 0; id < this.#kinds.length; id++) if (this.isFolder(id)) this.#open.add(id);
    this.#flatten();
    this.#changed();
  }

  closeAll(): void {
    this.#open = new Set([ROOT]);
    this.#flatten();
    this.#changed();
  }

  openFolders(paths: readonly string[]): void {
    for (const path of paths) {
      const id = this.find(path);
      if (id !== NONE && this.isFolder(id)) this.#open.add(id);
    }
    this.#flatten();
    this.#changed();
  }

  /** Opens the folders above a path and selects it; returns its node. */
  reveal(path: string): number {
    const id = this.find(path);
    if (id === NONE || id === ROOT) return NONE;
    for (let up = this.parent(id); up > ROOT; up = this.parent(up)) this.#open.add(up);
    if (this.#sifted && !this.#sifted.has(id)) {
      this.#filter = '';
      this.#unfiltered++;
    }
    this.#flatten();
    this.#selected = new Set([id]);
    this.#focus = this.#anchor = id;
    this.#changed();
    return id;
  }

  /** Orders the files of all folders; folders themselves stay by name, and before them. */
  setOrder(by: OrderBy, reverse: boolean): void {
    if (by === this.#by && reverse === this.#reverse) return;
    this.#by = by;
    this.#reverse = reverse;
    this.#sorted.clear();
    this.#flatten();
    this.#changed();
  }

  /** Shows only what has some letters in its name, wherever it lies; everything again for an empty text. */
  setFilter(text: string): void {
    const filter = text.trim().toLowerCase();
    if (filter === this.#filter) return;
    this.#filter = filter;
    this.#flatten();
    this.#changed();
  }

  select(id: number, how: 'one' | 'toggle' | 'range'): void {
    if (how === 'one') {
      this.#selected = new Set([id]);
      this.#anchor = id;
    } else if (how === 'toggle') {
      const next = new Set(this.#selected);
      if (!next.delete(id)) next.add(id);
      this.#selected = next;
      this.#anchor = id;
    } else {
      const from = Math.max(0, this.rowOf(this.#anchor));
      const to = this.rowOf(id);
      this.#selected = new Set(this.#rows.slice(Math.min(from, to), Math.max(from, to) + 1));
    }
    this.#focus = id;
    this.#changed();
  }

  selectAll(): void {
    this.#selected = new Set(this.#rows);
    this.#changed();
  }

  setFocus(id: number): void {
    if (id === this.#focus) return;
    this.#focus = id;
    this.#changed();
  }

  setRenaming(id: number): void {
    if (id === this.#renaming) return;
    this.#renaming = id;
    this.#changed();
  }

  setDropTarget(id: number): void {
    if (id === this.#dropTarget) return;
    this.#dropTarget = id;
    this.#changed();
  }

  within(id: number, folder: number): boolean {
    for (let at = id; at !== NONE; at = this.parent(at)) if (at === folder) return true;
    return false;
  }

  /** Whether nodes may move into a folder: not into themselves, and at least one must come from elsewhere. */
  canMove(ids: readonly number[], folder: number): boolean {
    return (
      this.isFolder(folder) &&
      ids.every((id) => !this.within(folder, id)) &&
      ids.some((id) => this.parent(id) !== folder)
    );
  }

  /** Returns the first row after `row` whose name starts with `text`, round the end; -1 where none does. */
  match(text: string, row: number): number {
    const start = text.toLowerCase();
    const count = this.#rows.length;
    for (let step = 0; step < count; step++) {
      const at = (row + step + count) % count;
      if (
        this.name(this.#rows[at] as number)
          .toLowerCase()
          .startsWith(start)
      )
        return at;
    }
    return NONE;
  }

  // --- inside --------------------------------------------------------------------------------------------

  #changed(): void {
    this.#version++;
    for (const listener of this.#listeners) listener();
  }

  #flatten(): void {
    const sifted = this.#sift();
    this.#sifted = sifted;
    const rows: number[] = [];
    const stack: number[] = [];
    const push = (folder: number) => {
      const children = this.#sortedChildren(folder);
      for (let i = children.length - 1; i >= 0; i--) {
        const id = children[i] as number;
        if (!sifted || sifted.has(id)) stack.push(id);
      }
    };
    push(ROOT);
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      rows.push(id);
      if (this.isFolder(id) && (sifted || this.#open.has(id))) push(id);
    }
    this.#rows = rows;
    this.#rowOf = null;
    // What is no longer seen is no longer chosen, or Delete would reach further than the eye.
    if (this.#selected.size > 0) {
      const seen = [...this.#selected].filter((id) => this.#seenAs(id) === id);
      if (seen.length < this.#selected.size) this.#selected = new Set(seen);
    }
    const focus = this.#focus === NONE ? NONE : this.#seenAs(this.#focus);
    if (focus !== this.#focus || focus === NONE)
      this.#focus = this.#anchor = focus === NONE ? (rows[0] ?? NONE) : focus;
  }

  #sift(): Set<number> | null {
    if (this.#filter === '') return null;
    const found = new Set<number>();
    for (let id = 1; id < this.#names.length; id++) {
      if (this.parent(id) === NONE || !this.name(id).toLowerCase().includes(this.#filter)) continue;
      for (let up = id; up > ROOT && !found.has(up); up = this.parent(up)) found.add(up);
    }
    return found;
  }

  /**
   * Returns the node that stands for another among the rows: itself, or the outermost closed folder above it. A
   * filter shows a node or nothing for it.
   */
  #seenAs(id: number): number {
    if (this.#sifted) return this.#sifted.has(id) ? id : NONE;
    let seen = id;
    for (let up = this.parent(id); up > ROOT; up = this.parent(up)) if (!this.#open.has(up)) seen = up;
    return seen;
  }

  #compare = (a: number, b: number): number => {
    const folders = Number(this.isFolder(b)) - Number(this.isFolder(a));
    if (folders !== 0) return folders;
    const turn = this.#reverse ? -1 : 1;
    if (this.#by !== 'name' && !this.isFolder(a)) {
      const values =
        this.#by === 'size' ? this.#sizes : this.#by === 'created' ? this.#created : this.#modified;
      // The newest and the largest first.
      const apart = (values[b] as number) - (values[a] as number);
      if (apart !== 0) return turn * apart;
    }
    const [x, y] = [this.name(a), this.name(b)];
    const turned = this.#by === 'name' ? turn : 1;
    // Names that differ in case or accent only still need one fixed order.
    return turned * (this.#collator.compare(x, y) || (x < y ? -1 : x > y ? 1 : 0));
  };

  /** Takes over what a file has become, and moves it to where it then belongs. */
  #measure(id: number, { size, modified, created }: EntryInfo): void {
    if (id === NONE) return;
    if (this.#sizes[id] === size && this.#modified[id] === modified && this.#created[id] === created) return;
    const moves = this.#by !== 'name' && this.#sorted.has(this.parent(id));
    if (moves) this.#detach(id);
    this.#sizes[id] = size;
    this.#modified[id] = modified;
    this.#created[id] = created;
    if (moves) this.#attach(id, this.parent(id));
  }

  #sortedChildren(folder: number): number[] {
    const children = this.#children[folder];
    if (!children) return [];
    if (!this.#sorted.has(folder)) {
      children.sort(this.#compare);
      this.#sorted.add(folder);
    }
    return children;
  }

  /** Returns where a node stands, or would stand, in a sorted list. */
  #placeOf(children: readonly number[], id: number): number {
    let low = 0;
    let high = children.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(children[middle] as number, id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #append(parent: number, name: string, kind: NodeKind): number {
    const id = this.#free.pop() ?? this.#names.length;
    this.#names[id] = name;
    this.#parents[id] = parent;
    this.#kinds[id] = kind;
    this.#depths[id] = this.depth(parent) + 1;
    this.#sizes[id] = 0;
    this.#modified[id] = 0;
    this.#created[id] = 0;
    this.#children[id] = null;
    this.#byName[id] = null;
    if (kind !== FOLDER) this.#files++;
    this.#attach(id, parent);
    return id;
  }

  #attach(id: number, parent: number): void {
    let children = this.#children[parent];
    if (!children) {
      children = [];
      this.#children[parent] = children;
    }
    if (this.#sorted.has(parent)) children.splice(this.#placeOf(children, id), 0, id);
    else children.push(id);
    this.#byName[parent]?.set(this.name(id), id);
  }

  #detach(id: number): void {
    const parent = this.parent(id);
    const children = this.#children[parent];
    if (!children) return;
    const at = this.#sorted.has(parent) ? this.#placeOf(children, id) : children.indexOf(id);
    children.splice(at, 1);
    this.#byName[parent]?.delete(this.name(id));
  }

  #child(folder: number, name: string): number {
    if (!this.isFolder(folder)) return NONE;
    let byName = this.#byName[folder];
    if (!byName) {
      byName = new Map();
      for (const id of this.#children[folder] ?? []) byName.set(this.name(id), id);
      this.#byName[folder] = byName;
    }
    return byName.get(name) ?? NONE;
  }

  /** Returns the node at a path, made with the folders above it where it is missing. */
  #ensure(path: string, kind: NodeKind): number {
    const there = this.find(path);
    if (there !== NONE) {
      if (this.#kinds[there] === kind) return there;
      this.#remove(there);
    }
    const above = parentOf(path);
    const parent = above === '' ? ROOT : this.#ensure(above, FOLDER);
    return this.#append(parent, nameOf(path), kind);
  }

  #moveTo(from: string, to: string): boolean {
    const id = this.find(from);
    if (id === NONE || id === ROOT) return false;
    if (from === to) return true;
    const above = parentOf(to);
    const parent = above === '' ? ROOT : this.#ensure(above, FOLDER);
    if (this.within(parent, id)) return false;
    const there = this.find(to);
    if (there !== NONE && there !== id) this.#remove(there);
    this.#detach(id);
    this.#names[id] = nameOf(to);
    this.#parents[id] = parent;
    this.#attach(id, parent);
    this.#deepen(id);
    return true;
  }

  #deepen(top: number): void {
    const stack = [top];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      this.#depths[id] = this.depth(this.parent(id)) + 1;
      for (const child of this.#children[id] ?? []) stack.push(child);
    }
  }

  #removeAt(path: string): void {
    const id = this.find(path);
    if (id !== NONE && id !== ROOT) this.#remove(id);
  }

  #remove(top: number): void {
    if (this.within(this.#focus, top)) this.#focus = this.#anchor = this.#neighbour(top);
    this.#detach(top);
    const stack = [top];
    const selected = new Set(this.#selected);
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      for (const child of this.#children[id] ?? []) stack.push(child);
      if (!this.isFolder(id)) this.#files--;
      selected.delete(id);
      this.#open.delete(id);
      this.#sorted.delete(id);
      if (this.#renaming === id) this.#renaming = NONE;
      if (this.#dropTarget === id) this.#dropTarget = NONE;
      this.#names[id] = '';
      this.#parents[id] = NONE;
      this.#children[id] = null;
      this.#byName[id] = null;
      this.#free.push(id);
    }
    if (selected.size !== this.#selected.size) this.#selected = selected;
  }

  /** Returns who gets the focus when a node goes: the next sibling, the one before, or the folder. */
  #neighbour(id: number): number {
    const parent = this.parent(id);
    const siblings = this.#sortedChildren(parent);
    const at = this.#placeOf(siblings, id);
    return siblings[at + 1] ?? siblings[at - 1] ?? (parent === ROOT ? NONE : parent);
  }
}
