/**
 * Rich text from other programs as Markdown. The HTML is parsed in a document of its own that runs no script and
 * fetches nothing; of it only structure, words and harmless addresses are taken over.
 */
// Turns DOM into Markdown by rules; MIT, well kept, without dependencies in a browser.
import Turndown from 'turndown';

const GONE =
  'script,style,noscript,template,iframe,frame,object,embed,applet,svg,math,canvas,audio,video,button,select,textarea,' +
  'input:not([type=checkbox]),link,meta,base,title,head,col,colgroup,[hidden],[aria-hidden=true]:not(li)';

/** What is worth more than its plain text. */
const FORMATTED =
  'a[href],b,strong,i,em,del,s,strike,mark,code,pre,h1,h2,h3,h4,h5,h6,ul,ol,table,blockquote,hr,img,input';

const SAFE_LINK = /^(?:https?:\/\/|mailto:|tel:)/i;
const SAFE_IMAGE = /^https?:\/\//i;

/** Returns rich text as Markdown; null where it says no more than its plain text. */
export function htmlToMarkdown(html: string): string | null {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  clean(body);
  if (!body.querySelector(FORMATTED)) return null;
  const text = converter.turndown(body);
  return text
    .replace(/\u00a0/g, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

// --- cleaning ----------------------------------------------------------------------------------------------

function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}

function rename(element: Element, name: string): Element {
  const made = element.ownerDocument.createElement(name);
  made.append(...element.childNodes);
  element.replaceWith(made);
  return made;
}

function wrap(element: Element, name: string): void {
  const made = element.ownerDocument.createElement(name);
  made.append(...element.childNodes);
  element.append(made);
}

function clean(body: HTMLElement): void {
  const comments = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const notes: Node[] = [];
  while (comments.nextNode()) notes.push(comments.currentNode);
  for (const each of notes) (each as Comment).remove();
  wordLists(body);
  // What Word puts into every paragraph, also into empty ones.
  for (const each of body.querySelectorAll('o\\:p')) if (each.textContent?.trim() === '') each.remove();
  for (const each of body.querySelectorAll(GONE)) each.remove();
  for (const each of body.querySelectorAll(
    '[style*="display:none" i],[style*="display: none" i],[style*="mso-hide" i]',
  ))
    each.remove();
  for (const each of body.querySelectorAll('a')) {
    const address = each.getAttribute('href')?.trim() ?? '';
    if (!SAFE_LINK.test(address) || each.textContent?.trim() === '') unwrap(each);
    else each.setAttribute('href', address);
  }
  for (const each of body.querySelectorAll('img')) {
    if (SAFE_IMAGE.test(each.getAttribute('src')?.trim() ?? '')) continue;
    each.replaceWith(each.getAttribute('alt') ?? '');
  }
  for (const each of body.querySelectorAll<HTMLElement>('b,strong,i,em,span,font')) styled(each);
  for (const each of body.querySelectorAll('li[role=checkbox]')) {
    const box = body.ownerDocument.createElement('input');
    box.type = 'checkbox';
    if (each.getAttribute('aria-checked') === 'true') box.setAttribute('checked', '');
    each.prepend(box);
  }
  // A paragraph alone in an item would put empty lines between the items.
  for (const each of body.querySelectorAll('li > p:only-of-type, td > p:only-child, th > p:only-child'))
    unwrap(each);
  // Lists that word processors put beside the item they belong to.
  for (const each of body.querySelectorAll('ul > ul, ul > ol, ol > ul, ol > ol')) {
    const item = each.previousElementSibling;
    if (item?.localName === 'li') item.append(each);
  }
}

/** Reads emphasis from how an element looks; names that are contradicted by it do not count. */
function styled(element: HTMLElement): void {
  const style = element.getAttribute('style')?.toLowerCase() ?? '';
  const weight = /font-weight:\s*(\w+)/.exec(style)?.[1];
  const bold = weight !== undefined && (/^bold/.test(weight) || Number(weight) >= 600);
  const name = element.localName;
  if ((name === 'b' || name === 'strong') && weight !== undefined && !bold) {
    unwrap(element);
    return;
  }
  if ((name === 'i' || name === 'em') && /font-style:\s*normal/.test(style)) {
    unwrap(element);
    return;
  }
  if (name !== 'span' && name !== 'font') return;
  // A heading is bold as it is.
  if (element.closest('pre,code,h1,h2,h3,h4,h5,h6,th,a')) return;
  if (element.textContent?.trim() === '') return;
  if (/text-decoration[^;]*line-through/.test(style)) wrap(element, 'del');
  if (/font-style:\s*italic/.test(style)) wrap(element, 'em');
  if (bold) wrap(element, 'strong');
}

/** Word writes list items as paragraphs that say their level, with a bullet or number typed before the words. */
function wordLists(body: HTMLElement): void {
  const open: { list: Element; level: number }[] = [];
  let last: Element | null = null;
  for (const item of [...body.querySelectorAll('p,h1,h2,h3,h4,h5,h6')]) {
    if (/^mso(?:title)$/i.test(item.className)) rename(item, 'h1');
    const level = Number(/mso-list:\s*l\d+\s+level(\d+)/i.exec(item.getAttribute('style') ?? '')?.[1] ?? 0);
    if (level === 0 || item.localName !== 'p') {
      open.length = 0;
      continue;
    }
    // Something else stands between this item and the last one.
    if (last && item.previousElementSibling !== last) open.length = 0;
    const mark = [...item.querySelectorAll('span')].find((span) =>
      /mso-list:\s*ignore/i.test(span.getAttribute('style') ?? ''),
    );
    const name = /^\s*\(?(?:\d+|[a-z]{1,4})[.)]/i.test(mark?.textContent ?? '') ? 'ol' : 'ul';
    mark?.remove();
    while ((open.at(-1)?.level ?? 0) > level) open.pop();
    let here = open.at(-1);
    if (!here || here.level < level) {
      const list = body.ownerDocument.createElement(name);
      const parent = here?.list.lastElementChild;
      if (parent) parent.append(list);
      else item.before(list);
      here = { list, level };
      open.push(here);
    }
    here.list.append(rename(item, 'li'));
    last = open[0]?.list ?? null;
  }
}

// --- rules -------------------------------------------------------------------------------------------------

const converter = new Turndown({
  headingStyle: 'atx',
  hr: '---',
  bulletListMarker: '-',
  codeBlockStyle: 'fenced',
  emDelimiter: '*',
});

// The library escapes CommonMark's emphasis, lists and links; words about other markup are to stay words, too.
const escaped = converter.escape.bind(converter);
converter.escape = (text) => {
  const plain = escaped(text)
    .replace(/<(?=[a-z/!?])/gi, '\\<')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/([=~%])\1/g, '\\$1\\$1');
  return (plain.match(/\$/g)?.length ?? 0) > 1 ? plain.replace(/\$/g, '\\$') : plain;
};

