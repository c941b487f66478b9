/** Opens what a node stands for: a file, the search for a tag, or the note that a name still lacks. */
import { openBeside } from '../app/arrange';
import { follow } from '../app/follow';
import { openPath } from '../app/workspace';
import { searchFor } from '../search/request';
import { type GraphModel, NOTE, neighboursOf, TAG } from './model';

export function openNode(model: GraphModel, at: number, beside: boolean): void {
  const path = model.paths[at];
  const name = model.names[at];
  if (path === undefined || name === undefined) return;
  if (path !== null) {
    if (beside) openBeside({ kind: 'file', path });
    else openPath(path, {});
  } else if (model.kinds[at] === TAG) {
    searchFor(`tag:#${name}`);
  } else {
    const from = neighboursOf(model, at).find((other) => model.kinds[other] === NOTE);
    const source = from === undefined ? null : model.paths[from];
    if (source) void follow(source, { kind: 'note', target: name });
  }
}
