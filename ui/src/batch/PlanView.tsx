import { AlertTriangle, ArrowRight, Info } from 'lucide-react';
import { formatSize } from '../i18n/format';
import { m } from '../i18n/messages';
import type { BatchIssue, BatchPlan, ChangedLine, PlannedEdit } from '../ipc/gen/api';
import { Marked } from '../search/Marked';
import { parentOf } from '../tree/paths';
import styles from './batch.module.css';
import { changed, issueText } from './words';

/** Rows of each list that are shown; the counts are of all. */
const SHOWN = 100;

/** What a plan comes to: obstacles first, then what moves, what changes in which line, what goes. */
export function PlanView({ plan }: { plan: BatchPlan }) {
  const { moves, edits, notes, removals, arrivals, issues } = plan;
  // A single move is in the title already.
  const shownMoves = moves.length > 1 ? moves.slice(0, SHOWN) : [];
  return (
    <section
      className={styles.plan}
      aria-label={m.batch_plan()}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
    >
      <Issues issues={issues} />
      {shownMoves.length > 0 && <Ways ways={shownMoves} count={moves.length} />}
      {arrivals.length > 0 && (
        <ul>
          {arrivals.slice(0, SHOWN).map(({ to, size, replaces }) => (
            <li key={to} className={styles.arrival}>
              <span>{to}</span>
              <span>{replaces ? m.copy_in_replaces({ size: formatSize(size) }) : formatSize(size)}</span>
            </li>
          ))}
          <More count={arrivals.length - SHOWN} />
        </ul>
      )}
      {edits.length > 0 && (
        <ul>
          {edits.slice(0, SHOWN).map((edit) => (
            <Edited key={edit.path} edit={edit} />
          ))}
          <More count={notes - Math.min(SHOWN, edits.length)} />
        </ul>
      )}
      {removals.length > 0 && (
        <ul>
          {removals.slice(0, SHOWN).map(({ path }) => (
            <li key={path}>{path}</li>
          ))}
          <More count={removals.length - SHOWN} />
        </ul>
      )}
    </section>
  );
}

/** What is in the way, and what else should be known. */
export function Issues({ issues }: { issues: readonly BatchIssue[] }) {
  return (
    issues.length > 0 && (
      <ul className={styles.issues}>
        {issues.slice(0, SHOWN).map((issue) => (
          <Issue key={`${issue.kind}\n${issue.path}\n${issue.line}\n${issue.detail}`} issue={issue} />
        ))}
        <More count={issues.length - SHOWN} />
      </ul>
    )
  );
}

/** What goes from where to where; `count` is of all. */
export function Ways({ ways, count }: { ways: readonly { from: string; to: string }[]; count: number }) {
  return (
    <ul>
      {ways.slice(0, SHOWN).map(({ from, to }) => (
        <li key={from} className={styles.move}>
          <span>{from}</span>
          <ArrowRight size={13} aria-hidden />
          <span>{parentOf(from) === parentOf(to) ? to.slice(to.lastIndexOf('/') + 1) : to}</span>
        </li>
      ))}
      <More count={count - SHOWN} />
    </ul>
  );
}

function Issue({ issue }: { issue: BatchIssue }) {
  const Icon = issue.blocks ? AlertTriangle : Info;
  return (
    <li data-blocks={issue.blocks || undefined}>
      <Icon size={14} aria-hidden />
      <div>
        <strong>{issue.line === null ? issue.path : `${issue.path}:${issue.line}`}</strong>
        <p>{issueText(issue)}</p>
      </div>
    </li>
  );
}

function Edited({ edit: { path, lines, changes } }: { edit: PlannedEdit }) {
  return (
    <li className={styles.edit}>
      <strong>{path}</strong>
      {lines.map((line) => (
        <Line key={line.line} line={line} />
      ))}
      {changes > lines.length && (
        <p className={styles.more}>{m.batch_more({ count: changes - lines.length })}</p>
      )}
    </li>
  );
}

/** A line before and after. */
export function Line({ line: { line, before, after } }: { line: ChangedLine }) {
  const [old, now] = changed(before, after);
  return (
    <div className={styles.line}>
      <span className={styles.number}>{line}</span>
      {before !== '' && (
        <del>
          <Marked text={before} marks={[old]} />
        </del>
      )}
      {after !== '' && (
        <ins>
          <Marked text={after} marks={[now]} />
        </ins>
      )}
    </div>
  );
}

function More({ count }: { count: number }) {
  return count > 0 && <li className={styles.more}>{m.batch_more({ count })}</li>;
}
