import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { open } from '../ipc/client';
import { FakeTransport } from '../test/fake/transport';
import { clean } from './clean';
import { layOut, putAway } from './print';
import { htmlOf } from './run';

let fake: FakeTransport;

beforeEach(() => {
  fake = new FakeTransport(Date.now, {
    'Note.md': { age: 1, text: 'x' },
    'Other.md': { age: 1, text: '# Other\n\ninner words' },
  });
  fake.assets.set('pic.svg', {
    url: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>',
    size: 60,
  });
  open(fake);
});

afterEach(putAway);

/** Makes the engine answer with HTML as it stands. */
function render(...blocks: string[]): void {
  const preview = () => ({
    blocks: blocks.map((html, at) => ({ html, hash: String(at), line: at + 1, endLine: at + 1 })),
    notice: null,
  });
  const call = fake.call.bind(fake);
  fake.call = ((name: string, ...rest: never[]) =>
    name === 'preview'
      ? Promise.resolve(preview())
      : (call as (...all: unknown[]) => unknown)(name, ...rest)) as never;
}

const page = async (text = 'x') => {
  const { html, left } = await htmlOf('Note.md', text);
  return { html, left, document: new DOMParser().parseFromString(html, 'text/html') };
};

describe('a page of its own', () => {
  test('has title, language, policy and style, and no script', async () => {
    render('<h1>Über 好</h1>', '<p>words</p>');
    const { html, document } = await page('---\nlang: de\n---\nx');
    expect(html.startsWith('<!doctype html>')).toBe(true);
    expect(document.title).toBe('Note');
    expect(document.documentElement.lang).toBe('de');
    const policy = document
      .querySelector('meta[http-equiv="Content-Security-Policy"]')
      ?.getAttribute('content');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('script-src');
    expect(document.querySelector('script, link, iframe')).toBeNull();
    expect(document.querySelector('style')?.textContent).toContain('@page');
    expect(document.querySelector('h1')?.textContent).toBe('Über 好');
  });

  test('brings its pictures, formulas with their fonts, and colours of code', async () => {
    render(
      '<p><img alt="a" data-path="pic.svg" data-width="30"></p>',
      '<p><span class="math">\\mathbb{R}^2</span></p>',
      '<pre><code class="language-js">const a = "b";</code></pre>',
    );
    const { document, html, left } = await page();
    const image = document.querySelector('img');
    expect(image?.getAttribute('src')).toMatch(/^data:image\/svg\+xml;base64,/);
    expect(image?.getAttribute('width')).toBe('30');
    expect(left).toBe(0);
    expect(document.querySelector('.katex')).not.toBeNull();
    expect(html).toContain('@font-face{font-family:KaTeX_AMS');
    expect(html).toContain('url(data:font/woff2;base64,');
    expect(html).not.toContain('KaTeX_Fraktur";src');
    expect(html).not.toMatch(/url\((?!data:)/);
    expect(document.querySelector('.code-keyword')?.textContent).toBe('const');
    expect(document.querySelector('pre')?.textContent).toBe('const a = "b";');
  });

  test('draws diagrams, and shows the text of those that cannot be drawn', async () => {
    render(
      '<pre><code class="language-mermaid">graph LR\n  A --> B</code></pre>',
      '<pre><code class="language-mermaid">graph ???</code></pre>',
    );
    const { document } = await page();
    const [good, bad] = document.querySelectorAll('figure');
    expect(good?.querySelector('img')?.getAttribute('src')).toMatch(/^data:image\/svg\+xml/);
    expect(bad?.querySelector('pre')?.textContent).toBe('graph ???');
  });

  test('links lead to the web or within the note; others are words', async () => {
    render(
      '<h2>Part one</h2>',
      '<p><a class="internal" data-target="" data-fragment="Part one" href="#">in</a> <a class="internal" data-target="Other" data-path="Other.md" href="#">out</a> <a href="https://example.com/">web</a></p>',
    );
    const { document } = await page();
    const [within, out, web] = document.querySelectorAll('a');
    expect(document.querySelector('h2')?.id).toBe(within?.getAttribute('href')?.slice(1));
    expect(out?.hasAttribute('href')).toBe(false);
    expect(web?.getAttribute('href')).toBe('https://example.com/');
  });

  test('what is missing is said, and pictures of the web stay there', async () => {
    render(
      '<p><img alt="gone" data-path="gone.png"><img alt="far" data-src="https://example.com/a.png"></p>',
      '<div class="embed" data-target="Nothing">Nothing</div>',
    );
    const { document, left } = await page();
    expect(left).toBe(1);
    expect(document.querySelector('img')).toBeNull();
    expect(document.querySelector('a')?.getAttribute('href')).toBe('https://example.com/a.png');
    expect(document.querySelectorAll('.note')).toHaveLength(2);
  });
});

const HOSTILE = [
  '<script>window.ran = 1</script>',
  '<img src=x onerror="window.ran = 1">',
  '<img srcset="https://evil.example/a 1x" data-path="pic.svg">',
  '<a href="javascript:window.ran=1">a</a><a href=" java\nscript:window.ran=1">b</a><a href="data:text/html,x">c</a>',
  '<svg onload="window.ran=1"><script>1</script><a xlink:href="javascript:1">x</a></svg>',
  '<math><mtext><img src=x onerror=1></mtext></math>',
  '<iframe src="https://evil.example"></iframe><object data="x"></object><embed src="x">',
  '<form action="https://evil.example"><input name="a"><button formaction="javascript:1">go</button></form>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example"><base href="https://evil.example">',
  '<link rel="stylesheet" href="https://evil.example/a.css"><style>@import "https://evil.example"</style>',
  '<p style="background:url(https://evil.example/a)">styled</p><table background="https://evil.example/a"><tr><td>x</td></tr></table>',
  '<video src="https://evil.example/a" poster="https://evil.example/b"></video><audio src="https://evil.example/a"></audio>',
  '<template><img src=x onerror=1></template><noscript><img src=x onerror=1></noscript>',
  '<p id="x" onclick="1" contenteditable autofocus onfocus="1" tabindex="0">p</p>',
  '<pre><code class="language-html">&lt;script&gt;1&lt;/script&gt;</code></pre>',
  '</article></body><script>1</script>',
];

describe('HTML that is not safe', () => {
  test('leaves nothing that runs, loads or sends', async () => {
    render(...HOSTILE);
    const { document, html } = await page();
    for (const element of document.querySelectorAll('body *')) {
      expect(element.localName).not.toMatch(
        /^(?:script|iframe|object|embed|form|button|style|link|meta|base|svg|template)$/,
      );
      for (const { name, value } of element.attributes) {
        expect(name, element.outerHTML).not.toMatch(
          /^on|^style$|^(?:action|formaction|srcset|poster|background|autofocus)$/,
        );
        if (name === 'src') expect(value).toMatch(/^data:/);
        if (name === 'href') expect(value).toMatch(/^(?:https?:|mailto:|#)/);
      }
    }
    expect(document.querySelector('pre')?.textContent).toBe('<script>1</script>');
    expect(html).not.toContain('evil.example');
    expect('ran' in window).toBe(false);
  });

  test('opened in a frame asks the network for nothing', async () => {
    render(...HOSTILE, '<p><span class="math">x^2</span></p>');
    const { html } = await htmlOf('Note.md', 'x');
    const frame = document.createElement('iframe');
    document.body.append(frame);
    await new Promise((done) => {
      frame.onload = done;
      frame.srcdoc = html;
    });
    const asked = frame.contentWindow?.performance.getEntriesByType('resource') ?? [];
    expect(asked.map(({ name }) => name).filter((name) => !name.startsWith('data:'))).toEqual([]);
    expect(frame.contentDocument?.querySelector('.katex')).not.toBeNull();
    frame.remove();
  });

  test('is cleaned without a word of it lost', () => {
    const root = document.createElement('div');
    root.innerHTML = '<form><label>name <b>x</b></label></form><p align="right" class="a" data-x="1">y</p>';
    clean(root);
    expect(root.innerHTML).toBe('name <b>x</b><p align="right" class="a">y</p>');
  });
});

test('on paper there is the note alone, light, and it is put away again', async () => {
  render('<h1>Paper</h1>', '<p><img alt="a" data-path="pic.svg"><img alt="lost" data-path="gone.png"></p>');
  document.documentElement.dataset.theme = 'dark';
  const before = document.title;
  await layOut('Note.md', 'x', 'Note');
  const sheet = document.querySelector<HTMLElement>('.print-sheet');
  expect(document.title).toBe('Note');
  expect(document.documentElement.dataset.printing).toBe('');
  expect(sheet && getComputedStyle(sheet).display).toBe('none');
  const heading = sheet?.shadowRoot?.querySelector('h1') as HTMLElement;
  expect(heading.textContent).toBe('Paper');
  expect(sheet?.shadowRoot?.querySelectorAll('img')).toHaveLength(1);
  expect(sheet?.shadowRoot?.querySelector('.note')?.textContent).toContain('lost');
  expect(
    getComputedStyle(sheet as HTMLElement)
      .getPropertyValue('--tx-1')
      .trim(),
  ).toBe('#1f1f1d');
  await layOut('Note.md', 'x', 'Note');
  expect(document.querySelectorAll('.print-sheet')).toHaveLength(1);
  putAway();
  expect(document.querySelector('.print-sheet')).toBeNull();
  expect(document.title).toBe(before);
  delete document.documentElement.dataset.theme;
});
