import { useEffect, useId, useRef, useState } from 'react';
import { tree } from '../app/vault';
import { m } from '../i18n/messages';
import type { BatchOperation, NoteEdit } from '../ipc/gen/api';
import styles from './batch.module.css';
import type { Form } from './open';
import { propertyValue } from './words';

interface Values {
  first: string;
  second: string;
  regex: boolean;
}

/** What each form asks for: labels of its one or two fields. */
const LABELS: Record<Form, readonly [first: () => string, second?: () => string]> = {
  move: [m.field_folder],
  renameAll: [m.field_find, m.field_replace],
  addTag: [m.field_tag],
  removeTag: [m.field_tag],
  renameTag: [m.field_tag, m.field_new_name],
  setProperty: [m.field_property, m.field_value],
  removeProperty: [m.field_property],
  renameProperty: [m.field_property, m.field_new_name],
};

/** Returns what the fields ask for; null while something is missing. */
function operationOf(
  form: Form,
  given: readonly string[],
  { first, second, regex }: Values,
): BatchOperation | null {
  const paths = [...given];
  const edit = (as: NoteEdit): BatchOperation => ({ op: 'edit', paths, with: as });
  const [one, two] = [first.trim(), second.trim()];
  switch (form) {
    case 'move':
      return { op: 'move', paths, into: one.replace(/^\/+|\/+$/g, '') };
    case 'renameAll':
      return second === '' ? null : { op: 'renameAll', paths, find: first, replace: second, regex };
    case 'addTag':
      return one === '' ? null : edit({ edit: 'addTag', tag: one });
    case 'removeTag':
      return one === '' ? null : edit({ edit: 'removeTag', tag: one });
    case 'renameTag':
      return one === '' || two === '' ? null : { op: 'renameTag', from: one, to: two };
    case 'setProperty':
      return one === '' ? null : edit({ edit: 'setProperty', key: one, value: propertyValue(two) });
    case 'removeProperty':
      return one === '' ? null : edit({ edit: 'removeProperty', key: one });
    case 'renameProperty':
      return one === '' || two === '' ? null : edit({ edit: 'renameProperty', from: one, to: two });
  }
}

interface Props {
  form: Form;
  paths: readonly string[];
  /** What the first field starts with. */
  start?: string;
  onChange(operation: BatchOperation | null): void;
}

/** The fields of a form. */
export function Fields({ form, paths, start = '', onChange }: Props) {
  const [values, setValues] = useState<Values>({ first: start, second: '', regex: false });
  const id = useId();
  const [first, second] = LABELS[form];
  const tell = useRef(onChange);
  tell.current = onChange;
  useEffect(() => tell.current(operationOf(form, paths, values)), [form, paths, values]);
  const set = (part: Partial<Values>) => setValues((before) => ({ ...before, ...part }));
  return (
    <div className={styles.fields}>
      <label htmlFor={`${id}-1`}>{first()}</label>
      <input
        id={`${id}-1`}
        list={form === 'move' ? `${id}-folders` : undefined}
        autoComplete="off"
        spellCheck={false}
        value={values.first}
        placeholder={form === 'renameAll' ? m.field_whole_name() : undefined}
        onChange={(event) => set({ first: event.target.value })}
      />
      {form === 'move' && (
        <datalist id={`${id}-folders`}>
          {tree.folderPaths().map((path) => (
            <option key={path} value={path} />
          ))}
        </datalist>
      )}
      {second && (
        <>
          <label htmlFor={`${id}-2`}>{second()}</label>
          <input
            id={`${id}-2`}
            autoComplete="off"
            spellCheck={false}
            value={values.second}
            onChange={(event) => set({ second: event.target.value })}
          />
        </>
      )}
      {form === 'renameAll' && (
        <>
          <span />
          <div className={styles.hints}>
            <label className={styles.check}>
              <input
                type="checkbox"
                checked={values.regex}
                onChange={(event) => set({ regex: event.target.checked })}
              />
              {m.field_regex()}
            </label>
            <p>{m.field_replace_hint({ number: '{n}' })}</p>
          </div>
        </>
      )}
    </div>
  );
}
