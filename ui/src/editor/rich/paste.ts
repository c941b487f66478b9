/**
 * What is pasted: rich text becomes Markdown, an address over words becomes their link; in code everything stays as it
 * is, and so it does with Shift held. The words always arrive, if need be without their formatting.
 */
import { EditorSelection, type EditorState, type TransactionSpec } from '@codemirror/state';
import { EditorView, ViewPlugin } from '@codemirror/view';
import { say } from '../../app/toasts';
import { m } from '../../i18n/messages';
import { linkTo } from '../formatting';
import { inVerbatim } from '../structure';
import { bringFiles, comingFrom } from './files';

/** Reading more HTML than this would be felt. */
const MOST_HTML = 2_000_000;
/** How long after its keys a plain paste may come. */
const SOON = 1000;
/** Editors of code copy its colours as well, which are no formatting. */
const CODE_EDITORS = ['vscode-editor-data', 'application/x-vscode-editor'];

const QUOTE = /^(?:[ \t]*>[ \t]?)+/;
const BLOCK = /^(?:#{1,6} |[-*+] |\d+[.)] |> |\||```|---)/;

/** Returns the change that puts Markdown at the cursors: within quotes, and as blocks of its own where it is some. */
export function pasted(state: EditorState, markdown: string): TransactionSpec {
  return {
    ...state.changeByRange(({ from, to }) => {
      const line = state.doc.lineAt(from);
      const [lead = ''] = QUOTE.exec(line.text.slice(0, from - line.from)) ?? [];
      const before = line.text.slice(lead.length, from - line.from).trim() !== '';
      const own = before && (markdown.includes('\n') || /^\||^```|^#/.test(markdown)) && BLOCK.test(markdown);
      const text = (own ? `\n\n${markdown}` : markdown).replace(/\n/g, `\n${lead}`);
      return { changes: { from, to, insert: text }, range: EditorSelection.cursor(from + text.length) };
    }),
    scrollIntoView: true,
    userEvent: 'input.paste',
  };
}

async function pasteRich(view: EditorView, html: string, plain: string): Promise<void> {
  let markdown: string | null = null;
  try {
    const { htmlToMarkdown } = await import('./html');
    markdown = htmlToMarkdown(html);
  } catch {
    say(m.paste_unread());
  }
  view.dispatch(pasted(view.state, markdown ?? plain));
}

const plainAsked = ViewPlugin.define(() => ({ at: Number.NEGATIVE_INFINITY }), {
  eventHandlers: {
    keydown(event) {
      if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.code === 'KeyV')
        this.at = performance.now();
    },
  },
});

function onPaste(event: ClipboardEvent, view: EditorView): boolean {
  const data = event.clipboardData;
  const { state } = view;
  if (!data || state.readOnly || inVerbatim(state, state.selection.main.from)) return false;
  if (performance.now() - (view.plugin(plainAsked)?.at ?? 0) < SOON) return false;
  const plain = data.getData('text/plain');
  const held = [...data.files];
  // Tables and pages come as a picture as well; their words say more.
  if (held.length > 0 && (plain === '' || data.types.includes('text/uri-list'))) {
    const { from, to } = state.selection.main;
    if (from < to) view.dispatch({ changes: { from, to }, userEvent: 'input.paste' });
    void bringFiles(view, comingFrom(held, new Date()), from);
    return true;
  }
  const link = linkTo(state, plain.trim());
  if (link) {
    view.dispatch(link);
    return true;
  }
  const html = data.getData('text/html');
  if (html.trim() === '' || CODE_EDITORS.some((type) => data.types.includes(type))) return false;
  if (html.length > MOST_HTML) {
    say(m.paste_large());
    return false;
  }
  void pasteRich(view, html, plain);
  return true;
}

export const paste = [
  plainAsked,
  EditorView.domEventHandlers({
    paste(event, view) {
      const taken = onPaste(event, view);
      if (taken) event.preventDefault();
      return taken;
    },
  }),
];
