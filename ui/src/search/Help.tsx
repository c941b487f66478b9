import { m } from '../i18n/messages';
import styles from './search.module.css';

const red = m.sample_red;
const fox = m.sample_fox;

/** What can be written into a query; only the words in the samples are those of the user's language. */
export const OPERATORS: readonly [sample: () => string, meaning: () => string][] = [
  [() => `${red()} ${fox()}`, m.search_op_words],
  [() => `"${red()} ${fox()}"`, m.search_op_phrase],
  [() => `${red()} OR ${m.sample_blue()}`, m.search_op_or],
  [() => `-${m.sample_draft()}`, m.search_op_not],
  [() => `(a OR b) ${fox()}`, m.search_op_group],
  [() => 'arch*', m.search_op_prefix],
  [() => '/v\\d+/', m.search_op_regex],
  [() => `tag:${m.sample_design()}`, m.search_op_tag],
  [() => `folder:"${m.sample_folder()}"`, m.search_op_folder],
  [() => `title:${m.sample_plan()}`, m.search_op_title],
  [() => 'path:2026', m.search_op_path],
  [() => `line:(${red()} ${fox()})`, m.search_op_line],
  [() => `task-todo:${m.sample_call()}`, m.search_op_todo],
  [() => `task-done:${m.sample_call()}`, m.search_op_done],
  [() => `[${m.sample_status()}:${m.sample_open()}]`, m.search_op_property],
  [() => 'modified:>2026-01', m.search_op_modified],
  [() => 'created:today', m.search_op_created],
  [() => 'size:>1mb', m.search_op_size],
  [() => 'type:pdf', m.search_op_type],
];

/** The query language in a table; a click writes the sample into the field. */
export function Help({ insert }: { insert(text: string): void }) {
  return (
    <ul className={styles.operators}>
      {OPERATORS.map(([write, meaning]) => {
        const sample = write();
        return (
          <li key={sample}>
            <button type="button" onClick={() => insert(sample)}>
              <code>{sample}</code>
              <span>{meaning()}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
