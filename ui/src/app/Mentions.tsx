import { ChevronRight, Link2 } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { sayDone } from '../batch/open';
import { Button } from '../design/components/Button';
import { IconButton } from '../design/components/IconButton';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { Mentions as Found, Mention } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';
import { settle } from '../notes/settle';
import { Marked } from '../search/Marked';
import { shownName } from '../tree/paths';
import { reason } from './explain';
import styles from './side.module.css';
import { sayFailed } from './toasts';
import { onEntries } from './vault';
import { openPath } from './workspace';

/** Milliseconds after a change of the vault before mentions are looked for anew. */
const PAUSE = 600;

/** Where other notes name this one without a link; looked for once it is opened. */
export function Mentions({ path }: { path: string }) {
  const [open, setOpen] = useState(false);
  return (
    <section aria-label={m.mentions()}>
      <button type="button" className={styles.row} aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronRight className={styles.fold} size={14} aria-hidden />
        <span className={styles.rowText}>{m.mentions()}</span>
      </button>
      {open && <List key={path} path={path} />}
    </section>
  );
}

function List({ path }: { path: string }) {
  const [found, setFound] = useState<Found | null>(null);
  const [failed, setFailed] = useState<CallError | null>(null);
  const [busy, setBusy] = useState(false);

  const look = useCallback(
    (signal: AbortSignal) =>
      call('mentions', { path }, signal).then(
        (found) => {
          if (signal.aborted) return;
          setFound(found);
          setFailed(null);
        },
        (error) => {
          if (!signal.aborted) setFailed(asCallError(error));
        },
      ),
    [path],
  );
  useEffect(() => {
    const gone = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    void look(gone.signal);
    const stop = onEntries(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void look(gone.signal);
      }, PAUSE);
    });
    return () => {
      gone.abort();
      clearTimeout(timer);
      stop();
    };
  }, [look]);

  const link = async (mentions: readonly Mention[]) => {
    setBusy(true);
    try {
      await linkMentions(path, mentions);
      await look(new AbortController().signal);
    } catch (error) {
      sayFailed(m.mentions_failed({ name: shownName(path) }), error);
    } finally {
      setBusy(false);
    }
  };

  if (failed) return <p className={styles.none}>{reason(failed)}</p>;
  if (!found) return null;
  const { mentions, more, complete } = found;
  const groups = [...new Set(mentions.map((mention) => mention.path))];
  return (
    <>
      {mentions.length === 0 && <p className={styles.none}>{m.mentions_empty()}</p>}
      {mentions.length > 1 && (
        <div className={styles.mentionsAll}>
          <Button disabled={busy} onClick={() => void link(mentions)}>
            {m.mentions_link_all({ count: mentions.length })}
          </Button>
        </div>
      )}
      <ul>
        {groups.map((source) => (
          <li key={source}>
            <p className={styles.mentionsIn} title={source}>
              {shownName(source)}
            </p>
            <ul>
              {mentions
                .filter((mention) => mention.path === source)
                .map((mention) => (
                  <li key={mention.place} className={styles.mention}>
                    <button
                      type="button"
                      className={styles.context}
                      onClick={() => openPath(source, { line: mention.line })}
                    >
                      <Marked text={mention.text} marks={mention.marks} />
                    </button>
                    <IconButton
                      label={m.mentions_link({ name: shownName(source), line: mention.line })}
                      disabled={busy}
                      onClick={() => void link([mention])}
                    >
                      <Link2 size={14} />
                    </IconButton>
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
      {more && <p className={styles.none}>{m.mentions_more()}</p>}
      {!complete && <p className={styles.none}>{m.search_building()}</p>}
    </>
  );
}

/** Makes mentions of a note links to it. */
async function linkMentions(target: string, mentions: readonly Mention[]): Promise<void> {
  const paths = [...new Set(mentions.map(({ path }) => path))];
  await settle(paths);
  const notes = paths.map((path) => {
    const own = mentions.filter((mention) => mention.path === path);
    return { path, revision: own[0]?.revision, places: own.map(({ place }) => place) };
  });
  const operation = { op: 'linkMentions' as const, target, mentions: notes };
  const ended = await call('batch_run', { request: { operation } });
  if (ended.state === 'done') sayDone(ended, m.mentions_linked({ count: mentions.length }));
}
