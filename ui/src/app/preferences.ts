/**
 * The user's theme, language, sizes and keys: kept by the engine; what the first paint needs is mirrored in local
 * storage.
 */
import { create } from 'zustand';
import { getLocale, overwriteGetLocale } from '../i18n/gen/runtime.js';
import { call } from '../ipc/client';
import type { Settings } from '../ipc/gen/api';
import { inDesktop, zoomTo } from '../platform/desktop';
import { useKeys } from './commands';

export type Locale = 'en' | 'zh-CN';
export type Theme = 'light' | 'dark';

interface Preferences {
  /** Chosen ones; null follows the system. */
  settings: Settings;
  locale: Locale;
  theme: Theme;
}

/** What was chosen on the first screen. */
const EARLY = 'early';

const dark = () => matchMedia('(prefers-color-scheme: dark)');

function systemLocale(): Locale {
  return navigator.languages
    .find((tag) => /^(zh|en)/i.test(tag))
    ?.toLowerCase()
    .startsWith('zh')
    ? 'zh-CN'
    : 'en';
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(`strata.${key}`);
  } catch {
    return null;
  }
}

function store(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`strata.${key}`);
    else localStorage.setItem(`strata.${key}`, value);
  } catch {
    // Closed storage costs one flash of the system's theme at the next start.
  }
}

function derive(settings: Settings): Preferences {
  const { language, theme } = settings;
  return {
    settings,
    locale: language === 'en' || language === 'zh-CN' ? language : systemLocale(),
    theme: theme === 'light' || theme === 'dark' ? theme : dark().matches ? 'dark' : 'light',
  };
}

export const usePreferences = create<Preferences>(() =>
  derive({ language: stored('language'), theme: stored('theme'), textSize: null, zoom: null }),
);

overwriteGetLocale(() => usePreferences.getState().locale);

function show(settings: Settings): void {
  const before = usePreferences.getState().settings;
  usePreferences.setState(derive(settings));
  useKeys.setState({ changed: settings.keys ?? {} });
  if (inDesktop && settings.zoom !== before.zoom) void zoomTo(settings.zoom ?? 100);
  store('theme', settings.theme);
  store('language', settings.language);
  paint();
}

function paint(): void {
  const { theme, settings } = usePreferences.getState();
  const { dataset, style } = document.documentElement;
  dataset.theme = theme;
  if (settings.textSize === null) style.removeProperty('--fs-note');
  else style.setProperty('--fs-note', `${settings.textSize}px`);
  document.documentElement.lang = getLocale();
}

/** Follows the system from now on and fetches what was chosen. */
export async function loadPreferences(): Promise<void> {
  const settings = await call('settings_get');
  const early = stored(EARLY);
  if (early === null) {
    show(settings);
    return;
  }
  store(EARLY, null);
  await changePreferences({ ...settings, ...(JSON.parse(early) as Partial<Settings>) });
}

/** Shows a change that was made before there was an engine to keep it; the next one that starts does. */
export function chooseEarly(change: Pick<Partial<Settings>, 'language' | 'theme'>): void {
  store(EARLY, JSON.stringify({ ...JSON.parse(stored(EARLY) ?? '{}'), ...change }));
  show({ ...usePreferences.getState().settings, ...change });
}

export function installPreferences(): void {
  paint();
  dark().addEventListener('change', () => show(usePreferences.getState().settings));
}

/** Shows a change at once and keeps it; takes it back and rejects where it cannot be kept. */
export async function changePreferences(change: Partial<Settings>): Promise<void> {
  const before = usePreferences.getState().settings;
  const settings = { ...before, ...change };
  show(settings);
  try {
    await call('settings_put', settings);
  } catch (error) {
    show(before);
    throw error;
  }
}
