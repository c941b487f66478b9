/**
 * A table as text: where its cells stand, and the smallest edits that change it. Rows that an edit does not concern
 * keep every byte; a row whose columns stand in line keeps them so.
 */
export interface Edit {
  from: number;
  to: number;
  insert: string;
}

export type Align = 'left' | 'center' | 'right' | null;

/** A cell's text without the space around it. */
export interface Cell {
  from: number;
  to: number;
  /** The space around the text belongs to the cell as well. */
  outerFrom: number;
  outerTo: number;
}

export interface Row {
  from: number;
  to: number;
  /** Between line start and cells: indent, and the first bar. */
  lead: string;
  /** Whether a bar stands after the last cell. */
  closed: boolean;
  cells: Cell[];
}

export interface Table {
  source: string;
  header: Row;
  delimiter: Row;
  body: Row[];
  aligns: Align[];
}

function readRow(line: string, from: number): Row {
  const lead = /^\s*\|?/.exec(line)?.[0] ?? '';
  const cells: Cell[] = [];
  const length = line.trimEnd().length;
  let start = lead.length;
  let closed = false;
  const add = (end: number) => {
    const text = line.slice(start, end);
    const left = text.trim() === '' ? Math.min(1, text.length) : text.length - text.trimStart().length;
    const right = text.trim() === '' ? left : text.trimEnd().length;
    cells.push({
      from: from + start + left,
      to: from + start + right,
      outerFrom: from + start,
      outerTo: from + end,
    });
  };
  for (let at = start; at < length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === '|') {
      add(at);
      start = at + 1;
      closed = start >= length;
    }
  }
  if (!closed && (start < length || cells.length === 0)) add(line.length);
  return { from, to: from + line.length, lead, closed, cells };
}

/** Reads a table; null if its second line does not make it one. */
export function readTable(source: string): Table | null {
  const rows: Row[] = [];
  let at = 0;
  for (const line of source.split('\n')) {
    rows.push(readRow(line, at));
    at += line.length + 1;
  }
  const [header, delimiter, ...body] = rows;
  if (!header || !delimiter) return null;
  const marks = delimiter.cells.map((cell) => source.slice(cell.from, cell.to));
  if (!marks.every((mark) => /^:?-+:?$/.test(mark))) return null;
  const aligns = marks.map((mark): Align => {
    if (mark.startsWith(':')) return mark.endsWith(':') ? 'center' : 'left';
    return mark.endsWith(':') ? 'right' : null;
  });
  return { source, header, delimiter, body, aligns };
}

export const columns = (table: Table) => Math.max(table.header.cells.length, table.delimiter.cells.length);
export const rows = (table: Table) => [table.header, ...table.body];
const allRows = (table: Table) => [table.header, table.delimiter, ...table.body];

/** Returns a cell's text as a person writes it, without the marks that keep bars from ending the cell. */
export function cellText({ source }: Table, cell: Cell | undefined): string {
  return cell ? source.slice(cell.from, cell.to).replace(/\\\|/g, '|') : '';
}

/** Returns a text as it must stand in a cell. */
export function escaped(text: string): string {
  const line = text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
  let out = '';
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\' && at + 1 < line.length && line[at + 1] !== '|')
      out += line[at] + (line[++at] as string);
    else out += line[at] === '|' ? '\\|' : line[at];
  }
  // A lone mark at the end would take the bar with it.
  return /(?:^|[^\\])(?:\\\\)*\\$/.test(out) ? `${out}\\` : out;
}

/** How wide a text stands in a monospaced font. */
export function width(text: string): number {
  let sum = 0;
  for (const char of text)
    sum +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
        char,
      )
        ? 2
        : 1;
  return sum;
}

const outer = ({ source }: Table, cell: Cell) => source.slice(cell.outerFrom, cell.outerTo);

/** Returns how wide a column stands where all its rows agree, null where they do not. */
function columnWidth(table: Table, column: number): number | null {
  let common: number | null = null;
  for (const { cells } of allRows(table)) {
    const cell = cells[column];
    if (!cell) return null;
    const own = width(outer(table, cell));
    if (common !== null && own !== common) return null;
    common = own;
  }
  return common;
}

const spaced = (table: Table) => /^\s/.test(outer(table, table.header.cells[0] as Cell));

/** Returns the edits that put a text into a cell of the header (0) or of a row below. */
export function setCell(table: Table, row: number, column: number, text: string): Edit[] {
  const target = rows(table)[row];
  if (!target) return [];
  const insert = escaped(text);
  const cell = target.cells[column];
  if (!cell) {
    // The row is short: the missing cells come first.
    const gap = spaced(table) ? ' ' : '';
    const missing = column - target.cells.length;
    const bar = target.closed || target.cells.length === 0 ? '' : `${gap}|`;
    const filler = `${gap}${gap}|`.repeat(missing);
    const end = table.source.slice(target.from, target.to).trimEnd().length + target.from;
    return insert === '' ? [] : [{ from: end, to: end, insert: `${bar}${filler}${gap}${insert}${gap}|` }];
  }
  const before = table.source.slice(cell.from, cell.to);
  if (before === insert) return [];
  const common = columnWidth(table, column);
  const after = cell.outerTo - cell.to;
  let room = after;
  if (common !== null) {
    const left = cell.from - cell.outerFrom;
    room = Math.max(spaced(table) ? 1 : 0, common - left - width(insert));
  } else if (before === '' && after === 0 && cell.from > cell.outerFrom) {
    room = 1;
  }
  return [trimmed({ from: cell.from, to: cell.outerTo, insert: insert + ' '.repeat(room) }, table.source)];
}

