/** A note out of the app: as an HTML file, on paper, as a PDF. */
import { say, sayFailed } from '../app/toasts';
import { getLocale } from '../i18n/gen/runtime.js';
import { m } from '../i18n/messages';
import { call, fileUrl } from '../ipc/client';
import { CallError } from '../ipc/transport';
import { openNote } from '../notes/open';
import { inDesktop } from '../platform/desktop';
import { printToPdf, putPage } from '../platform/exporting';
import { printPage } from '../platform/outside';
import { extensionOf, nameOf, shownName, stemOf } from '../tree/paths';
import { build } from './build';
import { dataUrl, pageOf } from './page';
import { layOut, putAway } from './print';

const TYPES: Record<string, string> = {
  avif: 'image/avif',
  bmp: 'image/bmp',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
};

/** What one picture and all of them may be, in bytes. */
const LARGEST = 32 << 20;
const MOST = 96 << 20;

/** Returns what the editor holds of a note, else the file. */
async function textOf(path: string): Promise<string> {
  const open = openNote(path);
  if (open) return open.text();
  const { text } = await call('note_get', { path });
  if (text === null) throw new CallError({ code: 'notText', message: path });
  return text;
}

/** Returns a note as an HTML file that needs no other, and how many pictures were left out of it. */
export async function htmlOf(path: string, text: string): Promise<{ html: string; left: number }> {
  const kept = new Map<string, string>();
  let left = 0;
  let bytes = 0;
  const article = await build(path, text, {
    async file(picture) {
      const known = kept.get(picture);
      if (known !== undefined) return known;
      const type = TYPES[extensionOf(picture)];
      try {
        if (type === undefined) throw new Error(picture);
        const answer = await fetch(fileUrl(picture));
        // A page in the place of a picture says that there is none.
        if (answer.headers.get('content-type')?.startsWith('text/html')) throw new Error(picture);
        const address = await dataUrl(answer, type);
        if (address.length > LARGEST || bytes + address.length > MOST) throw new Error(picture);
        bytes += address.length;
        kept.set(picture, address);
        return address;
      } catch {
        left++;
        return null;
      }
    },
    drawing: (svg) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`,
  });
  return { html: await pageOf(article, shownName(path), languageOf(text)), left };
}

/** Returns the language that a note names, else that of the app. */
function languageOf(text: string): string {
  const [, front = ''] = /^\uFEFF?---\s*\n([\s\S]*?)\n---/.exec(text) ?? [];
  const [, named] =
    /^lang(?:uage)?:\s*["']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)["']?\s*$/m.exec(front) ?? [];
  return named ?? getLocale();
}

export async function exportHtml(path: string): Promise<void> {
  try {
    const { html, left } = await htmlOf(path, await textOf(path));
    const at = await putPage(`${stemOf(path)}.html`, m.export_html(), html);
    if (at === null) return;
    say(inDesktop ? m.export_page_done({ name: nameOf(at) }) : m.export_begun());
    if (left > 0) say(m.export_page_left({ count: left }));
  } catch (error) {
    sayFailed(m.export_page_failed({ name: shownName(path) }), error);
  }
}

export async function printNote(path: string): Promise<void> {
  try {
    await layOut(path, await textOf(path), shownName(path));
    // A browser is back when it is done; elsewhere the sheet stays until the next one, since nobody tells.
    if (!inDesktop) addEventListener('afterprint', putAway, { once: true });
    await printPage();
  } catch (error) {
    putAway();
    sayFailed(m.print_failed({ name: shownName(path) }), error);
  }
}

/** Where the web view can do it by itself a PDF is a file; elsewhere the system's dialog makes one. */
export async function exportPdf(path: string): Promise<void> {
  if (!inDesktop) return printNote(path);
  try {
    await layOut(path, await textOf(path), shownName(path));
    const { at, dialog } = await printToPdf(`${stemOf(path)}.pdf`, m.export_pdf());
    if (dialog) return;
    putAway();
    if (at !== null) say(m.export_page_done({ name: nameOf(at.replaceAll('\\', '/')) }));
  } catch (error) {
    putAway();
    sayFailed(m.export_page_failed({ name: shownName(path) }), error);
  }
}
