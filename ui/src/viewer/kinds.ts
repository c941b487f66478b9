/** Which files are shown, and as what. */
import { isPicture } from '../tree/icon';
import { extensionOf } from '../tree/paths';

const SOUNDS = new Set(['3gp', 'flac', 'm4a', 'mp3', 'oga', 'ogg', 'opus', 'wav']);
const FILMS = new Set(['mkv', 'mov', 'mp4', 'ogv', 'webm']);
/** Text of other programs, which is shown and never changed here. */
const KEPT = new Set(['canvas', 'base']);

export const isSound = (path: string): boolean => SOUNDS.has(extensionOf(path));
export const isFilm = (path: string): boolean => FILMS.has(extensionOf(path));
export const isKept = (path: string): boolean => KEPT.has(extensionOf(path));

/** Whether a file is shown by its bytes alone, without asking what it is. */
export function isShownAsset(path: string): boolean {
  return isPicture(path) || isSound(path) || isFilm(path) || extensionOf(path) === 'pdf';
}
