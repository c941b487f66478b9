import { Menu } from '@base-ui/react/menu';
import { Check, ChevronsUpDown } from 'lucide-react';
import { useState } from 'react';
import { Item, MenuSeparator } from '../design/components/Menu';
import menu from '../design/components/menu.module.css';
import { m } from '../i18n/messages';
import type { KnownVault } from '../ipc/gen/api';
import { knownVaults } from '../platform/desktop';
import { nameOf } from '../tree/paths';
import { chooseVault, newVault } from './desktop';
import styles from './TitleBar.module.css';
import { sayFailed } from './toasts';
import { useVault } from './vault';

/** The vault's name, behind which the others are. */
export function VaultMenu() {
  const name = useVault((vault) => vault.info?.name);
  const own = useVault((vault) => vault.info?.id);
  const [known, setKnown] = useState<KnownVault[]>([]);
  const look = (open: boolean) => {
    if (open)
      knownVaults().then(
        (vaults) => setKnown(vaults.filter(({ present }) => present)),
        (error) => sayFailed(m.vaults_failed(), error),
      );
  };
  return (
    <Menu.Root onOpenChange={look}>
      <Menu.Trigger className={styles.vault} aria-label={m.vault_switch({ name: name ?? '' })}>
        <span>{name}</span>
        <ChevronsUpDown size={13} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={menu.positioner} align="start" sideOffset={4}>
          <Menu.Popup className={menu.popup} aria-label={m.vaults_known()}>
            {known.map(({ id, path }) => (
              <Menu.Item key={id} className={menu.item} onClick={() => void chooseVault(path)}>
                <span title={path}>{nameOf(path)}</span>
                {id === own && <Check size={14} aria-label={m.vault_this()} />}
              </Menu.Item>
            ))}
            {known.length > 0 && <MenuSeparator of={Menu} />}
            <Item of={Menu} onClick={() => void chooseVault()}>
              {m.vault_open()}
            </Item>
            <Item of={Menu} onClick={() => void newVault()}>
              {m.vault_new()}
            </Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
