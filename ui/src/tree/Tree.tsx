import { ContextMenu } from '@base-ui/react/context-menu';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useEffect,
  useRef,
  useSyncExternalStore,
} from 'react';
import { composing } from '../app/keymap';
import { openPath } from '../app/workspace';
import { m } from '../i18n/messages';
import { inDesktop, takeDrops } from '../platform/desktop';
import { dragOut, move, remove } from './actions';
import { watchDrag } from './drag';
import { FOLDER, NONE, ROOT, type TreeModel } from './model';
import { shownName } from './paths';
import { TreeMenu } from './TreeMenu';
import { TreeRow } from './TreeRow';
import styles from './tree.module.css';

const ROW = 26;
/** Milliseconds over a closed folder before it springs open. */
const SPRING = 600;
/** Milliseconds within which typed letters form one word. */
const TYPING = 700;

const idOf = (target: EventTarget): number => {
  const row = (target as Element).closest<HTMLElement>('[data-id]');
  return row ? Number(row.dataset.id) : NONE;
};

/** The file tree: 100,000 entries, a screenful of rows. The tree has the focus; one row is its active one. */
export function Tree({ model }: { model: TreeModel }) {
  useSyncExternalStore(model.subscribe, model.version);
  const box = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: '', time: 0 });
  const spring = useRef({ id: NONE, since: 0 });
  const rows = useVirtualizer({
    count: model.rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 16,
    paddingStart: 4,
    paddingEnd: 60,
    // Without it fast scrolling shows blank rows.
    useFlushSync: true,
  });

  // What was revealed or renamed from elsewhere comes into view.
  const { focus, renaming } = model;
  useEffect(() => {
    const row = model.rowOf(renaming === NONE ? focus : renaming);
    if (row !== NONE) rows.scrollToIndex(row, { align: 'auto' });
  }, [model, focus, renaming, rows]);

  const go = (row: number, event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }) => {
    const id = model.rows[Math.max(0, Math.min(model.rows.length - 1, row))];
    if (id === undefined) return;
    if (event.ctrlKey || event.metaKey) model.setFocus(id);
    else model.select(id, event.shiftKey ? 'range' : 'one');
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (composing(event.nativeEvent) || event.defaultPrevented) return;
    const at = model.focus;
    const row = model.rowOf(at);
    const mod = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / ROW) - 2);
    const plain = { shiftKey: false, ctrlKey: false, metaKey: false };
    switch (event.key) {
      case 'ArrowDown':
        go(row + 1, event);
        break;
      case 'ArrowUp':
        go(row - 1, event);
        break;
      case 'PageDown':
        go(row + page, event);
        break;
      case 'PageUp':
        go(row - page, event);
        break;
      case 'Home':
        go(0, event);
        break;
      case 'End':
        go(model.rows.length - 1, event);
        break;
      case 'ArrowRight':
        if (!model.isFolder(at)) return;
        if (model.isOpen(at)) go(row + 1, plain);
        else model.toggle(at, true);
        break;
      case 'ArrowLeft':
        if (model.isFolder(at) && model.isOpen(at)) model.toggle(at, false);
        else if (model.parent(at) > ROOT) go(model.rowOf(model.parent(at)), plain);
        break;
      case 'Enter':
        if (mod || event.altKey) return;
        if (model.isFolder(at)) model.toggle(at);
        else if (at !== NONE && model.kind(at) !== 2) openPath(model.path(at), {});
        break;
      case ' ':
        if (typed.current.text && performance.now() - typed.current.time < TYPING) typeAhead(' ');
        else if (at !== NONE) model.select(at, 'toggle');
        break;
      case 'F2':
        if (at !== NONE) model.setRenaming(at);
        break;
      case 'Delete':
        void remove(chosen());
        break;
      default:
        if (mod && event.key.toLowerCase() === 'a') model.selectAll();
        else if (event.key.length === 1 && !mod && !event.altKey) typeAhead(event.key);
        else return;
    }
    event.preventDefault();
  };

  const typeAhead = (letter: string) => {
    const now = performance.now();
    const { text, time } = typed.current;
    const word = now - time < TYPING ? text + letter : letter;
    typed.current = { text: word, time: now };
    // The same letter again goes to the next match, a longer word stays where it still fits.
    const row = model.match(word, model.rowOf(model.focus) + (word.length > 1 ? 0 : 1));
    if (row !== NONE) model.select(model.rows[row] as number, 'one');
  };

  const chosen = (): string[] => {
    const { selected } = model;
    if (selected.size > 0 && (selected.has(model.focus) || model.focus === NONE)) {
      return model.selectedTops().map((id) => model.path(id));
    }
    return model.focus === NONE ? [] : [model.path(model.focus)];
  };

  /** Returns the folder that a place of the window stands for: a folder's row, a file's folder, else the root. */
  const folderAt = (x: number, y: number): { folder: number; row: number } | null => {
    const frame = (box.current as HTMLElement).getBoundingClientRect();
    if (x < frame.left || x > frame.right || y < frame.top || y > frame.bottom) return null;
    const top = y - frame.top + (box.current as HTMLElement).scrollTop - 4;
    const id = model.rows[Math.floor(top / ROW)] ?? ROOT;
    return { folder: model.isFolder(id) ? id : model.parent(id), row: id };
  };

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || (event.target as Element).closest('input')) return;
    const id = idOf(event.target);
    if (id === NONE) return;
    if ((event.target as Element).closest('[data-twist]')) {
      model.toggle(id);
      return;
    }
    if (event.shiftKey) model.select(id, 'range');
    else if (event.ctrlKey || event.metaKey || event.altKey) model.select(id, 'toggle');
    else if (!model.selected.has(id)) model.select(id, 'one');
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;

    const ids = model.selectedTops();
    watchDrag(event.nativeEvent, {
      scroller: box.current as HTMLElement,
      label: ids.length > 1 ? m.dragging_many({ count: ids.length }) : shownName(model.name(id)),
      count: ids.length,
      className: styles.ghost as string,
      over: (x, y) => {
        const place = folderAt(x, y);
        const fits = place !== null && model.canMove(ids, place.folder);
        model.setDropTarget(fits ? place.folder : NONE);
        const now = performance.now();
        if (spring.current.id !== (place?.row ?? NONE))
          spring.current = { id: place?.row ?? NONE, since: now };
        else if (
          place &&
          model.isFolder(place.row) &&
          !model.isOpen(place.row) &&
          now - spring.current.since > SPRING
        ) {
          model.toggle(place.row, true);
        }
      },
      drop: () => {
        const folder = model.dropTarget;
        model.setDropTarget(NONE);
        if (folder !== NONE)
          void move(
            ids.map((each) => model.path(each)),
            model.path(folder),
          );
      },
      cancel: () => model.setDropTarget(NONE),
      leave: () => {
        if (inDesktop) void dragOut(ids.map((each) => model.path(each)));
        return inDesktop;
      },
    });
  };

  const onClick = (event: MouseEvent) => {
    const id = idOf(event.target);
    if (id === NONE || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.target as Element).closest('[data-twist], input')) return;
    model.select(id, 'one');
    if (model.isFolder(id)) model.toggle(id);
    else if (model.kind(id) !== 2) openPath(model.path(id));
  };

  const outside = useRef({ folderAt });
  outside.current.folderAt = folderAt;
  useEffect(() => {
    const folder = (x: number, y: number) => outside.current.folderAt(x, y)?.folder ?? ROOT;
    return takeDrops({
      over: (x, y) => model.setDropTarget(folder(x, y)),
      end: () => model.setDropTarget(NONE),
      drop: (x, y, files) => {
        model.setDropTarget(NONE);
        const into = model.path(folder(x, y));
        void import('../batch/bring').then(({ bringIn }) => bringIn(files, into));
      },
    });
  }, [model]);

  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    model.setDropTarget(folderAt(event.clientX, event.clientY)?.folder ?? ROOT);
  };

  const onDrop = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    const folder = Math.max(ROOT, model.dropTarget);
    model.setDropTarget(NONE);
    // What is dropped can only be asked for at once; files and folders are read from it later.
    const items = [...event.dataTransfer.items];
    const found = items.map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
    void import('../batch/bring').then(({ bringDropped }) => bringDropped(found, model.path(folder)));
  };

  /** The menu key asks for the menu in the middle of the tree; it belongs to the active row. */
  const onMenuKey = (event: MouseEvent) => {
    const byKey = event.isTrusted && event.button !== 2 && !event.ctrlKey;
    const row = byKey && document.getElementById(`row-${model.focus}`);
    if (!row) return;
    event.preventDefault();
    event.stopPropagation();
    const { left, bottom } = row.getBoundingClientRect();
    const at = { clientX: left + 40, clientY: bottom - 4 };
    row.dispatchEvent(
      new window.MouseEvent('contextmenu', { bubbles: true, cancelable: true, button: 2, ...at }),
    );
  };

  const shown = rows.getVirtualItems();
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger
        render={
          <div
            ref={box}
            id="tree"
            className={styles.tree}
            role="tree"
            tabIndex={0}
            aria-label={m.files()}
            aria-multiselectable
            aria-activedescendant={model.focus === NONE ? undefined : `row-${model.focus}`}
            data-drop={model.dropTarget === ROOT || undefined}
            onKeyDown={onKeyDown}
            onPointerDown={onPointerDown}
            onClick={onClick}
            onDoubleClick={(event) => {
              const id = idOf(event.target);
              if (id !== NONE && model.kind(id) !== FOLDER && model.kind(id) !== 2)
                openPath(model.path(id), {});
            }}
            onContextMenuCapture={onMenuKey}
            onContextMenu={(event) => {
              const id = idOf(event.target);
              if (id !== NONE && !model.selected.has(id)) model.select(id, 'one');
              else if (id !== NONE) model.setFocus(id);
            }}
            onDragOver={onDragOver}
            onDragLeave={(event) => {
              if (!event.currentTarget.contains(event.relatedTarget as Node | null))
                model.setDropTarget(NONE);
            }}
            onDrop={onDrop}
          />
        }
      >
        <div role="presentation" className={styles.sheet} style={{ height: rows.getTotalSize() }}>
          {shown.map(({ index, start }) => {
            const id = model.rows[index];
            if (id === undefined) return null;
            const [place, of] = model.position(id);
            return (
              <TreeRow
                key={id}
                model={model}
                id={id}
                path={model.path(id)}
                top={start}
                name={model.name(id)}
                depth={model.depth(id)}
                kind={model.kind(id)}
                open={model.isOpen(id)}
                selected={model.selected.has(id)}
                focused={model.focus === id}
                dropTarget={model.dropTarget === id}
                renaming={model.renaming === id}
                place={place}
                of={of}
              />
            );
          })}
        </div>
      </ContextMenu.Trigger>
      <TreeMenu model={model} chosen={chosen} />
    </ContextMenu.Root>
  );
}
