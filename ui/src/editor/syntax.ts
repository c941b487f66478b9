/**
 * The grammar of notes: CommonMark and GFM plus what Obsidian users write: wikilinks, tags, highlights, math and
 * front matter. It colours the source; what the preview shows is decided by the engine alone.
 */
import {
  defineLanguageFacet,
  HighlightStyle,
  Language,
  LanguageSupport,
  languageDataProp,
  syntaxHighlighting,
} from '@codemirror/language';
import { Tag, tags } from '@lezer/highlight';
import {
  type BlockContext,
  GFM,
  type InlineContext,
  type LeafBlock,
  type LeafBlockParser,
  type Line,
  type MarkdownConfig,
  parser,
} from '@lezer/markdown';

const note = {
  highlight: Tag.define(),
  wikilink: Tag.define(),
  math: Tag.define(),
  hashtag: Tag.define(),
  frontMatter: Tag.define(),
  comment: Tag.define(),
};

/** Returns an inline parser for text between two marks on one line. */
function between(open: string, close: string, name: string, fits: (body: string) => boolean) {
  return (context: InlineContext, next: number, from: number): number => {
    if (next !== open.charCodeAt(0) || context.slice(from, from + open.length) !== open) return -1;
    const start = from + open.length;
    for (let end = start; end <= context.end - close.length; end++) {
      const code = context.char(end);
      if (code === 10) return -1;
      if (code !== close.charCodeAt(0) || context.slice(end, end + close.length) !== close) continue;
      if (!fits(context.slice(start, end))) return -1;
      const to = end + close.length;
      const marks = [context.elt(`${name}Mark`, from, start), context.elt(`${name}Mark`, end, to)];
      return context.addElement(context.elt(name, from, to, marks));
    }
    return -1;
  };
}

const FOOTNOTE = /^\[\^[^\]\s[]+\]/;
const DEFINITION = /^\[\^[^\]\s[]+\]:/;

function footnoteReference(context: InlineContext, next: number, from: number): number {
  if (next !== 91 /* [ */ || context.char(from + 1) !== 94 /* ^ */) return -1;
  const [mark] = FOOTNOTE.exec(context.slice(from, Math.min(context.end, from + LONGEST_TAG))) ?? [];
  return mark ? context.addElement(context.elt('FootnoteReference', from, from + mark.length)) : -1;
}

/** A footnote's definition, which would pass for that of a link. */
class FootnoteParser implements LeafBlockParser {
  nextLine(): boolean {
    return false;
  }

  finish(context: BlockContext, leaf: LeafBlock): boolean {
    const size = DEFINITION.exec(leaf.content)?.[0].length ?? 0;
    const children = [
      context.elt('FootnoteMark', leaf.start, leaf.start + size),
      ...context.parser.parseInline(leaf.content.slice(size), leaf.start + size),
    ];
    const end = leaf.start + leaf.content.length;
    context.addLeafElement(leaf, context.elt('Footnote', leaf.start, end, children));
    return true;
  }
}

const isWikilink = (body: string) => /^[^[\]]+$/.test(body);

const LONGEST_TAG = 200;

function hashtag(context: InlineContext, next: number, from: number): number {
  if (next !== 35 /* # */) return -1;
  if (from > context.offset && !/\s/.test(context.slice(from - 1, from))) return -1;
  const ahead = context.slice(from + 1, Math.min(context.end, from + LONGEST_TAG));
  const [body] = /^[\p{L}\p{N}\p{Extended_Pictographic}_/-]+/u.exec(ahead) ?? [];
  if (!body || /^[\d/_-]+$/.test(body)) return -1;
  return context.addElement(context.elt('Hashtag', from, from + 1 + body.length));
}

/** Consumes lines up to one that closes the block, or to the end. */
function upTo(context: BlockContext, line: Line, closes: (text: string) => boolean): void {
  while (context.nextLine()) {
    if (!closes(line.text.trim())) continue;
    context.nextLine();
    return;
  }
}

