import { ChevronRight, FileQuestion, FileX2, Folder, FolderOpen, GitMerge } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import { composing } from '../app/keymap';
import { useVault } from '../app/vault';
import { m } from '../i18n/messages';
import { standingWords } from '../sync/words';
import { nameFault, rename } from './actions';
import { fileIcon } from './icon';
import { FOLDER, NONE, type NodeKind, type TreeModel } from './model';
import { isNotePath, parentOf, shownName, stemOf } from './paths';
import styles from './tree.module.css';

export interface RowProps {
  model: TreeModel;
  id: number;
  path: string;
  top: number;
  name: string;
  depth: number;
  kind: NodeKind;
  open: boolean;
  selected: boolean;
  focused: boolean;
  dropTarget: boolean;
  renaming: boolean;
  place: number;
  of: number;
}

function icon(kind: NodeKind, open: boolean, name: string) {
  if (kind === FOLDER) return open ? FolderOpen : Folder;
  if (kind === 2) return FileQuestion;
  return fileIcon(name);
}

/** One row. Only plain values come in, so that a row is drawn again only when something on it changed. */
export const TreeRow = memo(function TreeRow(row: RowProps) {
  const { id, name, kind, open } = row;
  const Icon = icon(kind, open, name);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree holds the focus and names the active row.
    <div
      id={`row-${id}`}
      role="treeitem"
      data-id={id}
      aria-level={row.depth}
      aria-posinset={row.place}
      aria-setsize={row.of}
      aria-selected={row.selected}
      aria-expanded={kind === FOLDER ? open : undefined}
      className={styles.row}
      data-focused={row.focused || undefined}
      data-drop={row.dropTarget || undefined}
      data-unsupported={kind === 2 || undefined}
      style={{ transform: `translateY(${row.top}px)`, paddingInlineStart: (row.depth - 1) * 14 }}
    >
      <span className={styles.twist} data-twist={kind === FOLDER || undefined}>
        {kind === FOLDER && <ChevronRight size={14} aria-hidden data-open={open || undefined} />}
      </span>
      <Icon size={15} aria-hidden />
      {row.renaming ? (
        <RenameBox model={row.model} id={id} name={name} folder={kind === FOLDER} />
      ) : (
        <span className={styles.name}>{kind === FOLDER ? name : shownName(name)}</span>
      )}
      <Mark path={row.path} />
    </div>
  );
});

/** A mark beside a file that needs somebody: in conflict, not readable, set aside. */
function Mark({ path }: { path: string }) {
  const standing = useVault(({ standings }) => standings.get(path));
  const words = standing && standingWords(standing);
  if (!words) return null;
  const conflicted = standing.state === 'conflicted';
  const Icon = conflicted ? GitMerge : FileX2;
  return (
    <span className={styles.mark} data-tone={conflicted ? 'warn' : 'bad'} title={words}>
      <Icon size={13} aria-hidden />
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

interface RenameProps {
  model: TreeModel;
  id: number;
  name: string;
  folder: boolean;
}

function RenameBox({ model, id, name, folder }: RenameProps) {
  const note = !folder && isNotePath(name);
  // A note keeps its extension, which is not shown.
  const [text, setText] = useState(note ? stemOf(name) : name);
  const input = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  const full = (typed: string) => (note ? `${typed.trim()}${name.slice(stemOf(name).length)}` : typed.trim());
  const path = model.path(id);
  const fault = text.trim() === '' ? nameFault('', '', null) : nameFault(full(text), parentOf(path), name);

  useEffect(() => {
    const box = input.current as HTMLInputElement;
    box.focus();
    box.setSelectionRange(0, folder ? box.value.length : stemOf(box.value).length || box.value.length);
  }, [folder]);

  const finish = (accept: boolean, refocus: boolean) => {
    if (done.current) return;
    done.current = true;
    model.setRenaming(NONE);
    if (refocus) document.getElementById('tree')?.focus();
    if (accept && !fault) void rename(path, full(text));
  };

  return (
    <span className={styles.rename}>
      <input
        ref={input}
        value={text}
        aria-label={m.new_name()}
        aria-invalid={fault !== null}
        aria-describedby={fault ? `fault-${id}` : undefined}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (composing(event.nativeEvent)) return;
          if (event.key === 'Enter' && !fault) finish(true, true);
          if (event.key === 'Escape') finish(false, true);
        }}
        onBlur={() => finish(true, false)}
      />
      {fault && (
        <span id={`fault-${id}`} role="alert" className={styles.fault}>
          {fault}
        </span>
      )}
    </span>
  );
}
