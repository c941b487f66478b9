import { afterEach, describe, expect, test, vi } from 'vitest';
import { htmlToMarkdown } from './html';

const WORD_ITEM = (level: number, mark: string, text: string) =>
  `<p class=MsoListParagraphCxSpMiddle style='text-indent:-.25in;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>${mark}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>${text}<o:p></o:p></p>`;

describe('what programs put on the clipboard', () => {
  test.each([
    [
      'a browser',
      '<meta charset="utf-8"><h2>Title</h2><p>Some <b>bold</b>, <i>italic</i> and <a href="https://x.y/z">a link</a>.</p>',
      '## Title\n\nSome **bold**, *italic* and [a link](https://x.y/z).',
    ],
    [
      'a browser on Windows',
      '<html><body>\r\n<!--StartFragment--><p>a <em>b</em></p><!--EndFragment-->\r\n</body></html>',
      'a *b*',
    ],
    [
      'lists',
      '<ul><li>one</li><li>two<ol><li>deep</li><li>er</li></ol></li></ul>',
      '- one\n- two\n  1. deep\n  2. er',
    ],
    ['numbers that start later', '<ol start="3"><li>c</li><li>d</li></ol>', '3. c\n4. d'],
    [
      'a forge',
      '<ul class="contains-task-list"><li class="task-list-item"><input type="checkbox" checked=""> done</li><li><input type="checkbox"> open</li></ul>',
      '- [x] done\n- [ ] open',
    ],
    [
      'code of a forge',
      '<div class="highlight highlight-source-js"><pre><span>const</span> a = <span>1</span>;\nb</pre></div>',
      '```js\nconst a = 1;\nb\n```',
    ],
    [
      'words about markup',
      '<p>An <b>element</b> is &lt;img src=x&gt;, an entity &amp;amp;, a mark ==this== and $a$ or $b$; 1 &lt; 2 costs</p>',
      'An **element** is \\<img src=x>, an entity \\&amp;, a mark \\=\\=this\\=\\= and \\$a\\$ or \\$b\\$; 1 < 2 costs',
    ],
    ['code in a line', '<p>run <code>npm i</code></p>', 'run `npm i`'],
    ['a quote', '<blockquote><p>one</p><p>two</p></blockquote>', '> one\n> \n> two'],
    ['struck and marked', '<p><s>a</s> <del>b</del> <mark>c</mark></p>', '~~a~~ ~~b~~ ==c=='],
    ['a picture of the web', '<p><img src="https://x.y/a.png" alt="A"></p>', '![A](https://x.y/a.png)'],
    [
      'Google Docs',
      '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="font-size:11pt;font-weight:700;">Bold</span><span style="font-weight:400;"> and </span><span style="font-style:italic;font-weight:400">slanted</span></p><ul><li dir="ltr"><p dir="ltr" role="presentation"><span style="font-weight:400">item</span></p></li></ul></b>',
      '**Bold** and *slanted*\n\n- item',
    ],
    [
      'a checklist of Google Docs',
      '<ul><li role="checkbox" aria-checked="true"><p>done</p></li><li role="checkbox" aria-checked="false"><p>open</p></li></ul>',
      '- [x] done\n- [ ] open',
    ],
    [
      'Word',
      `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}</style></head><body><p class=MsoTitle>Report</p><h1>Part</h1><p class=MsoNormal>Some <b>bold</b><o:p>&nbsp;</o:p></p>${WORD_ITEM(1, '·', 'one')}${WORD_ITEM(2, 'o', 'deep')}${WORD_ITEM(1, '·', 'two')}</body></html>`,
      '# Report\n\n# Part\n\nSome **bold**\n\n- one\n  - deep\n- two',
    ],
    ['numbers of Word', WORD_ITEM(1, '1.', 'one') + WORD_ITEM(1, '2.', 'two'), '1. one\n2. two'],
    [
      'Excel',
      '<table border=0><colgroup><col width=64></colgroup><tr height=20><td class=xl65>Name</td><td>Amount</td></tr><tr><td>A|B</td><td align=right>12</td></tr></table>',
      '| Name | Amount |\n| --- | ---: |\n| A\\|B | 12 |',
    ],
    [
      'Google Sheets',
      '<google-sheets-html-origin><style>td{}</style><table data-sheets-root="1"><colgroup><col></colgroup><tbody><tr><td style="font-weight:bold">x</td><td>y</td></tr><tr><td>1<br>2</td><td></td></tr></tbody></table></google-sheets-html-origin>',
      '| x | y |\n| --- | --- |\n| 1<br>2 |  |',
    ],
    [
      'a table with heads and spans',
      '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td colspan="2">wide</td></tr></tbody></table>',
      '| a | b |\n| --- | --- |\n| wide |  |',
    ],
    [
      'a table that only places',
      '<table><tr><td><p>one</p><p><b>two</b></p></td></tr></table>',
      'one\n\n**two**',
    ],
    ['marks in words', '<p>2 * 3 * 4 _x_ <b>!</b></p>', '2 \\* 3 \\* 4 \\_x\\_ **!**'],
    ['hidden words', '<p><b>seen</b><span style="display:none">not</span></p>', '**seen**'],
    ['Chinese', '<h3>标题</h3><p>这是<strong>重点</strong>。</p>', '### 标题\n\n这是**重点**。'],
  ])('%s', (_, html, markdown) => {
    expect(htmlToMarkdown(html)).toBe(markdown);
  });

  test('that only wraps plain text is left to the plain text', () => {
    expect(htmlToMarkdown('<meta charset="utf-8"><span>just words</span>')).toBeNull();
    expect(
      htmlToMarkdown('<div style="font-family: Consolas"><div><span>let a</span></div></div>'),
    ).toBeNull();
    expect(htmlToMarkdown('')).toBeNull();
  });
});

