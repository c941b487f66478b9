/** Text that is no note: as it stands, in the colours of its own language. */
import { LanguageDescription } from '@codemirror/language';
import { languages } from '@codemirror/language-data';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { nameOf } from '../tree/paths';
import { chosenForText, chosenNumbers } from './chosen';
import { find } from './find';
import { codeHighlight } from './live/code';

/** Files of other programs by what they are written in. */
const WRITTEN_IN: Record<string, string> = { canvas: 'json', base: 'yaml' };

/** Returns the extensions for a file; without a known language its text has no colours. */
export async function plainText(path: string): Promise<Extension> {
  const name = nameOf(path).replace(
    /\.(canvas|base)$/i,
    (_, kind: string) => `.${WRITTEN_IN[kind.toLowerCase()]}`,
  );
  const language = LanguageDescription.matchFilename(languages, name);
  // A grammar that does not load leaves the text readable.
  const support = await language?.load().catch(() => undefined);
  return [
    codeHighlight,
    find,
    chosenForText,
    chosenNumbers,
    EditorView.editorAttributes.of({ class: 'plain' }),
    support ?? [],
  ];
}
