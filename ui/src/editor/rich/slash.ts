/**
 * The menu that a slash opens at the start of a line or after a space: everything that can be put there, found by
 * its name in either language, by pinyin or by its initials. Without a choice the text stays as it was typed.
 */
import {
  acceptCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  completionStatus,
  startCompletion,
} from '@codemirror/autocomplete';
import {
  EditorSelection,
  type EditorState,
  Prec,
  type StateCommand,
  StateEffect,
  StateField,
} from '@codemirror/state';
import { type EditorView, keymap } from '@codemirror/view';
import { m } from '../../i18n/messages';
import { inVerbatim, placed } from '../structure';
import { BLOCKS, CALLOUTS, HEADINGS, type Item, LISTS, QUOTE, TEXT } from './items';

interface Entry extends Item {
  /** What it is also found by: other names, pinyin, the initials of that. */
  words: string;
  /** Seen only when it is looked for. */
  rare?: boolean;
  /** What is to be chosen next is asked for at once. */
  asks?: boolean;
}

/** Returns a command that puts a text at each cursor; `¦` in it is where the cursor goes. */
function insert(text: () => string): StateCommand {
  return ({ state, dispatch }) => {
    if (state.readOnly) return false;
    const [body, at] = placed(text());
    const changes = state.changeByRange(({ from, to }) => ({
      changes: { from, to, insert: body },
      range: EditorSelection.cursor(from + at),
    }));
    dispatch(state.update(changes));
    return true;
  };
}

/** Returns a moment of the user's clock as notes write it. */
function clock(now: Date): [day: string, time: string] {
  const two = (number: number) => String(number).padStart(2, '0');
  return [
    `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`,
    `${two(now.getHours())}:${two(now.getMinutes())}`,
  ];
}

const WORDS: Record<string, string> = {
  'edit.text': 'paragraph plain zhengwen zw',
  'edit.h1': 'h1 title biaoti1 bt1 bt',
  'edit.h2': 'h2 biaoti2 bt2 bt',
  'edit.h3': 'h3 biaoti3 bt3 bt',
  'edit.h4': 'h4 biaoti4 bt4',
  'edit.h5': 'h5 biaoti5 bt5',
  'edit.h6': 'h6 biaoti6 bt6',
  'edit.list.bullet': 'bullets unordered ul wuxuliebiao wxlb liebiao lb',
  'edit.list.number': 'ordered ol numbers youxuliebiao yxlb liebiao lb',
  'edit.list.task': 'todo checkbox checklist renwuliebiao rwlb renwu rw',
  'edit.quote': 'blockquote yinyong yy',
  'edit.table': 'grid biaoge bg',
  'edit.codeBlock': 'fence daimakuai dmk daima dm',
  'edit.mathBlock': 'formula latex equation gongshikuai gsk gongshi gs',
  'edit.rule': 'rule line hr separator fengexian fgx',
  'edit.callout.note': 'callout biji bj biaozhu bz',
  'edit.callout.tip': 'callout hint tishi ts biaozhu bz',
  'edit.callout.info': 'callout xinxi xx biaozhu bz',
  'edit.callout.warning': 'callout caution jinggao jg biaozhu bz',
  'edit.callout.todo': 'callout daiban db biaozhu bz',
  'edit.callout.example': 'callout shili sl biaozhu bz',
  'edit.callout.question': 'callout faq help wenti wt biaozhu bz',
  'edit.callout.success': 'callout done check chenggong cg biaozhu bz',
  'edit.callout.failure': 'callout fail shibai sb biaozhu bz',
  'edit.callout.danger': 'callout error weixian wx biaozhu bz',
  'edit.callout.bug': 'callout quexian qx biaozhu bz',
  'edit.callout.abstract': 'callout tldr zhaiyao zy biaozhu bz',
  'edit.callout.quote': 'callout cite yinwen yw biaozhu bz',
};

const entry = (item: Item, rare = false): Entry => ({ ...item, words: WORDS[item.id] ?? '', rare });

const ENTRIES: readonly Entry[] = [
  ...HEADINGS.map((item, level) => entry(item, level > 2)),
  ...LISTS.map((item) => entry(item)),
  entry(QUOTE),
  ...CALLOUTS.map((item, at) => entry(item, at > 0)),
  ...BLOCKS.map((item) => entry(item)),
  {
    id: 'slash.link',
    label: m.slash_link,
    sample: '[[',
    words: 'wikilink internal lianjie lj biji bj',
    run: insert(() => '[[¦]]'),
    asks: true,
  },
  {
    id: 'slash.embed',
    label: m.slash_embed,
    sample: '![[',
    words: 'image picture transclude qianru qr tupian tp',
    run: insert(() => '![[¦]]'),
    asks: true,
  },
  {
    id: 'slash.date',
    label: m.slash_date,
    words: 'today day riqi rq jintian jt',
    run: insert(() => clock(new Date())[0]),
  },
  {
    id: 'slash.time',
    label: m.slash_time,
    words: 'now clock shijian sj xianzai xz',
    run: insert(() => clock(new Date()).join(' ')),
    rare: true,
  },
  entry(TEXT, true),
];

