import type { Within } from '../../ipc/gen/api';

/** Returns `whole` with `part` where the rest of it was. */
export const filled = (whole: string, { start, end }: Within, part: string): string =>
  whole.slice(0, start) + part + whole.slice(whole.length - end);
