import { useEffect, useState } from 'react';
import { say, sayFailed } from '../app/toasts';
import { useVault } from '../app/vault';
import { Button } from '../design/components/Button';
import { m } from '../i18n/messages';
import { diagnostics } from './diagnostics';
import styles from './settings.module.css';

/** Which Strata this is and where it keeps what; and what helps whoever looks into a fault. */
export function AboutPage() {
  const info = useVault((vault) => vault.info);
  const [text, setText] = useState('');
  useEffect(() => {
    diagnostics().then(setText, (error) => sayFailed(m.diagnostics(), error));
  }, []);
  const rows = info
    ? ([
        [m.about_version(), info.version],
        [m.about_vault(), info.path],
        [m.about_data(), info.dataDir],
        [m.about_licence(), 'MIT OR Apache-2.0'],
      ] as const)
    : [];
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      say(m.diagnostics_copied());
    } catch (error) {
      sayFailed(m.diagnostics(), error);
    }
  };
  return (
    <section className={styles.about} aria-label={m.settings_about()}>
      <dl>
        {rows.map(([label, value]) => (
          <div key={label} data-setting>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.diagnostics} data-setting>
        <h3>{m.diagnostics()}</h3>
        <p className={styles.hint}>{m.diagnostics_hint()}</p>
        <textarea readOnly aria-label={m.diagnostics()} value={text} rows={10} />
        <Button onClick={() => void copy()}>{m.diagnostics_copy()}</Button>
      </div>
    </section>
  );
}
