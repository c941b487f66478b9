import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './components.module.css';

interface Props {
  icon?: LucideIcon;
  title: string;
  children?: ReactNode;
}

/** A place with nothing in it, and what could be done about that. */
export function EmptyState({ icon: Icon, title, children }: Props) {
  return (
    <div className={styles.empty}>
      {Icon && <Icon size={22} aria-hidden strokeWidth={1.5} />}
      <p className={styles.emptyTitle}>{title}</p>
      {children}
    </div>
  );
}
