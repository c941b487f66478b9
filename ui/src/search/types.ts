/** The types of files that a query can name. */
import { m } from '../i18n/messages';

export const TYPES: Readonly<Record<string, () => string>> = {
  note: m.type_note,
  image: m.type_image,
  pdf: m.type_pdf,
  audio: m.type_audio,
  video: m.type_video,
  text: m.type_text,
  other: m.type_other,
};
