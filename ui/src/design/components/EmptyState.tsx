import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './components.module.css';

interface Props {
  icon?: LucideIcon;
  title: string;
  /** Whether it stands alone on the paper instead of in a panel. */
  page?: boolean;
  children?: ReactNode;
}

/** A place with nothing in it, and what could be done about that. */
export function EmptyState({ icon: Icon, title, page, children }: Props) {
  return (
    <div className={styles.empty} data-page={page || undefined}>
      {Icon && <Icon size={22} aria-hidden strokeWidth={1.5} />}
      <p className={styles.emptyTitle}>{title}</p>
      {children}
    </div>
  );
}
