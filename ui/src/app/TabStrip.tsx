import { ContextMenu } from '@base-ui/react/context-menu';
import { Menu } from '@base-ui/react/menu';
import { ChevronDown, GitCompare, GitMerge, History, Pin, Waypoints, X } from 'lucide-react';
import { Fragment, type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { Item, MenuPopup, MenuSeparator } from '../design/components/Menu';
import { m } from '../i18n/messages';
import { useUnsaved } from '../notes/open';
import { fileIcon } from '../tree/icon';
import { shownName } from '../tree/paths';
import styles from './TabStrip.module.css';
import type { TabItem } from './tabMenu';
import { activate, close, cycle, type Tab, tabsOf, useWorkspace } from './workspace';

/** The open tabs of a pane. One of them takes the focus; arrows move between them, Delete closes. */
export function TabStrip({ pane }: { pane: string }) {
  const tabs = tabsOf(
    useWorkspace((state) => state.tabs),
    pane,
  );
  const active = useWorkspace((state) => state.front[pane]);
  const strip = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const shown = active && document.getElementById(`tab-${active}`);
    if (shown) shown.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);

  const [over, setOver] = useState(false);
  const names = tabs.map(nameOfTab).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: other names are other widths.
  useEffect(() => {
    const element = strip.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setOver(element.scrollWidth > element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, [names]);

  if (tabs.length === 0) return null;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowRight') cycle(1);
    else if (event.key === 'ArrowLeft') cycle(-1);
    else if (event.key === 'Home' && tabs[0]) activate(tabs[0].id);
    else if (event.key === 'End') activate((tabs.at(-1) as Tab).id);
    else if (event.key === 'Delete') closeUnpinned(tabs.find(({ id }) => id === active));
    else return;
    event.preventDefault();
    requestAnimationFrame(() => document.getElementById(`tab-${useWorkspace.getState().active}`)?.focus());
  };

  return (
    <div className={styles.bar}>
      <div
        ref={strip}
        className={styles.strip}
        role="tablist"
        aria-label={m.landmark_tabs()}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        onWheel={(event) => strip.current?.scrollBy({ left: event.deltaY + event.deltaX })}
      >
        {tabs.map((tab) => (
          <TabButton key={tab.id} tab={tab} active={tab.id === active} />
        ))}
      </div>
      {over && (
        <Menu.Root>
          <Menu.Trigger className={styles.all} aria-label={m.tabs_all()} title={m.tabs_all()}>
            <ChevronDown size={15} aria-hidden />
          </Menu.Trigger>
          <MenuPopup of={Menu} label={m.tabs_all()}>
            {tabs.map((tab) => (
              <Item key={tab.id} of={Menu} onClick={() => activate(tab.id)}>
                {nameOfTab(tab)}
              </Item>
            ))}
          </MenuPopup>
        </Menu.Root>
      )}
    </div>
  );
}

function closeUnpinned(tab: Tab | undefined): void {
  if (tab && !tab.pinned) close(tab.id);
}

const NAMES: Record<Tab['kind'], (name: string) => string> = {
  file: (name) => name,
  compare: (name) => m.tab_compare({ name }),
  conflict: (name) => m.tab_conflict({ name }),
  graph: () => m.graph(),
  timeline: () => m.timeline(),
};

const ICONS = { compare: GitCompare, conflict: GitMerge, graph: Waypoints, timeline: History };

const nameOfTab = (tab: Tab) => NAMES[tab.kind](shownName(tab.path));

function TabButton({ tab, active }: { tab: Tab; active: boolean }) {
  const unsaved = useUnsaved(tab.path);
  const [menu, setMenu] = useState<TabItem[][]>([]);
  const name = nameOfTab(tab);
  const Icon = tab.kind === 'file' ? fileIcon(tab.path) : ICONS[tab.kind];
  const said = [name, tab.pinned && m.tab_pinned(), unsaved && m.unsaved()].filter(Boolean).join(', ');

  const onPointerDown = (press: PointerEvent<HTMLElement>) => {
    if (press.button === 1) {
      press.preventDefault();
      return;
    }
    if (press.button !== 0 || (press.target as HTMLElement).closest('[data-close]')) return;
    activate(tab.id);
    const { clientX, clientY, pointerId, currentTarget } = press;
    void import('./tabDrag').then(({ dragTab }) =>
      dragTab(tab.id, currentTarget, pointerId, clientX, clientY),
    );
  };

  return (
    <ContextMenu.Root
      onOpenChange={(open) => {
        if (open) void import('./tabMenu').then(({ tabItems }) => setMenu(tabItems(tab)));
      }}
    >
      <ContextMenu.Trigger
        render={
          <div
            id={`tab-${tab.id}`}
            role="tab"
            tabIndex={active ? 0 : -1}
            aria-selected={active}
            aria-controls={active ? `panel-${tab.id}` : undefined}
            aria-label={said}
            title={tab.path || undefined}
            className={styles.tab}
            onPointerDown={onPointerDown}
            onAuxClick={(event) => event.button === 1 && closeUnpinned(tab)}
          />
        }
      >
        <Icon size={14} aria-hidden />
        <span className={styles.name}>{name}</span>
        {/* For the pointer only: keys and the menu do the same, and a tab may not hold a button. */}
        <span
          data-close
          aria-hidden
          className={styles.close}
          data-unsaved={unsaved || undefined}
          data-pinned={tab.pinned}
          onClick={() =>
            tab.pinned ? void import('./arrange').then(({ togglePin }) => togglePin(tab.id)) : close(tab.id)
          }
        >
          <i />
          {tab.pinned ? <Pin size={12} /> : <X size={13} />}
        </span>
      </ContextMenu.Trigger>
      <MenuPopup of={ContextMenu} label={name}>
        {menu.map((items, index) => (
          <Fragment key={items[0]?.label}>
            {index > 0 && <MenuSeparator of={ContextMenu} />}
            {items.map(({ label, run, keys, disabled }) => (
              <Item key={label} of={ContextMenu} onClick={run} keys={keys} disabled={disabled}>
                {label}
              </Item>
            ))}
          </Fragment>
        ))}
      </MenuPopup>
    </ContextMenu.Root>
  );
}
