/** What operations, buttons and obstacles are called. */
import { m } from '../i18n/messages';
import type { BatchIssue, BatchIssueKind } from '../ipc/gen/api';
import { nameOf, parentOf, shownName } from '../tree/paths';
import { formName } from './forms';
import type { Task } from './open';

/** Returns what the dialog is about. */
export function titleOf({ form, operation, paths, ready }: Task): string {
  if (form) return formName(form);
  if (operation?.op === 'rename') {
    const { path, to } = operation;
    return parentOf(path) === parentOf(to)
      ? m.batch_rename_title({ name: shownName(path), to: shownName(to) })
      : m.batch_move_title({ name: shownName(path), folder: folderName(parentOf(to)) });
  }
  if (ready || operation?.op === 'copyIn') return m.copy_in_title({ count: paths.length });
  const folder = folderName(operation?.op === 'move' ? operation.into : '');
  const [first] = paths;
  return paths.length === 1 && first !== undefined
    ? m.batch_move_title({ name: shownName(first), folder })
    : m.batch_move_many_title({ count: paths.length, folder });
}

export function folderName(path: string): string {
  return path === '' ? m.vault_root() : nameOf(path);
}

const ISSUES: Record<BatchIssueKind, (facts: { other: string; detail: string }) => string> = {
  missing: m.issue_missing,
  taken: m.issue_taken,
  samePlace: m.issue_samePlace,
  alike: m.issue_alike,
  notPortable: m.issue_notPortable,
  badName: m.issue_badName,
  intoItself: m.issue_intoItself,
  nested: m.issue_nested,
  reserved: m.issue_reserved,
  notNote: m.issue_notNote,
  notText: m.issue_notText,
  readOnly: m.issue_readOnly,
  unreadable: m.issue_unreadable,
  notEditable: m.issue_notEditable,
  linkLost: m.issue_linkLost,
  changed: m.issue_changed,
  forgotten: m.issue_forgotten,
  renamed: m.issue_renamed,
};

/** Returns what is in the way; the path is shown beside it. */
export function issueText({ kind, other, detail }: BatchIssue): string {
  return ISSUES[kind]({ other: other ?? '', detail: detail ?? '' });
}

/** Returns where two lines differ, as half-open ranges, so that whole characters are marked. */
export function changed(before: string, after: string): [before: [number, number], after: [number, number]] {
  const old = [...before];
  const now = [...after];
  const most = Math.min(old.length, now.length);
  let head = 0;
  while (head < most && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const range = (chars: string[]): [number, number] => {
    const start = chars.slice(0, head).join('').length;
    return [start, start + chars.slice(head, chars.length - tail).join('').length];
  };
  return [range(old), range(now)];
}

/** Returns the value of a property as typed: a number or truth value where it is one, else text. */
export function propertyValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  // What would come back in another form, as 007 or 1e400, is text.
  return text !== '' && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}
