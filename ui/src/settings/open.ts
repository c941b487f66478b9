/** Whether the settings are shown; a file of its own, because the dialog itself loads when it is first wanted. */
import { create } from 'zustand';

export const useSettingsDialog = create<{ open: boolean; wanted: boolean }>(() => ({
  open: false,
  wanted: false,
}));

export function showSettings(): void {
  useSettingsDialog.setState({ open: true, wanted: true });
}
