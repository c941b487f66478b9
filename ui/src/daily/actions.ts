/** Opens the notes of days and puts templates into notes; loaded when one of its commands first runs. */
import { say, sayFailed } from '../app/toasts';
import { tree } from '../app/vault';
import { activeTab, openPath } from '../app/workspace';
import { getLocale } from '../i18n/gen/runtime.js';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import { asCallError } from '../ipc/transport';
import { openNote } from '../notes/open';
import { choose } from '../palette/open';
import { NONE } from '../tree/model';
import { isNotePath, isWithin, join, nameOf, parentOf, shownName, stemOf } from '../tree/paths';
import { addDays, formatDate, parseDate } from './dates';
import { loadDaily, pathOf, useDaily } from './settings';
import { fill, insertions } from './template';

/** Returns the path of a day's note. */
function placeOf(date: Date): string {
  const { folder, format } = useDaily.getState();
  const name = formatDate(date, format, getLocale())
    .split('/')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('/');
  return join(pathOf(folder), `${name}.md`);
}

/** Returns the day whose note a path is; null where it is none. */
function dayOf(path: string): Date | null {
  const { folder, format } = useDaily.getState();
  const root = pathOf(folder);
  if (!isNotePath(path) || (root !== '' && !isWithin(path, root))) return null;
  const within = root === '' ? path : path.slice(root.length + 1);
  return parseDate(join(parentOf(within), stemOf(within)), format, getLocale());
}

/** Returns a day with the time of now. */
function atThisTime(day: Date): Date {
  const now = new Date();
  const at = new Date(day);
  at.setHours(now.getHours(), now.getMinutes(), now.getSeconds());
  return at;
}

async function filled(path: string, template: string, date: Date): Promise<string> {
  const { dateFormat, timeFormat } = useDaily.getState();
  const { text } = await call('note_get', { path: template });
  if (text === null) throw new Error(m.template_no_text());
  return fill(text, { title: stemOf(path), date, dateFormat, timeFormat, locale: getLocale() });
}

/** Opens a day's note, which is made from the template if it is not there. */
async function openDay(day: Date): Promise<void> {
  const path = placeOf(day);
  if (tree.find(path) === NONE) {
    const { template } = useDaily.getState();
    let text = '';
    if (template.trim() !== '') {
      try {
        text = await filled(path, pathOf(template), atThisTime(day));
      } catch (error) {
        sayFailed(m.template_failed({ name: template }), error);
      }
    }
    try {
      await call('note_save', { path, text, create: true });
    } catch (error) {
      // Another program was quicker: that is the note of the day.
      if (asCallError(error).code !== 'exists') {
        sayFailed(m.create_failed({ name: nameOf(path) }), error);
        return;
      }
    }
  }
  openPath(path, {});
}

export async function openToday(): Promise<void> {
  await loadDaily();
  await openDay(new Date());
}

/** Opens the nearest day's note before or after the one that is shown, or today. */
export async function openNeighbour(way: 1 | -1): Promise<void> {
  await loadDaily();
  const shown = activeTab()?.path;
  const from = (shown === undefined ? null : dayOf(shown)) ?? new Date();
  const today = placeOf(from);
  let nearest: { path: string; far: number } | null = null;
  for (const path of tree.filesBelow(pathOf(useDaily.getState().folder))) {
    const day = path === today ? null : dayOf(path);
    if (!day) continue;
    const far = (day.getTime() - from.getTime()) * way;
    if (far > 0 && (nearest === null || far < nearest.far)) nearest = { path, far };
  }
  if (nearest) openPath(nearest.path, {});
  else say(way > 0 ? m.daily_none_after() : m.daily_none_before());
}

export async function openTomorrow(): Promise<void> {
  await loadDaily();
  await openDay(addDays(new Date(), 1));
}

/** Lets the user choose a template and puts it into the note that is open. */
export async function insertTemplate(): Promise<void> {
  await loadDaily();
  const folder = pathOf(useDaily.getState().templates);
  if (folder === '') {
    say(m.templates_no_folder(), { label: m.settings(), run: () => void showDailySettings() });
    return;
  }
  const paths = [...tree.filesBelow(folder)].filter(isNotePath);
  if (paths.length === 0) {
    say(m.templates_none({ folder }), { label: m.settings(), run: () => void showDailySettings() });
    return;
  }
  choose({
    label: m.template_choose(),
    items: paths.map((path) => ({
      id: path,
      label: shownName(path),
      detail: parentOf(path).slice(folder.length + 1),
    })),
    run: (path) => void putIn(path),
  });
}

async function showDailySettings(): Promise<void> {
  (await import('../settings/open')).showSettings('daily');
}

async function putIn(template: string): Promise<void> {
  const tab = activeTab();
  const note = tab?.kind === 'file' ? openNote(tab.path) : null;
  const view = note?.view;
  if (!tab || !view) return;
  try {
    const text = await filled(
      tab.path,
      template,
      dayOf(tab.path) ? atThisTime(dayOf(tab.path) as Date) : new Date(),
    );
    const { state } = view;
    const { head } = state.selection.main;
    const pieces = insertions(state.doc.toString(), head, text.replace(/\r\n?/g, '\n'));
    const changes = state.changes(pieces.map(({ at, text }) => ({ from: at, insert: text })));
    view.dispatch({
      changes,
      // Behind the words that came in.
      selection: { anchor: changes.mapPos(Math.max(head, pieces.at(-1)?.at ?? head), 1) },
      scrollIntoView: true,
      userEvent: 'input.template',
    });
    view.focus();
  } catch (error) {
    sayFailed(m.template_failed({ name: shownName(template) }), error);
  }
}
