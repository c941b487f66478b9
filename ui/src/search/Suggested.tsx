import { Folder, Hash } from 'lucide-react';
import { useEffect, useState } from 'react';
import { activeTab, useWorkspace } from '../app/workspace';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { Suggestion } from '../ipc/gen/api';
import { isNotePath } from '../tree/paths';
import styles from './search.module.css';
import { queryOf, useSuggesting } from './suggest';

const REASONS: Record<Suggestion['reason'], () => string> = {
  open: m.suggest_open,
  together: m.suggest_together,
  often: m.suggest_often,
};

/** Tags and folders worth a search: of the note at hand, what goes with it, and what was opened often and lately. */
export function Suggested({ onPick }: { onPick(query: string): void }) {
  const open = useWorkspace((state) => {
    const tab = activeTab(state);
    return tab?.kind === 'file' && isNotePath(tab.path) ? tab.path : undefined;
  });
  const [suggestions, setSuggestions] = useState<readonly Suggestion[]>([]);
  const forgotten = useSuggesting((state) => state.forgotten);
  // biome-ignore lint/correctness/useExhaustiveDependencies: less is known after it is cleared.
  useEffect(() => {
    const asked = new AbortController();
    call('search_suggest', { open }, asked.signal).then(
      ({ suggestions }) => !asked.signal.aborted && setSuggestions(suggestions),
      // Nothing was asked for, so nothing is missed.
      () => !asked.signal.aborted && setSuggestions([]),
    );
    return () => asked.abort();
  }, [open, forgotten]);
  if (suggestions.length === 0) return null;
  return (
    <>
      <h3 className={styles.heading}>{m.suggest_title()}</h3>
      <ul className={styles.suggested} aria-label={m.suggest_title()}>
        {suggestions.map((each) => {
          const Icon = each.kind === 'tag' ? Hash : Folder;
          return (
            <li key={`${each.kind} ${each.value}`}>
              <button
                type="button"
                title={REASONS[each.reason]()}
                data-reason={each.reason}
                onClick={() => onPick(queryOf(each))}
              >
                <Icon size={12} aria-label={each.kind === 'tag' ? m.suggest_tag() : m.suggest_folder()} />
                <span>{each.value}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
