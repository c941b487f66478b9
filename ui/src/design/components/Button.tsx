import type { ComponentProps } from 'react';
import styles from './components.module.css';

interface Props extends ComponentProps<'button'> {
  /** `primary` for the one likely answer, `danger` for what loses something, `plain` for the rest. */
  tone?: 'primary' | 'plain' | 'danger';
}

export function Button({ tone = 'plain', className, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      data-tone={tone}
      className={className ? `${styles.button} ${className}` : styles.button}
    />
  );
}
