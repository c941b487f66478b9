/** A small menu beside a table: arrows move, Escape closes and gives the focus back. */
export interface Choice {
  label: string;
  keys?: string;
  run(): void;
  enabled?: boolean;
}

/** Opens a menu in `host` at a place; `closed` hears when it is gone. */
export function openMenu(
  host: HTMLElement,
  label: string,
  groups: readonly (readonly Choice[])[],
  at: { left: number; top: number },
  closed: () => void,
): void {
  const menu = document.createElement('div');
  menu.className = 'lp-menu';
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', label);
  menu.style.left = `${at.left}px`;
  menu.style.top = `${at.top}px`;
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    document.removeEventListener('pointerdown', outside, true);
    menu.remove();
    closed();
  };
  const outside = (event: Event) => {
    if (!menu.contains(event.target as Node)) close();
  };
  const items: HTMLButtonElement[] = [];
  for (const [index, choices] of groups.entries()) {
    if (index > 0) {
      const line = document.createElement('div');
      line.className = 'lp-menu-line';
      line.setAttribute('role', 'separator');
      menu.append(line);
    }
    for (const { label: text, keys, run, enabled = true } of choices) {
      const item = document.createElement('button');
      item.type = 'button';
      item.setAttribute('role', 'menuitem');
      item.tabIndex = -1;
      item.disabled = !enabled;
      item.textContent = text;
      if (keys) {
        const hint = document.createElement('kbd');
        hint.textContent = keys;
        item.append(hint);
      }
      item.addEventListener('click', () => {
        close();
        run();
      });
      menu.append(item);
      if (enabled) items.push(item);
    }
  }
  menu.addEventListener('mousedown', (event) => event.preventDefault());
  menu.addEventListener('keydown', (event) => {
    const now = items.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) items[(now + step + items.length) % items.length]?.focus();
    else if (event.key === 'Home') items[0]?.focus();
    else if (event.key === 'End') items.at(-1)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  host.append(menu);
  const box = menu.getBoundingClientRect();
  const room = (host.closest('.cm-scroller') ?? document.body).getBoundingClientRect();
  if (box.right > room.right) menu.style.left = `${at.left - (box.right - room.right) - 8}px`;
  if (box.bottom > room.bottom)
    menu.style.top = `${at.top - Math.min(box.height, box.bottom - room.bottom + 8)}px`;
  document.addEventListener('pointerdown', outside, true);
  items[0]?.focus();
}
