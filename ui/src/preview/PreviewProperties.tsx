import { type RefObject, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { follow } from '../app/follow';
import { showView } from '../app/layout';
import { openPath } from '../app/workspace';
import { wikilink } from '../editor/links';
import type { OpenNote } from '../notes/open';
import { useAskedProperty } from '../properties/ask';
import { type Host, PropertiesForm, type Wanted } from '../properties/Form';
import { frontOf } from '../properties/front';
import styles from './Preview.module.css';

interface Props {
  note: OpenNote;
  scroller: RefObject<HTMLElement | null>;
  onShown(shown: boolean): void;
}

/** The properties above the note as it is read; nothing where it has none. */
export function PreviewProperties({ note, scroller, onShown }: Props) {
  const source = useFront(note);
  const asked = useAskedProperty(({ nth }) => nth);
  const start = useRef(asked);
  const [adding, setAdding] = useState(false);
  const [wanted, setWanted] = useState<Wanted | null>(null);

  useEffect(() => {
    if (asked === start.current) return;
    start.current = asked;
    setAdding(true);
    setWanted({ nth: asked, at: 'new' });
  }, [asked]);

  const shown = source !== '' || adding;
  useEffect(() => onShown(shown), [shown, onShown]);

  const host = useMemo<Host>(
    () => ({
      get path() {
        return note.session.path;
      },
      readOnly: note.readOnly !== null,
      doc: () => note.state.doc,
      change: (spec) => note.edit(spec),
      asText(line) {
        showView('live');
        openPath(note.session.path, { line: Math.max(2, line) });
      },
      leave: () => scroller.current?.focus({ preventScroll: true }),
      follow(link) {
        const from = note.session.path;
        if (link.startsWith('#')) void follow(from, { kind: 'tag', tag: link.slice(1) });
        else if (link.startsWith('[[')) void follow(from, wikilink(link));
        else void follow(from, { kind: 'web', address: link });
      },
      step: () => false,
    }),
    [note, scroller],
  );

  if (!shown) return null;
  return (
    <div className={styles.properties}>
      <PropertiesForm host={host} source={source} wanted={wanted} onAbandoned={() => setAdding(false)} />
    </div>
  );
}

/** The properties of an open note as they stand. */
function useFront(note: OpenNote): string {
  const follow = useMemo(() => (listener: () => void) => note.onText(listener), [note]);
  return useSyncExternalStore(follow, () => frontOf(note.state.doc));
}
