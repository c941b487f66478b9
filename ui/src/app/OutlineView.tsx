import { ListTree } from 'lucide-react';
import { EmptyState } from '../design/components/EmptyState';
import { m } from '../i18n/messages';
import type { Problem } from '../ipc/gen/api';
import { useEditorStatus } from './editorStatus';
import { reason } from './explain';
import { useNoteInfo } from './noteInfo';
import { ProblemText } from './ProblemText';
import styles from './side.module.css';
import { openPath } from './workspace';

/** The headings of a note; the one that the cursor stands under is marked. */
export function OutlineView({ path }: { path: string }) {
  const { info, error } = useNoteInfo(path);
  const line = useEditorStatus((status) => status.line);
  if (error) return <EmptyState icon={ListTree} title={reason(error)} />;
  if (!info) return null;
  if (info.headings.length === 0) {
    return (
      <>
        <Unread problem={info.problem} />
        <EmptyState icon={ListTree} title={m.outline_empty()}>
          <p>{m.outline_empty_hint()}</p>
        </EmptyState>
      </>
    );
  }
  const top = Math.min(...info.headings.map(({ level }) => level));
  const current = info.headings.findLastIndex((heading) => heading.line <= line);
  return (
    <div className={styles.scroll}>
      <Unread problem={info.problem} />
      <ul>
        {info.headings.map((heading, index) => (
          <li key={`${heading.line} ${heading.text}`}>
            <button
              type="button"
              className={styles.row}
              data-muted={heading.level > top || undefined}
              data-current={index === current || undefined}
              aria-current={index === current ? 'location' : undefined}
              style={{ paddingInlineStart: 8 + (heading.level - top) * 14 }}
              onClick={() => openPath(path, { line: heading.line })}
            >
              <span className={styles.rowText}>{heading.text}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What of the note could not be read, so that its properties or a part of it are missing here. */
function Unread({ problem }: { problem: Problem | null }) {
  if (!problem) return null;
  return (
    <p className={styles.unread} role="note">
      <ProblemText problem={problem} />
    </p>
  );
}
