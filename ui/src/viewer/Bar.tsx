import { Download, ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { m } from '../i18n/messages';
import { fileUrl } from '../ipc/client';
import { nameOf } from '../tree/paths';
import styles from './viewer.module.css';

/** What stands above a file that is shown: its name, what is special to its kind, and the ways out. */
export function Bar({ path, children }: { path: string; children?: ReactNode }) {
  const url = fileUrl(path);
  return (
    <div className={styles.bar}>
      <p className={styles.name}>{nameOf(path)}</p>
      {children}
      <a
        className={styles.link}
        href={url}
        target="_blank"
        rel="noopener noreferrer"
        aria-label={m.asset_open()}
        title={m.asset_open()}
      >
        <ExternalLink size={15} />
      </a>
      <a
        className={styles.link}
        href={url}
        download={nameOf(path)}
        aria-label={m.asset_download()}
        title={m.asset_download()}
      >
        <Download size={15} />
      </a>
    </div>
  );
}
