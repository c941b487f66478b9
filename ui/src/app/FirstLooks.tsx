import { LANGUAGES } from '../i18n/languages';
import { m } from '../i18n/messages';
import { chooseEarly, usePreferences } from './preferences';
import styles from './VaultChooser.module.css';

const SYSTEM = 'system';

/** Language and theme, before there is a vault. */
export function FirstLooks() {
  const { language, theme } = usePreferences(({ settings }) => settings);
  const chosen = (value: string) => (value === SYSTEM ? null : value);
  return (
    <div className={styles.looks}>
      <label>
        {m.settings_language()}
        <select
          value={language ?? SYSTEM}
          onChange={(event) => chooseEarly({ language: chosen(event.target.value) })}
        >
          <option value={SYSTEM}>{m.language_system()}</option>
          {Object.entries(LANGUAGES).map(([tag, name]) => (
            <option key={tag} value={tag}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {m.settings_theme()}
        <select
          value={theme ?? SYSTEM}
          onChange={(event) => chooseEarly({ theme: chosen(event.target.value) })}
        >
          <option value={SYSTEM}>{m.theme_system()}</option>
          <option value="light">{m.theme_light()}</option>
          <option value="dark">{m.theme_dark()}</option>
        </select>
      </label>
    </div>
  );
}
