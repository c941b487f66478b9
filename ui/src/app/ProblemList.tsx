import { Popover } from '@base-ui/react/popover';
import { AlertTriangle } from 'lucide-react';
import { Button } from '../design/components/Button';
import { m } from '../i18n/messages';
import { ProblemText } from './ProblemText';
import styles from './StatusBar.module.css';
import { dismissProblems, useVault } from './vault';

/** What went wrong in the background, behind a button in the status bar. */
export function ProblemList() {
  const problems = useVault((vault) => vault.problems);
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.item} data-tone="warn">
        <AlertTriangle size={13} aria-hidden />
        {m.problems_title({ count: problems.length })}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner side="top" sideOffset={6} className={styles.floating}>
          <Popover.Popup className={styles.popup}>
            <Popover.Title className={styles.title}>
              {m.problems_title({ count: problems.length })}
            </Popover.Title>
            <ul className={styles.problems}>
              {problems.map((problem, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows, and equal problems are told apart by place alone.
                <li key={index}>
                  {problem.path && <strong>{problem.path}</strong>}
                  <ProblemText problem={problem} />
                </li>
              ))}
            </ul>
            <Button onClick={dismissProblems}>{m.dismiss()}</Button>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
