/** What can be written into a note, with an example of each; only the words are those of the user's language. */
import { m } from '../i18n/messages';

const word = m.sample_word;
const note = m.sample_plan;

export const SYNTAX: readonly [sample: () => string, meaning: () => string][] = [
  [() => `# ${m.sample_heading()}`, m.syntax_heading],
  [() => `**${word()}**`, m.bold],
  [() => `*${word()}*`, m.italic],
  [() => `~~${word()}~~`, m.fmt_strike],
  [() => `==${word()}==`, m.fmt_highlight],
  [() => `\`${word()}\``, m.fmt_code],
  [() => `- ${word()}`, m.syntax_list],
  [() => `1. ${word()}`, m.syntax_numbers],
  [() => `- [ ] ${word()}`, m.syntax_task],
  [() => `> ${word()}`, m.syntax_quote],
  [() => `> [!note] ${word()}`, m.syntax_callout],
  [() => `[[${note()}]]`, m.syntax_link],
  [() => `[[${note()}#${m.sample_heading()}|${word()}]]`, m.syntax_link_part],
  [() => `![[${note()}]]`, m.syntax_embed],
  [() => `[${word()}](https://…)`, m.syntax_address],
  [() => `#${m.sample_design()}/${word()}`, m.syntax_tag],
  [() => `[^1] … [^1]: ${word()}`, m.syntax_footnote],
  [() => '$a^2 + b^2$', m.syntax_math],
  [() => '```mermaid', m.syntax_diagram],
  [() => `%%${word()}%%`, m.syntax_comment],
  [() => `${word()} ^id`, m.syntax_block],
];
