/** What fills the window while there is no vault to show. */
import { FolderOpen, Unplug } from 'lucide-react';
import { Button } from '../design/components/Button';
import { EmptyState } from '../design/components/EmptyState';
import { m } from '../i18n/messages';
import { inDesktop } from '../platform/desktop';
import { FirstLooks } from './FirstLooks';
import { usePreferences } from './preferences';
import { Reason } from './Reason';
import styles from './Shell.module.css';
import { VaultChooser } from './VaultChooser';
import { reconnect, useVault } from './vault';

export function LoadingScreen() {
  return (
    <main className={styles.screen} aria-busy="true">
      <h1 className="visually-hidden">{m.app_name()}</h1>
      <div className={styles.pulse} aria-hidden />
      <p>{m.loading()}</p>
    </main>
  );
}

export function FailedScreen() {
  const error = useVault((vault) => vault.error);
  // Its words are those of the language that is chosen here.
  usePreferences(({ locale }) => locale);
  if (!error) return null;
  const offline = error.code === 'offline';
  const none = inDesktop && error.code === 'badVault' && error.path === null;
  if (none) {
    return (
      <main className={styles.screen}>
        <h1 className="visually-hidden">{m.app_name()}</h1>
        <EmptyState icon={FolderOpen} title={m.vault_choose_title()}>
          <p>{m.vault_choose_text()}</p>
          <VaultChooser />
          <FirstLooks />
        </EmptyState>
      </main>
    );
  }
  return (
    <main className={styles.screen}>
      <h1 className="visually-hidden">{m.app_name()}</h1>
      <EmptyState icon={Unplug} title={m.failed_title()}>
        {offline ? <p>{m.failed_offline()}</p> : <Reason error={error} />}
        {inDesktop ? (
          <VaultChooser retry={reconnect} />
        ) : (
          <Button tone="primary" onClick={reconnect}>
            {m.retry()}
          </Button>
        )}
      </EmptyState>
    </main>
  );
}
