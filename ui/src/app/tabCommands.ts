/** The commands that nobody needs before the window stands: of tabs and panes, and some of the whole. */

import { registerGraph } from '../graph/open';
import { registerTimeline } from '../history/open';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import * as arrange from './arrange';
import { type Command, register } from './commands';
import { changePreferences, usePreferences } from './preferences';
import { goTo, thenStay } from './tabFocus';
// They come with the commands, so that the first drag and menu do not wait.
import './tabDrag';
import './tabMenu';
import { say, sayFailed } from './toasts';
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

const whole: Command[] = [
  {
    id: 'theme.toggle',
    label: m.theme_toggle,
    run: () => {
      const theme = usePreferences.getState().theme === 'dark' ? 'light' : 'dark';
      changePreferences({ theme }).catch((error) => sayFailed(m.settings_failed(), error));
    },
  },
  {
    id: 'history.snapshot',
    label: m.snapshot,
    run: () => {
      call('snapshot', {}).then(
        ({ versions }) => say(versions.length > 0 ? m.snapshot_done() : m.snapshot_none()),
        (error) => sayFailed(m.snapshot_failed(), error),
      );
    },
  },
];

export function registerTabs(): void {
  register(...commands, ...numbered, ...whole);
  registerGraph();
  registerTimeline();
}
