/**
 * Where daily notes and templates are, per vault. Kept by the engine and not in the vault, whose files are the user's;
 * what Obsidian was told is what counts until something is chosen here.
 */
import { create } from 'zustand';
import { remember, remembered } from '../app/uiState';
import { call } from '../ipc/client';

export interface DailySettings {
  /** Folder of daily notes; the root is the empty string. */
  folder: string;
  /** Their names, as a format of dates; it may hold folders. */
  format: string;
  /** Path of the template of daily notes, empty for none. */
  template: string;
  /** Folder of templates. */
  templates: string;
  dateFormat: string;
  timeFormat: string;
}

export const DEFAULTS: DailySettings = {
  folder: '',
  format: 'YYYY-MM-DD',
  template: '',
  templates: '',
  dateFormat: 'YYYY-MM-DD',
  timeFormat: 'HH:mm',
};

const KEY = 'daily';

export const useDaily = create<DailySettings>(() => DEFAULTS);

const isPartial = (value: unknown): value is Partial<DailySettings> =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).every(([key, each]) => key in DEFAULTS && typeof each === 'string');

let loaded: Promise<void> | null = null;

/** Reads what was chosen, once. */
export function loadDaily(): Promise<void> {
  loaded ??= (async () => {
    useDaily.setState({ ...DEFAULTS, ...(await fromObsidian()), ...remembered(KEY, isPartial) });
  })();
  return loaded;
}

export function setDaily(changed: Partial<DailySettings>): void {
  const chosen = { ...(remembered(KEY, isPartial) ?? {}), ...changed };
  useDaily.setState({ ...useDaily.getState(), ...changed });
  remember(KEY, chosen);
}

/** Returns a path of the vault as it is written: without slashes around it. */
export const pathOf = (text: string) => text.trim().replace(/^\/+|\/+$/g, '');

async function fromObsidian(): Promise<Partial<DailySettings>> {
  const [daily, templates] = await Promise.all([
    options('.obsidian/daily-notes.json'),
    options('.obsidian/templates.json'),
  ]);
  const template = pathOf(daily.template ?? '');
  return defined({
    folder: daily.folder === undefined ? undefined : pathOf(daily.folder),
    format: daily.format || undefined,
    template: template === '' ? undefined : /\.md$/i.test(template) ? template : `${template}.md`,
    templates: templates.folder === undefined ? undefined : pathOf(templates.folder),
    dateFormat: templates.dateFormat || undefined,
    timeFormat: templates.timeFormat || undefined,
  });
}

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Returns what stands in a file of options; nothing where it cannot be read. */
async function options(path: string): Promise<Record<string, string | undefined>> {
  try {
    const { text } = await call('note_get', { path });
    const value: unknown = JSON.parse(text ?? '');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter(([, each]) => typeof each === 'string'));
  } catch {
    return {};
  }
}
