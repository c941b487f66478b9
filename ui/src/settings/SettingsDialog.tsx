import { Dialog } from '@base-ui/react/dialog';
import { Tabs } from '@base-ui/react/tabs';
import { X } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { changePreferences, usePreferences } from '../app/preferences';
import { sayFailed } from '../app/toasts';
import { useVault } from '../app/vault';
import dialog from '../design/components/dialog.module.css';
import { IconButton } from '../design/components/IconButton';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { ConflictPolicy, VaultSettings } from '../ipc/gen/api';
import { EditorSettings } from './EditorSettings';
import { Choice, Toggle } from './fields';
import { useSettingsDialog } from './open';
import styles from './settings.module.css';

/** The settings of the user and of this vault. Every change counts at once. */
export function SettingsDialog() {
  const open = useSettingsDialog((state) => state.open);
  const settings = usePreferences((preferences) => preferences.settings);
  const change = (next: Parameters<typeof changePreferences>[0]) => {
    changePreferences(next).catch((error) => sayFailed(m.settings_failed(), error));
  };
  return (
    <Dialog.Root open={open} onOpenChange={(next) => useSettingsDialog.setState({ open: next })}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Popup className={dialog.popup}>
          <Dialog.Title className={styles.title}>{m.settings_title()}</Dialog.Title>
          <Tabs.Root defaultValue="general">
            <Tabs.List className={styles.pages} aria-label={m.settings_pages()}>
              <Tabs.Tab value="general" className={styles.page}>
                {m.settings_general()}
              </Tabs.Tab>
              <Tabs.Tab value="editor" className={styles.page}>
                {m.settings_editor()}
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="general" className={styles.panel}>
              <Choice
                label={m.settings_theme()}
                value={settings.theme ?? SYSTEM}
                options={[
                  [SYSTEM, m.theme_system()],
                  ['light', m.theme_light()],
                  ['dark', m.theme_dark()],
                ]}
                onChange={(value) => change({ theme: value === SYSTEM ? null : value })}
              />
              <Choice
                label={m.settings_language()}
                value={settings.language ?? SYSTEM}
                options={[
                  [SYSTEM, m.language_system()],
                  ['en', LANGUAGES.en],
                  ['zh-CN', LANGUAGES['zh-CN']],
                ]}
                onChange={(value) => change({ language: value === SYSTEM ? null : value })}
              />
              <VaultChoices />
              <About />
            </Tabs.Panel>
            <Tabs.Panel value="editor" className={styles.panel}>
              <EditorSettings />
            </Tabs.Panel>
          </Tabs.Root>
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

const SYSTEM = 'system';

/** Languages are named in themselves, so that whoever is lost in the wrong one finds the way back. */
const LANGUAGES = {
  en: 'English',
  'zh-CN': new Intl.DisplayNames('zh-CN', { type: 'language' }).of('zh-Hans') ?? 'zh-CN',
};

/** What the vault keeps for itself. */
function VaultChoices() {
  const [settings, setSettings] = useState<VaultSettings | null>(null);
  useEffect(() => {
    let gone = false;
    call('vault_settings_get').then(
      (found) => !gone && setSettings(found),
      (error) => sayFailed(m.settings_history(), error),
    );
    return () => {
      gone = true;
    };
  }, []);
  if (settings === null) return null;
  const change = async (next: Partial<VaultSettings>) => {
    const before = settings;
    const { history, tagFolders } = { ...before, ...next };
    setSettings({ history, tagFolders, conflicts: { ...before.conflicts, ...next.conflicts } });
    try {
      setSettings(await call('vault_settings_put', { history, tagFolders, conflicts: next.conflicts ?? {} }));
      useVault.setState(({ status }) => ({ status: status && { ...status, history } }));
    } catch (error) {
      setSettings(before);
      sayFailed(m.settings_failed(), error);
    }
  };
  return (
    <>
      <Toggle
        label={m.settings_history()}
        hint={m.settings_history_hint()}
        on={settings.history}
        onChange={(history) => void change({ history })}
      />
      {typeof settings.tagFolders === 'boolean' && (
        <Toggle
          label={m.settings_tags()}
          hint={m.settings_tags_hint()}
          on={settings.tagFolders}
          onChange={(tagFolders) => void change({ tagFolders })}
        />
      )}
      {Object.entries(settings.conflicts).map(([area, policy]) => (
        <PolicyChoice
          key={area}
          area={area}
          policy={policy}
          onChange={(next) => void change({ conflicts: { [area]: next } })}
        />
      ))}
    </>
  );
}

const POLICIES: Record<ConflictPolicy, () => string> = {
  merge: m.policy_merge,
  keepBoth: m.policy_keepBoth,
  newest: m.policy_newest,
  filesWin: m.policy_filesWin,
  appWins: m.policy_appWins,
};

interface PolicyProps {
  area: string;
  policy: ConflictPolicy;
  onChange(policy: ConflictPolicy): void;
}

/** What becomes of notes of an area that two sides change at once. An adopted folder is one area. */
function PolicyChoice({ area, policy, onChange }: PolicyProps) {
  const id = useId();
  return (
    <div className={styles.setting}>
      <label htmlFor={id} className={styles.label}>
        {area === '.' ? m.settings_conflicts_vault() : m.settings_conflicts({ area })}
      </label>
      <select
        id={id}
        className={styles.select}
        value={policy}
        onChange={(event) => onChange(event.target.value as ConflictPolicy)}
      >
        {Object.entries(POLICIES).map(([each, label]) => (
          <option key={each} value={each}>
            {label()}
          </option>
        ))}
      </select>
    </div>
  );
}

function About() {
  const info = useVault((vault) => vault.info);
  if (!info) return null;
  const rows = [
    [m.about_version(), info.version],
    [m.about_vault(), info.path],
    [m.about_data(), info.dataDir],
  ] as const;
  return (
    <section className={styles.about} aria-label={m.settings_about()}>
      <dl>
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
