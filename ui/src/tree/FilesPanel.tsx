import {
  ChevronsDownUp,
  FilePlus,
  FileText,
  FolderPlus,
  ListFilter,
  LocateFixed,
  SearchX,
  X,
} from 'lucide-react';
import { type KeyboardEvent, useRef, useState, useSyncExternalStore } from 'react';
import { printKeys, run, shortcut } from '../app/commands';
import { composing } from '../app/keymap';
import { tree, useVault } from '../app/vault';
import { EmptyState } from '../design/components/EmptyState';
import { IconButton } from '../design/components/IconButton';
import { FavouriteList } from '../favourites/FavouriteList';
import { formatNumber } from '../i18n/format';
import { m } from '../i18n/messages';
import { LookMenu } from './LookMenu';
import { Tree } from './Tree';
import styles from './tree.module.css';

export function FilesPanel() {
  useSyncExternalStore(tree.subscribe, tree.version);
  const loaded = useVault(({ phase }) => phase === 'ready');
  const [filtering, setFiltering] = useState(tree.filter !== '');
  const toTree = () => document.getElementById('tree')?.focus();
  const stop = () => {
    tree.setFilter('');
    setFiltering(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const mod = event.ctrlKey || event.metaKey;
    if (
      !mod ||
      event.shiftKey ||
      event.altKey ||
      event.key.toLowerCase() !== 'f' ||
      composing(event.nativeEvent)
    )
      return;
    event.preventDefault();
    event.stopPropagation();
    setFiltering(true);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the tree and of its bar.
    <div className={styles.panel} onKeyDown={onKeyDown}>
      <FavouriteList />
      <div className={styles.bar}>
        <span className={styles.count}>{loaded && m.files_count({ count: formatNumber(tree.files) })}</span>
        <IconButton label={m.new_note()} keys={shortcut('note.new')} onClick={() => run('note.new')}>
          <FilePlus size={15} />
        </IconButton>
        <IconButton label={m.new_folder()} keys={shortcut('folder.new')} onClick={() => run('folder.new')}>
          <FolderPlus size={15} />
        </IconButton>
        <IconButton
          label={m.tree_filter()}
          keys={printKeys('Mod+F')}
          pressed={filtering}
          onClick={() => (filtering ? stop() : setFiltering(true))}
        >
          <ListFilter size={15} />
        </IconButton>
        <LookMenu />
        <IconButton label={m.reveal_in_tree()} onClick={() => run('tree.reveal')}>
          <LocateFixed size={15} />
        </IconButton>
        <IconButton label={m.collapse_all()} onClick={() => run('tree.collapse')}>
          <ChevronsDownUp size={15} />
        </IconButton>
      </div>
      {filtering && (
        <Filter
          key={tree.unfiltered}
          onEnd={() => {
            stop();
            toTree();
          }}
          onLeave={toTree}
        />
      )}
      {loaded && tree.filter !== '' && tree.rows.length === 0 && (
        <EmptyState icon={SearchX} title={m.tree_filter_none()} />
      )}
      {loaded && tree.filter === '' && tree.rows.length === 0 && (
        <EmptyState icon={FileText} title={m.tree_empty()}>
          <p>{m.tree_empty_hint({ keys: shortcut('note.new') ?? '' })}</p>
        </EmptyState>
      )}
      <Tree model={tree} />
    </div>
  );
}

/** A field that leaves only what has its letters. */
function Filter({ onEnd, onLeave }: { onEnd(): void; onLeave(): void }) {
  const [text, setText] = useState(tree.filter);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const take = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => tree.setFilter(next), 60);
  };
  return (
    <div className={styles.filter}>
      <input
        type="search"
        aria-label={m.tree_filter()}
        placeholder={m.tree_filter()}
        aria-controls="tree"
        spellCheck={false}
        value={text}
        // biome-ignore lint/a11y/noAutofocus: it was asked for.
        autoFocus
        onChange={(event) => take(event.target.value)}
        onKeyDown={(event) => {
          if (composing(event.nativeEvent)) return;
          if (event.key === 'Escape') onEnd();
          else if (event.key === 'ArrowDown' || event.key === 'Enter') {
            clearTimeout(timer.current);
            tree.setFilter(text);
            onLeave();
          } else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <IconButton label={m.close()} onClick={onEnd}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
