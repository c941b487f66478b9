/** Everything the editor can make of text, once: the toolbar, the menus, the palette and the keys share these. */
import type { EditorState, StateCommand } from '@codemirror/state';
import { m } from '../../i18n/messages';
import { inLink, isMarked, type Mark, toggleLink, toggleMark } from '../formatting';
import {
  insertRule,
  insertTable,
  type Level,
  type ListKind,
  type Standing,
  standing,
  toggleCallout,
  toggleCode,
  toggleHeading,
  toggleList,
  toggleMath,
  toggleQuote,
  toText,
} from '../structure';
import { toggleTasks } from '../tasks';

/** A message without variables; in the language of the moment, if none is asked for. */
export type Label = (inputs?: object, options?: { locale?: 'en' | 'zh-CN' }) => string;

export interface Item {
  id: string;
  label: Label;
  /** Keys as commands write them, such as `Mod+Shift+H`. */
  keys?: string;
  /** How it is written, for those who want to learn it. */
  sample?: string;
  run: StateCommand;
  /** Whether the cursor stands in it. */
  on?(state: EditorState, at: Standing): boolean;
}

const mark = (id: string, label: Label, keys: string, by: Mark): Item => ({
  id: `edit.${id}`,
  label,
  keys,
  run: toggleMark(by),
  on: (state) => isMarked(state, by),
});

export const MARKS: readonly Item[] = [
  mark('bold', m.bold, 'Mod+B', '**'),
  mark('italic', m.italic, 'Mod+I', '*'),
  mark('strike', m.fmt_strike, 'Mod+Shift+X', '~~'),
  mark('highlight', m.fmt_highlight, 'Mod+Shift+H', '=='),
  mark('code', m.fmt_code, 'Mod+Shift+C', '`'),
  { id: 'edit.link', label: m.fmt_link, keys: 'Mod+K', run: toggleLink, on: inLink },
];

const LEVELS: Record<Level, Label> = {
  1: m.fmt_h1,
  2: m.fmt_h2,
  3: m.fmt_h3,
  4: m.fmt_h4,
  5: m.fmt_h5,
  6: m.fmt_h6,
};

export const TEXT: Item = {
  id: 'edit.text',
  label: m.fmt_text,
  keys: 'Mod+Alt+0',
  run: toText,
  on: (_, { kind }) => kind === 'text',
};

export const HEADINGS: readonly Item[] = Object.entries(LEVELS).map(([level, label]) => ({
  id: `edit.h${level}`,
  label,
  keys: `Mod+Alt+${level}`,
  sample: '#'.repeat(Number(level)),
  run: toggleHeading(Number(level) as Level),
  on: (_, { kind }) => kind === `h${level}`,
}));

const list = (kind: ListKind, label: Label, keys: string, sample: string): Item => ({
  id: `edit.list.${kind}`,
  label,
  keys,
  sample,
  run: toggleList(kind),
  on: (_, at) => at.kind === kind,
});

export const LISTS: readonly Item[] = [
  list('bullet', m.fmt_bullets, 'Mod+Shift+8', '-'),
  list('number', m.fmt_numbers, 'Mod+Shift+7', '1.'),
  list('task', m.fmt_tasks, 'Mod+Shift+9', '[ ]'),
];

export const QUOTE: Item = {
  id: 'edit.quote',
  label: m.fmt_quote,
  keys: 'Mod+Shift+.',
  sample: '>',
  run: toggleQuote,
  on: (_, { quote, callout }) => quote && callout === null,
};

/** The types of callout that the preview draws, in the order of how often they are used. */
const CALLOUT_NAMES = {
  note: m.callout_note,
  tip: m.callout_tip,
  info: m.callout_info,
  warning: m.callout_warning,
  todo: m.callout_todo,
  example: m.callout_example,
  question: m.callout_question,
  success: m.callout_success,
  failure: m.callout_failure,
  danger: m.callout_danger,
  bug: m.callout_bug,
  abstract: m.callout_abstract,
  quote: m.callout_quote,
};

export const CALLOUT_TYPES = Object.keys(CALLOUT_NAMES) as (keyof typeof CALLOUT_NAMES)[];

export const CALLOUTS: readonly Item[] = Object.entries(CALLOUT_NAMES).map(([type, name]) => ({
  id: `edit.callout.${type}`,
  label: (_, options) => m.fmt_callout_of({ type: name({}, options) }, options),
  sample: `[!${type}]`,
  run: toggleCallout(type),
  on: (_, { callout }) => callout === type,
}));

export const BLOCKS: readonly Item[] = [
  { id: 'edit.table', label: m.fmt_table, sample: '| |', run: insertTable },
  {
    id: 'edit.codeBlock',
    label: m.fmt_code_block,
    sample: '```',
    run: toggleCode,
    on: (_, { code }) => code,
  },
  { id: 'edit.mathBlock', label: m.fmt_math, sample: '$$', run: toggleMath, on: (_, { math }) => math },
  { id: 'edit.rule', label: m.fmt_rule, sample: '---', run: insertRule },
];

/** What has keys and a name in the palette. */
export const ALL: readonly Item[] = [
  ...MARKS,
  TEXT,
  ...HEADINGS,
  ...LISTS,
  QUOTE,
  ...BLOCKS,
  ...CALLOUTS,
  { id: 'edit.task', label: m.task_toggle, keys: 'Mod+L', run: toggleTasks },
];

/** Returns the ids of all that is on at the cursor, in one text that tells whether it changed. */
export function onAtCursor(state: EditorState): string {
  const at = standing(state);
  return ALL.filter(({ on }) => on?.(state, at))
    .map(({ id }) => id)
    .join(' ');
}
