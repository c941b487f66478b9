import { Dialog } from '@base-ui/react/dialog';
import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { Switch } from '@base-ui/react/switch';
import { X } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { changePreferences, usePreferences } from '../app/preferences';
import { sayFailed } from '../app/toasts';
import { useVault } from '../app/vault';
import dialog from '../design/components/dialog.module.css';
import { IconButton } from '../design/components/IconButton';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
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
          <VersionsSwitch />
          <About />
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

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange(value: string): void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className={styles.setting}>
      <span id={id} className={styles.label}>
        {label}
      </span>
      <RadioGroup
        aria-labelledby={id}
        value={value}
        onValueChange={(next) => onChange(next as string)}
        className={styles.choices}
      >
        {options.map(([each, text]) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the radio is its control.
          <label key={each} className={styles.choice} data-chosen={each === value || undefined}>
            <Radio.Root value={each} className={styles.radio} />
            {text}
          </label>
        ))}
      </RadioGroup>
    </div>
  );
}

function VersionsSwitch() {
  const [history, setHistory] = useState<boolean | null>(null);
  const id = useId();
  useEffect(() => {
    let gone = false;
    call('vault_settings_get').then(
      (settings) => !gone && setHistory(settings.history),
      (error) => sayFailed(m.settings_history(), error),
    );
    return () => {
      gone = true;
    };
  }, []);
  if (history === null) return null;
  const change = async (next: boolean) => {
    setHistory(next);
    try {
      await call('vault_settings_put', { history: next });
      useVault.setState(({ status }) => ({ status: status && { ...status, history: next } }));
    } catch (error) {
      setHistory(!next);
      sayFailed(m.settings_failed(), error);
    }
  };
  return (
    <div className={styles.setting}>
      <div>
        <span id={id} className={styles.label}>
          {m.settings_history()}
        </span>
        <p className={styles.hint}>{m.settings_history_hint()}</p>
      </div>
      <Switch.Root
        aria-labelledby={id}
        checked={history}
        onCheckedChange={(next) => void change(next)}
        className={styles.switch}
      >
        <Switch.Thumb className={styles.thumb} />
      </Switch.Root>
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
