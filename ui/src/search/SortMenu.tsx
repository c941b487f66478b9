import { Menu } from '@base-ui/react/menu';
import { Check, ChevronDown } from 'lucide-react';
import menu from '../design/components/menu.module.css';
import { m } from '../i18n/messages';
import type { Sort } from '../ipc/gen/api';
import { order, SORTS, useSearch } from './search';
import styles from './search.module.css';

const NAMES: Record<Sort, () => string> = {
  relevance: m.sort_relevance,
  modified: m.sort_modified,
  created: m.sort_created,
  size: m.sort_size,
  name: m.sort_name,
};

export function SortMenu() {
  const { sort, reverse } = useSearch();
  return (
    <Menu.Root>
      <Menu.Trigger className={styles.drop} data-set={reverse || sort !== 'relevance' || undefined}>
        <span>{m.search_sort({ by: NAMES[sort]() })}</span>
        <ChevronDown size={12} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={menu.positioner} align="end" sideOffset={4}>
          <Menu.Popup className={menu.popup}>
            <Menu.RadioGroup value={sort} onValueChange={(next: Sort) => order(next, reverse)}>
              {SORTS.map((each) => (
                <Menu.RadioItem key={each} value={each} className={menu.item} closeOnClick>
                  <span>{NAMES[each]()}</span>
                  <Menu.RadioItemIndicator>
                    <Check size={14} aria-hidden />
                  </Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Separator className={menu.separator} />
            <Menu.CheckboxItem
              checked={reverse}
              onCheckedChange={(next) => order(sort, next)}
              className={menu.item}
              closeOnClick
            >
              <span>{m.sort_reverse()}</span>
              <Menu.CheckboxItemIndicator>
                <Check size={14} aria-hidden />
              </Menu.CheckboxItemIndicator>
            </Menu.CheckboxItem>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
