import {
  AlertTriangle,
  CircleCheck,
  CloudOff,
  Eye,
  EyeOff,
  FileX2,
  History,
  Loader,
  PencilLine,
} from 'lucide-react';
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { showConflicts } from '../conflicts/open';
import { formatNumber } from '../i18n/format';
import { m } from '../i18n/messages';
import type { Problem, Progress, Stage } from '../ipc/gen/api';
import { type OpenNote, openNote, useOpenNotes, useSession, useUnsavedPaths } from '../notes/open';
import { showSyncCentre } from '../sync/open';
import { useEditorStatus } from './editorStatus';
import { showRight } from './layout';
import { part, persist } from './part';
import styles from './StatusBar.module.css';
import { useVault } from './vault';
import { openPath, selectActivePath, useWorkspace } from './workspace';

const ProblemList = part(async () => (await import('./ProblemList')).ProblemList);

/** What goes on, at the lower edge: work of the engine on the left, the note on the right. */
export function StatusBar() {
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: at the top level a footer is a landmark, and those have names.
    <footer className={styles.bar} aria-label={m.landmark_status()}>
      <Work />
      <Versions />
      <Watching />
      <Unread />
      <Problems />
      <span className={styles.gap} />
      <Unsaved />
      <NoteStatus />
    </footer>
  );
}

const STAGES: Record<Stage, () => string> = {
  scan: m.stage_scan,
  catalog: m.stage_catalog,
  index: m.stage_index,
  version: m.stage_version,
  maintain: m.stage_maintain,
  batch: m.stage_batch,
};

function Work() {
  const progress = useVault((vault) => vault.progress);
  const behind = useVault(({ status }) => status !== null && status.indexedSeq < status.journalSeq);
  const [first] = progress.values();
  if (first) return <ProgressItem progress={first} />;
  return behind ? <Item icon={<Loader size={13} className={styles.spin} />}>{m.search_behind()}</Item> : null;
}

function ProgressItem({ progress: { stage, done, total } }: { progress: Progress }) {
  const name = STAGES[stage]();
  // Some work cannot be counted: it is under way or done.
  const counted = total > 1;
  const text = counted
    ? m.progress_of({ stage: name, done: formatNumber(done), total: formatNumber(total) })
    : name;
  return (
    <span className={styles.item}>
      <progress
        className={styles.progress}
        value={counted ? done : undefined}
        max={counted ? total : undefined}
        aria-label={name}
      />
      {text}
    </span>
  );
}

function Versions() {
  const state = useVault(({ status }) => {
    if (!status) return null;
    if (!status.history) return 'off';
    return status.versionedSeq < status.journalSeq ? 'pending' : 'on';
  });
  const conflicts = useVault(({ status }) => status?.conflicts ?? 0);
  if (!state) return null;
  const text = { on: m.versions_on, pending: m.versions_pending, off: m.versions_off }[state]();
  return (
    <>
      <button type="button" className={styles.item} onClick={() => showRight('versions')}>
        <History size={13} aria-hidden />
        {text}
      </button>
      {conflicts > 0 && (
        <button
          type="button"
          className={styles.item}
          data-tone="warn"
          onClick={() => showConflicts('conflicts')}
        >
          <AlertTriangle size={13} aria-hidden />
          {m.conflicts_count({ count: conflicts })}
        </button>
      )}
    </>
  );
}

/** A problem in words, which load when there is one. */
function useWords(problem: Problem | null): string | null {
  const [words, setWords] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    setWords(null);
    if (problem)
      void persist(() => import('./problems')).then(
        ({ explainProblem }) => !gone && setWords(explainProblem(problem).text),
      );
    return () => {
      gone = true;
    };
  }, [problem]);
  return words;
}

function Watching() {
  const mode = useVault(({ status }) => status?.watching);
  const why = useWords(useVault(({ status }) => status?.watchingReason) ?? null);
  if (!mode) return null;
  const text = mode === 'native' ? m.watch_native() : mode === 'polling' ? m.watch_polling() : m.watch_off();
  const Icon = mode === 'off' ? EyeOff : Eye;
  return (
    <button
      type="button"
      className={styles.item}
      title={why ?? m.sync_open()}
      aria-label={`${text}: ${m.sync_open()}`}
      onClick={showSyncCentre}
    >
      <Icon size={13} aria-hidden />
      <span className={styles.roomy}>{text}</span>
    </button>
  );
}

/** Files that could not be read, or are set aside. */
function Unread() {
  const count = useVault(({ standings }) => {
    let unread = 0;
    for (const { state } of standings.values()) if (state !== 'conflicted') unread++;
    return unread;
  });
  if (count === 0) return null;
  return (
    <button type="button" className={styles.item} data-tone="bad" onClick={showSyncCentre}>
      <FileX2 size={13} aria-hidden />
      {m.sync_unread_count({ count })}
    </button>
  );
}

function Problems() {
  const any = useVault((vault) => vault.problems.length > 0);
  return (
    any && (
      <Suspense>
        <ProblemList />
      </Suspense>
    )
  );
}

/** Notes without a tab of their own, or behind others, whose text is not in its file. */
function Unsaved() {
  const active = useWorkspace(selectActivePath);
  const paths = useUnsavedPaths((state) => state.paths);
  const failing = [...paths].filter(
    (path) => path !== active && openNote(path)?.session.state().save === 'failed',
  );
  const [first] = failing;
  if (first === undefined) return null;
  return (
    <button type="button" className={styles.item} data-tone="bad" onClick={() => openPath(first)}>
      <AlertTriangle size={13} aria-hidden />
      {m.unsaved_elsewhere({ count: failing.length })}
    </button>
  );
}

function NoteStatus() {
  const path = useWorkspace(selectActivePath);
  const note = useOpenNotes(({ entries }) => {
    const entry = path === null ? undefined : entries.get(path);
    return entry && 'note' in entry ? entry.note : null;
  });
  return note && <OpenNoteStatus note={note} />;
}

function OpenNoteStatus({ note }: { note: OpenNote }) {
  const { line, column, words, selected, keys } = useEditorStatus();
  const { save } = useSession(note);
  return (
    <>
      {keys && <span className={styles.item}>{keys}</span>}
      <span className={styles.item}>{m.cursor_at({ line, column })}</span>
      {selected !== null ? (
        <span className={styles.item}>{m.selection_words({ count: formatNumber(selected) })}</span>
      ) : (
        words !== null && <span className={styles.item}>{m.words({ count: formatNumber(words) })}</span>
      )}
      <span role="status" className={styles.item} data-tone={save === 'failed' ? 'bad' : undefined}>
        {note.readOnly ? (
          m.state_readonly()
        ) : save === 'failed' || save === 'removed' ? (
          <>
            <CloudOff size={13} aria-hidden />
            {m.state_failed()}
          </>
        ) : save === 'saved' ? (
          <>
            <CircleCheck size={13} aria-hidden />
            {m.state_saved()}
          </>
        ) : (
          <>
            <PencilLine size={13} aria-hidden />
            {save === 'saving' ? m.state_saving() : m.state_dirty()}
          </>
        )}
      </span>
    </>
  );
}

function Item({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <span className={styles.item}>
      {icon}
      {children}
    </span>
  );
}
