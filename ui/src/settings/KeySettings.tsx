import { Plus, RotateCcw, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type Command, keysOf, printKeys, useCommands } from '../app/commands';
import { composing, pressed } from '../app/keymap';
import { changePreferences, usePreferences } from '../app/preferences';
import { say, sayFailed } from '../app/toasts';
import { Button } from '../design/components/Button';
import { IconButton } from '../design/components/IconButton';
import { Kbd } from '../design/components/Kbd';
import { grouped, has } from '../help/groups';
import { m } from '../i18n/messages';
import { Choice } from './fields';
import { type Fault, faultOf, given, holderOf, own, PRESETS, presetOf, read, taken } from './keyMap';
import styles from './keys.module.css';
import settings from './settings.module.css';

const FAULTS: Record<Fault, () => string> = {
  writes: m.keys_writes,
  reserved: m.keys_reserved,
  kept: m.keys_kept,
};

const NONE = {};

/** Which keys run which command: each can be given others. */
export function KeySettings() {
  const commands = useCommands((state) => state.commands);
  const changed = usePreferences((preferences) => preferences.settings.keys) ?? NONE;
  const [wanted, setWanted] = useState('');
  const [byKeys, setByKeys] = useState<string | null>(null);
  const keep = (keys: Record<string, string[]>) => {
    changePreferences({ keys }).catch((error) => sayFailed(m.settings_failed(), error));
  };
  const groups = useMemo(() => grouped(commands.values()), [commands]);
  const fits = (command: Command) => {
    const keys = keysOf(command, changed);
    if (byKeys !== null) return keys.includes(byKeys);
    return has(`${command.label()} ${keys.map((each) => printKeys(each)).join(' ')}`, wanted);
  };
  const found = groups
    .map(({ name, commands }) => ({ name, commands: commands.filter(fits) }))
    .filter(({ commands }) => commands.length > 0);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(JSON.stringify(changed, null, 2));
      say(m.keys_copied());
    } catch (error) {
      sayFailed(m.keys_copy(), error);
    }
  };
  const paste = async () => {
    try {
      const map = read(await navigator.clipboard.readText());
      if (map) keep(map);
      else say(m.keys_no_map());
    } catch (error) {
      sayFailed(m.keys_paste(), error);
    }
  };

  return (
    <>
      <Choice
        label={m.keys_preset()}
        value={presetOf(changed) ?? 'own'}
        options={[
          ['strata', m.app_name()],
          ['obsidian', 'Obsidian'],
          ['vscode', 'VS Code'],
          ...(presetOf(changed) === null ? [['own', m.keys_own()] as const] : []),
        ]}
        onChange={(name) => {
          if (name !== 'own') keep({ ...PRESETS[name as keyof typeof PRESETS] });
        }}
      />
      <div className={styles.tools}>
        <input
          className={settings.search}
          type="search"
          placeholder={m.keys_filter()}
          aria-label={m.keys_filter()}
          value={wanted}
          onChange={(event) => {
            setWanted(event.target.value);
            setByKeys(null);
          }}
        />
        <Press
          label={byKeys === null ? m.keys_by_press() : printKeys(byKeys)}
          onPress={(keys) => {
            setByKeys(keys);
            setWanted('');
          }}
        />
        <Button onClick={() => void copy()}>{m.keys_copy()}</Button>
        <Button onClick={() => void paste()}>{m.keys_paste()}</Button>
      </div>
      {found.length === 0 && <p className={settings.hint}>{m.keys_none()}</p>}
      {found.map(({ name, commands: some }) => (
        <section key={name} className={styles.group} aria-label={name}>
          <h3>{name}</h3>
          {some.map((command) => (
            <Row key={command.id} command={command} changed={changed} keep={keep} />
          ))}
        </section>
      ))}
    </>
  );
}

interface RowProps {
  command: Command;
  changed: Record<string, string[]>;
  keep(changed: Record<string, string[]>): void;
}

function Row({ command, changed, keep }: RowProps) {
  const commands = useCommands((state) => state.commands);
  const [asked, setAsked] = useState<{ keys: string; text: string; holder: Command | null } | null>(null);
  const { id } = command;
  const name = command.label();
  const press = (keys: string) => {
    const fault = faultOf(keys);
    const holder = holderOf(commands, changed, keys, id);
    const shown = printKeys(keys);
    if (fault) setAsked({ keys, text: FAULTS[fault](), holder: null });
    else if (holder) setAsked({ keys, text: m.keys_held({ keys: shown, name: holder.label() }), holder });
    else {
      setAsked(null);
      keep(given(commands, changed, id, keys));
    }
  };
  return (
    <div className={styles.row} data-setting>
      <span className={styles.name}>{name}</span>
      <span className={styles.keys}>
        {keysOf(command, changed).map((keys) => (
          <span key={keys} className={styles.chip}>
            <Kbd>{printKeys(keys)}</Kbd>
            <button
              type="button"
              aria-label={m.keys_remove({ keys: printKeys(keys), name })}
              onClick={() => keep(taken(commands, changed, id, keys))}
            >
              <X size={12} aria-hidden />
            </button>
          </span>
        ))}
        <Press label={m.keys_add({ name })} small onPress={press} />
        {id in changed && (
          <IconButton label={m.keys_reset({ name })} onClick={() => keep(own(commands, changed, id))}>
            <RotateCcw size={13} />
          </IconButton>
        )}
      </span>
      {asked && (
        <p className={styles.asked} role="status">
          {asked.text}
          {asked.holder && (
            <Button
              tone="primary"
              onClick={() => {
                setAsked(null);
                keep(given(commands, changed, id, asked.keys));
              }}
            >
              {m.keys_take()}
            </Button>
          )}
          <Button onClick={() => setAsked(null)}>{asked.holder ? m.cancel() : m.close()}</Button>
        </p>
      )}
    </div>
  );
}

interface PressProps {
  label: string;
  /** An icon alone; the label is its name. */
  small?: boolean;
  onPress(keys: string): void;
}

/** A button that takes the next keys that are pressed; Escape ends it. */
function Press({ label, small, onPress }: PressProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [waiting, setWaiting] = useState(false);
  const take = useRef(onPress);
  take.current = onPress;
  useEffect(() => {
    const at = button.current;
    if (!waiting || !at) return;
    // Before the dialog and the app's own keys, which would act on them.
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Tab' && !event.ctrlKey && !event.metaKey && !event.altKey) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (composing(event) || ['Control', 'Shift', 'Alt', 'Meta', 'AltGraph'].includes(event.key)) return;
      setWaiting(false);
      if (event.key !== 'Escape') take.current(pressed(event));
    };
    const end = () => setWaiting(false);
    window.addEventListener('keydown', onKey, true);
    at.addEventListener('blur', end);
    return () => {
      window.removeEventListener('keydown', onKey, true);
      at.removeEventListener('blur', end);
    };
  }, [waiting]);
  return (
    <button
      ref={button}
      type="button"
      data-takes-keys={waiting || undefined}
      className={small && !waiting ? styles.add : styles.press}
      aria-label={waiting ? m.keys_press() : label}
      onClick={() => setWaiting(true)}
    >
      {waiting ? m.keys_press() : small ? <Plus size={13} aria-hidden /> : label}
    </button>
  );
}
