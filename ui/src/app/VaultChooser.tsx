import { Folder } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../design/components/Button';
import { m } from '../i18n/messages';
import type { KnownVault } from '../ipc/gen/api';
import { knownVaults } from '../platform/desktop';
import { nameOf } from '../tree/paths';
import { chooseVault, newVault } from './desktop';
import styles from './VaultChooser.module.css';

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
  return (
    <>
      <div className={styles.actions}>
        {retry && (
          <Button tone="primary" onClick={retry}>
            {m.retry()}
          </Button>
        )}
        <Button tone={retry ? 'plain' : 'primary'} onClick={() => void chooseVault()}>
          {m.vault_open()}
        </Button>
        <Button onClick={() => void newVault()}>{m.vault_new()}</Button>
      </div>
      {known.length > 0 && (
        <section className={styles.known} aria-labelledby="known-vaults">
          <h2 id="known-vaults" className={styles.heading}>
            {m.vaults_known()}
          </h2>
          <ul>
            {known.map(({ id, path }) => (
              <li key={id}>
                <button type="button" className={styles.vault} onClick={() => void chooseVault(path)}>
                  <Folder size={15} aria-hidden />
                  <span>{nameOf(path)}</span>
                  <span className={styles.path}>{path}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
