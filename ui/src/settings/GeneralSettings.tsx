import { useEffect, useId, useState } from 'react';
import { changePreferences, usePreferences } from '../app/preferences';
import { say, sayFailed } from '../app/toasts';
import { useVault } from '../app/vault';
import { Button } from '../design/components/Button';
import { LANGUAGES } from '../i18n/languages';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { ConflictPolicy, VaultSettings } from '../ipc/gen/api';
import { inDesktop } from '../platform/desktop';
import { forgetBehaviour, restoreSuggesting, setSuggesting, useSuggesting } from '../search/suggest';
import { Choice, Picker, Toggle } from './fields';
import styles from './settings.module.css';

const SYSTEM = 'system';

/** Pixels of a note's text; what is not chosen is the one of the style sheets. */
const TEXT_SIZES = [12, 13, 14, 15, 15.5, 16, 17, 18, 20, 22, 24, 28, 32];
const OWN_SIZE = 15.5;
/** Percent. */
const ZOOMS = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300];

/** How the app looks, and what the vault does by itself. */
export function GeneralSettings() {
  const settings = usePreferences((preferences) => preferences.settings);
  const change = (next: Parameters<typeof changePreferences>[0]) => {
    changePreferences(next).catch((error) => sayFailed(m.settings_failed(), error));
  };
  return (
    <>
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
      <Picker
        label={m.settings_text_size()}
        value={String(settings.textSize ?? OWN_SIZE)}
        options={TEXT_SIZES.map((size) => [String(size), m.pixels({ count: size })] as const)}
        onChange={(size) => change({ textSize: Number(size) === OWN_SIZE ? null : Number(size) })}
      />
      {inDesktop && (
        <Picker
          label={m.settings_zoom()}
          value={String(settings.zoom ?? 100)}
          options={[...new Set([...ZOOMS, settings.zoom ?? 100])]
            .sort((a, b) => a - b)
            .map((zoom) => [String(zoom), `${zoom} %`] as const)}
          onChange={(zoom) => change({ zoom: Number(zoom) === 100 ? null : Number(zoom) })}
        />
      )}
      <VaultChoices />
      <SuggestChoices />
    </>
  );
}

/** What searches are suggested from. */
function SuggestChoices() {
  const { on } = useSuggesting();
  useEffect(restoreSuggesting, []);
  const id = useId();
  const clear = () =>
    forgetBehaviour().then(
      () => say(m.suggest_cleared()),
      (error) => sayFailed(m.suggest_clear(), error),
    );
  return (
    <>
      <Toggle
        label={m.settings_suggest()}
        hint={m.settings_suggest_hint()}
        on={on}
        onChange={(next) => setSuggesting(next)}
      />
      <div className={styles.setting} data-setting>
        <div>
          <span className={styles.label}>{m.suggest_clear()}</span>
          <p id={id} className={styles.hint}>
            {m.suggest_clear_hint()}
          </p>
        </div>
        <Button aria-describedby={id} onClick={() => void clear()}>
          {m.suggest_clear_go()}
        </Button>
      </div>
    </>
  );
}

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
        <Picker
          key={area}
          label={area === '.' ? m.settings_conflicts_vault() : m.settings_conflicts({ area })}
          value={policy}
          options={Object.entries(POLICIES).map(([each, label]) => [each, label()] as const)}
          onChange={(next) => void change({ conflicts: { [area]: next as ConflictPolicy } })}
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
