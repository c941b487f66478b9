/** Why a note can only be read, in words. */
import { m } from '../i18n/messages';
import type { ReadOnly } from '../ipc/gen/api';

/** What the engine says, or that the file belongs to another program. */
export type Locked = ReadOnly | 'kept';

export const READ_ONLY: Record<Locked, () => string> = {
  notText: m.read_only_notText,
  tooLarge: m.read_only_tooLarge,
  permission: m.read_only_permission,
  kept: m.read_only_kept,
};
