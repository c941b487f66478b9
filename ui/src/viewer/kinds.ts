/** Which files are shown, and as what. */
import { isPicture } from '../tree/icon';
import { extensionOf } from '../tree/paths';

/** Whether a file is shown by its bytes alone, without asking what it is. */
export function isShownAsset(path: string): boolean {
  return isPicture(path) || extensionOf(path) === 'pdf';
}
