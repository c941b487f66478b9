import type { ContextMenu } from '@base-ui/react/context-menu';
import { Menu } from '@base-ui/react/menu';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Kbd } from './Kbd';
import styles from './menu.module.css';

/** Both kinds of menu share their parts; `of` says which one they stand in. */
type Kind = typeof Menu | typeof ContextMenu;

interface PopupProps {
  of: Kind;
  label?: string;
  children: ReactNode;
}

export function MenuPopup({ of: Kind, label, children }: PopupProps) {
  return (
    <Kind.Portal>
      <Kind.Positioner className={styles.positioner} sideOffset={Kind === Menu ? 4 : 0}>
        <Kind.Popup className={styles.popup} aria-label={label}>
          {children}
        </Kind.Popup>
      </Kind.Positioner>
    </Kind.Portal>
  );
}

interface ItemProps {
  of: Kind;
  onClick: () => void;
  keys?: string | null;
  danger?: boolean;
  disabled?: boolean;
  children: ReactNode;
}

export function Item({ of: Kind, onClick, keys, danger, disabled, children }: ItemProps) {
  return (
    <Kind.Item
      className={styles.item}
      data-tone={danger ? 'danger' : undefined}
      onClick={onClick}
      disabled={disabled}
    >
      <span>{children}</span>
      {keys && <Kbd>{keys}</Kbd>}
    </Kind.Item>
  );
}

interface SubMenuProps {
  of: Kind;
  name: string;
  children: ReactNode;
}

export function SubMenu({ of: Kind, name, children }: SubMenuProps) {
  return (
    <Kind.SubmenuRoot>
      <Kind.SubmenuTrigger className={styles.item}>
        <span>{name}</span>
        <ChevronRight size={14} aria-hidden />
      </Kind.SubmenuTrigger>
      <MenuPopup of={Kind} label={name}>
        {children}
      </MenuPopup>
    </Kind.SubmenuRoot>
  );
}

export function MenuSeparator({ of: Kind }: { of: Kind }) {
  return <Kind.Separator className={styles.separator} />;
}
