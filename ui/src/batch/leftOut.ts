/** Which notes, and which places of notes, stay as they are where text is replaced. */
import type { BatchPlan, PlannedEdit, ReplaceExcept } from '../ipc/gen/api';

/** By path: the numbers of places, or the whole note; with the content that they are counted in. */
export type Left = ReadonlyMap<string, ReadonlySet<number> | 'all'>;

/** Leaves a note or a place out, or takes it in again. */
export function leave(left: Left, { path, lines, changes }: PlannedEdit, place: number | 'all'): Left {
  const next = new Map(left);
  const before = left.get(path);
  if (place === 'all') {
    if (before === 'all') next.delete(path);
    else next.set(path, 'all');
    return next;
  }
  const places = new Set(before === 'all' ? [] : before);
  if (!places.delete(place)) places.add(place);
  if (places.size === 0) next.delete(path);
  else next.set(path, places.size === lines.length && lines.length === changes ? 'all' : places);
  return next;
}

/** Returns what is left out still where a plan was made anew; whoever has other places by now is taken in whole. */
export function stillLeft(left: Left, plan: BatchPlan): Left {
  const known = new Map(plan.edits.map((edit) => [edit.path, edit]));
  return new Map(
    [...left].filter(([path, places]) => {
      const edit = known.get(path);
      return edit !== undefined && (places === 'all' || [...places].every((place) => place < edit.changes));
    }),
  );
}

/** Returns how much is left out. */
export function leftOut(left: Left, plan: BatchPlan): { places: number; notes: number } {
  let [places, notes] = [0, 0];
  for (const { path, changes } of plan.edits) {
    const out = left.get(path);
    places += out === 'all' ? changes : (out?.size ?? 0);
    notes += out === 'all' ? 1 : 0;
  }
  return { places, notes };
}

/** Returns what is left out as the engine is told of it. */
export function leftOutOf(left: Left, plan: BatchPlan): ReplaceExcept[] {
  return plan.edits.flatMap(({ path, revision }): ReplaceExcept[] => {
    const out = left.get(path);
    if (out === undefined) return [];
    return [out === 'all' ? { path } : { path, revision, places: [...out].sort((a, b) => a - b) }];
  });
}
