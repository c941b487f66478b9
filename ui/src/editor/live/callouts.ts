/** The first line of a callout, `> [!type]± title`, read as the preview reads it. */
export interface Callout {
  /** The type, an alias replaced by what it stands for; `note` for an unknown one. */
  kind: string;
  tone: 'ac' | 'ok' | 'warn' | 'bad' | 'quiet';
  /** The type as written, with a capital: shown where there is no title. */
  name: string;
  title: string;
  /** `-` closed at first, `+` open, null if it does not fold. */
  folds: '+' | '-' | null;
  /** Where `[!type]±` stands, with the space after it, relative to the quote. */
  from: number;
  to: number;
}

const ALIASES: Record<string, string> = {
  summary: 'abstract',
  tldr: 'abstract',
  hint: 'tip',
  important: 'tip',
  check: 'success',
  done: 'success',
  help: 'question',
  faq: 'question',
  caution: 'warning',
  attention: 'warning',
  fail: 'failure',
  missing: 'failure',
  error: 'danger',
  cite: 'quote',
};

const TONES: Record<string, Callout['tone']> = {
  success: 'ok',
  question: 'warn',
  warning: 'warn',
  failure: 'bad',
  danger: 'bad',
  bug: 'bad',
  quote: 'quiet',
};

const HEAD = /^([ \t]*>[ \t]*)\[!([^\]|[]+)(?:\|[^\]]*)?\]([+-]?)(?:[ \t]+|$)/;

/** Reads the first line of a quote, from its first mark; null if it is no callout. */
export function readCallout(line: string): Callout | null {
  const head = HEAD.exec(line);
  const [whole = '', lead = '', type = '', fold] = head ?? [];
  const written = type.trim().toLowerCase();
  if (!head || written === '') return null;
  const kind = ALIASES[written] ?? written;
  return {
    kind,
    tone: TONES[kind] ?? 'ac',
    name: written.charAt(0).toUpperCase() + written.slice(1),
    title: line.slice(whole.length).trim(),
    folds: fold === '+' || fold === '-' ? fold : null,
    from: lead.length,
    to: whole.length,
  };
}
