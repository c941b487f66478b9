import {
  closeSearchPanel,
  findNext,
  findPrevious,
  replaceAll,
  replaceNext,
  SearchQuery,
  selectMatches,
  setSearchQuery,
} from '@codemirror/search';
import { type Command, type EditorView, runScopeHandlers } from '@codemirror/view';
import {
  ArrowDown,
  ArrowUp,
  CaseSensitive,
  ChevronDown,
  ChevronRight,
  type LucideIcon,
  Regex,
  TextSelect,
  WholeWord,
  X,
} from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { composing } from '../../app/keymap';
import { Button } from '../../design/components/Button';
import { IconButton } from '../../design/components/IconButton';
import { formatNumber } from '../../i18n/format';
import { m } from '../../i18n/messages';
import { type Hits, MOST, placeOf } from './count';
import styles from './find.module.css';
import { showReplace, useFind } from './open';

type Way = 'caseSensitive' | 'wholeWord' | 'regexp';

const WAYS: readonly (readonly [Way, LucideIcon, () => string])[] = [
  ['caseSensitive', CaseSensitive, m.find_match_case],
  ['wholeWord', WholeWord, m.find_by_word],
  ['regexp', Regex, m.find_regexp],
];

interface Props {
  view: EditorView;
  query: SearchQuery;
  /** Null while it is being counted. */
  hits: Hits | null;
  /** Where the selection starts. */
  at: number;
}

/** Find and replace in the open text. */
export function FindBar({ view, query, hits, at }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const replacing = useFind((find) => find.replacing) && !view.state.readOnly;
  useEffect(() => field.current?.select(), []);

  const ask = (change: Partial<Record<Way, boolean>> & { search?: string; replace?: string }) => {
    const { search, replace, caseSensitive, wholeWord, regexp } = query;
    // What is typed is meant as it stands; only expressions have escapes.
    const next = { search, replace, caseSensitive, wholeWord, regexp, ...change };
    view.dispatch({ effects: setSearchQuery.of(new SearchQuery({ ...next, literal: !next.regexp })) });
  };
  const close = () => {
    closeSearchPanel(view);
    view.focus();
  };
  const onKeyDown = (event: KeyboardEvent, enter: Command, back: Command) => {
    if (composing(event.nativeEvent)) return;
    if (event.key === 'Enter' && event.altKey) all();
    else if (event.key === 'Enter') (event.shiftKey ? back : enter)(view);
    else if (!runScopeHandlers(view, event.nativeEvent, 'search-panel')) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const all = () => {
    selectMatches(view);
    view.focus();
  };
  const none = !query.valid || hits?.starts.length === 0;

  return (
    <search className={styles.bar} aria-label={m.find_in_note()}>
      <div className={styles.row}>
        {!view.state.readOnly && (
          <IconButton
            label={m.find_replace_show()}
            aria-expanded={replacing}
            onClick={() => showReplace(!replacing)}
          >
            {replacing ? <ChevronDown size={15} /> : <ChevronRight size={15} />}
          </IconButton>
        )}
        <span className={styles.field}>
          <input
            ref={field}
            // By this name the editor finds the field to give it the focus.
            main-field="true"
            value={query.search}
            placeholder={m.find_find()}
            aria-label={m.find_find()}
            aria-invalid={query.search !== '' && !query.valid}
            spellCheck={false}
            onChange={({ target }) => ask({ search: target.value })}
            onKeyDown={(event) => onKeyDown(event, findNext, findPrevious)}
          />
          {WAYS.map(([way, Icon, label]) => (
            <IconButton
              key={way}
              label={label()}
              pressed={query[way]}
              className={styles.way}
              onClick={() => ask({ [way]: !query[way] })}
            >
              <Icon size={15} />
            </IconButton>
          ))}
        </span>
        <output className={styles.count} data-none={(query.search !== '' && none) || undefined}>
          {counted(query, hits, at)}
        </output>
        <IconButton label={m.find_previous()} disabled={none} onClick={() => findPrevious(view)}>
          <ArrowUp size={15} />
        </IconButton>
        <IconButton label={m.find_next()} disabled={none} onClick={() => findNext(view)}>
          <ArrowDown size={15} />
        </IconButton>
        <IconButton label={m.find_select_all()} disabled={none} onClick={all}>
          <TextSelect size={15} />
        </IconButton>
        <IconButton label={m.close()} onClick={close}>
          <X size={15} />
        </IconButton>
      </div>
      {replacing && (
        <div className={styles.row} data-second="">
          <span className={styles.field}>
            <input
              value={query.replace}
              placeholder={m.find_replace()}
              aria-label={m.find_replace()}
              spellCheck={false}
              onChange={({ target }) => ask({ replace: target.value })}
              onKeyDown={(event) => onKeyDown(event, replaceNext, findPrevious)}
            />
          </span>
          {/* Not taken away under whoever has just pressed them. */}
          <Button aria-disabled={none} onClick={() => replaceNext(view)}>
            {m.find_replace_one()}
          </Button>
          <Button aria-disabled={none} onClick={() => replaceAll(view)}>
            {m.find_replace_all()}
          </Button>
        </div>
      )}
    </search>
  );
}

function counted(query: SearchQuery, hits: Hits | null, at: number): string {
  if (query.search === '') return '';
  if (!query.valid) return m.find_invalid();
  if (!hits) return '…';
  if (hits.starts.length === 0) return m.find_none();
  const total = hits.more
    ? m.find_more_than({ count: formatNumber(MOST) })
    : formatNumber(hits.starts.length);
  const place = placeOf(hits, at);
  return place === null ? m.find_found({ total }) : m.find_place({ place: formatNumber(place), total });
}
