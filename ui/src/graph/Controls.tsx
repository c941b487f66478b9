/** What the graph shows, and what its colours mean. */
import { useEffect, useId, useState } from 'react';
import { tree } from '../app/vault';
import { m } from '../i18n/messages';
import type { CallError } from '../ipc/transport';
import { explainFault } from '../search/faults';
import styles from './graph.module.css';
import type { Grouping, Groups } from './model';
import { changeOptions, type Options, type Which } from './options';

const PAUSE = 400;
/** A longer list of folders helps nobody, and takes long to draw. */
const MOST_FOLDERS = 2000;

interface Props {
  which: Which;
  options: Options;
  groups: Groups;
  error: CallError | null;
}

export function Controls({ which, options, groups, error }: Props) {
  const id = useId();
  const [query, setQuery] = useState(options.query);
  useEffect(() => {
    if (query === options.query) return;
    const timer = setTimeout(() => changeOptions(which, { query }), PAUSE);
    return () => clearTimeout(timer);
  }, [which, query, options.query]);
  const set = (change: Partial<Options>) => changeOptions(which, change);
  const folders = tree.folderPaths().slice(0, MOST_FOLDERS);
  const wrong = error?.code === 'badQuery' ? explainFault(error).text : null;
  return (
    <section className={styles.controls} aria-label={m.graph_filters()}>
      <input
        type="search"
        className={styles.field}
        value={query}
        placeholder={m.graph_query()}
        aria-label={m.graph_query()}
        aria-invalid={wrong !== null}
        aria-describedby={wrong === null ? undefined : `${id}-wrong`}
        spellCheck={false}
        onChange={(event) => setQuery(event.target.value)}
      />
      {wrong !== null && (
        <p id={`${id}-wrong`} className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
      <select
        className={styles.field}
        value={options.folder}
        aria-label={m.graph_folder()}
        onChange={(event) => set({ folder: event.target.value })}
      >
        <option value="">{m.graph_folder_any()}</option>
        {/* One that is gone still says what is filtered by. */}
        {options.folder !== '' && !folders.includes(options.folder) && (
          <option value={options.folder}>{options.folder}</option>
        )}
        {folders.map((folder) => (
          <option key={folder} value={folder}>
            {folder}
          </option>
        ))}
      </select>
      <Check label={m.graph_tags()} on={options.tags} onChange={(tags) => set({ tags })} />
      <Check
        label={m.graph_attachments()}
        on={options.attachments}
        onChange={(attachments) => set({ attachments })}
      />
      <Check
        label={m.graph_unresolved()}
        on={options.unresolved}
        onChange={(unresolved) => set({ unresolved })}
      />
      {which === 'whole' && (
        <Check label={m.graph_orphans()} on={options.orphans} onChange={(orphans) => set({ orphans })} />
      )}
      <select
        className={styles.field}
        value={options.grouping}
        aria-label={m.graph_groups()}
        onChange={(event) => set({ grouping: event.target.value as Grouping })}
      >
        <option value="none">{m.graph_group_none()}</option>
        <option value="folder">{m.graph_group_folder()}</option>
        <option value="tag">{m.graph_group_tag()}</option>
      </select>
      {groups.names.length > 0 && (
        <ul className={styles.legend}>
          {groups.names.map((name, at) => (
            <li key={name} title={name}>
              <i style={{ background: `var(--group-${at + 1})` }} />
              <span>{name}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Check({ label, on, onChange }: { label: string; on: boolean; onChange(on: boolean): void }) {
  return (
    <label className={styles.check}>
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
