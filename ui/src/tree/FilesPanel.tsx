import { ChevronsDownUp, FilePlus, FileText, FolderPlus, LocateFixed } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { run, shortcut } from '../app/commands';
import { tree, useVault } from '../app/vault';
import { EmptyState } from '../design/components/EmptyState';
import { IconButton } from '../design/components/IconButton';
import { formatNumber } from '../i18n/format';
import { m } from '../i18n/messages';
import { Tree } from './Tree';
import styles from './tree.module.css';

export function FilesPanel() {
  useSyncExternalStore(tree.subscribe, tree.version);
  const loaded = useVault(({ phase }) => phase === 'ready');
  return (
    <div className={styles.panel}>
      <div className={styles.bar}>
        <span className={styles.count}>{loaded && m.files_count({ count: formatNumber(tree.files) })}</span>
        <IconButton label={m.new_note()} keys={shortcut('note.new')} onClick={() => run('note.new')}>
          <FilePlus size={15} />
        </IconButton>
        <IconButton label={m.new_folder()} keys={shortcut('folder.new')} onClick={() => run('folder.new')}>
          <FolderPlus size={15} />
        </IconButton>
        <IconButton label={m.reveal_in_tree()} onClick={() => run('tree.reveal')}>
          <LocateFixed size={15} />
        </IconButton>
        <IconButton label={m.collapse_all()} onClick={() => run('tree.collapse')}>
          <ChevronsDownUp size={15} />
        </IconButton>
      </div>
      {loaded && tree.rows.length === 0 && (
        <EmptyState icon={FileText} title={m.tree_empty()}>
          <p>{m.tree_empty_hint({ keys: shortcut('note.new') ?? '' })}</p>
        </EmptyState>
      )}
      <Tree model={tree} />
    </div>
  );
}
