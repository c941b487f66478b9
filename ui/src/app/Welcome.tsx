import { FileText } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Kbd } from '../design/components/Kbd';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { QuickItem } from '../ipc/gen/api';
import { isNotePath, parentOf, shownName } from '../tree/paths';
import { run, useShortcut } from './commands';
import { useVault } from './vault';
import styles from './Welcome.module.css';
import { openPath } from './workspace';

const RECENT = 6;
/** Other files may stand among the latest. */
const ASKED = 24;

/** What the paper shows while no tab is open: where one was, and what one could do. */
export function Welcome() {
  const [recent, setRecent] = useState<QuickItem[]>([]);
  const loaded = useVault(({ phase }) => phase === 'ready');
  useEffect(() => {
    // The tree comes first.
    if (!loaded) return;
    let gone = false;
    // Without it the hints below still stand.
    call('quick_open', { pattern: '', limit: ASKED }).then(
      ({ items }) => !gone && setRecent(items.filter(({ path }) => isNotePath(path)).slice(0, RECENT)),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [loaded]);
  const hints = [
    { command: 'note.new', text: m.welcome_hint_new() },
    { command: 'palette.open', text: m.welcome_hint_open() },
    { command: 'search.open', text: m.welcome_hint_search() },
  ];
  return (
    <div className={styles.welcome}>
      <div className={styles.column}>
        <h2 className={styles.title}>{m.welcome_title()}</h2>
        <ul className={styles.hints}>
          {hints.map(({ command, text }) => (
            <li key={command}>
              <Hint command={command} text={text} />
            </li>
          ))}
          <li className={styles.tip}>{m.welcome_hint_link()}</li>
        </ul>
        {recent.length > 0 && (
          <section aria-labelledby="recent">
            <h3 id="recent" className={styles.heading}>
              {m.welcome_recent()}
            </h3>
            <ul>
              {recent.map(({ path }) => (
                <li key={path}>
                  <button type="button" className={styles.recent} onClick={() => openPath(path, {})}>
                    <FileText size={15} aria-hidden />
                    <span className={styles.name}>{shownName(path)}</span>
                    <span className={styles.folder}>{parentOf(path)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </div>
  );
}

function Hint({ command, text }: { command: string; text: string }) {
  const keys = useShortcut(command);
  return (
    <button type="button" className={styles.hint} onClick={() => run(command)}>
      <span>{text}</span>
      {keys && <Kbd>{keys}</Kbd>}
    </button>
  );
}
