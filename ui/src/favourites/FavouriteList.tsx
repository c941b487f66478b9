import { ContextMenu } from '@base-ui/react/context-menu';
import { ChevronRight, Folder, Search } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useRef, useState, useSyncExternalStore } from 'react';
import { remember, remembered } from '../app/uiState';
import { tree } from '../app/vault';
import { openPath } from '../app/workspace';
import { Item, MenuPopup, MenuSeparator } from '../design/components/Menu';
import { m } from '../i18n/messages';
import { searchFor } from '../search/request';
import { watchDrag } from '../tree/drag';
import { fileIcon } from '../tree/icon';
import { NONE } from '../tree/model';
import { nameOf, parentOf, shownName } from '../tree/paths';
import styles from './favourites.module.css';
import { type Favourite, idOf, placeFavourite, stepFavourite, toggleFavourite, useFavourites } from './store';

const KEY = 'favouritesOpen';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

/** What the user has at hand, above the tree; nothing where there is nothing. */
export function FavouriteList() {
  const { all } = useFavourites();
  const [open, setOpen] = useState(remembered(KEY, isBoolean) ?? true);
  // Files that come and go are told apart.
  useSyncExternalStore(tree.subscribe, tree.version);
  const list = useRef<HTMLUListElement>(null);
  const [before, setBefore] = useState<string | null | undefined>(undefined);
  if (all.length === 0) return null;

  const toggle = () => {
    setOpen(!open);
    remember(KEY, !open);
  };
  const onPointerDown = (event: PointerEvent, id: string) => {
    const box = list.current;
    if (event.button !== 0 || !box) return;
    let target: string | null | undefined;
    watchDrag(event.nativeEvent, {
      scroller: box,
      label: labelOf(all.find((each) => idOf(each) === id) as Favourite),
      count: 1,
      className: styles.ghost ?? '',
      over: (_, y) => {
        const rows = [...box.children] as HTMLElement[];
        const next = rows.find((row) => {
          const { top, height } = row.getBoundingClientRect();
          return y < top + height / 2;
        });
        target = next?.dataset.id ?? null;
        setBefore(target);
      },
      drop: () => {
        setBefore(undefined);
        if (target !== undefined) placeFavourite(id, target);
      },
      cancel: () => setBefore(undefined),
    });
  };

  return (
    <section className={styles.section} aria-label={m.favourites()}>
      <button type="button" className={styles.head} aria-expanded={open} onClick={toggle}>
        <ChevronRight size={14} aria-hidden data-open={open || undefined} />
        {m.favourites()}
      </button>
      {open && (
        <ul ref={list} className={styles.list} data-last={before === null || undefined}>
          {all.map((each) => (
            <li key={idOf(each)} data-id={idOf(each)} data-before={before === idOf(each) || undefined}>
              <Row one={each} onPointerDown={(event) => onPointerDown(event, idOf(each))} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function labelOf(one: Favourite): string {
  if (one.name) return one.name;
  if (one.kind === 'search') return one.query;
  return one.kind === 'folder' ? nameOf(one.path) : shownName(one.path);
}

function go(one: Favourite): void {
  if (one.kind === 'search') searchFor(one.query);
  else if (one.kind === 'file') openPath(one.path, {});
  else {
    const id = tree.reveal(one.path);
    if (id === NONE) return;
    tree.toggle(id, true);
    document.getElementById('tree')?.focus();
  }
}

function Row({ one, onPointerDown }: { one: Favourite; onPointerDown(event: PointerEvent): void }) {
  const id = idOf(one);
  const missing = one.kind !== 'search' && tree.find(one.path) === NONE;
  const Icon = one.kind === 'search' ? Search : one.kind === 'folder' ? Folder : fileIcon(nameOf(one.path));
  const of = ContextMenu;
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = event.currentTarget;
    const rows = [...(row.closest('ul')?.querySelectorAll<HTMLElement>('li > button') ?? [])];
    const at = rows.indexOf(row);
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (by !== 0 && event.altKey) {
      stepFavourite(id, by);
      requestAnimationFrame(() => row.focus());
    } else if (by !== 0) rows[at + by]?.focus();
    else if (event.key === 'Delete') {
      toggleFavourite(one);
      (rows[at + 1] ?? rows[at - 1])?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger
        render={<button type="button" />}
        className={styles.row}
        data-missing={missing || undefined}
        title={
          one.kind === 'search'
            ? one.query
            : missing
              ? m.favourite_missing({ path: one.path })
              : parentOf(one.path)
        }
        onClick={() => go(one)}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
      >
        <Icon size={15} aria-hidden />
        <span>{labelOf(one)}</span>
      </ContextMenu.Trigger>
      <MenuPopup of={of} label={labelOf(one)}>
        <Item of={of} onClick={() => go(one)}>
          {m.open_()}
        </Item>
        <Item of={of} keys="Alt+↑" onClick={() => stepFavourite(id, -1)}>
          {m.move_up()}
        </Item>
        <Item of={of} keys="Alt+↓" onClick={() => stepFavourite(id, 1)}>
          {m.move_down()}
        </Item>
        <MenuSeparator of={of} />
        <Item of={of} onClick={() => toggleFavourite(one)}>
          {m.favourite_remove()}
        </Item>
      </MenuPopup>
    </ContextMenu.Root>
  );
}