/** Leaves out of an edit what it does not change. */
function trimmed({ from, to, insert }: Edit, source: string): Edit {
  let start = 0;
  const old = source.slice(from, to);
  const most = Math.min(old.length, insert.length);
  while (start < most && old[start] === insert[start]) start++;
  let end = 0;
  while (end < most - start && old[old.length - 1 - end] === insert[insert.length - 1 - end]) end++;
  return { from: from + start, to: to - end, insert: insert.slice(start, insert.length - end) };
}

function emptyRow(table: Table): string {
  const model = table.body.at(-1) ?? table.header;
  const gap = spaced(table) ? ' ' : '';
  const cells = Array.from({ length: columns(table) }, (_, column) => {
    const common = columnWidth(table, column);
    return common === null ? `${gap}${gap || ' '}` : ' '.repeat(Math.max(1, common));
  });
  const lead = model.lead.includes('|') ? model.lead : `${model.lead}|`;
  return `${lead}${cells.join('|')}|`;
}

/** Adds an empty row below the header (0) or below a row. */
export function addRow(table: Table, below: number): Edit[] {
  const after = below === 0 ? table.delimiter : (table.body[below - 1] ?? table.delimiter);
  return [{ from: after.to, to: after.to, insert: `\n${emptyRow(table)}` }];
}

/** Deletes a row below the header. */
export function deleteRow(table: Table, row: number): Edit[] {
  const target = table.body[row - 1];
  return target ? [{ from: target.from - 1, to: target.to, insert: '' }] : [];
}

/** Exchanges a row with the one beside it. */
export function moveRow(table: Table, row: number, by: 1 | -1): Edit[] {
  const [one, two] = by > 0 ? [row, row + 1] : [row - 1, row];
  const [upper, lower] = [table.body[one - 1], table.body[two - 1]];
  if (!upper || !lower) return [];
  const text = (each: Row) => table.source.slice(each.from, each.to);
  return [
    { from: upper.from, to: upper.to, insert: text(lower) },
    { from: lower.from, to: lower.to, insert: text(upper) },
  ];
}

/** Adds an empty column before another, or after the last. */
export function addColumn(table: Table, at: number): Edit[] {
  const gap = spaced(table) ? ' ' : '';
  return allRows(table).flatMap((row) => {
    const text =
      row === table.delimiter ? `${gap}---${gap}` : `${gap}${row === table.header ? '   ' : '   '}${gap}`;
    const cell = row.cells[at];
    if (cell) return [{ from: cell.outerFrom, to: cell.outerFrom, insert: `${text}|` }];
    if (row.cells.length < at) return [];
    const end = row.from + table.source.slice(row.from, row.to).trimEnd().length;
    return [{ from: end, to: end, insert: row.closed ? `${text}|` : `${gap}|${text}|` }];
  });
}

/** Deletes a column, unless it is the last one. */
export function deleteColumn(table: Table, column: number): Edit[] {
  if (columns(table) < 2) return [];
  return allRows(table).flatMap((row) => {
    const cell = row.cells[column];
    if (!cell) return [];
    if (column < row.cells.length - 1 || row.closed)
      return [{ from: cell.outerFrom, to: Math.min(cell.outerTo + 1, row.to), insert: '' }];
    return [{ from: column > 0 ? cell.outerFrom - 1 : cell.outerFrom, to: cell.outerTo, insert: '' }];
  });
}

/** Exchanges a column with the one beside it. */
export function moveColumn(table: Table, column: number, by: 1 | -1): Edit[] {
  const [one, two] = by > 0 ? [column, column + 1] : [column - 1, column];
  if (one < 0 || two >= columns(table)) return [];
  return allRows(table).flatMap((row) => {
    const [left, right] = [row.cells[one], row.cells[two]];
    if (!left) return [];
    const gap = spaced(table) ? ' ' : '';
    if (!right) {
      const content = { from: left.from, to: left.to, insert: '' };
      const end = row.from + table.source.slice(row.from, row.to).trimEnd().length;
      const text = table.source.slice(left.from, left.to);
      return text === ''
        ? []
        : [content, { from: end, to: end, insert: `${row.closed ? '' : '|'}${gap}${text}${gap}|` }];
    }
    return [
      { from: left.outerFrom, to: left.outerTo, insert: outer(table, right) },
      { from: right.outerFrom, to: right.outerTo, insert: outer(table, left) },
    ];
  });
}

/** Aligns a column. */
export function alignColumn(table: Table, column: number, align: Align): Edit[] {
  const cell = table.delimiter.cells[column];
  if (!cell) return [];
  const room = Math.max(3, cell.to - cell.from);
  const left = align === 'left' || align === 'center' ? ':' : '';
  const right = align === 'right' || align === 'center' ? ':' : '';
  const insert = left + '-'.repeat(room - left.length - right.length) + right;
  return insert === table.source.slice(cell.from, cell.to) ? [] : [{ from: cell.from, to: cell.to, insert }];
}
