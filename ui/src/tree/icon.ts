import { File, FileText, Image, type LucideIcon } from 'lucide-react';
import { extensionOf, isNotePath } from './paths';

const PICTURES = new Set(['avif', 'bmp', 'gif', 'jpeg', 'jpg', 'png', 'svg', 'webp']);

export function isPicture(path: string): boolean {
  return PICTURES.has(extensionOf(path));
}

/** Returns the icon of a file. */
export function fileIcon(path: string): LucideIcon {
  if (isNotePath(path)) return FileText;
  return isPicture(path) ? Image : File;
}
