/**
 * Rich editing: what stands around the text to format it, as the user chose it. It is part of every editor; what it
 * shows follows the options at once.
 */
import type { Extension } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import { following, OFF } from '../chosen';
import { dismissMenu, focusBar, selectionMenu, toolbar } from './bars';
import { files } from './files';
import { ALL } from './items';
import { paste } from './paste';
import './register';
import './rich.css';
import { slash } from './slash';

const keys = ALL.flatMap(({ keys: named, run }) => (named ? [{ key: named.replaceAll('+', '-'), run }] : []));

export const rich: Extension = [
  slash,
  paste,
  files,
  following((options) => (options.toolbar ? toolbar : OFF)),
  following((options) => (options.selectionMenu ? selectionMenu : OFF)),
  keymap.of([...keys, { key: 'Alt-F10', run: focusBar }, { key: 'Escape', run: dismissMenu }]),
];