/** How well an entry fits what was typed; 0 where it does not. */
function rankOf({ label, words }: Entry, query: string): number {
  const names = (['en', 'zh-CN'] as const).map((locale) => label({}, { locale }).toLowerCase());
  if (names.some((name) => name.replace(/\s/g, '').startsWith(query))) return 3;
  if (words.split(' ').some((word) => word.startsWith(query))) return 2;
  const parts = names.flatMap((name) => name.split(/[\s:：]+/));
  if (parts.some((part) => part.startsWith(query))) return 2;
  // Chinese has no spaces between its words.
  return /\p{Script=Han}/u.test(query) && names.some((name) => name.includes(query)) ? 1 : 0;
}

/** Returns what a query finds, the best first; all but the rare for an empty one. */
export function entriesFor(query: string): Entry[] {
  const wanted = query.toLowerCase();
  if (wanted === '') return ENTRIES.filter(({ rare }) => !rare);
  return ENTRIES.map((each) => ({ each, rank: rankOf(each, wanted) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ each }) => each);
}

/** With Chinese punctuation the key of the slash writes an enumeration comma. */
const SLASH = /(?:^|\s)([/\u3001])([\p{L}\p{N}]{0,24})$/u;

interface Asked {
  from: number;
  query: string;
}

/** Returns the slash before a position and what was typed after it. */
export function slashBefore(state: EditorState, at: number): Asked | null {
  const line = state.doc.lineAt(at);
  const [, , query] = SLASH.exec(state.sliceDoc(Math.max(line.from, at - 40), at)) ?? [];
  if (query === undefined) return null;
  const from = at - query.length - 1;
  return inVerbatim(state, from + 1) ? null : { from, query };
}

const dismiss = StateEffect.define<number>();

/** The slash that was meant as text. */
const dismissed = StateField.define<number | null>({
  create: () => null,
  update(value, { changes, effects }) {
    for (const effect of effects) if (effect.is(dismiss)) return effect.value;
    return value === null ? null : changes.mapPos(value, 1);
  },
});

/** Runs a command as if a part of the text had not been there, in one step of the history. */
function runWithout(view: EditorView, from: number, to: number, command: StateCommand): void {
  const before = view.state.update({ changes: { from, to }, selection: { anchor: from } });
  let after = before;
  command({ state: before.state, dispatch: (transaction) => (after = transaction) });
  view.dispatch({
    changes: after === before ? before.changes : before.changes.compose(after.changes),
    selection: after.newSelection,
    scrollIntoView: true,
    userEvent: 'input.complete',
  });
}

function choose(view: EditorView, from: number, to: number, { run, asks }: Entry): void {
  runWithout(view, from, to, run);
  if (asks) startCompletion(view);
}

function option(item: Entry): Completion {
  return {
    label: item.label(),
    detail: item.sample,
    type: 'slash',
    apply: (view, _completion, from, to) => choose(view, from, to, item),
  };
}

export function completeSlash(context: CompletionContext): CompletionResult | null {
  const { state, pos } = context;
  if (state.readOnly || state.selection.ranges.length > 1) return null;
  const asked = slashBefore(state, pos);
  if (!asked || state.field(dismissed, false) === asked.from) return null;
  const found = entriesFor(asked.query);
  if (found.length === 0) return null;
  return {
    from: asked.from,
    options: found.map(option),
    filter: false,
    // At once: an Enter that follows closely is meant for the list as it then is.
    update: (_shown, _from, _to, now) => completeSlash(now),
  };
}

/** Takes the best choice also where the list is not up yet: who types fast knows what they want. */
function accept(view: EditorView): boolean {
  const { state } = view;
  const { head } = state.selection.main;
  const asked = completionStatus(state) !== null && slashBefore(state, head);
  if (!asked || asked.query === '' || state.readOnly || state.field(dismissed) === asked.from) return false;
  if (acceptCompletion(view)) return true;
  const [first] = entriesFor(asked.query);
  if (!first) return false;
  choose(view, asked.from, head, first);
  return true;
}

export const slash = [
  dismissed,
  Prec.highest(
    keymap.of([
      { key: 'Enter', run: accept },
      {
        key: 'Escape',
        run: (view) => {
          const asked =
            completionStatus(view.state) && slashBefore(view.state, view.state.selection.main.head);
          if (asked) view.dispatch({ effects: dismiss.of(asked.from) });
          // The list itself closes as every other does.
          return false;
        },
      },
    ]),
  ),
];
