/** A table that is read as a table and written in its cells; every key becomes the smallest edit of the text. */
import { type EditorView, WidgetType } from '@codemirror/view';
import { MAC, printKeys } from '../../../app/commands';
import { composing } from '../../../app/keymap';
import { m } from '../../../i18n/messages';
import { follower, linkAt } from '../../links';
import { redo, undo } from '../../steps';
import { inCell } from './focus';
import { openMenu } from './menu';
import {
  type Align,
  addColumn,
  addRow,
  alignColumn,
  cellText,
  columns,
  deleteColumn,
  deleteRow,
  type Edit,
  moveColumn,
  moveRow,
  readTable,
  rows,
  setCell,
  type Table,
} from './model';
import { words } from './words';

const ROW = 36;

interface Place {
  row: number;
  column: number;
}

type Caret = 'start' | 'end' | 'all';

const views = new WeakMap<HTMLElement, TableView>();

export class TableWidget extends WidgetType {
  readonly source: string;

  constructor(source: string) {
    super();
    this.source = source;
  }

  override eq(other: TableWidget): boolean {
    return other.source === this.source;
  }

  override get estimatedHeight(): number {
    return ROW * (this.source.split('\n').length - 1) + 20;
  }

  override toDOM(view: EditorView): HTMLElement {
    const table = new TableView(view);
    table.show(this.source);
    views.set(table.host, table);
    return table.host;
  }

