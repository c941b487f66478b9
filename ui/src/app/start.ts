/** What happens once at the start, before and after the first answer of the engine. */

import { installKeymap } from './keymap';
import { restoreLayout } from './layout';
import { installPreferences, loadPreferences } from './preferences';
import { loadUiState, rememberNow } from './uiState';
import { startVault } from './vault';
import { restoreTabs } from './workspace';

export function start(): void {
  installPreferences();
  installKeymap(window);
  startVault(async () => {
    await Promise.all([loadPreferences(), loadUiState()]);
    restoreLayout();
    restoreTabs();
  });
  window.addEventListener('pagehide', rememberNow);
}
