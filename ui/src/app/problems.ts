/** Turns what the engine reports into words of the user's language, by kind; Rust's own sentence is for logs. */
import { m } from '../i18n/messages';
import type { Problem, ProblemKind } from '../ipc/gen/api';

interface Facts {
  kept: string;
  detail: string;
}

const WORDS: Record<ProblemKind, (facts: Facts) => string> = {
  catalogRebuilt: m.problem_catalogRebuilt,
  ledgerReplaced: m.problem_ledgerReplaced,
  indexRebuilt: m.problem_indexRebuilt,
  catalogBehind: m.problem_catalogBehind,
  rulesUnreadable: m.problem_rulesUnreadable,
  changesMissed: m.problem_changesMissed,
  scanFailed: m.problem_scanFailed,
  watchLimit: m.problem_watchLimit,
  watchFailed: m.problem_watchFailed,
  watchLost: m.problem_watchLost,
  watchPolls: m.problem_watchPolls,
  unreadable: m.problem_unreadable,
  leftOut: m.problem_leftOut,
  quarantined: m.problem_quarantined,
  badName: m.problem_badName,
  notPortable: m.problem_notPortable,
  diskGone: m.problem_diskGone,
  leftoverKept: m.problem_leftoverKept,
  savedTwice: m.problem_savedTwice,
  tagFolders: m.problem_tagFolders,
  tagTaken: m.problem_tagTaken,
  batchTakenBack: m.problem_batchTakenBack,
  batchLeft: m.problem_batchLeft,
  draftUnreadable: m.problem_draftUnreadable,
  versionFailed: m.problem_versionFailed,
  versionsRecovered: m.problem_versionsRecovered,
  versionsRestarted: m.problem_versionsRestarted,
  packingFailed: m.problem_packingFailed,
  nameUnversioned: m.problem_nameUnversioned,
  tooLargeForVersions: m.problem_tooLargeForVersions,
  unreadableForVersions: m.problem_unreadableForVersions,
  notLines: m.problem_notLines,
  coarseDiff: m.problem_coarseDiff,
  notText: m.problem_notText,
  tooLargeToRead: m.problem_tooLargeToRead,
  tooLong: m.problem_tooLong,
  tooDeep: m.problem_tooDeep,
  tooManyItems: m.problem_tooManyItems,
  shownAsText: m.problem_shownAsText,
  frontMatterTooLong: m.problem_frontMatterTooLong,
  frontMatterTwice: m.problem_frontMatterTwice,
  frontMatterBroken: m.problem_frontMatterBroken,
};

export interface Told {
  text: string;
  /** What the system or a parser said of it, in its own words; null where the text says all. */
  detail: string | null;
}

/** Returns what happened and what was kept; the path is shown beside it. */
export function explainProblem({ what, line, kept, detail, message }: Problem): Told {
  const words = WORDS[what];
  // An engine of another version may know a kind that this UI does not.
  const text = words ? words({ kept: kept ?? '', detail: detail ?? '' }) : message;
  return {
    text: line === null ? text : m.problem_line({ line, text }),
    detail: detail === null || text.includes(detail) ? null : detail,
  };
}
