import { Menu } from '@base-ui/react/menu';
import { Ellipsis, Star } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import controls from '../design/components/components.module.css';
import { Item, MenuPopup, MenuSeparator } from '../design/components/Menu';
import { NameField } from '../design/components/NameField';
import { m } from '../i18n/messages';
import { moveSaved, renameSaved, type Saved, toggleSaved, useSaved } from './saved';
import styles from './search.module.css';

/** The searches that are kept: opened by a click, named, arranged and given up by their menu. */
export function SavedList({ onPick }: { onPick(query: string): void }) {
  const { saved } = useSaved();
  const [naming, setNaming] = useState<string | null>(null);
  if (saved.length === 0) return null;
  return (
    <>
      <h3 className={styles.heading}>{m.search_saved()}</h3>
      <ul className={styles.recent}>
        {saved.map((each) => (
          <li key={each.query} className={styles.savedRow}>
            {naming === each.query ? (
              <Name saved={each} onEnd={() => setNaming(null)} />
            ) : (
              <Row saved={each} onPick={onPick} onName={() => setNaming(each.query)} />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

interface RowProps {
  saved: Saved;
  onPick(query: string): void;
  onName(): void;
}

function Row({ saved: { name, query }, onPick, onName }: RowProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    event.stopPropagation();
    const row = event.currentTarget;
    moveSaved(query, event.key === 'ArrowUp' ? -1 : 1);
    requestAnimationFrame(() => row.focus());
  };
  return (
    <>
      <button
        type="button"
        title={name === query ? undefined : query}
        onClick={() => onPick(query)}
        onKeyDown={onKeyDown}
      >
        <Star size={13} aria-hidden />
        <span>{name}</span>
      </button>
      <Menu.Root>
        <Menu.Trigger className={controls.iconButton} aria-label={m.search_saved_more({ name })}>
          <Ellipsis size={14} aria-hidden />
        </Menu.Trigger>
        <MenuPopup of={Menu} label={name}>
          <Item of={Menu} onClick={onName}>
            {m.rename()}
          </Item>
          <Item of={Menu} keys="Alt+↑" onClick={() => moveSaved(query, -1)}>
            {m.move_up()}
          </Item>
          <Item of={Menu} keys="Alt+↓" onClick={() => moveSaved(query, 1)}>
            {m.move_down()}
          </Item>
          <MenuSeparator of={Menu} />
          <Item of={Menu} danger onClick={() => toggleSaved(query)}>
            {m.search_unsave()}
          </Item>
        </MenuPopup>
      </Menu.Root>
    </>
  );
}

function Name({ saved: { name, query }, onEnd }: { saved: Saved; onEnd(): void }) {
  return (
    <NameField
      label={m.search_saved_name()}
      name={name}
      onName={(text) => renameSaved(query, text)}
      onEnd={onEnd}
    />
  );
}
