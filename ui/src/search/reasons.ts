/** What is said of a condition of a query. */
import { formatMoment, formatNumber, formatSize } from '../i18n/format';
import { m } from '../i18n/messages';
import type { Condition, ConditionKind, SearchExplained, SiteCount } from '../ipc/gen/api';
import { parentOf } from '../tree/paths';

type About = Pick<SearchExplained, 'tags' | 'size' | 'modified' | 'created'> & { path: string };

const SITES: Record<SiteCount['site'], (count: { count: string }) => string> = {
  title: m.why_in_title,
  alias: m.why_in_alias,
  name: m.why_in_name,
  path: m.why_in_path,
  heading: m.why_in_heading,
  properties: m.why_in_properties,
  text: m.why_in_text,
};

/** What is so, whether the file meets the condition or not. */
const FACTS: Partial<Record<ConditionKind, (about: About) => string>> = {
  tag: ({ tags }) =>
    tags.length === 0 ? m.why_no_tags() : m.why_tags({ tags: tags.map((tag) => `#${tag}`).join(' ') }),
  folder: ({ path }) => (parentOf(path) === '' ? m.why_at_root() : m.why_lies_in({ folder: parentOf(path) })),
  size: ({ size }) => m.why_size({ size: formatSize(size) }),
  modified: ({ modified }) => m.why_modified({ time: formatMoment(modified) }),
  created: ({ created }) => m.why_created({ time: formatMoment(created) }),
};

const MET: Partial<Record<ConditionKind, () => string>> = {
  tag: m.why_has_tag,
  folder: m.why_in_folder,
  type: m.why_has_type,
  extension: m.why_has_extension,
  actor: m.why_has_actor,
  property: m.why_has_property,
  line: m.why_has_line,
  task: m.why_has_task,
};

const UNMET: Record<ConditionKind, () => string> = {
  all: m.why_not_all,
  any: m.why_not_any,
  not: m.why_not_not,
  word: m.why_no_word,
  phrase: m.why_no_phrase,
  regex: m.why_no_regex,
  content: m.why_no_content,
  title: m.why_no_title,
  file: m.why_no_file,
  path: m.why_no_path,
  line: m.why_no_line,
  task: m.why_no_task,
  tag: m.why_no_tag,
  folder: m.why_no_folder,
  type: m.why_no_type,
  extension: m.why_no_extension,
  actor: m.why_no_actor,
  property: m.why_no_property,
  size: m.why_no_size,
  modified: m.why_no_modified,
  created: m.why_no_created,
};

/** Says in words whether a file meets a condition that has no parts, and how. */
export function reasonOf(condition: Condition, about: About): string {
  const { kind, holds, sites, forms, written } = condition;
  const said: string[] = [];
  if (!holds) said.push(UNMET[kind]());
  else if (sites.length > 0) {
    const places = sites.map(({ site, count }) => SITES[site]({ count: formatNumber(count) }));
    said.push(m.why_stands({ places: places.join(m.list_comma()) }));
    const others = forms.filter((form) => form.toLowerCase() !== written.toLowerCase());
    if (others.length > 0) said.push(m.why_forms({ forms: others.join(m.list_comma()) }));
  } else said.push((MET[kind] ?? m.why_met)());
  const fact = FACTS[kind]?.(about);
  if (fact !== undefined) said.push(fact);
  return said.join(m.list_semicolon());
}

/** Returns what part of a file's rank a condition makes, in percent; null where there is nothing to compare. */
export function shareOf(condition: Condition, root: Condition): number | null {
  if (condition === root || !root.holds || root.score <= 0 || condition.score <= 0) return null;
  return Math.round((100 * condition.score) / root.score);
}
