/** Properties in the fake: one line for each key, `[a, b]` or lines with `-` for lists. The engine reads real YAML. */
import type {
  Commands,
  NoteEdit,
  PropertyInfo,
  PropertyKind,
  PropertyRow,
  TextChange,
} from '../../ipc/gen/api';
import { CallError } from '../../ipc/transport';
import { keyOf, kindOf } from '../../properties/model';

interface Entry extends PropertyRow {
  /** Where its lines start and end, with the last break. */
  from: number;
  to: number;
}

interface Front {
  entries: Entry[];
  /** Where the closing line starts and ends, with its break; -1 without front matter. */
  close: number;
  end: number;
  fault: number | null;
}

const plain = (text: string): unknown => {
  const bare = text.replace(/\s+#.*$/, '').trim();
  if (bare === '') return null;
  if (bare === 'true' || bare === 'false') return bare === 'true';
  if (/^-?\d+(?:\.\d+)?$/.test(bare)) return Number(bare);
  return bare.replace(/^(["'])(.*)\1$/, '$2');
};

function read(text: string): Front {
  const none: Front = { entries: [], close: -1, end: 0, fault: null };
  if (!/^---\s*(?:\n|$)/.test(text)) return none;
  const entries: Entry[] = [];
  let at = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const from = at;
    at += line.length + 1;
    if (index === 0) continue;
    if (/^---\s*$/.test(line)) return { entries, close: from, end: Math.min(at, text.length), fault: null };
    const [, key, value = ''] = /^([^\s#:-][^:]*):(?:\s+(.*))?$/.exec(line) ?? [];
    const last = entries.at(-1);
    if (key !== undefined) {
      if (/:\s/.test(value)) return { ...none, close: 0, fault: index + 1 };
      const [, flow] = /^\[(.*)\]$/.exec(value.trim()) ?? [];
      const items = flow
        ?.split(',')
        .map(plain)
        .filter((item) => item !== null);
      entries.push({
        key,
        value: items ?? plain(value),
        source: line,
        line: index + 1,
        editable: true,
        from,
        to: at,
      });
    } else if (last && /^\s+\S|^- /.test(line)) {
      const [, item] = /^\s*-\s+(.*)$/.exec(line) ?? [];
      if (item === undefined) last.editable = false;
      else last.value = [...(Array.isArray(last.value) ? last.value : []), plain(item)];
      last.source += `\n${line}`;
      last.to = at;
    }
  }
  return none;
}

const quoted = (text: string) =>
  /^[\w\p{L}][^:#]*$/u.test(text) && !/^[\d.]+$/.test(text) ? text : JSON.stringify(text);

function written(key: string, value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0
      ? `${key}: []\n`
      : `${key}:\n${value.map((item) => `  - ${quoted(String(item))}\n`).join('')}`;
  }
  if (value === null) return `${key}:\n`;
  const isDate = typeof value === 'string' && kindOf(value).startsWith('date');
  return `${key}: ${typeof value === 'string' && !isDate ? quoted(value) : value}\n`;
}

function plan(text: string, edit: NoteEdit): TextChange[] {
  const { entries, close, end, fault } = read(text);
  if (fault !== null)
    throw new CallError({ code: 'badRequest', message: `line ${fault}: the front matter cannot be read` });
  const find = (key: string) => entries.find((entry) => keyOf(entry.key) === keyOf(key));
  switch (edit.edit) {
    case 'setProperty': {
      const entry = find(edit.key);
      const insert = written(entry?.key ?? edit.key, edit.value);
      if (!entry) {
        return close < 0
          ? [{ from: 0, to: 0, insert: `---\n${insert}---\n` }]
          : [{ from: close, to: close, insert }];
      }
      if (JSON.stringify(entry.value) === JSON.stringify(edit.value)) return [];
      const comment = /\s+#.*$/.exec(entry.source.split('\n')[0] ?? '')?.[0] ?? '';
      return [{ from: entry.from, to: entry.to, insert: insert.replace('\n', `${comment}\n`) }];
    }
    case 'removeProperty': {
      const entry = find(edit.key);
      if (!entry) return [];
      return [
        entries.length === 1
          ? { from: 0, to: end, insert: '' }
          : { from: entry.from, to: entry.to, insert: '' },
      ];
    }
    case 'renameProperty': {
      const entry = find(edit.from);
      if (!entry) return [];
      if (find(edit.to))
        throw new CallError({ code: 'badRequest', message: `there already is a key "${edit.to}"` });
      return [{ from: entry.from, to: entry.from + entry.key.length, insert: edit.to }];
    }
    case 'moveProperty': {
      const entry = find(edit.key);
      if (!entry) return [];
      const at = (edit.before !== undefined && find(edit.before)?.from) || close;
      if (at === entry.from || at === entry.to) return [];
      const moved = { from: at, to: at, insert: text.slice(entry.from, entry.to) };
      const gone = { from: entry.from, to: entry.to, insert: '' };
      return at < entry.from ? [moved, gone] : [gone, moved];
    }
    default:
      throw new CallError({ code: 'badRequest', message: `the fake does not know ${edit.edit}` });
  }
}

type Names = 'properties_read' | 'edit_plan' | 'properties_list' | 'property_values' | 'property_kind_put';
type Handlers = { [C in Names]: (params: Commands[C]['params']) => Commands[C]['result'] };

/** Returns the commands about properties, on the texts of the vault; `chosen` is called once a kind was chosen. */
export function propertyHandlers(
  vault: { files: ReadonlyMap<string, { text: string }> },
  chosen: () => void,
): Handlers {
  const kinds = new Map<string, PropertyKind>();
  const all = () => [...vault.files.values()].flatMap(({ text }) => read(text).entries);
  return {
    properties_read: ({ path, text }) => {
      const { entries, fault } = read(text);
      const problem =
        fault === null
          ? null
          : {
              what: 'frontMatterBroken' as const,
              path,
              line: fault,
              kept: null,
              detail: 'mapping values',
              message: '',
            };
      return { rows: entries.map(({ from: _from, to: _to, ...row }) => row), problem };
    },
    edit_plan: ({ text, with: edit }) => ({ changes: plan(text, edit) }),
    properties_list: () => {
      const found = new Map<string, PropertyInfo>();
      for (const { key: name, value } of all()) {
        const known = found.get(keyOf(name));
        const kind = /^tags?$/i.test(name) ? 'tags' : kindOf(value);
        if (known) known.count++;
        else found.set(keyOf(name), { name, kind, chosen: false, count: 1 });
      }
      for (const [key, kind] of kinds) {
        const { name = key, count = 0 } = found.get(key) ?? {};
        found.set(key, { name, kind, chosen: true, count });
      }
      return { properties: [...found.values()] };
    },
    property_values: ({ name }) => {
      const counts = new Map<string, number>();
      const values = all()
        .filter(({ key }) => keyOf(key) === keyOf(name))
        .flatMap(({ value }) => value);
      for (const value of values) {
        if (value !== null && typeof value !== 'boolean')
          counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
      }
      return {
        values: [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count),
      };
    },
    property_kind_put: ({ name, kind }) => {
      if (kind) kinds.set(keyOf(name), kind);
      else kinds.delete(keyOf(name));
      chosen();
      return {};
    },
  };
}
