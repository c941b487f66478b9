import { FileText, FileX2, Link2 } from 'lucide-react';
import { EmptyState } from '../design/components/EmptyState';
import { m } from '../i18n/messages';
import type { NoteLink } from '../ipc/gen/api';
import { parentOf, shownName } from '../tree/paths';
import { reason } from './explain';
import { follow } from './follow';
import { useNoteInfo } from './noteInfo';
import styles from './side.module.css';
import { openPath } from './workspace';

/** Who links to a note, and what it links to. */
export function LinksView({ path }: { path: string }) {
  const { info, error } = useNoteInfo(path);
  if (error) return <EmptyState icon={Link2} title={reason(error)} />;
  if (!info) return null;
  return (
    <div className={styles.scroll}>
      <h3 className={styles.group}>{m.backlinks()}</h3>
      {info.backlinks.length === 0 && <p className={styles.none}>{m.backlinks_empty()}</p>}
      <ul>
        {info.backlinks.map((link, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: equal links of one line differ by place alone.
          <li key={`${link.source} ${index}`}>
            <button
              type="button"
              className={styles.row}
              title={link.source}
              onClick={() => openPath(link.source, { line: link.line })}
            >
              <FileText size={14} aria-hidden />
              <span className={styles.rowText}>{link.sourceTitle}</span>
              <span className={styles.rowMeta}>{m.line_number({ line: link.line })}</span>
            </button>
          </li>
        ))}
      </ul>
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
