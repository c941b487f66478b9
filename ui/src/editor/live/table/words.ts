/** The text of a cell with its emphasis, code and links, as elements made by hand: no HTML is read. */
import type { SyntaxNode } from '@lezer/common';
import { grammar } from '../../syntax';

const ELEMENTS: Record<string, string> = {
  StrongEmphasis: 'strong',
  Emphasis: 'em',
  Strikethrough: 's',
  Highlight: 'mark',
};

const HIDDEN = /Mark$|^LinkTitle$|^LinkLabel$/;

/** Returns what a reader sees of a line of Markdown. */
export function words(text: string): DocumentFragment {
  const out = document.createDocumentFragment();
  if (!/[*_~=`[\]\\<!$#:/]/.test(text)) {
    out.append(text);
    return out;
  }
  const paragraph = grammar.parse(text).topNode.firstChild;
  if (paragraph?.name === 'Paragraph') children(paragraph, text, 0, text.length, out);
  else out.append(text);
  return out;
}

function children(node: SyntaxNode, text: string, from: number, to: number, parent: Node): void {
  let at = from;
  const plain = (end: number) => {
    if (end > at) parent.appendChild(document.createTextNode(text.slice(at, end)));
  };
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.from < from || child.to > to) continue;
    plain(child.from);
    at = child.to;
    element(child, text, parent);
  }
  plain(to);
}

function element(node: SyntaxNode, text: string, parent: Node): void {
  const { name, from, to } = node;
  const add = (tag: string, className = '') => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    parent.appendChild(made);
    return made;
  };
  if (HIDDEN.test(name)) return;
  const tag = ELEMENTS[name];
  if (tag) {
    children(node, text, from, to, add(tag));
  } else if (name === 'InlineCode') {
    add('code').textContent = text.slice(node.firstChild?.to ?? from, node.lastChild?.from ?? to);
  } else if (name === 'WikiLink' && text[from] !== '!') {
    const body = text.slice(from + 2, to - 2);
    const link = add('span', 'tok-link');
    link.textContent = body.slice(body.indexOf('|') + 1);
    link.dataset.at = String(from);
  } else if (name === 'Link' && node.getChild('URL')) {
    const [open, close] = node.getChildren('LinkMark');
    const link = add('span', 'tok-link');
    link.dataset.at = String(from);
    if (open && close) children(node, text, open.to, close.from, link);
  } else if (name === 'Escape') {
    parent.appendChild(document.createTextNode(text.slice(from + 1, to)));
  } else if (name === 'Hashtag') {
    add('span', 'tok-tag').textContent = text.slice(from, to);
  } else if (name === 'URL' || name === 'Autolink') {
    const link = add('span', 'tok-link');
    link.dataset.at = String(from);
    link.textContent = text.slice(from, to).replace(/^<|>$/g, '');
  } else if (name === 'HTMLTag' && /^<br\s*\/?>$/i.test(text.slice(from, to))) {
    add('br');
  } else {
    parent.appendChild(document.createTextNode(text.slice(from, to)));
  }
}
