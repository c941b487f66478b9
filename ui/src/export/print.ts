/** A note laid out for paper, in the page and out of sight: printing shows it in place of the app. */
import { m } from '../i18n/messages';
import { fileUrl } from '../ipc/client';
import { previewStyles } from '../preview/styles';
import { build } from './build';
import { styles } from './page';
import './print.css';

/** Pictures that take longer are left blank, in milliseconds. */
const PATIENCE = 20_000;

let clear: (() => void) | null = null;

/** Lays a note out; resolves when its pictures are there. */
export async function layOut(path: string, text: string, title: string): Promise<void> {
  const drawings: string[] = [];
  const article = await build(path, text, {
    file: async (picture) => fileUrl(picture),
    drawing(svg) {
      const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
      drawings.push(url);
      return url;
    },
  });
  clear?.();
  const sheet = document.createElement('div');
  sheet.className = 'print-sheet';
  const root = sheet.attachShadow({ mode: 'open' });
  const rules = new CSSStyleSheet();
  // Paper is light, whatever the theme.
  rules.replaceSync(
    styles()
      .replaceAll(/(?<![\w-]):root\b|\.page\b/g, ':host')
      .replaceAll(':host > article', 'article'),
  );
  root.adoptedStyleSheets = [rules, previewStyles.math];
  root.append(document.adoptNode(article));
  document.body.append(sheet);
  document.documentElement.dataset.printing = '';
  const before = document.title;
  document.title = title;
  clear = () => {
    clear = null;
    sheet.remove();
    delete document.documentElement.dataset.printing;
    document.title = before;
    for (const url of drawings) URL.revokeObjectURL(url);
  };
  const images = [...article.querySelectorAll('img')];
  const fonts = document.fonts.ready;
  const all = Promise.all([fonts, ...images.map((image) => image.decode().catch(() => {}))]);
  await Promise.race([all, new Promise((done) => setTimeout(done, PATIENCE))]);
  for (const image of images) {
    if (!image.complete || image.naturalWidth > 0) continue;
    const word = document.createElement('span');
    word.className = 'note';
    word.textContent = m.image_missing({ path: image.alt });
    image.replaceWith(word);
  }
}

/** Takes the sheet away again. */
export function putAway(): void {
  clear?.();
}