const additions: MarkdownConfig = {
  defineNodes: [
    { name: 'WikiLink', style: note.wikilink },
    { name: 'WikiLinkMark', style: tags.processingInstruction },
    { name: 'Highlight', style: { 'Highlight/...': note.highlight } },
    { name: 'HighlightMark', style: tags.processingInstruction },
    { name: 'InlineMath', style: note.math },
    { name: 'InlineMathMark', style: tags.processingInstruction },
    { name: 'InlineComment', style: note.comment },
    { name: 'InlineCommentMark', style: tags.processingInstruction },
    { name: 'Hashtag', style: note.hashtag },
    { name: 'BlockMath', block: true, style: note.math },
    { name: 'BlockComment', block: true, style: note.comment },
    { name: 'FrontMatter', block: true, style: note.frontMatter },
    { name: 'FootnoteReference', style: tags.labelName },
    { name: 'Footnote', block: true },
    { name: 'FootnoteMark', style: tags.labelName },
  ],
  parseInline: [
    { name: 'WikiLink', before: 'Link', parse: between('[[', ']]', 'WikiLink', isWikilink) },
    { name: 'Embed', before: 'Image', parse: between('![[', ']]', 'WikiLink', isWikilink) },
    { name: 'Highlight', parse: between('==', '==', 'Highlight', (body) => /^\S(?:.*\S)?$/.test(body)) },
    { name: 'InlineMath', parse: between('$', '$', 'InlineMath', (body) => /^[^\s$](?:.*\S)?$/.test(body)) },
    { name: 'InlineComment', parse: between('%%', '%%', 'InlineComment', (body) => body.length > 0) },
    { name: 'FootnoteReference', before: 'Link', parse: footnoteReference },
    { name: 'Hashtag', parse: hashtag },
  ],
  parseBlock: [
    {
      name: 'FrontMatter',
      before: 'HorizontalRule',
      parse(context, line) {
        if (context.lineStart !== 0 || line.text.trimEnd() !== '---') return false;
        upTo(context, line, (text) => text === '---');
        context.addElement(context.elt('FrontMatter', 0, context.prevLineEnd()));
        return true;
      },
    },
    {
      name: 'BlockMath',
      before: 'FencedCode',
      parse(context, line) {
        if (line.text.slice(line.pos).trimEnd() !== '$$') return false;
        const from = context.lineStart + line.pos;
        upTo(context, line, (text) => text === '$$');
        context.addElement(context.elt('BlockMath', from, context.prevLineEnd()));
        return true;
      },
    },
    {
      name: 'BlockComment',
      before: 'FencedCode',
      parse(context, line) {
        const text = line.text.slice(line.pos);
        if (!text.startsWith('%%') || text.indexOf('%%', 2) >= 0) return false;
        const from = context.lineStart + line.pos;
        upTo(context, line, (each) => each.includes('%%'));
        context.addElement(context.elt('BlockComment', from, context.prevLineEnd()));
        return true;
      },
    },
    {
      name: 'Footnote',
      before: 'LinkReference',
      leaf: (_, leaf) => (DEFINITION.test(leaf.content) ? new FootnoteParser() : null),
    },
  ],
};

export const noteData = defineLanguageFacet({ closeBrackets: { brackets: ['(', '[', '{', '"'] } });

export const grammar = parser.configure([
  GFM,
  additions,
  { props: [languageDataProp.add((type) => (type.isTop ? noteData : undefined))] },
]);

export const noteLanguage = new LanguageSupport(new Language(noteData, grammar, [], 'note'));

/** Colours by class, so that themes are plain CSS. */
export const noteHighlight = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.heading1, class: 'tok-h tok-h1' },
    { tag: tags.heading2, class: 'tok-h tok-h2' },
    { tag: tags.heading3, class: 'tok-h tok-h3' },
    { tag: tags.heading, class: 'tok-h' },
    { tag: tags.strong, class: 'tok-strong' },
    { tag: tags.emphasis, class: 'tok-emphasis' },
    { tag: tags.strikethrough, class: 'tok-strike' },
    { tag: tags.processingInstruction, class: 'tok-mark' },
    { tag: tags.contentSeparator, class: 'tok-mark' },
    { tag: tags.labelName, class: 'tok-mark' },
    { tag: tags.monospace, class: 'tok-code' },
    { tag: tags.link, class: 'tok-link' },
    { tag: tags.url, class: 'tok-url' },
    { tag: tags.quote, class: 'tok-quote' },
    { tag: tags.escape, class: 'tok-mark' },
    { tag: tags.atom, class: 'tok-task' },
    { tag: note.wikilink, class: 'tok-link' },
    { tag: note.hashtag, class: 'tok-tag' },
    { tag: note.highlight, class: 'tok-highlight' },
    { tag: note.math, class: 'tok-code' },
    { tag: note.comment, class: 'tok-comment' },
    { tag: note.frontMatter, class: 'tok-front' },
  ]),
);
