import { PanelLeft, PanelRight, Search, Settings, Waypoints } from 'lucide-react';
import { IconButton } from '../design/components/IconButton';
import { Kbd } from '../design/components/Kbd';
import { m } from '../i18n/messages';
import { inDesktop } from '../platform/desktop';
import { run, shortcut, useShortcut } from './commands';
import { useLayout } from './layout';
import styles from './TitleBar.module.css';
import { VaultMenu } from './VaultMenu';
import { useVault } from './vault';

export function TitleBar() {
  const name = useVault((vault) => vault.info?.name);
  const leftOpen = useLayout((layout) => layout.leftOpen);
  const rightOpen = useLayout((layout) => layout.rightOpen);
  const keys = useShortcut('palette.open');
  return (
    <header className={styles.bar}>
      <div className={styles.start}>
        <IconButton
          label={m.toggle_left()}
          keys={shortcut('view.left')}
          aria-expanded={leftOpen}
          onClick={() => run('view.left')}
        >
          <PanelLeft size={16} />
        </IconButton>
        <h1 className={inDesktop ? 'visually-hidden' : styles.name}>{name}</h1>
        {inDesktop && <VaultMenu />}
      </div>
      <button type="button" className={styles.find} onClick={() => run('palette.open')}>
        <Search size={14} aria-hidden />
        <span>{m.find_or_run()}</span>
        {keys && <Kbd>{keys}</Kbd>}
      </button>
      <div className={styles.end}>
        <IconButton label={m.graph_open()} keys={shortcut('graph.open')} onClick={() => run('graph.open')}>
          <Waypoints size={16} />
        </IconButton>
        <IconButton
          label={m.settings()}
          keys={shortcut('settings.open')}
          onClick={() => run('settings.open')}
        >
          <Settings size={16} />
        </IconButton>
        <IconButton
          label={m.toggle_right()}
          keys={shortcut('view.right')}
          aria-expanded={rightOpen}
          onClick={() => run('view.right')}
        >
          <PanelRight size={16} />
        </IconButton>
      </div>
    </header>
  );
}
