import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useState } from 'react';
import { Reason } from '../app/Reason';
import { say } from '../app/toasts';
import { Button } from '../design/components/Button';
import dialog from '../design/components/dialog.module.css';
import { formatNumber, formatSize } from '../i18n/format';
import { m } from '../i18n/messages';
import { call, transport } from '../ipc/client';
import type { ExportPlan } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';
import { endExport, exportTo } from '../platform/exporting';
import { isWithin, nameOf, shownName } from '../tree/paths';
import styles from './batch.module.css';
import type { Task } from './open';
import { Issues, Ways } from './PlanView';

/** Shows what a copy of entries outside the vault would hold, and has it made. */
export function ExportBody({ task }: { task: Task }) {
  const { paths } = task;
  const [plan, setPlan] = useState<ExportPlan | null>(null);
  const [failed, setFailed] = useState<CallError | null>(null);
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);

  useEffect(() => {
    const asked = new AbortController();
    call('export_plan', { paths: [...paths] }, asked.signal).then(setPlan, (error) => {
      if (!asked.signal.aborted) setFailed(asCallError(error));
    });
    return () => asked.abort();
  }, [paths]);

  const door = transport();
  const save = async (folder: boolean) => {
    setFailed(null);
    setProgress({ done: 0, total: plan?.bytes ?? 0 });
    try {
      if (door.exportUrl) {
        download(await door.exportUrl(paths));
        say(m.export_begun());
      } else {
        const title = folder ? m.export_folder() : m.export_zip();
        const made = await exportTo(paths, folder, title, (done, total) => setProgress({ done, total }));
        if (made === null) {
          setProgress(null);
          return;
        }
        const [at] = made.at;
        say(m.export_done({ count: made.files, place: at === undefined ? '' : nameOf(at) }));
      }
      task.ended(null);
    } catch (error) {
      setProgress(null);
      setFailed(asCallError(error));
    }
  };

  const renamed = plan === null ? [] : renamings(paths, plan);
  const empty = plan !== null && plan.files.length + plan.folders.length === 0;
  const [first] = paths;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save(false);
      }}
    >
      <Dialog.Title className={dialog.title}>
        {paths.length === 1 && first !== undefined
          ? m.export_title({ name: shownName(first) })
          : m.export_many_title({ count: paths.length })}
      </Dialog.Title>
      {plan && (
        <p className={styles.idle}>
          {empty
            ? m.export_nothing()
            : m.export_size({
                count: plan.files.length,
                files: formatNumber(plan.files.length),
                size: formatSize(plan.bytes),
              })}
        </p>
      )}
      {plan && renamed.length + plan.left.length > 0 && (
        <section
          className={styles.plan}
          aria-label={m.export_differs()}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          tabIndex={0}
        >
          {plan.left.length > 0 && <p>{m.export_left()}</p>}
          <Issues issues={plan.left} />
          {renamed.length > 0 && <p>{m.export_renamed()}</p>}
          {renamed.length > 0 && <Ways ways={renamed} count={renamed.length} />}
        </section>
      )}
      {failed && (
        <div className={styles.failed} role="alert">
          <Reason error={failed} />
        </div>
      )}
      <div className={dialog.actions}>
        {progress && (
          <progress
            className={styles.progress}
            value={progress.done}
            max={Math.max(1, progress.total)}
            aria-label={m.export_progress()}
          />
        )}
        <Button
          onClick={() => {
            if (progress && !door.exportUrl) void endExport();
            else task.ended(null);
          }}
        >
          {m.cancel()}
        </Button>
        {!door.exportUrl && (
          <Button disabled={!plan || empty || progress !== null} onClick={() => void save(true)}>
            {m.export_folder()}
          </Button>
        )}
        <Button type="submit" tone="primary" disabled={!plan || empty || progress !== null}>
          {m.export_zip()}
        </Button>
      </div>
    </form>
  );
}

/** Returns which of the chosen entries have another name in the copy, because two have the same. */
function renamings(paths: readonly string[], { files, folders }: ExportPlan): { from: string; to: string }[] {
  const tops = new Map<string, string>();
  for (const { path, name } of files) {
    const chosen = paths.find((each) => each !== '' && isWithin(path, each));
    if (chosen !== undefined && !tops.has(chosen)) tops.set(chosen, name.split('/')[0] as string);
  }
  const known = new Set(folders);
  return [...tops]
    .filter(([from, to]) => nameOf(from) !== to)
    .map(([from, to]) => ({ from, to: known.has(to) ? `${to}/` : to }));
}

function download(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  // The server says the file's name.
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}