describe('what means harm', () => {
  afterEach(() => vi.restoreAllMocks());

  test.each([
    '<script>harm()</script><b>x</b>',
    '<img src=x onerror="harm()"><b>x</b>',
    '<b><img src="https://harm.invalid/a.png" onerror="harm()" onload="harm()"></b>',
    '<svg onload="harm()"><b>x</b></svg><b>x</b>',
    '<a href="javascript:harm()">x</a>',
    '<a href=" java\nscript:harm()">x</a>',
    '<a href="data:text/html,<script>harm()</script>">x</a>',
    '<a href="vbscript:harm()">x</a>',
    '<img src="data:image/svg+xml,<svg onload=harm()>" alt="x">',
    '<iframe srcdoc="<script>parent.harm()</script>"></iframe><b>x</b>',
    '<object data="javascript:harm()"></object><b>x</b>',
    '<style>@import "https://harm.invalid/a.css"</style><b style="background:url(https://harm.invalid/b.png)">x</b>',
    '<link rel=stylesheet href="https://harm.invalid/a.css"><b>x</b>',
    '<base href="https://harm.invalid/"><a href="a">x</a>',
    '<meta http-equiv="refresh" content="0;url=https://harm.invalid/"><b>x</b>',
    '<details open ontoggle="harm()"><b>x</b></details>',
    '<form action="javascript:harm()"><button>x</button></form><b>x</b>',
    '<math><mtext><table><mglyph><style><img src=x onerror=harm()></style></mglyph></table></mtext></math><b>x</b>',
    '<noscript><p title="</noscript><img src=x onerror=harm()>"></noscript><b>x</b>',
    '<video poster="https://harm.invalid/a.png" src="https://harm.invalid/a.mp4" autoplay></video><b>x</b>',
  ])('%s', async (html) => {
    const harm = vi.fn();
    Object.assign(window, { harm });
    const before = performance.getEntriesByType('resource').length;
    const markdown = htmlToMarkdown(html) ?? '';
    expect(markdown).not.toMatch(/script:|data:|onerror|<script|<img|harm\(\)/i);
    // Whatever would be loaded or run is under way by then.
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    expect(harm).not.toHaveBeenCalled();
    const loaded = performance
      .getEntriesByType('resource')
      .slice(before)
      .map(({ name }) => name);
    expect(loaded.filter((name) => name.includes('harm.invalid'))).toEqual([]);
  });
});
