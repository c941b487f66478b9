/** The commands of tabs and panes that nobody needs before the window stands. */
import { m } from '../i18n/messages';
import * as arrange from './arrange';
import { type Command, register } from './commands';
import { goTo, thenStay } from './tabFocus';
// They come with the commands, so that the first drag and menu do not wait.
import './tabDrag';
import './tabMenu';
import { activeTab, useWorkspace } from './workspace';

const active = () => activeTab()?.id ?? '';
const hasTab = () => activeTab() !== null;
const several = () => arrange.panes().length > 1;
const canSplit = () => hasTab() && arrange.canSplit();

function goOn(by: number): void {
  const panes = arrange.panes();
  const at = panes.indexOf(useWorkspace.getState().pane);
  goTo(panes[(at + by + panes.length) % panes.length]);
}

const numbered = Array.from(
  { length: 9 },
  (_, index): Command => ({
    id: `pane.${index + 1}`,
    label: () => m.pane_focus({ number: index + 1 }),
    keys: [`Mod+${index + 1}`],
    enabled: () => several() && index < arrange.panes().length,
    run: () => goTo(arrange.panes()[index]),
  }),
);

const commands: Command[] = [
  { id: 'tab.pin', label: m.tab_pin_toggle, enabled: hasTab, run: () => arrange.togglePin(active()) },
  {
    id: 'tab.closeOthers',
    label: m.close_others,
    enabled: hasTab,
    run: () => arrange.closeOthers(active()),
  },
  { id: 'tab.closeAfter', label: m.close_after, enabled: hasTab, run: () => arrange.closeAfter(active()) },
  { id: 'tab.closeAll', label: m.close_all, enabled: hasTab, run: arrange.closeAll },
  {
    id: 'tab.reopen',
    label: m.reopen_tab,
    keys: ['Mod+Shift+T', 'Alt+Shift+T'],
    enabled: () => useWorkspace.getState().closed.length > 0,
    run: arrange.reopen,
  },
  {
    id: 'tab.moveNext',
    label: m.tab_move_next,
    keys: ['Mod+Alt+PageDown'],
    enabled: () => hasTab() && several(),
    run: () => thenStay(() => arrange.moveOn(active(), 1)),
  },
  {
    id: 'tab.movePrevious',
    label: m.tab_move_previous,
    keys: ['Mod+Alt+PageUp'],
    enabled: () => hasTab() && several(),
    run: () => thenStay(() => arrange.moveOn(active(), -1)),
  },
  {
    id: 'tab.moveRight',
    label: m.tab_move_right,
    enabled: () => arrange.canMoveToSide(active(), useWorkspace.getState().pane),
    run: () => thenStay(() => arrange.moveToSide(active(), useWorkspace.getState().pane, 'right')),
  },
  {
    id: 'tab.moveDown',
    label: m.tab_move_down,
    enabled: () => arrange.canMoveToSide(active(), useWorkspace.getState().pane),
    run: () => thenStay(() => arrange.moveToSide(active(), useWorkspace.getState().pane, 'down')),
  },
  {
    id: 'pane.splitRight',
    label: m.pane_split_right,
    keys: ['Mod+Alt+S'],
    enabled: canSplit,
    run: () => thenStay(() => arrange.split(active(), 'right')),
  },
  {
    id: 'pane.splitDown',
    label: m.pane_split_down,
    keys: ['Mod+Alt+Shift+S'],
    enabled: canSplit,
    run: () => thenStay(() => arrange.split(active(), 'down')),
  },
  { id: 'pane.next', label: m.pane_next, keys: ['F6'], enabled: several, run: () => goOn(1) },
  { id: 'pane.previous', label: m.pane_previous, keys: ['Shift+F6'], enabled: several, run: () => goOn(-1) },
  {
    id: 'pane.close',
    label: m.pane_close,
    enabled: several,
    run: () => thenStay(() => arrange.closePane(useWorkspace.getState().pane)),
  },
];

export function registerTabs(): void {
  register(...commands, ...numbered);
}
