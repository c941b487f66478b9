/** A document as one HTML file: no script, nothing from elsewhere, on paper as on a screen. */
import tokens from '../design/tokens.css?inline';
import preview from '../preview/preview.css?inline';
import page from './export.css?inline';

/** Whatever is in the file, nothing but what it brings itself is shown, and nothing runs. */
const POLICY =
  "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

/** The rules of a document, for a page of its own. */
export const styles = (): string => `${tokens}\n${preview.replaceAll(':host', '.page')}\n${page}`;

const escaped = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] as string,
  );

/** Returns a document as the text of an HTML file. */
export async function pageOf(article: HTMLElement, title: string, language: string): Promise<string> {
  const formulas = article.querySelector('.katex') ? await mathStyles(article) : '';
  return `<!doctype html>
<html lang="${escaped(language)}" data-theme="light">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>
${`${styles()}\n${formulas}`.replaceAll('</', '<\\/')}
</style>
</head>
<body class="page">
${article.outerHTML}
</body>
</html>
`;
}

/** Returns KaTeX's rules with those of its fonts that the formulas use. */
async function mathStyles(article: HTMLElement): Promise<string> {
  const { default: css } = await import('katex/dist/katex.min.css?inline');
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const rules = [...sheet.cssRules];
  const used = new Set<string>();
  for (const rule of rules) {
    if (!(rule instanceof CSSStyleRule)) continue;
    const families = (rule.style.fontFamily || rule.style.font).match(/KaTeX_\w+/g) ?? [];
    if (families.length > 0 && article.querySelector(rule.selectorText))
      for (const each of families) used.add(each);
  }
  const out: string[] = [];
  for (const rule of rules) {
    if (!(rule instanceof CSSFontFaceRule)) {
      out.push(rule.cssText);
      continue;
    }
    const family = rule.style.getPropertyValue('font-family').replace(/["']/g, '');
    const [, address] =
      /url\(["']?([^"')]+\.woff2[^"')]*)["']?\)/.exec(rule.style.getPropertyValue('src')) ?? [];
    if (!used.has(family) || address === undefined) continue;
    const data = await dataUrl(await fetch(new URL(address, document.baseURI)), 'font/woff2');
    const face = ['font-style', 'font-weight'].map((each) => `${each}:${rule.style.getPropertyValue(each)}`);
    out.push(`@font-face{font-family:${family};${face.join(';')};src:url(${data}) format("woff2")}`);
  }
  return out.join('\n');
}

/** Returns the bytes of an answer as an address that holds them. */
export async function dataUrl(answer: Response, type: string): Promise<string> {
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  const bytes = new Blob([await answer.arrayBuffer()], { type });
  if (bytes.size === 0) throw new Error('0 B');
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result as string);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(bytes);
  });
}
