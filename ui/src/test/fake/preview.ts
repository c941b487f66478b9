/** A rough stand-in for the engine's renderer: just enough Markdown to see the preview at work. */
import type { Preview, PreviewBlock } from '../../ipc/gen/api';

const escaped = (text: string) =>
  text.replace(
    /[&<>"]/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] as string,
  );

type Resolve = (target: string) => string | null;

function inline(source: string, resolve: Resolve): string {
  return escaped(source)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/!\[([^\]]*)\]\(([^)]+)\)/g, (_, alt, target) =>
      /^https?:/.test(target)
        ? `<img alt="${alt}" data-src="${target}">`
        : `<img alt="${alt}" data-path="${resolve(target.split('/').pop()) ?? target}">`,
    )
    .replace(/\[\[([^\]|#]*)(?:#([^\]|]*))?(?:\|([^\]]*))?\]\]/g, (_, target, fragment, shown) => {
      const path = resolve(target);
      return `<a class="internal${path ? '' : ' unresolved'}"${path ? ` data-path="${path}"` : ''} href="#" data-target="${target}"${fragment ? ` data-fragment="${fragment}"` : ''}>${shown ?? target}</a>`;
    })
    .replace(
      /\[([^\]]+)\]\((https?:[^)]+)\)/g,
      '<a class="external" href="$2" rel="noopener noreferrer">$1</a>',
    )
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/\*([^*]+)\*/g, '<em>$1</em>')
    .replace(/==([^=]+)==/g, '<mark>$1</mark>')
    .replace(/\$([^$\s][^$]*)\$/g, '<span class="math">$1</span>')
    .replace(
      /(^|\s)#([\p{L}\p{N}_/-]*\p{L}[\p{L}\p{N}_/-]*)/gu,
      '$1<a class="tag" href="#" data-tag="$2">#$2</a>',
    );
}

function block(lines: string[], line: number, resolve: Resolve): string {
  const [first = ''] = lines;
  const text = (from = 0) => lines.slice(from).join('\n');
  const heading = /^(#{1,6}) (.*)$/.exec(first);
  if (heading) return `<h${heading[1]?.length}>${inline(heading[2] ?? '', resolve)}</h${heading[1]?.length}>`;
  if (first.startsWith('```')) {
    const language = first.slice(3);
    return `<pre><code class="language-${language}">${escaped(lines.slice(1, -1).join('\n'))}</code></pre>`;
  }
  if (first === '$$')
    return `<p><span class="math" data-display="">${escaped(lines.slice(1, -1).join('\n'))}</span></p>`;
  if (first.startsWith('> '))
    return `<blockquote><p>${inline(text().replace(/^> /gm, ''), resolve)}</p></blockquote>`;
  if (first.startsWith('|')) {
    const cells = (row: string, tag: string) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => `<${tag}>${inline(cell.trim(), resolve)}</${tag}>`)
        .join('');
    return `<table><thead><tr>${cells(first, 'th')}</tr></thead><tbody>${lines
      .slice(2)
      .map((row) => `<tr>${cells(row, 'td')}</tr>`)
      .join('')}</tbody></table>`;
  }
  if (/^- /.test(first)) {
    const items = lines.map((item, i) => {
      const [, mark, rest] = /^- (?:\[(.)\] )?(.*)$/.exec(item) ?? [];
      const box = mark
        ? `<input type="checkbox" data-line="${line + i}"${mark === ' ' ? '' : ' checked'}> `
        : '';
      return `<li${mark ? ' class="task"' : ''}>${box}${inline(rest ?? '', resolve)}</li>`;
    });
    return `<ul>${items.join('')}</ul>`;
  }
  return `<p>${inline(text(), resolve)}</p>`;
}

export function renderPreview(source: string, resolve: Resolve): Preview {
  const lines = source.split('\n');
  const blocks: PreviewBlock[] = [];
  let at = 0;
  if (lines[0] === '---') at = lines.indexOf('---', 1) + 1;
  while (at < lines.length) {
    const first = lines[at] ?? '';
    if (first.trim() === '') {
      at++;
      continue;
    }
    let end = at + 1;
    const fence = first.startsWith('```') ? '```' : first === '$$' ? '$$' : null;
    if (fence) {
      while (end < lines.length && lines[end] !== fence) end++;
      end = Math.min(end + 1, lines.length);
    } else if (!first.startsWith('#')) {
      while (end < lines.length && (lines[end] ?? '').trim() !== '') end++;
    }
    const html = block(lines.slice(at, end), at + 1, resolve);
    blocks.push({ html, line: at + 1, endLine: end, hash: hash(html) });
    at = end;
  }
  return { blocks, notice: null };
}

function hash(text: string): string {
  let value = 5381;
  for (let i = 0; i < text.length; i++) value = ((value * 33) ^ text.charCodeAt(i)) >>> 0;
  return value.toString(16);
}
