import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { createPortal } from 'react-dom';
import { composing } from '../app/keymap';
import { m } from '../i18n/messages';
import styles from './properties.module.css';

export interface Suggestion {
  /** What is put into the field. */
  text: string;
  detail?: string;
}

interface Props {
  label: string;
  value: string;
  /** `composing`: an input method may still change it. */
  onText(text: string, composing?: boolean): void;
  /** The user is done with what stands in the field, or has chosen a suggestion. */
  onDone(text: string, how: 'enter' | 'left' | 'chosen'): void;
  /** Returns what could stand here. */
  suggest?(typed: string): Promise<Suggestion[]>;
  onKey?(event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>): void;
  onFocus?(): void;
  field?: RefObject<HTMLInputElement | HTMLTextAreaElement | null>;
  part?: string;
  placeholder?: string;
  readOnly?: boolean;
  lines?: boolean;
  autoFocus?: boolean;
  invalid?: boolean;
  className?: string;
}

/** A field with suggestions below it, which open by typing, by a click, or with Ctrl+Space. */
export function Combo({ label, value, suggest, field, part, lines, ...props }: Props) {
  const own = useRef<HTMLInputElement | HTMLTextAreaElement | null>(null);
  const input = field ?? own;
  const [list, setList] = useState<Suggestion[] | null>(null);
  const [at, setAt] = useState(-1);
  const asked = useRef(0);
  const id = useId();
  const open = list !== null && list.length > 0;

  const close = () => {
    asked.current++;
    setList(null);
    setAt(-1);
  };
  const ask = (typed: string) => {
    if (!suggest || props.readOnly) return;
    const turn = ++asked.current;
    suggest(typed).then(
      (found) => {
        if (turn !== asked.current || document.activeElement !== input.current) return;
        setList(found.filter(({ text }) => text !== typed));
        setAt(-1);
      },
      () => {},
    );
  };
  const choose = (text: string) => {
    close();
    props.onText(text);
    props.onDone(text, 'chosen');
  };

  useEffect(() => {
    if (!props.autoFocus) return;
    input.current?.focus({ preventScroll: true });
  }, [props.autoFocus, input]);

  const keyDown = (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => {
    if (composing(event.nativeEvent)) return;
    const taken = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
    if (open && plain && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      // Before the first and after the last is the field itself.
      const places = list.length + 1;
      setAt(((at + 1 + step + places) % places) - 1);
      taken();
    } else if (open && event.key === 'Escape') {
      close();
      taken();
    } else if (event.key === ' ' && event.ctrlKey) {
      ask(value);
      taken();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
      taken();
      const chosen = open ? list[at] : undefined;
      if (chosen) choose(chosen.text);
      else {
        close();
        props.onDone(value, 'enter');
      }
    } else {
      props.onKey?.(event);
    }
  };

  const shared = {
    'aria-label': label,
    'aria-invalid': props.invalid || undefined,
    'data-part': part,
    className: props.className ?? styles.field,
    value,
    placeholder: props.placeholder,
    readOnly: props.readOnly,
    spellCheck: false,
    autoComplete: 'off',
    onFocus: () => props.onFocus?.(),
    onBlur: () => {
      close();
      props.onDone(value, 'left');
    },
    onKeyDown: keyDown,
    ...(suggest && !props.readOnly && !lines
      ? {
          role: 'combobox',
          'aria-autocomplete': 'list' as const,
          'aria-expanded': open,
          'aria-controls': open ? id : undefined,
          'aria-activedescendant': open && at >= 0 ? `${id}-${at}` : undefined,
        }
      : {}),
  };
  return (
    <>
      {lines ? (
        <textarea
          {...shared}
          ref={input as RefObject<HTMLTextAreaElement>}
          rows={Math.min(12, value.split('\n').length)}
          onChange={(event) => props.onText(event.target.value)}
        />
      ) : (
        <input
          {...shared}
          ref={input as RefObject<HTMLInputElement>}
          type="text"
          onClick={() => !open && ask(value)}
          onChange={(event) => {
            props.onText(event.target.value, (event.nativeEvent as InputEvent).isComposing);
            ask(event.target.value);
          }}
        />
      )}
      {open && <Suggestions id={id} list={list} at={at} below={input} onChoose={(text) => choose(text)} />}
    </>
  );
}

interface SuggestionsProps {
  id: string;
  list: readonly Suggestion[];
  at: number;
  below: RefObject<HTMLElement | null>;
  onChoose(text: string): void;
}

function Suggestions({ id, list, at, below, onChoose }: SuggestionsProps) {
  const box = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const place = () => {
      const { current: popup } = box;
      const field = below.current?.getBoundingClientRect();
      if (!popup || !field) return;
      const room = innerHeight - field.bottom - 8;
      const above = room < popup.offsetHeight && field.top > room;
      popup.style.left = `${Math.max(4, Math.min(field.left, innerWidth - popup.offsetWidth - 4))}px`;
      popup.style.top = above ? `${field.top - popup.offsetHeight - 2}px` : `${field.bottom + 2}px`;
      popup.style.maxHeight = `${Math.max(90, Math.min(240, above ? field.top - 8 : room))}px`;
    };
    place();
    addEventListener('scroll', place, true);
    addEventListener('resize', place);
    return () => {
      removeEventListener('scroll', place, true);
      removeEventListener('resize', place);
    };
  });

  useEffect(() => {
    box.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  return createPortal(
    <div
      ref={box}
      id={id}
      role="listbox"
      aria-label={m.property_suggestions()}
      className={styles.suggestions}
    >
      {list.map(({ text, detail }, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys stay in the field.
        // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the one that counts.
        <div
          key={text}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          className={styles.suggestion}
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(text)}
        >
          <span>{text}</span>
          {detail && <small>{detail}</small>}
        </div>
      ))}
    </div>,
    document.body,
  );
}