converter.addRule('strike', {
  filter: ['del', 's', 'strike' as keyof HTMLElementTagNameMap],
  replacement: (text) => (text.trim() ? `~~${text}~~` : text),
});

converter.addRule('mark', {
  filter: 'mark',
  replacement: (text) => (text.trim() ? `==${text}==` : text),
});

converter.addRule('box', {
  filter: (node) => node.nodeName === 'INPUT',
  replacement: (_, node) => {
    if (!(node as Element).closest('li')) return '';
    return (node as Element).hasAttribute('checked') ? '[x] ' : '[ ] ';
  },
});

converter.addRule('item', {
  filter: 'li',
  replacement: (text, node) => {
    const list = node.parentNode as Element;
    const first = Number(list.getAttribute?.('start') ?? 1);
    const at = [...(list.children ?? [])]
      .filter(({ localName }) => localName === 'li')
      .indexOf(node as Element);
    const mark = list.nodeName === 'OL' ? `${first + Math.max(0, at)}. ` : '- ';
    const body = text
      .trim()
      .replace(/^(\[[ x]\])\s+/, '$1 ')
      .replace(/\n/g, `\n${' '.repeat(mark.length)}`)
      .replace(/^ +$/gm, '');
    return `${mark}${body}${node.nextSibling ? '\n' : ''}`;
  },
});

converter.addRule('code block', {
  filter: 'pre',
  replacement: (_, node) => {
    const element = node as Element;
    const names = `${element.className} ${element.firstElementChild?.className ?? ''} ${element.parentElement?.className ?? ''}`;
    const language = /(?:language|lang|highlight-source|brush:)[-\s]?([\w+#-]+)/i.exec(names)?.[1] ?? '';
    const text = (element.textContent ?? '').replace(/\n$/, '');
    const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map(({ length }) => length));
    const fence = '`'.repeat(longest + 1);
    return `\n\n${fence}${language}\n${text}\n${fence}\n\n`;
  },
});

converter.addRule('cell', {
  filter: ['td', 'th'],
  replacement: (text) => text,
});

converter.addRule('rows', {
  filter: ['tr', 'thead', 'tbody', 'tfoot', 'caption'],
  replacement: (text) => text,
});

converter.addRule('table', {
  filter: 'table',
  replacement: (text, node) => {
    const element = node as HTMLTableElement;
    const rows = [...element.rows];
    const widths = rows.map((row) =>
      [...row.cells].reduce((sum, { colSpan }) => sum + Math.min(colSpan, 50), 0),
    );
    const width = Math.max(0, ...widths);
    // One column, or a table in a table: it only places things on the page.
    if (width < 2 || element.querySelector('table')) return `\n\n${text}\n\n`;
    const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
    const out = rows.map((row) => {
      const cells = [...row.cells].flatMap((cell) => [
        cellText(cell),
        ...Array(Math.min(cell.colSpan, 50) - 1).fill(''),
      ]);
      return line([...cells, ...Array(width - cells.length).fill('')]);
    });
    const aligned = [...((rows[1] ?? rows[0])?.cells ?? [])].map((cell) => {
      const to =
        cell.getAttribute('align') ?? /text-align:\s*(\w+)/.exec(cell.getAttribute('style') ?? '')?.[1];
      return to === 'right' ? '---:' : to === 'center' ? ':---:' : '---';
    });
    const rule = line(Array.from({ length: width }, (_, i) => aligned[i] ?? '---'));
    return `\n\n${[out[0], rule, ...out.slice(1)].join('\n')}\n\n`;
  },
});

/** Returns a cell's words on one line. */
function cellText(cell: Element): string {
  return converter
    .turndown(cell as HTMLElement)
    .trim()
    .replace(/\\?\|/g, '\\|')
    .replace(/\s*\n\s*/g, '<br>');
}
