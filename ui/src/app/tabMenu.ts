/** What can be done with a tab. */
import { m } from '../i18n/messages';
import * as arrange from './arrange';
import { shortcut } from './commands';
import { thenStay } from './tabFocus';
import { close, type Tab, tabsOf, useWorkspace } from './workspace';

export interface TabItem {
  label: string;
  run(): void;
  keys?: string | null;
  disabled?: boolean;
}

/** Returns the entries of a tab's menu in groups. */
export function tabItems(tab: Tab): TabItem[][] {
  const { id, pane, path, pinned } = tab;
  const { tabs } = useWorkspace.getState();
  const full = !arrange.canSplit();
  return [
    [{ label: pinned ? m.tab_unpin() : m.tab_pin(), run: () => arrange.togglePin(id) }],
    [
      { label: m.close_tab(), run: () => close(id), keys: shortcut('tab.close') },
      { label: m.close_others(), run: () => arrange.closeOthers(id) },
      {
        label: m.close_after(),
        run: () => arrange.closeAfter(id),
        disabled: tabsOf(tabs, pane).at(-1)?.id === id,
      },
      { label: m.close_all(), run: arrange.closeAll },
    ],
    [
      {
        label: m.pane_split_right(),
        run: () => thenStay(() => arrange.split(id, 'right')),
        keys: shortcut('pane.splitRight'),
        disabled: full,
      },
      {
        label: m.pane_split_down(),
        run: () => thenStay(() => arrange.split(id, 'down')),
        keys: shortcut('pane.splitDown'),
        disabled: full,
      },
      {
        label: m.tab_move_next(),
        run: () => thenStay(() => arrange.moveOn(id, 1)),
        keys: shortcut('tab.moveNext'),
        disabled: arrange.panes().length < 2,
      },
    ],
    ...(path ? [[{ label: m.copy_path(), run: () => void navigator.clipboard.writeText(path) }]] : []),
  ];
}
