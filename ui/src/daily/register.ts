/** The commands of daily notes and templates, by name; what they do loads when one runs. */
import { register } from '../app/commands';
import { persist } from '../app/part';
import { activeTab } from '../app/workspace';
import { m } from '../i18n/messages';
import { openNote } from '../notes/open';

const actions = () => persist(() => import('./actions'));

function hasEditor(): boolean {
  const tab = activeTab();
  const note = tab?.kind === 'file' ? openNote(tab.path) : null;
  return note?.view != null && !note.plain;
}

register(
  {
    id: 'daily.today',
    label: m.daily_today,
    keys: ['Mod+Alt+D'],
    run: () => void actions().then(({ openToday }) => openToday()),
  },
  {
    id: 'daily.tomorrow',
    label: m.daily_tomorrow,
    run: () => void actions().then(({ openTomorrow }) => openTomorrow()),
  },
  {
    id: 'daily.previous',
    label: m.daily_previous,
    run: () => void actions().then(({ openNeighbour }) => openNeighbour(-1)),
  },
  {
    id: 'daily.next',
    label: m.daily_next,
    run: () => void actions().then(({ openNeighbour }) => openNeighbour(1)),
  },
  {
    id: 'template.insert',
    label: m.template_insert,
    enabled: hasEditor,
    run: () => void actions().then(({ insertTemplate }) => insertTemplate()),
  },
);
