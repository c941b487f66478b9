import { Menu } from '@base-ui/react/menu';
import {
  Binary,
  Braces,
  Calendar,
  CalendarClock,
  GripVertical,
  Link2,
  List,
  type LucideIcon,
  SquareCheck,
  Tags,
  TextAlignStart,
  TriangleAlert,
} from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react';
import { reason } from '../app/explain';
import { Item, MenuPopup, MenuSeparator, SubMenu } from '../design/components/Menu';
import menu from '../design/components/menu.module.css';
import { m } from '../i18n/messages';
import type { NoteEdit, PropertyKind, PropertyRow } from '../ipc/gen/api';
import { Combo, type Suggestion } from './Combo';
import type { Outcome } from './edits';
import { KINDS, shownAs } from './model';
import styles from './properties.module.css';
import { isStep, Value } from './Values';

const ICONS: Record<PropertyKind, LucideIcon> = {
  text: TextAlignStart,
  list: List,
  number: Binary,
  checkbox: SquareCheck,
  date: Calendar,
  dateTime: CalendarClock,
  tags: Tags,
  links: Link2,
};

export const kindName = (kind: PropertyKind): string =>
  ({
    text: m.property_kind_text,
    list: m.property_kind_list,
    number: m.property_kind_number,
    checkbox: m.property_kind_checkbox,
    date: m.property_kind_date,
    dateTime: m.property_kind_dateTime,
    tags: m.property_kind_tags,
    links: m.property_kind_links,
  })[kind]();

interface Props {
  row: PropertyRow;
  kind: PropertyKind;
  index: number;
  count: number;
  readOnly: boolean;
  edit(edit: NoteEdit): Promise<Outcome>;
  move(by: 1 | -1): void;
  remove(): void;
  choose(kind: PropertyKind): void;
  asText(): void;
  follow(link: string): void;
  suggestNames(typed: string): Promise<Suggestion[]>;
  onKey(event: KeyboardEvent<HTMLElement>, part: 'name' | 'value'): void;
  onGrip(event: PointerEvent<HTMLElement>): void;
}

/** A property: its type, its name, its value. */
export function Row({ row, index, count, readOnly, ...props }: Props) {
  const { key: name, value } = row;
  const [fault, setFault] = useState<string | null>(null);
  const [draft, setDraft] = useState<string | null>(null);
  const id = useId();
  const { kind, misfit } = shownAs(props.kind, value);
  const Icon = row.editable ? ICONS[props.kind] : Braces;

  const tell = (outcome: Outcome): Outcome => {
    setFault(typeof outcome === 'string' ? null : reason(outcome));
    return outcome;
  };
  const rename = async (to: string) => {
    const wanted = to.trim();
    if (wanted !== '' && wanted !== name)
      tell(await props.edit({ edit: 'renameProperty', from: name, to: wanted }));
    setDraft(null);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of a form is no set of fields.
    <div className={styles.row} role="group" aria-label={name} data-row={index}>
      {!readOnly && (
        <span className={styles.grip} aria-hidden="true" onPointerDown={props.onGrip}>
          <GripVertical size={13} />
        </span>
      )}
      <Menu.Root>
        <Menu.Trigger
          className={styles.kind}
          disabled={readOnly}
          aria-label={m.property_menu({ name, kind: kindName(props.kind) })}
        >
          <Icon size={14} aria-hidden />
        </Menu.Trigger>
        <MenuPopup of={Menu} label={name}>
          <SubMenu of={Menu} name={m.property_kind()}>
            <Menu.RadioGroup value={props.kind} onValueChange={(chosen) => props.choose(chosen)}>
              {KINDS.map((each) => (
                <Menu.RadioItem
                  key={each}
                  value={each}
                  closeOnClick
                  className={`${menu.item} ${styles.choice}`}
                >
                  <span>{kindName(each)}</span>
                  <Menu.RadioItemIndicator aria-hidden>✓</Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </SubMenu>
          <Item of={Menu} keys="Alt+↑" disabled={index === 0} onClick={() => props.move(-1)}>
            {m.property_up()}
          </Item>
          <Item of={Menu} keys="Alt+↓" disabled={index === count - 1} onClick={() => props.move(1)}>
            {m.property_down()}
          </Item>
          <Item of={Menu} onClick={props.asText}>
            {m.properties_text()}
          </Item>
          <MenuSeparator of={Menu} />
          <Item of={Menu} danger onClick={props.remove}>
            {m.property_remove()}
          </Item>
        </MenuPopup>
      </Menu.Root>
      <Combo
        label={m.property_name()}
        part="name"
        value={draft ?? name}
        readOnly={readOnly}
        className={`${styles.field} ${styles.name}`}
        suggest={props.suggestNames}
        onText={setDraft}
        onDone={(text) => void rename(text)}
        onKey={(event) => {
          if (event.key === 'Escape' && draft !== null && draft !== name) {
            event.preventDefault();
            event.stopPropagation();
            setDraft(null);
          } else if (draft === null || draft === name || !isStep(event)) props.onKey(event, 'name');
        }}
      />
      <div className={styles.value}>
        {row.editable ? (
          <Value
            name={name}
            value={value}
            kind={kind}
            readOnly={readOnly}
            set={async (next) => tell(await props.edit({ edit: 'setProperty', key: name, value: next }))}
            complain={setFault}
            follow={props.follow}
            onKey={(event) => props.onKey(event, 'value')}
          />
        ) : (
          <button
            type="button"
            className={styles.raw}
            data-part="value"
            title={readOnly ? undefined : m.property_nested()}
            aria-describedby={id}
            onClick={props.asText}
            onKeyDown={(event) => props.onKey(event, 'value')}
          >
            {rawValue(row)}
          </button>
        )}
        {misfit && row.editable && (
          <span
            className={styles.misfit}
            role="img"
            aria-label={m.property_misfit({ name, kind: kindName(props.kind) })}
            title={m.property_misfit({ name, kind: kindName(props.kind) })}
          >
            <TriangleAlert size={13} aria-hidden />
          </span>
        )}
      </div>
      {!row.editable && (
        <span id={id} hidden>
          {m.property_nested()}
        </span>
      )}
      {fault !== null && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

/** What stands after the colon, as it is written. */
function rawValue({ source }: PropertyRow): string {
  const at = source.indexOf(':');
  return source
    .slice(at + 1)
    .replace(/^[^\S\n]*\r?\n?/, '')
    .replaceAll('\r\n', '\n');
}
