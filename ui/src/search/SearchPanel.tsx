import { Popover } from '@base-ui/react/popover';
import {
  CircleHelp,
  History,
  MessageCircleQuestionMark,
  Replace,
  Search,
  SearchX,
  Star,
  X,
} from 'lucide-react';
import { type KeyboardEvent, Suspense, useEffect, useId, useRef } from 'react';
import { reason } from '../app/explain';
import { composing } from '../app/keymap';
import { part } from '../app/part';
import { useVault } from '../app/vault';
import { askReplace } from '../batch/open';
import { Button } from '../design/components/Button';
import controls from '../design/components/components.module.css';
import { EmptyState } from '../design/components/EmptyState';
import { IconButton } from '../design/components/IconButton';
import { formatNumber } from '../i18n/format';
import { m } from '../i18n/messages';
import { explainFault } from './faults';
import { Help } from './Help';
import { Narrow } from './Narrow';
import { splitAtColumn } from './queryText';
import { Results } from './Results';
import { forgetQueries, keepQuery, useRecent } from './recent';
import { useSearchRequest } from './request';
import { SavedList } from './SavedList';
import { SortMenu } from './SortMenu';
import { Suggested } from './Suggested';
import { toggleSaved, useSaved } from './saved';
import { openHit, search, startSearch, useSearch } from './search';
import styles from './search.module.css';
import { useSuggesting } from './suggest';
import { askWhy, chooseWhy, useWhy } from './why';

const WhyDialog = part(async () => (await import('./WhyDialog')).WhyDialog);

/** Hits that a page key goes over. */
const LEAP = 8;
/** The last request that took the focus: a panel that is drawn anew must not take it again. */
let heard = 0;

