import { Tooltip } from '@base-ui/react/tooltip';
import type { ComponentProps, ReactNode } from 'react';
import styles from './components.module.css';
import { Kbd } from './Kbd';

interface Props extends Omit<ComponentProps<'button'>, 'aria-label' | 'title'> {
  /** Says what it does, to everyone. */
  label: string;
  keys?: string | null;
  pressed?: boolean;
  children: ReactNode;
}

/** A button that shows only an icon; its label appears as a tooltip. */
export function IconButton({ label, keys, pressed, children, className, disabled, ...rest }: Props) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        {...rest}
        // To the trigger itself `disabled` would only mean that it has no tooltip.
        render={<button type="button" disabled={disabled} />}
        aria-label={label}
        aria-pressed={pressed}
        className={className ? `${styles.iconButton} ${className}` : styles.iconButton}
      >
        {children}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className={styles.floating}>
          <Tooltip.Popup className={styles.tooltip}>
            {label}
            {keys && <Kbd>{keys}</Kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
