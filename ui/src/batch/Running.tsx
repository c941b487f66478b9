import { useVault } from '../app/vault';
import { m } from '../i18n/messages';
import styles from './batch.module.css';

/** How far the batch that runs is. */
export function Running() {
  const progress = useVault((vault) => vault.progress.get('batch'));
  return (
    <progress
      className={styles.progress}
      value={progress?.done}
      max={progress?.total}
      aria-label={m.stage_batch()}
    />
  );
}
