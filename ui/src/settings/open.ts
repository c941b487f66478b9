/** Whether the settings are shown; a file of its own, because the dialog itself loads when it is first wanted. */
import { create } from 'zustand';

export type Page = 'general' | 'editor' | 'daily' | 'keys' | 'about';

export const useSettingsDialog = create<{ open: boolean; wanted: boolean; page: Page }>(() => ({
  open: false,
  wanted: false,
  page: 'general',
}));

export function showSettings(page: Page = 'general'): void {
  useSettingsDialog.setState({ open: true, wanted: true, page });
}
