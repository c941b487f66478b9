/** How the user wants to see the tree: its order, and whether it follows the open file. Remembered per vault. */
import { create } from 'zustand';
import { remember, remembered } from '../app/uiState';
import { tree } from '../app/vault';
import { selectActivePath, useWorkspace } from '../app/workspace';
import { NONE, ORDERS, type OrderBy } from './model';

interface Look {
  by: OrderBy;
  reverse: boolean;
  follows: boolean;
}

const KEY = 'treeLook';
const FIRST: Look = { by: 'name', reverse: false, follows: false };

export const useTreeLook = create<Look>(() => FIRST);

const isLook = (value: unknown): value is Look =>
  typeof value === 'object' &&
  value !== null &&
  ORDERS.includes((value as Look).by) &&
  typeof (value as Look).reverse === 'boolean' &&
  typeof (value as Look).follows === 'boolean';

/** Takes up what was chosen last, and follows the open file from now on where that was chosen. */
export function restoreTreeLook(): void {
  apply(remembered(KEY, isLook) ?? FIRST);
  let shown: string | null = null;
  useWorkspace.subscribe((state) => {
    const path = selectActivePath(state);
    if (path === shown) return;
    shown = path;
    followOpen(path);
  });
}

export function setTreeLook(changed: Partial<Look>): void {
  const next = { ...useTreeLook.getState(), ...changed };
  remember(KEY, next);
  apply(next);
  if (changed.follows) followOpen(selectActivePath(useWorkspace.getState()));
}

function apply(look: Look): void {
  useTreeLook.setState(look);
  tree.setOrder(look.by, look.reverse);
}

function followOpen(path: string | null): void {
  if (path === null || !useTreeLook.getState().follows || tree.find(path) === NONE) return;
  tree.reveal(path);
}
