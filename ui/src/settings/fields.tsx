/** The rows of the settings: a choice of few, a switch, a line of text. */
import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { Switch } from '@base-ui/react/switch';
import { useId } from 'react';
import styles from './settings.module.css';

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange(value: string): void;
}

export function Choice({ label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className={styles.setting} data-setting>
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

/** One of many, in a list that unfolds. */
export function Picker({ label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className={styles.setting} data-setting>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <select
        id={id}
        className={styles.select}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ToggleProps {
  label: string;
  hint: string;
  on: boolean;
  onChange(on: boolean): void;
}

export function Toggle({ label, hint, on, onChange }: ToggleProps) {
  const id = useId();
  return (
    <div className={styles.setting} data-setting>
      <div>
        <span id={id} className={styles.label}>
          {label}
        </span>
        <p className={styles.hint}>{hint}</p>
      </div>
      <Switch.Root aria-labelledby={id} checked={on} onCheckedChange={onChange} className={styles.switch}>
        <Switch.Thumb className={styles.thumb} />
      </Switch.Root>
    </div>
  );
}

interface TextFieldProps {
  label: string;
  value: string;
  hint: string | null;
  /** What is offered while it is typed. */
  options?: readonly string[];
  onChange(value: string): void;
}

/** A line of text, with what could stand there. */
export function TextField({ label, value, hint, options = [], onChange }: TextFieldProps) {
  const id = useId();
  return (
    <div className={styles.setting} data-setting>
      <div>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      </div>
      <input
        id={id}
        className={styles.text}
        list={`${id}-options`}
        aria-describedby={`${id}-hint`}
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={`${id}-options`}>
        {options.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </div>
  );
}
