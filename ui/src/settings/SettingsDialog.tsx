import { Dialog } from '@base-ui/react/dialog';
import { Tabs } from '@base-ui/react/tabs';
import { X } from 'lucide-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { part } from '../app/part';
import dialog from '../design/components/dialog.module.css';
import { IconButton } from '../design/components/IconButton';
import { has } from '../help/groups';
import { m } from '../i18n/messages';
import { GeneralSettings } from './GeneralSettings';
import { type Page, useSettingsDialog } from './open';
import styles from './settings.module.css';

const EditorSettings = part(async () => (await import('./EditorSettings')).EditorSettings);
const DailySettings = part(async () => (await import('./DailySettings')).DailySettings);
const KeySettings = part(async () => (await import('./KeySettings')).KeySettings);
const AboutPage = part(async () => (await import('./AboutPage')).AboutPage);

const PAGES: readonly [page: Page, name: () => string, Content: () => React.ReactNode][] = [
  ['general', m.settings_general, () => <GeneralSettings />],
  ['editor', m.settings_editor, () => <EditorSettings />],
  ['daily', m.settings_daily, () => <DailySettings />],
  ['keys', m.settings_keys, () => <KeySettings />],
  ['about', m.settings_about, () => <AboutPage />],
];

/** The settings of the user and of this vault. Every change counts at once. */
export function SettingsDialog() {
  const { open, page } = useSettingsDialog();
  const [wanted, setWanted] = useState('');
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        useSettingsDialog.setState({ open: next });
        setWanted('');
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Popup className={`${dialog.popup} ${styles.popup}`}>
          <header className={styles.head}>
            <Dialog.Title className={styles.title}>{m.settings_title()}</Dialog.Title>
            <input
              className={styles.search}
              type="search"
              placeholder={m.settings_search()}
              aria-label={m.settings_search()}
              value={wanted}
              onChange={(event) => setWanted(event.target.value)}
            />
          </header>
          {wanted.trim() === '' ? (
            <Tabs.Root
              value={page}
              onValueChange={(next) => useSettingsDialog.setState({ page: next as Page })}
            >
              <Tabs.List className={styles.pages} aria-label={m.settings_pages()}>
                {PAGES.map(([each, name]) => (
                  <Tabs.Tab key={each} value={each} className={styles.page}>
                    {name()}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              {PAGES.map(([each, , Content]) => (
                <Tabs.Panel key={each} value={each} className={styles.panel}>
                  <Suspense>
                    <Content />
                  </Suspense>
                </Tabs.Panel>
              ))}
            </Tabs.Root>
          ) : (
            <Found wanted={wanted} />
          )}
          {/* Last, so that the first setting takes the focus. */}
          <Dialog.Close
            render={
              <IconButton label={m.close()} className={styles.close}>
                <X size={16} />
              </IconButton>
            }
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The settings of all pages that have some words, as they stand on their pages. */
function Found({ wanted }: { wanted: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [none, setNone] = useState(false);
  useEffect(() => {
    const root = box.current;
    if (!root) return;
    const sift = () => {
      let any = false;
      for (const page of root.querySelectorAll<HTMLElement>('[data-page]')) {
        let some = false;
        for (const row of page.querySelectorAll<HTMLElement>('[data-setting]')) {
          row.hidden = !has(`${page.dataset.page} ${row.textContent}`, wanted);
          some ||= !row.hidden;
        }
        page.hidden = !some;
        any ||= some;
      }
      setNone(!any);
    };
    sift();
    // Pages load when they are first shown.
    const watch = new MutationObserver(sift);
    watch.observe(root, { childList: true, subtree: true });
    return () => watch.disconnect();
  }, [wanted]);
  return (
    <div ref={box}>
      {none && <p className={styles.hint}>{m.settings_none()}</p>}
      <Suspense>
        {PAGES.map(([each, name, Content]) => (
          <section key={each} data-page={name()} className={styles.found}>
            <h3>{name()}</h3>
            <Content />
          </section>
        ))}
      </Suspense>
    </div>
  );
}
