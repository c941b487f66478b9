import { useEffect, useState, useSyncExternalStore } from 'react';
import { tree } from '../app/vault';
import { formatDate } from '../daily/dates';
import { type DailySettings as Daily, loadDaily, pathOf, setDaily, useDaily } from '../daily/settings';
import { getLocale } from '../i18n/gen/runtime.js';
import { m } from '../i18n/messages';
import { NONE } from '../tree/model';
import { isNotePath } from '../tree/paths';
import { TextField } from './fields';

/** Where daily notes and templates are, and how dates are written in them. */
export function DailySettings() {
  const daily = useDaily();
  const [now] = useState(() => new Date());
  useEffect(() => void loadDaily(), []);
  useSyncExternalStore(tree.subscribe, tree.version);
  const folders = tree.folderPaths();
  const notes = [...tree.filesBelow(pathOf(daily.templates))].filter(isNotePath);
  const date = (format: string) =>
    format.trim() === ''
      ? m.daily_format_empty()
      : m.daily_example({ text: formatDate(now, format, getLocale()) });
  const missing = (path: string, known: readonly string[]) =>
    path.trim() === '' || known.includes(pathOf(path)) ? null : m.daily_missing({ name: path });
  const row = (key: keyof Daily) => ({
    value: daily[key],
    onChange: (value: string) => setDaily({ [key]: value }),
  });
  return (
    <>
      <TextField
        label={m.daily_folder()}
        hint={missing(daily.folder, folders)}
        options={folders}
        {...row('folder')}
      />
      <TextField label={m.daily_format()} hint={date(daily.format)} {...row('format')} />
      <TextField
        label={m.daily_template()}
        hint={missing(daily.template, [
          ...notes,
          ...(tree.find(pathOf(daily.template)) !== NONE ? [pathOf(daily.template)] : []),
        ])}
        options={notes}
        {...row('template')}
      />
      <TextField
        label={m.templates_folder()}
        hint={missing(daily.templates, folders) ?? m.templates_hint()}
        options={folders}
        {...row('templates')}
      />
      <TextField label={m.template_date()} hint={date(daily.dateFormat)} {...row('dateFormat')} />
      <TextField label={m.template_time()} hint={date(daily.timeFormat)} {...row('timeFormat')} />
    </>
  );
}
