/** Code blocks: their language is said, their fences step back, their words are coloured by its own grammar. */
import {
  HighlightStyle,
  Language,
  LanguageDescription,
  ParseContext,
  syntaxHighlighting,
} from '@codemirror/language';
// The grammars of some hundred languages, each loaded when a block names it; MIT like the editor itself.
import { languages } from '@codemirror/language-data';
import { type EditorView, WidgetType } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { parseCode } from '@lezer/markdown';
import { m } from '../../i18n/messages';
import { grammar, noteData } from '../syntax';
import type { Construct } from './sink';

/** A longer name is no language. */
const LONGEST_NAME = 40;

function codeParser(info: string) {
  const [name = ''] = /^[^\s{,]+/.exec(info.trim()) ?? [];
  if (name === '' || name.length > LONGEST_NAME) return null;
  const found = LanguageDescription.matchLanguageName(languages, name, false);
  if (!found) return null;
  return found.support ? found.support.language.parser : ParseContext.getSkippingParser(found.load());
}

/** The grammar of notes with the languages of their code in it. */
export const codeLanguage = new Language(noteData, grammar.configure(parseCode({ codeParser })), [], 'note');

/** The colours of code, by what its words are. */
export const codeTags = [
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], class: 'code-keyword' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.inserted], class: 'code-string' },
  { tag: [tags.number, tags.bool, tags.null], class: 'code-number' },
  { tag: tags.comment, class: 'code-comment' },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.tagName], class: 'code-type' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], class: 'code-function' },
  { tag: [tags.propertyName, tags.attributeName, tags.definition(tags.variableName)], class: 'code-name' },
  { tag: [tags.deleted, tags.invalid], class: 'code-bad' },
];

export const codeHighlight = syntaxHighlighting(HighlightStyle.define(codeTags));

class CopyButton extends WidgetType {
  readonly language: string;

  constructor(language: string) {
    super();
    this.language = language;
  }

  override eq(other: CopyButton): boolean {
    return other.language === this.language;
  }

  override toDOM(view: EditorView): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.tabIndex = -1;
    button.className = 'lp-copy';
    button.textContent = this.language || m.code_copy();
    button.title = m.code_copy();
    button.setAttribute('aria-label', this.language ? `${m.code_copy()}: ${this.language}` : m.code_copy());
    button.addEventListener('mousedown', (event) => event.preventDefault());
    button.addEventListener('click', () => {
      const { doc } = view.state;
      const first = doc.lineAt(view.posAtDOM(button));
      const [, fence = '```'] = /^[\s>]*(`{3,}|~{3,})/.exec(first.text) ?? [];
      const text: string[] = [];
      for (let number = first.number + 1; number <= doc.lines; number++) {
        const line = doc.line(number).text;
        if (line.trim().startsWith(fence)) break;
        text.push(line);
      }
      void navigator.clipboard.writeText(text.join('\n')).then(() => {
        button.textContent = m.code_copied();
        setTimeout(() => {
          button.textContent = this.language || m.code_copy();
        }, 1500);
      });
    });
    return button;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

const fenced: Construct = (sink, { from, to, node }) => {
  const first = sink.lineAt(from).from;
  const marks = node.getChildren('CodeMark');
  const last = marks.length > 1 ? sink.lineAt(to).from : -1;
  const open = sink.lineTouched(from, to);
  const info = node.getChild('CodeInfo');
  sink.linesOf(from, to, (line) => {
    const place =
      line.from === first ? ' lp-fence lp-fence-first' : line.from === last ? ' lp-fence lp-fence-last' : '';
    sink.line(line.from, `lp-pre${place}`);
  });
  if (open) return false;
  for (const mark of marks) sink.hide(mark.from, mark.from === from && info ? info.to : mark.to);
  const [language = ''] = info
    ? sink.text(info.from, Math.min(info.to, info.from + LONGEST_NAME)).split(/\s/)
    : [];
  if (first >= sink.lineAt(sink.from).from) {
    const end = sink.lineAt(from).to;
    sink.widget(end, end, new CopyButton(language));
  }
  return false;
};

const indented: Construct = (sink, { from, to }) => {
  sink.linesOf(from, to, (line) => sink.line(line.from, 'lp-pre'));
  return false;
};

export const code: Record<string, Construct> = { FencedCode: fenced, CodeBlock: indented };
