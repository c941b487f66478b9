import { Select } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import menu from '../design/components/menu.module.css';
import { formatMoment } from '../i18n/format';
import { m } from '../i18n/messages';
import type { Version } from '../ipc/gen/api';
import styles from './compare.module.css';
import { actorWords, kindWords } from './words';

/** Stands for the file as it is. */
const NOW = 'now';

interface Props {
  label: string;
  versions: readonly Version[];
  /** The chosen version; null for the file as it is. */
  value: string | null;
  /** What stands there while the version is not known. */
  unknown: string;
  /** Whether the file as it is can be chosen. */
  now: boolean;
  onPick(id: string | null): void;
}

/** Chooses one side of a comparison. */
export function VersionPicker({ label, versions, value, unknown, now, onPick }: Props) {
  const known = value === null || versions.some(({ id }) => id === value);
  const title = (id: string) => {
    if (id === NOW) return m.compare_now();
    const version = versions.find((each) => each.id === id);
    return version ? formatMoment(version.time) : unknown;
  };
  return (
    <Select.Root
      value={known ? (value ?? NOW) : value}
      onValueChange={(next: string | null) => next !== null && onPick(next === NOW ? null : next)}
    >
      <Select.Trigger className={styles.picker} aria-label={label}>
        <Select.Value>{(id: string) => title(id)}</Select.Value>
        <Select.Icon>
          <ChevronDown size={13} aria-hidden />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal>
        <Select.Positioner className={menu.positioner} sideOffset={4} alignItemWithTrigger={false}>
          <Select.Popup className={`${menu.popup} ${styles.versions}`}>
            {now && <Choice value={NOW} time={m.compare_now()} what="" />}
            {versions.map((version, at) => (
              <Choice
                key={version.id}
                value={version.id}
                time={formatMoment(version.time)}
                what={`${kindWords(version, versions[at + 1], versions)} ${m.history_by({ actor: actorWords(version.actor) })}`}
              />
            ))}
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  );
}

function Choice({ value, time, what }: { value: string; time: string; what: string }) {
  return (
    <Select.Item value={value} className={menu.item}>
      <Select.ItemText>
        {time} <small>{what}</small>
      </Select.ItemText>
      <Select.ItemIndicator>
        <Check size={14} aria-hidden />
      </Select.ItemIndicator>
    </Select.Item>
  );
}
