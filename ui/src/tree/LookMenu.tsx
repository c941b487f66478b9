import { Menu } from '@base-ui/react/menu';
import { ArrowDownUp, Check } from 'lucide-react';
import controls from '../design/components/components.module.css';
import menu from '../design/components/menu.module.css';
import { m } from '../i18n/messages';
import { setTreeLook, useTreeLook } from './look';
import { ORDERS, type OrderBy } from './model';

const NAMES: Record<OrderBy, () => string> = {
  name: m.sort_name,
  modified: m.sort_modified,
  created: m.sort_created,
  size: m.sort_size,
};

/** The order of the tree, and whether it follows. */
export function LookMenu() {
  const { by, reverse, follows } = useTreeLook();
  return (
    <Menu.Root>
      <Menu.Trigger className={controls.iconButton} aria-label={m.tree_order()} title={m.tree_order()}>
        <ArrowDownUp size={15} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={menu.positioner} align="end" sideOffset={4}>
          <Menu.Popup className={menu.popup} aria-label={m.tree_order()}>
            <Menu.RadioGroup value={by} onValueChange={(next: OrderBy) => setTreeLook({ by: next })}>
              {ORDERS.map((each) => (
                <Menu.RadioItem key={each} value={each} className={menu.item} closeOnClick>
                  <span>{NAMES[each]()}</span>
                  <Menu.RadioItemIndicator>
                    <Check size={14} aria-hidden />
                  </Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Separator className={menu.separator} />
            <Toggle
              label={m.sort_reverse()}
              on={reverse}
              onChange={(next) => setTreeLook({ reverse: next })}
            />
            <Toggle
              label={m.tree_follows()}
              on={follows}
              onChange={(next) => setTreeLook({ follows: next })}
            />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Toggle({ label, on, onChange }: { label: string; on: boolean; onChange(on: boolean): void }) {
  return (
    <Menu.CheckboxItem checked={on} onCheckedChange={onChange} className={menu.item} closeOnClick>
      <span>{label}</span>
      <Menu.CheckboxItemIndicator>
        <Check size={14} aria-hidden />
      </Menu.CheckboxItemIndicator>
    </Menu.CheckboxItem>
  );
}
