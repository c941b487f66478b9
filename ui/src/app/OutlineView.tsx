import { ListTree } from 'lucide-react';
import { EmptyState } from '../design/components/EmptyState';
import { m } from '../i18n/messages';
import { useEditorStatus } from './editorStatus';
import { explain } from './explain';
import { useNoteInfo } from './noteInfo';
import styles from './side.module.css';
import { openPath } from './workspace';

/** The headings of a note; the one that the cursor stands under is marked. */
export function OutlineView({ path }: { path: string }) {
  const { info, error } = useNoteInfo(path);
  const line = useEditorStatus((status) => status.line);
  if (error) return <EmptyState icon={ListTree} title={explain(error)} />;
  if (!info) return null;
  if (info.headings.length === 0) {
    return (
      <EmptyState icon={ListTree} title={m.outline_empty()}>
        <p>{m.outline_empty_hint()}</p>
      </EmptyState>
    );
  }
  const top = Math.min(...info.headings.map(({ level }) => level));
  const current = info.headings.findLastIndex((heading) => heading.line <= line);
  return (
    <ul className={styles.scroll}>
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
  );
}
