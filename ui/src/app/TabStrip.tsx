import { ContextMenu } from '@base-ui/react/context-menu';
import { GitCompare, GitMerge, X } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { Item, MenuPopup, MenuSeparator } from '../design/components/Menu';
import { m } from '../i18n/messages';
import { useUnsaved } from '../notes/open';
import { fileIcon } from '../tree/icon';
import { nameOf, shownName } from '../tree/paths';
import { shortcut } from './commands';
import styles from './TabStrip.module.css';
import { activate, close, closeAll, closeOthers, cycle, reorder, type Tab, useWorkspace } from './workspace';

/** Pixels a pointer moves before a press becomes a drag. */
const SLOP = 5;

/** The open tabs. One of them takes the focus; arrows move between them, Delete closes. */
export function TabStrip() {
  const tabs = useWorkspace((state) => state.tabs);
  const active = useWorkspace((state) => state.active);
  const strip = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const shown = active && document.getElementById(`tab-${active}`);
    if (shown) shown.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);

  if (tabs.length === 0) return null;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowRight') cycle(1);
    else if (event.key === 'ArrowLeft') cycle(-1);
    else if (event.key === 'Home' && tabs[0]) activate(tabs[0].id);
    else if (event.key === 'End') activate((tabs.at(-1) as Tab).id);
    else if (event.key === 'Delete' && active) close(active);
    else return;
    event.preventDefault();
    requestAnimationFrame(() => document.getElementById(`tab-${useWorkspace.getState().active}`)?.focus());
  };

  return (
    <div
      ref={strip}
      className={styles.strip}
      role="tablist"
      aria-label={m.landmark_tabs()}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onWheel={(event) => strip.current?.scrollBy({ left: event.deltaY + event.deltaX })}
    >
      {tabs.map((tab, index) => (
        <TabButton key={tab.id} tab={tab} index={index} active={tab.id === active} strip={strip} />
      ))}
    </div>
  );
}

const NAMES: Record<Tab['kind'], (name: string) => string> = {
  file: (name) => name,
  compare: (name) => m.tab_compare({ name }),
  conflict: (name) => m.tab_conflict({ name }),
};

interface ButtonProps {
  tab: Tab;
  index: number;
  active: boolean;
  strip: React.RefObject<HTMLDivElement | null>;
}

function TabButton({ tab, index, active, strip }: ButtonProps) {
  const unsaved = useUnsaved(tab.path);
  const [shift, setShift] = useState<number | null>(null);
  const name = NAMES[tab.kind](shownName(tab.path));
  const Icon = tab.kind === 'file' ? fileIcon(tab.path) : tab.kind === 'compare' ? GitCompare : GitMerge;

  const onPointerDown = (press: PointerEvent<HTMLElement>) => {
    if (press.button === 1) {
      press.preventDefault();
      return;
    }
    if (press.button !== 0 || (press.target as HTMLElement).closest('[data-close]')) return;
    activate(tab.id);
    const element = press.currentTarget;
    const start = press.clientX;
    const from = index;
    let to = from;
    let moving = false;
    const move = (event: globalThis.PointerEvent) => {
      const by = event.clientX - start;
      if (!moving && Math.abs(by) < SLOP) return;
      moving = true;
      setShift(by);
      const others = [...(strip.current?.children ?? [])] as HTMLElement[];
      const middle = element.offsetLeft + element.offsetWidth / 2 + by;
      to = others.filter(
        (other, i) => i !== from && other.offsetLeft + other.offsetWidth / 2 < middle,
      ).length;
    };
    const end = (event: Event) => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('keydown', onEscape, true);
      setShift(null);
      if (moving && event.type === 'pointerup' && to !== from) reorder(tab.id, to);
    };
    const onEscape = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape' || !moving) return;
      event.stopPropagation();
      end(event);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
    window.addEventListener('keydown', onEscape, true);
  };

  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger
        render={
          <div
            id={`tab-${tab.id}`}
            role="tab"
            tabIndex={active ? 0 : -1}
            aria-selected={active}
            aria-controls={active ? `panel-${tab.id}` : undefined}
            aria-label={unsaved ? `${name}, ${m.unsaved()}` : name}
            title={tab.path}
            className={styles.tab}
            data-moving={shift === null ? undefined : ''}
            style={shift === null ? undefined : { transform: `translateX(${shift}px)` }}
            onPointerDown={onPointerDown}
            onAuxClick={(event) => event.button === 1 && close(tab.id)}
          />
        }
      >
        <Icon size={14} aria-hidden />
        <span className={styles.name}>{name}</span>
        {/* For the pointer only: the keyboard closes with Delete, and a tab may not hold a button. */}
        <span
          data-close
          aria-hidden
          className={styles.close}
          data-unsaved={unsaved || undefined}
          onClick={() => close(tab.id)}
        >
          <i />
          <X size={13} />
        </span>
      </ContextMenu.Trigger>
      <MenuPopup of={ContextMenu} label={nameOf(tab.path)}>
        <Item of={ContextMenu} onClick={() => close(tab.id)} keys={shortcut('tab.close')}>
          {m.close_tab()}
        </Item>
        <Item of={ContextMenu} onClick={() => closeOthers(tab.id)}>
          {m.close_others()}
        </Item>
        <Item of={ContextMenu} onClick={closeAll}>
          {m.close_all()}
        </Item>
        <MenuSeparator of={ContextMenu} />
        <Item of={ContextMenu} onClick={() => void navigator.clipboard.writeText(tab.path)}>
          {m.copy_path()}
        </Item>
      </MenuPopup>
    </ContextMenu.Root>
  );
}
