/** Front matter as a quiet block: names and values, never changed from here. A click shows its text. */
import { type EditorView, WidgetType } from '@codemirror/view';
import { m } from '../../i18n/messages';

/** More properties than this are counted only. */
const MOST = 40;

interface Property {
  name: string;
  values: string[];
  list: boolean;
}

const bare = (value: string) => value.trim().replace(/^(["'])(.*)\1$/, '$2');

/** Reads names and plain values; what is nested shows as it is written. */
export function readProperties(source: string): Property[] {
  const found: Property[] = [];
  for (const line of source.split('\n').slice(1, -1)) {
    const [, name, value = ''] = /^([^\s#:-][^:]*):(?:\s+(.*))?$/.exec(line) ?? [];
    const last = found.at(-1);
    if (name !== undefined) {
      const [, listed] = /^\[(.*)\]$/.exec(value.trim()) ?? [];
      const values = listed === undefined ? [bare(value)] : listed.split(',').map(bare);
      found.push({ name, values: values.filter((each) => each !== ''), list: listed !== undefined });
    } else if (last && line.trim() !== '' && !line.trim().startsWith('#')) {
      const [, item] = /^\s*-\s+(.*)$/.exec(line) ?? [];
      last.list ||= item !== undefined;
      last.values.push(bare(item ?? line));
    }
  }
  return found;
}

export class FrontMatterWidget extends WidgetType {
  readonly source: string;

  constructor(source: string) {
    super();
    this.source = source;
  }

  override eq(other: FrontMatterWidget): boolean {
    return other.source === this.source;
  }

  override get estimatedHeight(): number {
    return 24 + 24 * Math.max(1, Math.min(MOST, readProperties(this.source).length));
  }

  override toDOM(view: EditorView): HTMLElement {
    const host = document.createElement('div');
    host.className = 'lp-block lp-front';
    const properties = readProperties(this.source);
    const rows = document.createElement('dl');
    for (const { name, values, list } of properties.slice(0, MOST)) {
      const key = document.createElement('dt');
      key.textContent = name;
      const value = document.createElement('dd');
      if (list) {
        value.append(
          ...values.map((each) => {
            const chip = document.createElement('span');
            chip.className = 'lp-chip';
            chip.textContent = each;
            return chip;
          }),
        );
      } else {
        value.textContent = values.join(' ');
      }
      rows.append(key, value);
    }
    host.append(rows);
    if (properties.length === 0) host.textContent = m.properties_none();
    if (properties.length > MOST) host.append(m.more_count({ count: properties.length - MOST }));
    host.addEventListener('click', () => {
      const from = view.posAtDOM(host);
      const { to } = view.state.doc.lineAt(Math.min(from + 4, view.state.doc.length));
      view.dispatch({ selection: { anchor: to }, scrollIntoView: true });
      view.focus();
    });
    return host;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}
