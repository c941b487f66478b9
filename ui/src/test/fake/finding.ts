/** The commands that say why something is found, what mentions a note, and what to search for. */
import type { Commands } from '../../ipc/gen/api';
import { CallError } from '../../ipc/transport';
import { explainIn } from './explain';
import { mentionsIn } from './mentions';
import { suggestIn } from './suggest';

type Known = Parameters<typeof explainIn>[0];
type Params<C extends keyof Commands> = Commands[C]['params'];

export function findingHandlers(known: Known, title: (path: string, text: string) => string) {
  return {
    mentions: ({ path }: Params<'mentions'>) => mentionsIn(known.files, path),
    search_explain: (asked: Params<'search_explain'>) => {
      const explained = explainIn(known, title, asked);
      if (explained) return explained;
      throw new CallError({ code: 'notFound', message: `${asked.path} is not there`, path: asked.path });
    },
    search_suggest: ({ open, limit = 12 }: Params<'search_suggest'>) => suggestIn(known.files, open, limit),
    opened_forget: () => ({}),
  };
}
