import { useState } from 'react';
import { composing } from '../../app/keymap';
import styles from './components.module.css';

interface Props {
  /** What is named, for those who do not see it. */
  label: string;
  name: string;
  placeholder?: string;
  /** Takes the name on Enter and where the field is left. */
  onName(name: string): void;
  /** Called when the field is done with, also by Escape. */
  onEnd(): void;
}

/** A field in the place of a name, there until the name is given. */
export function NameField({ label, name, placeholder, onName, onEnd }: Props) {
  const [text, setText] = useState(name);
  const take = () => {
    onName(text);
    onEnd();
  };
  return (
    <input
      className={styles.naming}
      aria-label={label}
      placeholder={placeholder}
      value={text}
      // biome-ignore lint/a11y/noAutofocus: it was asked for by its menu.
      autoFocus
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (composing(event.nativeEvent)) return;
        if (event.key === 'Enter') take();
        else if (event.key === 'Escape') onEnd();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
