import { m } from '../i18n/messages';
import styles from './search.module.css';

/** What can be written into a query. The samples are the query language itself and the same in every language. */
const OPERATORS: readonly [sample: string, meaning: () => string][] = [
  ['red fox', m.search_op_words],
  ['"red fox"', m.search_op_phrase],
  ['red OR blue', m.search_op_or],
  ['-draft', m.search_op_not],
  ['(a OR b) fox', m.search_op_group],
  ['arch*', m.search_op_prefix],
  ['/v\\d+/', m.search_op_regex],
  ['tag:design', m.search_op_tag],
  ['folder:"a/b"', m.search_op_folder],
  ['title:plan', m.search_op_title],
  ['path:2026', m.search_op_path],
  ['line:(red fox)', m.search_op_line],
  ['task-todo:call', m.search_op_todo],
  ['task-done:call', m.search_op_done],
  ['[status:open]', m.search_op_property],
  ['modified:>2026-01', m.search_op_modified],
  ['created:today', m.search_op_created],
  ['size:>1mb', m.search_op_size],
  ['type:pdf', m.search_op_type],
];

/** The query language in a table; a click writes the sample into the field. */
export function Help({ insert }: { insert(text: string): void }) {
  return (
    <ul className={styles.operators}>
      {OPERATORS.map(([sample, meaning]) => (
        <li key={sample}>
          <button type="button" onClick={() => insert(sample)}>
            <code>{sample}</code>
            <span>{meaning()}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
