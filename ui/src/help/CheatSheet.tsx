import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { isKept, keysOf, printKeys, useCommands, useKeys } from '../app/commands';
import dialog from '../design/components/dialog.module.css';
import { IconButton } from '../design/components/IconButton';
import { Kbd } from '../design/components/Kbd';
import { m } from '../i18n/messages';
import { OPERATORS } from '../search/Help';
import { showSettings } from '../settings/open';
import { grouped, has } from './groups';
import styles from './help.module.css';
import { useHelp } from './open';
import { SYNTAX } from './syntax';

type Row = [name: string, shown: ReactNode, text: string];

/** All keys, what can be written into notes and into the search, on one page. */
export function CheatSheet() {
  const open = useHelp((help) => help.open);
  const [wanted, setWanted] = useState('');
  const commands = useCommands((state) => state.commands);
  const changed = useKeys((state) => state.changed);
  const sections: [string, Row[]][] = grouped(commands.values()).map(({ name, commands }) => [
    name,
    commands.flatMap((command): Row[] => {
      const keys = keysOf(command, changed)
        .filter((each) => !isKept(each))
        .map((each) => printKeys(each));
      const shown = keys.map((each) => <Kbd key={each}>{each}</Kbd>);
      return keys.length === 0 ? [] : [[command.label(), shown, keys.join(' ')]];
    }),
  ]);
  const samples = (list: readonly (readonly [() => string, () => string])[]): Row[] =>
    list.map(([sample, meaning]) => [meaning(), <code key="sample">{sample()}</code>, sample()]);
  sections.push([m.help_syntax(), samples(SYNTAX)], [m.help_search(), samples(OPERATORS)]);
  const found = sections
    .map(([name, rows]) => [name, rows.filter(([row, , text]) => has(`${row} ${text}`, wanted))] as const)
    .filter(([, rows]) => rows.length > 0);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => useHelp.setState({ open: next })}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Popup className={`${dialog.popup} ${styles.sheet}`}>
          <header className={styles.head}>
            <Dialog.Title className={styles.title}>{m.help()}</Dialog.Title>
            <input
              className={styles.field}
              type="search"
              placeholder={m.help_filter()}
              aria-label={m.help_filter()}
              value={wanted}
              onChange={(event) => setWanted(event.target.value)}
            />
            <button
              type="button"
              className={styles.link}
              onClick={() => {
                useHelp.setState({ open: false });
                showSettings('keys');
              }}
            >
              {m.help_change_keys()}
            </button>
            <Dialog.Close
              render={
                <IconButton label={m.close()}>
                  <X size={16} />
                </IconButton>
              }
            />
          </header>
          {found.length === 0 && <p className={styles.none}>{m.help_none()}</p>}
          <div className={styles.columns}>
            {found.map(([name, rows]) => (
              <section key={name} className={styles.group}>
                <h3>{name}</h3>
                <dl>
                  {rows.map(([row, shown]) => (
                    <div key={row}>
                      <dt>{row}</dt>
                      <dd>{shown}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
