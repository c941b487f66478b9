/** Saves what is typed before files are moved, changed or deleted, so that it goes with them. */
import { isWithin } from '../tree/paths';
import { openNotes } from './open';

export async function settle(paths: readonly string[]): Promise<void> {
  const touched = openNotes().filter(({ session }) => paths.some((path) => isWithin(session.path, path)));
  await Promise.all(touched.map(({ session }) => session.flush()));
}
