import { FolderOpen, FolderPlus, type LucideIcon, Sparkles, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../design/components/Button';
import { IconButton } from '../design/components/IconButton';
import { m } from '../i18n/messages';
import type { KnownVault } from '../ipc/gen/api';
import { forgetVault, knownVaults } from '../platform/desktop';
import { nameOf } from '../tree/paths';
import { chooseVault, newVault } from './desktop';
import { sayFailed } from './toasts';
import styles from './VaultChooser.module.css';

const WAYS: readonly [icon: LucideIcon, name: () => string, what: () => string, run: () => Promise<void>][] =
  [
    [FolderOpen, m.vault_open, m.vault_open_what, () => chooseVault()],
    [FolderPlus, m.vault_new, m.vault_new_what, () => newVault()],
    [Sparkles, m.vault_tour, m.vault_tour_what, () => newVault(true)],
  ];

/** The ways to another vault, while the window has none. */
export function VaultChooser({ retry }: { retry?: () => void }) {
  const [known, setKnown] = useState<KnownVault[]>([]);
  useEffect(() => {
    let gone = false;
    // Without them the dialog still finds every folder.
    knownVaults().then(
      (vaults) => !gone && setKnown(vaults),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, []);
  const forget = async (id: string) => {
    try {
      await forgetVault(id);
      setKnown((vaults) => vaults.filter((each) => each.id !== id));
    } catch (error) {
      sayFailed(m.vault_forget_failed(), error);
    }
  };
  return (
    <div className={styles.chooser}>
      {retry && (
        <Button tone="primary" onClick={retry}>
          {m.retry()}
        </Button>
      )}
      <ul className={styles.ways}>
        {WAYS.map(([Icon, name, what, run]) => (
          <li key={name()}>
            <button type="button" className={styles.way} onClick={() => void run()}>
              <Icon size={18} aria-hidden />
              <span className={styles.name}>{name()}</span>
              <span className={styles.what}>{what()}</span>
            </button>
          </li>
        ))}
      </ul>
      {known.length > 0 && (
        <section className={styles.known} aria-labelledby="known-vaults">
          <h2 id="known-vaults" className={styles.heading}>
            {m.vaults_known()}
          </h2>
          <ul>
            {known.map(({ id, path, present }) => (
              <li key={id} className={styles.row}>
                <button
                  type="button"
                  className={styles.vault}
                  disabled={!present}
                  onClick={() => void chooseVault(path)}
                >
                  <span>{nameOf(path)}</span>
                  <span className={styles.path}>{present ? path : m.vault_gone({ path })}</span>
                </button>
                <IconButton label={m.vault_forget({ name: nameOf(path) })} onClick={() => void forget(id)}>
                  <X size={14} />
                </IconButton>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
