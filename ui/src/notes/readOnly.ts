/** Why a note can only be read, in words. */
import { m } from '../i18n/messages';
import type { ReadOnly } from '../ipc/gen/api';

export const READ_ONLY: Record<ReadOnly, () => string> = {
  notText: m.read_only_notText,
  tooLarge: m.read_only_tooLarge,
  permission: m.read_only_permission,
};
