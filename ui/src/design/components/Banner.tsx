import { AlertTriangle, Info, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { m } from '../../i18n/messages';
import styles from './components.module.css';
import { IconButton } from './IconButton';

interface Props {
  tone: 'info' | 'warn' | 'bad';
  children: ReactNode;
  actions?: ReactNode;
  onClose?: () => void;
}

/** Something that stays until it is dealt with, above what it is about. */
export function Banner({ tone, children, actions, onClose }: Props) {
  return (
    <div className={styles.banner} data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      {tone === 'info' ? <Info size={15} aria-hidden /> : <AlertTriangle size={15} aria-hidden />}
      <div className={styles.bannerText}>{children}</div>
      {actions && <div className={styles.bannerActions}>{actions}</div>}
      {onClose && (
        <IconButton label={m.close()} onClick={onClose}>
          <X size={14} />
        </IconButton>
      )}
    </div>
  );
}
