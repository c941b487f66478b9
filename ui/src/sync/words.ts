/** How a file stands, in words. */
import { clock } from '../history/words';
import { m } from '../i18n/messages';
import type { EntryStanding } from '../ipc/gen/api';
import { nameOf } from '../tree/paths';

/** Returns how a file stands, where a person should know. */
export function standingWords({ state, why, next, other }: EntryStanding): string | null {
  switch (state) {
    case 'conflicted':
      return other ? m.state_conflicted_with({ name: nameOf(other) }) : m.state_conflicted();
    case 'failed':
      return next === null
        ? m.state_unread({ why: why ?? '' })
        : m.state_unread_until({ why: why ?? '', time: clock(next) });
    case 'quarantined':
      return m.problem_quarantined();
    default:
      return null;
  }
}