  override updateDOM(host: HTMLElement): boolean {
    const table = views.get(host);
    table?.show(this.source);
    return table !== undefined;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/** Goes into a table's first or last cell; returns whether one stands there. */
export function enterTable(view: EditorView, at: number, end: 'first' | 'last'): boolean {
  for (const host of view.contentDOM.querySelectorAll<HTMLElement>('.lp-table')) {
    if (view.posAtDOM(host) === at) return views.get(host)?.enter(end) ?? false;
  }
  return false;
}

class TableView {
  readonly host = document.createElement('div');
  readonly #view: EditorView;
  readonly #scroll = document.createElement('div');
  readonly #table = document.createElement('table');
  #model: Table | null = null;
  #cells: HTMLElement[][] = [];
  /** The cell that is written in. */
  #place: Place | null = null;
  /** Composition, or an edit of our own: what the cell shows is right already. */
  #writing = false;

  constructor(view: EditorView) {
    this.#view = view;
    this.host.className = 'lp-block lp-table';
    this.#scroll.className = 'lp-table-scroll';
    this.#scroll.append(this.#table);
    this.host.append(this.#scroll);
    if (!view.state.readOnly) this.host.append(this.#menuButton());
    this.host.addEventListener('mousedown', (event) => this.#pressed(event));
    this.host.addEventListener('keydown', (event) => this.#key(event));
    this.host.addEventListener('contextmenu', (event) => {
      const place = this.#placeOf(event.target);
      if (!place || view.state.readOnly) return;
      event.preventDefault();
      this.#edit(place, 'end');
      this.#openMenu(event.clientX, event.clientY);
    });
    this.#table.addEventListener('input', (event) => {
      if (!(event as InputEvent).isComposing) this.#write();
    });
    this.#table.addEventListener('compositionend', () => this.#write());
    this.#table.addEventListener('paste', (event) => {
      const text = event.clipboardData?.getData('text/plain');
      if (text === undefined || !this.#place) return;
      event.preventDefault();
      document.execCommand('insertText', false, text.replace(/\s*[\r\n]+\s*/g, ' '));
    });
    this.#table.addEventListener('focusout', () => this.#left());
  }

  show(source: string): void {
    const model = readTable(source);
    this.#model = model;
    if (!model) {
      this.#table.textContent = source;
      this.#cells = [];
      return;
    }
    const count = columns(model);
    const all = rows(model);
    if (this.#cells.length === 0) this.#table.replaceChildren();
    while (this.#cells.length > all.length) {
      this.#cells.pop();
      this.#table.rows[this.#cells.length]?.remove();
    }
    all.forEach((row, r) => {
      let line = this.#table.rows[r];
      if (!line) {
        line = document.createElement('tr');
        this.#table.append(line);
        this.#cells[r] = [];
      }
      const cells = this.#cells[r] as HTMLElement[];
      while (cells.length > count) cells.pop()?.remove();
      for (let c = 0; c < count; c++) {
        let cell = cells[c];
        if (!cell) {
          cell = document.createElement(r === 0 ? 'th' : 'td');
          cells[c] = cell;
          line.append(cell);
        }
        cell.style.textAlign = model.aligns[c] ?? '';
        this.#fill(cell, cellText(model, row.cells[c]), this.#place?.row === r && this.#place.column === c);
      }
    });
  }

  #fill(cell: HTMLElement, text: string, edited: boolean): void {
    if (edited) {
      if (!this.#writing && cell.textContent !== text) {
        cell.textContent = text;
        caretAt(cell, 'end');
      }
      delete cell.dataset.text;
    } else if (cell.dataset.text !== text) {
      cell.dataset.text = text;
      cell.replaceChildren(words(text));
    }
  }

  enter(end: 'first' | 'last'): boolean {
    if (!this.#model || this.#view.state.readOnly) return false;
    const last = { row: this.#cells.length - 1, column: columns(this.#model) - 1 };
    this.#edit(end === 'first' ? { row: 0, column: 0 } : last, end === 'first' ? 'start' : 'end');
    return true;
  }

  get #start(): number {
    return this.#view.posAtDOM(this.host);
  }

  #cell(place: Place | null): HTMLElement | null {
    return (place && this.#cells[place.row]?.[place.column]) ?? null;
  }

  #placeOf(target: EventTarget | null): Place | null {
    const cell = target instanceof Element ? target.closest<HTMLTableCellElement>('td, th') : null;
    const line = cell?.parentElement as HTMLTableRowElement | undefined;
    return cell && line ? { row: line.rowIndex, column: cell.cellIndex } : null;
  }

  #pressed(event: MouseEvent): void {
    const place = this.#placeOf(event.target);
    if (!place || event.button !== 0) return;
    const cell = this.#cell(place);
    if (
      !cell ||
      (cell.isContentEditable && cell.contentEditable !== 'inherit' && cell.contentEditable !== 'false')
    )
      return;
    event.preventDefault();
    const link = (event.target as Element).closest<HTMLElement>('[data-at]');
    const from = this.#model && rows(this.#model)[place.row]?.cells[place.column]?.from;
    if (link && from !== undefined && from !== null) {
      const found = linkAt(this.#view.state, this.#start + from + Number(link.dataset.at) + 2);
      if (found) {
        this.#view.state.facet(follower)(found);
        return;
      }
    }
    if (!this.#view.state.readOnly) this.#edit(place, 'end', event);
  }

  #edit(place: Place, caret: Caret, at?: MouseEvent): void {
    if (!this.#model) return;
    const target = this.#cell(place);
    if (!target) return;
    this.#left();
    this.#place = place;
    delete target.dataset.text;
    target.textContent = cellText(this.#model, rows(this.#model)[place.row]?.cells[place.column]);
    target.contentEditable = 'plaintext-only';
    target.setAttribute('role', 'textbox');
    target.setAttribute('aria-label', m.table_cell({ row: place.row + 1, column: place.column + 1 }));
    const { from } = rows(this.#model)[place.row]?.cells[place.column] ?? { from: 0 };
    this.#view.dispatch({ selection: { anchor: this.#start + from }, effects: inCell.of(true) });
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (!(at && caretAtPoint(target, at.clientX, at.clientY))) caretAt(target, caret);
  }

  /** The cell shows what a reader sees again. */
  #left(): void {
    const cell = this.#cell(this.#place);
    const place = this.#place;
    this.#place = null;
    if (!cell || !place) return;
    cell.removeAttribute('contenteditable');
    cell.removeAttribute('role');
    cell.removeAttribute('aria-label');
    if (this.#model)
      this.#fill(cell, cellText(this.#model, rows(this.#model)[place.row]?.cells[place.column]), false);
  }

  #write(): void {
    const cell = this.#cell(this.#place);
    if (!cell || !this.#place || !this.#model) return;
    const edits = setCell(this.#model, this.#place.row, this.#place.column, cell.textContent ?? '');
    this.#writing = true;
    this.#change(edits, 'input.type');
    this.#writing = false;
  }

  #change(edits: readonly Edit[], userEvent: string): void {
    const start = this.#start;
    if (edits.length === 0) return;
    const changes = edits.map(({ from, to, insert }) => ({ from: start + from, to: start + to, insert }));
    this.#view.dispatch({ changes, effects: inCell.of(true), userEvent });
  }

  /** Changes rows or columns and goes on in a cell of the result. */
  #restructure(edits: readonly Edit[], then: Place): void {
    this.#left();
    this.#change(edits, 'input');
    if (!this.#model) return;
    this.#edit(
      {
        row: Math.max(0, Math.min(then.row, this.#cells.length - 1)),
        column: Math.max(0, Math.min(then.column, columns(this.#model) - 1)),
      },
      'end',
    );
  }

  #step(by: 1 | -1): void {
    if (!this.#place || !this.#model) return;
    const count = columns(this.#model);
    const next = this.#place.row * count + this.#place.column + by;
    if (next < 0) this.#leave(-1);
    else if (next < this.#cells.length * count)
      this.#edit({ row: Math.floor(next / count), column: next % count }, 'all');
    else this.#restructure(addRow(this.#model, this.#place.row), { row: this.#place.row + 1, column: 0 });
  }

  #vertical(by: 1 | -1): void {
    if (!this.#place) return;
    const row = this.#place.row + by;
    if (row < 0 || row >= this.#cells.length) this.#leave(by);
    else this.#edit({ row, column: this.#place.column }, 'end');
  }

  /** Gives the cursor back to the text before or after the table. */
  #leave(by: 1 | -1): void {
    const from = this.#start;
    const to = from + (this.#model?.source.length ?? 0);
    const { doc } = this.#view.state;
    this.#left();
    const room = by > 0 ? to < doc.length : from > 0;
    const end = by > 0 ? to : from;
    const changes = room ? undefined : { from: end, insert: '\n' };
    const anchor = by > 0 ? to + 1 : Math.max(0, from - 1);
    this.#view.dispatch({ changes, selection: { anchor }, effects: inCell.of(false), scrollIntoView: true });
    this.#view.focus();
  }

  #key(event: KeyboardEvent): void {
    const place = this.#place;
    const cell = this.#cell(place);
    const model = this.#model;
    if (!place || !cell || !model || composing(event) || event.target !== cell) return;
    const mod = MAC ? event.metaKey : event.ctrlKey;
    const moved = event.altKey && event.shiftKey;
    const { row, column } = place;
    const act = (): boolean => {
      switch (event.key) {
        case 'Tab':
          this.#step(event.shiftKey ? -1 : 1);
          return true;
        case 'Enter':
          if (mod) this.#restructure(addRow(model, row), { row: row + 1, column });
          else if (event.shiftKey) document.execCommand('insertText', false, '<br>');
          else if (row + 1 < this.#cells.length) this.#vertical(1);
          else this.#restructure(addRow(model, row), { row: row + 1, column });
          return true;
        case 'Escape':
          this.#leave(1);
          return true;
        case 'ArrowUp':
        case 'ArrowDown': {
          const by = event.key === 'ArrowUp' ? -1 : 1;
          if (moved) this.#restructure(moveRow(model, row, by), { row: row + by, column });
          else if (event.shiftKey || mod || event.altKey || !atEdge(cell, by)) return false;
          else this.#vertical(by);
          return true;
        }
        case 'ArrowLeft':
        case 'ArrowRight': {
          const by = event.key === 'ArrowLeft' ? -1 : 1;
          if (moved) this.#restructure(moveColumn(model, column, by), { row, column: column + by });
          else if (event.shiftKey || mod || event.altKey || !atEnd(cell, by)) return false;
          else if (by < 0 && row === 0 && column === 0) this.#leave(-1);
          else if (by > 0 && row === this.#cells.length - 1 && column === columns(model) - 1) this.#leave(1);
          else this.#step(by);
          return true;
        }
        case 'Backspace':
          if (!mod || !event.shiftKey || row === 0) return false;
          this.#restructure(deleteRow(model, row), { row, column });
          return true;
        case 'F10':
          if (!event.shiftKey) return false;
          this.#menuAtCell(cell);
          return true;
        case 'ContextMenu':
          this.#menuAtCell(cell);
          return true;
        default:
          if (!mod || event.altKey) return false;
          if (event.key.toLowerCase() === 'z') (event.shiftKey ? redo : undo)(this.#view);
          else if (event.key.toLowerCase() === 'y') redo(this.#view);
          else return false;
          // The text may have taken the selection elsewhere; the cell stays where the hands are.
          if (this.#cell(this.#place)) this.#view.dispatch({ effects: inCell.of(true) });
          return true;
      }
    };
    if (!act()) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #menuButton(): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'lp-table-menu';
    button.tabIndex = -1;
    button.textContent = '⋯';
    button.title = m.table_menu();
    button.setAttribute('aria-label', m.table_menu());
    button.setAttribute('aria-haspopup', 'menu');
    button.addEventListener('mousedown', (event) => {
      event.preventDefault();
      event.stopPropagation();
    });
    button.addEventListener('click', () => {
      if (!this.#place) this.#edit({ row: 0, column: 0 }, 'end');
      const { left, bottom } = button.getBoundingClientRect();
      this.#openMenu(left, bottom);
    });
    return button;
  }

  #menuAtCell(cell: HTMLElement): void {
    const { left, bottom } = cell.getBoundingClientRect();
    this.#openMenu(left, bottom);
  }

  #openMenu(x: number, y: number): void {
    const place = this.#place;
    const model = this.#model;
    if (!place || !model) return;
    const { row, column } = place;
    const last = this.#cells.length - 1;
    const box = this.host.getBoundingClientRect();
    const to = (edits: Edit[], r: number, c: number) => () => this.#restructure(edits, { row: r, column: c });
    const align = (label: string, way: Align) => ({
      label,
      run: to(alignColumn(model, column, way), row, column),
      enabled: model.aligns[column] !== way,
    });
    const keys = (name: string) => printKeys(name);
    let acted = false;
    const groups = [
      [
        { label: m.table_row_above(), run: to(addRow(model, row - 1), row, column), enabled: row > 0 },
        { label: m.table_row_below(), keys: keys('Mod+Enter'), run: to(addRow(model, row), row + 1, column) },
        {
          label: m.table_row_up(),
          keys: keys('Alt+Shift+↑'),
          run: to(moveRow(model, row, -1), row - 1, column),
          enabled: row > 1,
        },
        {
          label: m.table_row_down(),
          keys: keys('Alt+Shift+↓'),
          run: to(moveRow(model, row, 1), row + 1, column),
          enabled: row > 0 && row < last,
        },
        {
          label: m.table_row_delete(),
          keys: keys('Mod+Shift+⌫'),
          run: to(deleteRow(model, row), row, column),
          enabled: row > 0,
        },
      ],
      [
        { label: m.table_column_before(), run: to(addColumn(model, column), row, column) },
        { label: m.table_column_after(), run: to(addColumn(model, column + 1), row, column + 1) },
        {
          label: m.table_column_left(),
          keys: keys('Alt+Shift+←'),
          run: to(moveColumn(model, column, -1), row, column - 1),
          enabled: column > 0,
        },
        {
          label: m.table_column_right(),
          keys: keys('Alt+Shift+→'),
          run: to(moveColumn(model, column, 1), row, column + 1),
          enabled: column < columns(model) - 1,
        },
        {
          label: m.table_column_delete(),
          run: to(deleteColumn(model, column), row, column),
          enabled: columns(model) > 1,
        },
      ],
      [
        align(m.table_align_left(), 'left'),
        align(m.table_align_center(), 'center'),
        align(m.table_align_right(), 'right'),
        align(m.table_align_none(), null),
      ],
    ].map((group) =>
      group.map((choice) => ({
        ...choice,
        run: () => {
          acted = true;
          choice.run();
        },
      })),
    );
    openMenu(this.host, m.table_menu(), groups, { left: x - box.left, top: y - box.top }, () => {
      // A choice goes on in a cell by itself.
      queueMicrotask(() => !acted && this.#edit(place, 'end'));
    });
  }
}

function caretAt(cell: HTMLElement, caret: Caret): void {
  const selection = getSelection();
  if (!selection) return;
  selection.selectAllChildren(cell);
  if (caret === 'start') selection.collapseToStart();
  else if (caret === 'end') selection.collapseToEnd();
}

function caretAtPoint(cell: HTMLElement, x: number, y: number): boolean {
  // Not every engine has the newer name.
  const range = document.caretRangeFromPoint?.(x, y);
  if (!range || !cell.contains(range.startContainer)) return false;
  getSelection()?.collapse(range.startContainer, range.startOffset);
  return true;
}

/** Whether nothing of the cell's text stands on that side of the caret. */
function atEnd(cell: HTMLElement, by: 1 | -1): boolean {
  const selection = getSelection();
  if (!selection?.isCollapsed || !selection.focusNode) return false;
  const range = document.createRange();
  range.selectNodeContents(cell);
  if (by < 0) range.setEnd(selection.focusNode, selection.focusOffset);
  else range.setStart(selection.focusNode, selection.focusOffset);
  return range.toString() === '';
}

/** Whether the caret stands in the first or last line that the cell's text takes on screen. */
function atEdge(cell: HTMLElement, by: 1 | -1): boolean {
  const selection = getSelection();
  const caret = selection?.rangeCount ? selection.getRangeAt(0).getClientRects()[0] : undefined;
  if (!caret) return true;
  const all = document.createRange();
  all.selectNodeContents(cell);
  const box = all.getBoundingClientRect();
  return by < 0 ? caret.top < box.top + caret.height / 2 : caret.bottom > box.bottom - caret.height / 2;
}
