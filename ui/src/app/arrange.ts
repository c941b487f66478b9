/** What rearranges tabs and panes: splits, moves, pins, and closing many at once. */
import { panesOf, type Side, splitAt } from './panes';
import {
  close,
  inserted,
  left,
  newId,
  open,
  same,
  type Tab,
  type TabContent,
  tabsOf,
  toFront,
  useWorkspace,
} from './workspace';

/** More than these would leave no place to read. */
const MOST_PANES = 9;

const tabOf = (id: string) => useWorkspace.getState().tabs.find((tab) => tab.id === id);

/** Returns the panes in reading order. */
export const panes = (): string[] => panesOf(useWorkspace.getState().shape);

export const canSplit = (): boolean => panes().length < MOST_PANES;

function newPane(): string {
  const taken = panes();
  for (let n = 1; ; n++) if (!taken.includes(`p${n}`)) return `p${n}`;
}

/** Shows a tab once more, in a new pane at a side of its own. */
export function split(id: string, side: Side): void {
  const tab = tabOf(id);
  if (!tab || !canSplit()) return;
  const { pinned: _, ...content } = tab;
  useWorkspace.setState((state) => {
    const pane = newPane();
    const twin: Tab = { ...content, id: newId(), pane };
    return {
      tabs: [...state.tabs, twin],
      shape: splitAt(state.shape, tab.pane, side, pane),
      ...toFront(state, twin),
      goto: { tab: twin.id },
    };
  });
}

/** Shows content beside the pane that the user is in: in the next pane, or in a new one. */
export function openBeside(content: TabContent): void {
  const { pane, active, shape } = useWorkspace.getState();
  const there = panesOf(shape);
  const next = there[there.indexOf(pane) + 1];
  if (next !== undefined) {
    useWorkspace.setState(({ front }) => ({ pane: next, active: front[next] ?? null }));
    open(content, {});
    return;
  }
  if (active === null || !canSplit()) {
    open(content, {});
    return;
  }
  useWorkspace.setState((state) => {
    const fresh = newPane();
    const tab: Tab = { ...content, id: newId(), pane: fresh };
    return {
      tabs: [...state.tabs, tab],
      shape: splitAt(state.shape, pane, 'right', fresh),
      ...toFront(state, tab),
      goto: { tab: tab.id },
    };
  });
}

/** Puts a tab at a place of a pane, at its end without one. A pane that shows the same already shows that. */
export function move(id: string, pane: string, at = Number.POSITIVE_INFINITY): void {
  useWorkspace.setState((state) => {
    const tab = state.tabs.find((each) => each.id === id);
    if (!tab || !panesOf(state.shape).includes(pane)) return state;
    if (tab.pane === pane) {
      const tabs = inserted(
        state.tabs.filter((each) => each !== tab),
        tab,
        at,
      );
      return { tabs, ...toFront(state, tab) };
    }
    const rest = { ...state, ...left(state, tab) };
    const twin = tabsOf(rest.tabs, pane).find((each) => same(each, tab));
    const moved = twin ?? { ...tab, pane };
    const tabs = twin ? rest.tabs : inserted(rest.tabs, moved, at);
    return { ...rest, tabs, ...toFront(rest, moved) };
  });
}

/** Moves a tab into a new pane at a side of another; the only tab of a pane stays as it is. */
export function moveToSide(id: string, beside: string, side: Side): void {
  const tab = tabOf(id);
  if (!tab || !canMoveToSide(id, beside)) return;
  useWorkspace.setState((state) => {
    const pane = newPane();
    const rest = { ...state, ...left(state, tab) };
    const moved: Tab = { ...tab, pane };
    return {
      ...rest,
      tabs: [...rest.tabs, moved],
      shape: splitAt(rest.shape, beside, side, pane),
      ...toFront(rest, moved),
    };
  });
}

/** Whether a new pane at the side of another is a change for a tab. */
export function canMoveToSide(id: string, beside: string): boolean {
  const tab = tabOf(id);
  if (!tab) return false;
  const alone = tabsOf(useWorkspace.getState().tabs, tab.pane).length === 1;
  return alone ? tab.pane !== beside : canSplit();
}

/** Moves a tab `by` panes further, round the end. */
export function moveOn(id: string, by: number): void {
  const tab = tabOf(id);
  const all = panes();
  if (!tab || all.length < 2) return;
  move(id, all[(all.indexOf(tab.pane) + by + all.length) % all.length] as string);
}

/** Makes a tab stay first and open, or lets it go again. */
export function togglePin(id: string): void {
  useWorkspace.setState(({ tabs }) => {
    const tab = tabs.find((each) => each.id === id);
    if (!tab) return {};
    const rest = tabs.filter((each) => each !== tab);
    const pins = tabsOf(rest, tab.pane).filter(({ pinned }) => pinned).length;
    return { tabs: inserted(rest, { ...tab, pinned: tab.pinned ? undefined : true }, pins) };
  });
}

function closeWhere(which: (tab: Tab) => boolean): void {
  for (const tab of useWorkspace.getState().tabs) if (!tab.pinned && which(tab)) close(tab.id);
}

/** Closes the other tabs of a pane; pinned ones stay. */
export function closeOthers(id: string): void {
  const pane = tabOf(id)?.pane;
  closeWhere((tab) => tab.pane === pane && tab.id !== id);
}

/** Closes the tabs that stand after one; pinned ones stay. */
export function closeAfter(id: string): void {
  const tab = tabOf(id);
  if (!tab) return;
  const mine = tabsOf(useWorkspace.getState().tabs, tab.pane);
  const after = mine.slice(mine.indexOf(tab) + 1);
  closeWhere((each) => after.includes(each));
}

/** Closes the tabs of all panes; pinned ones stay. */
export function closeAll(): void {
  closeWhere(() => true);
}

/** Closes a pane with all its tabs, pinned ones too. */
export function closePane(pane: string): void {
  for (const tab of tabsOf(useWorkspace.getState().tabs, pane)) close(tab.id);
}

/** Opens the tab that was closed last. */
export function reopen(): void {
  const [content, ...closed] = useWorkspace.getState().closed;
  if (!content) return;
  useWorkspace.setState({ closed });
  open(content);
}
