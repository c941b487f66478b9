import { Menu } from '@base-ui/react/menu';
import { Check, ChevronDown } from 'lucide-react';
import menu from '../design/components/menu.module.css';
import { formatNumber } from '../i18n/format';
import { m } from '../i18n/messages';
import type { FacetCount, Facets } from '../ipc/gen/api';
import { type FacetKind, facetTerm, hasTerm, toggleTerm } from './queryText';
import styles from './search.module.css';
import { TYPES } from './types';

const KINDS: readonly { kind: FacetKind; of: keyof Omit<Facets, 'millis'>; label: () => string }[] = [
  { kind: 'folder', of: 'folders', label: m.facet_folder },
  { kind: 'tag', of: 'tags', label: m.facet_tag },
  { kind: 'type', of: 'types', label: m.facet_type },
  { kind: 'year', of: 'years', label: m.facet_year },
];

interface Props {
  facets: Facets | null;
  query: string;
  onQuery(query: string): void;
}

/** Folders, tags, types and years of the hits with their counts; a click writes the condition into the query. */
export function Narrow({ facets, query, onQuery }: Props) {
  return (
    <div className={styles.narrow}>
      {KINDS.map(({ kind, of, label }) => (
        <Facet key={kind} kind={kind} label={label()} counts={facets?.[of]} query={query} onQuery={onQuery} />
      ))}
    </div>
  );
}

interface FacetProps {
  kind: FacetKind;
  label: string;
  /** Absent while they are being counted. */
  counts: FacetCount[] | undefined;
  query: string;
  onQuery(query: string): void;
}

function Facet({ kind, label, counts, query, onQuery }: FacetProps) {
  const items = (counts ?? []).map(({ value, count }) => {
    const term = facetTerm(kind, value);
    return { value, count, term, set: hasTerm(query, term) };
  });
  return (
    <Menu.Root>
      <Menu.Trigger
        className={styles.drop}
        disabled={counts === undefined}
        data-set={items.some(({ set }) => set) || undefined}
      >
        <span>{label}</span>
        <ChevronDown size={12} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={menu.positioner} align="start" sideOffset={4}>
          <Menu.Popup className={`${menu.popup} ${styles.counts}`}>
            {items.length === 0 && (
              <Menu.Item disabled className={menu.item}>
                <span>{m.facet_none()}</span>
              </Menu.Item>
            )}
            {items.map(({ value, count, term, set }) => (
              <Menu.CheckboxItem
                key={value}
                checked={set}
                closeOnClick
                onCheckedChange={() => onQuery(toggleTerm(query, term))}
                className={menu.item}
                title={term}
              >
                <span>{kind === 'type' ? (TYPES[value]?.() ?? value) : value}</span>
                <Menu.CheckboxItemIndicator>
                  <Check size={14} aria-hidden />
                </Menu.CheckboxItemIndicator>
                <small>{formatNumber(count)}</small>
              </Menu.CheckboxItem>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