/** The search panel in the left sidebar. */
export function SearchPanel() {
  startSearch();
  const state = useSearch();
  const field = useRef<HTMLInputElement>(null);
  const request = useSearchRequest();
  const why = useWhy(({ asked }) => asked !== null);
  const id = useId();

  useEffect(() => {
    if (request.count === heard) return;
    heard = request.count;
    if (request.query !== '' && request.query !== search.state().text) search.search(request.query);
    // A panel that was hidden can be focused from the next frame on.
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.select();
    });
  }, [request]);

  const set = (text: string) => {
    search.search(text);
    field.current?.focus();
  };
  const insert = (text: string) => {
    const before = search.state().text.trimEnd();
    search.type(before === '' ? text : `${before} ${text}`);
    field.current?.focus();
  };

  const { hits, active, text } = state;
  const move = (to: number) => search.choose(Math.min(Math.max(0, to), hits.length - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    if (composing(event.nativeEvent)) return;
    const chosen = hits[active];
    if (event.key === 'Enter' && event.altKey && !event.ctrlKey && !event.metaKey && chosen) {
      event.preventDefault();
      askWhy(chosen.path);
      return;
    }
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (!plain) return;
    if (event.key === 'ArrowDown' && hits.length > 0) move(active + 1);
    else if (event.key === 'ArrowUp' && hits.length > 0) move(active - 1);
    else if (event.key === 'PageDown' && hits.length > 0) move(active + LEAP);
    else if (event.key === 'PageUp' && hits.length > 0) move(active - LEAP);
    else if (event.key === 'Enter') {
      const hit = hits[active];
      if (hit) openHit(hit);
    } else if (event.key === 'Escape' && text !== '') search.search('');
    else return;
    event.preventDefault();
  };

  const optionId = (index: number) => `${id}-hit-${index}`;
  const listId = `${id}-hits`;

  return (
    <search className={styles.panel}>
      <div className={styles.field} data-busy={state.busy || undefined}>
        <Search size={14} aria-hidden />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={m.search_label()}
          aria-expanded={hits.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-activedescendant={hits[active] ? optionId(active) : undefined}
          aria-invalid={state.error?.code === 'badQuery' || undefined}
          aria-describedby={`${id}-notice`}
          placeholder={m.search_placeholder()}
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          value={text}
          onChange={(event) => search.type(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={() =>
            state.answered === text && state.total > 0 && useSuggesting.getState().on && keepQuery(text)
          }
        />
        {text !== '' && (
          <IconButton label={m.search_clear()} onClick={() => set('')}>
            <X size={14} />
          </IconButton>
        )}
        {text.trim() !== '' && <SaveButton query={text.trim()} />}
        <HelpButton insert={insert} />
      </div>
      <div id={`${id}-notice`}>
        <Notice />
      </div>
      {state.answered !== null && (
        <>
          <div className={styles.summary}>
            <p role="status">{total(state.total, state.capped)}</p>
            {hits.length > 0 && (
              <IconButton label={m.replace_found()} onClick={() => void askReplace(replacing(text.trim()))}>
                <Replace size={14} />
              </IconButton>
            )}
            <IconButton label={m.why_not()} onClick={chooseWhy}>
              <MessageCircleQuestionMark size={14} />
            </IconButton>
            <SortMenu />
          </div>
          <Narrow facets={state.facets} query={text} onQuery={search.search.bind(search)} />
        </>
      )}
      {state.answered === null && state.error === null && text.trim() === '' && (
        <Start onPick={set} insert={insert} />
      )}
      {state.answered !== null && hits.length === 0 && (
        <EmptyState icon={SearchX} title={m.search_none()}>
          <p>{m.search_none_hint()}</p>
          <Button onClick={chooseWhy}>{m.why_not()}</Button>
        </EmptyState>
      )}
      <Results id={listId} optionId={optionId} state={state} />
      {why && (
        <Suspense>
          <WhyDialog />
        </Suspense>
      )}
    </search>
  );
}

/** A plain word is what is to be replaced, anything else says where. */
function replacing(query: string) {
  return /^[\p{L}\p{N}_]+$/u.test(query) && query !== 'OR' ? { find: query, query: '' } : { find: '', query };
}

function total(count: number, capped: boolean): string {
  const shown = formatNumber(count);
  if (capped) return m.search_results_least({ count: shown });
  return count === 1 ? m.search_results({ count: 1 }) : m.search_results({ count: shown });
}

/** What stands between a question and its whole answer. */
function Notice() {
  const { error, text, complete, answered } = useSearch();
  const progress = useVault((vault) => vault.progress.get('index'));
  if (error?.code === 'badQuery') {
    const [read, unread] = splitAtColumn(text, error.column);
    const fault = explainFault(error);
    return (
      <div className={styles.notice} role="status">
        <p>{m.search_bad()}</p>
        <p className={styles.query}>
          {read}
          <em>{unread}</em>
        </p>
        <p className={styles.detail}>{fault.text}</p>
        {fault.detail !== null && <p className={controls.raw}>{fault.detail}</p>}
      </div>
    );
  }
  if (error) {
    return (
      <div className={styles.notice} data-tone="bad" role="alert">
        <p>{m.search_failed({ message: reason(error) })}</p>
        <Button onClick={() => search.retry()}>{m.retry()}</Button>
      </div>
    );
  }
  if (answered !== null && !complete) {
    return (
      <div className={styles.notice} role="status">
        <p>
          {progress
            ? m.search_building_of({ done: formatNumber(progress.done), total: formatNumber(progress.total) })
            : m.search_building()}
        </p>
      </div>
    );
  }
  return null;
}

interface StartProps {
  onPick(query: string): void;
  insert(text: string): void;
}

/** What the panel shows before anything is asked: what was asked before, and what could be. */
function Start({ onPick, insert }: StartProps) {
  const { queries } = useRecent();
  const { on } = useSuggesting();
  return (
    <div className={styles.start}>
      <SavedList onPick={onPick} />
      {on && <Suggested onPick={onPick} />}
      {on && queries.length > 0 && <Recent queries={queries} onPick={onPick} />}
      <h3 className={styles.heading}>{m.search_language()}</h3>
      <Help insert={insert} />
    </div>
  );
}

function Recent({ queries, onPick }: { queries: readonly string[]; onPick(query: string): void }) {
  return (
    <>
      <div className={styles.headingRow}>
        <h3 className={styles.heading}>{m.search_recent()}</h3>
        <IconButton label={m.search_recent_clear()} onClick={forgetQueries}>
          <X size={14} />
        </IconButton>
      </div>
      <ul className={styles.recent}>
        {queries.slice(0, 8).map((query) => (
          <li key={query}>
            <button type="button" onClick={() => onPick(query)}>
              <History size={13} aria-hidden />
              <span>{query}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function SaveButton({ query }: { query: string }) {
  const saved = useSaved(({ saved }) => saved.some((each) => each.query === query));
  return (
    <IconButton
      label={saved ? m.search_unsave() : m.search_save()}
      pressed={saved}
      onClick={() => toggleSaved(query)}
    >
      <Star size={14} fill={saved ? 'currentColor' : 'none'} />
    </IconButton>
  );
}

function HelpButton({ insert }: { insert(text: string): void }) {
  return (
    <Popover.Root>
      <Popover.Trigger className={controls.iconButton} aria-label={m.search_help()}>
        <CircleHelp size={14} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className={controls.floating} side="right" align="start" sideOffset={8}>
          <Popover.Popup className={styles.help}>
            <Popover.Title className={styles.heading}>{m.search_language()}</Popover.Title>
            <Help insert={insert} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
