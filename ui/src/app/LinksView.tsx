import {
  ArrowDownAZ,
  ArrowDownWideNarrow,
  ChevronRight,
  ChevronsDownUp,
  ChevronsUpDown,
  FileText,
  FileX2,
  Link2,
} from 'lucide-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { EmptyState } from '../design/components/EmptyState';
import { IconButton } from '../design/components/IconButton';
import { getLocale } from '../i18n/gen/runtime.js';
import { m } from '../i18n/messages';
import type { NoteLink } from '../ipc/gen/api';
import { Marked } from '../search/Marked';
import { parentOf, shownName } from '../tree/paths';
import { context, type Group, grouped, linesOf, type Order } from './backlinks';
import { reason } from './explain';
import { follow } from './follow';
import { useNoteInfo } from './noteInfo';
import { part } from './part';
import styles from './side.module.css';
import { openPath } from './workspace';

const Mentions = part(async () => (await import('./Mentions')).Mentions);

/** Who links to a note, and what it links to. */
export function LinksView({ path }: { path: string }) {
  const { info, error } = useNoteInfo(path);
  if (error) return <EmptyState icon={Link2} title={reason(error)} />;
  if (!info) return null;
  return (
    <div className={styles.scroll}>
      <Backlinks links={info.backlinks} />
      <Suspense>
        <Mentions path={path} />
      </Suspense>
      <h3 className={styles.group}>{m.outgoing()}</h3>
      {info.links.length === 0 && <p className={styles.none}>{m.outgoing_empty()}</p>}
      <ul>
        {info.links.map((link, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: equal links of one line differ by place alone.
          <li key={`${link.target} ${index}`}>
            <Outgoing link={link} from={path} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Backlinks({ links }: { links: readonly NoteLink[] }) {
  const [order, setOrder] = useState<Order>('name');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const groups = grouped(links, order, getLocale());
  const toggle = (source: string) => {
    const next = new Set(closed);
    if (!next.delete(source)) next.add(source);
    setClosed(next);
  };
  const allClosed = groups.every(({ source }) => closed.has(source));
  return (
    <section>
      <div className={styles.groupHead}>
        <h3 className={styles.group}>
          {m.backlinks()} {links.length > 0 && <span>{links.length}</span>}
        </h3>
        {groups.length > 1 && (
          <>
            <IconButton
              label={order === 'name' ? m.backlinks_by_count() : m.backlinks_by_name()}
              onClick={() => setOrder(order === 'name' ? 'count' : 'name')}
            >
              {order === 'name' ? <ArrowDownAZ size={14} /> : <ArrowDownWideNarrow size={14} />}
            </IconButton>
            <IconButton
              label={allClosed ? m.backlinks_open() : m.backlinks_close()}
              onClick={() => setClosed(new Set(allClosed ? [] : groups.map(({ source }) => source)))}
            >
              {allClosed ? <ChevronsUpDown size={14} /> : <ChevronsDownUp size={14} />}
            </IconButton>
          </>
        )}
      </div>
      {links.length === 0 && <p className={styles.none}>{m.backlinks_empty()}</p>}
      <ul>
        {groups.map((group) => (
          <li key={group.source}>
            <button
              type="button"
              className={styles.row}
              title={group.source}
              aria-expanded={!closed.has(group.source)}
              onClick={() => toggle(group.source)}
            >
              <ChevronRight className={styles.fold} size={14} aria-hidden />
              <span className={styles.rowText}>{group.title}</span>
              <span className={styles.rowMeta}>{group.links.length}</span>
            </button>
            {!closed.has(group.source) && <Lines group={group} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The lines of a note that link here, read when they are about to be seen. */
function Lines({ group }: { group: Group }) {
  const list = useRef<HTMLUListElement>(null);
  const [lines, setLines] = useState<readonly string[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other links mean another text.
  useEffect(() => {
    const abort = new AbortController();
    const watch = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      watch.disconnect();
      // Without its text the number of the line is shown.
      linesOf(group.source, abort.signal).then(setLines, () => {});
    });
    watch.observe(list.current as HTMLUListElement);
    return () => {
      watch.disconnect();
      abort.abort();
    };
  }, [group.source, group.links.map(({ line }) => line).join()]);
  return (
    <ul ref={list}>
      {group.links.map(({ source, target, line }, index) => {
        const { text, marks } = context(lines?.[line - 1] ?? '', target);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: equal links of one line differ by place alone.
          <li key={`${line} ${index}`}>
            <button type="button" className={styles.context} onClick={() => openPath(source, { line })}>
              {text ? <Marked text={text} marks={marks} /> : m.line_number({ line })}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Outgoing({ link, from }: { link: NoteLink; from: string }) {
  const fragment = link.fragment ?? undefined;
  const name = link.path ? shownName(link.path) : link.target;
  return (
    <button
      type="button"
      className={styles.row}
      data-muted={link.path === null || undefined}
      title={link.path ? parentOf(link.path) : undefined}
      onClick={() => void follow(from, { kind: 'note', target: link.target, fragment })}
    >
      {link.path ? <FileText size={14} aria-hidden /> : <FileX2 size={14} aria-hidden />}
      <span className={styles.rowText}>{fragment ? `${name} › ${fragment}` : name}</span>
      {link.path === null && <span className={styles.rowMeta}>{m.link_unresolved()}</span>}
    </button>
  );
}
