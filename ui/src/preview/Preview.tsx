import { type ReactNode, useEffect, useRef, useState } from 'react';
import { reason } from '../app/explain';
import { ProblemText } from '../app/ProblemText';
import { usePreferences } from '../app/preferences';
import { restoreEditorOptions } from '../editor/options';
import { toggledTask } from '../editor/tasks';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import { asCallError } from '../ipc/transport';
import type { OpenNote } from '../notes/open';
import { shownName } from '../tree/paths';
import { BlockList } from './blocks';
import { enrich, redrawDiagrams } from './enrich';
import { followedFrom } from './follow';
import styles from './Preview.module.css';
import { PreviewProperties } from './PreviewProperties';
import { lineAtTop, topOfLine } from './scroll';
import { previewStyles } from './styles';

/** What scroll sync and jumps need of a preview. */
export interface PreviewHandle {
  scroller: HTMLElement;
  lineAtTop(): number;
  scrollToLine(line: number): void;
}

interface Props {
  note: OpenNote;
  path: string;
  onReady(handle: PreviewHandle | null): void;
}

/** Milliseconds between a key and the next preview; in long notes after a pause, so that typing stays fluent. */
const DELAY = 30;
const LONG_DELAY = 300;
const LONG = 300_000;

export function Preview({ note, path, onReady }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [notice, setNotice] = useState<ReactNode>(null);
  const [empty, setEmpty] = useState(false);
  const [form, setForm] = useState(false);

  // For how long lines may be.
  useEffect(restoreEditorOptions, []);

  useEffect(() => {
    const outer = scroller.current as HTMLDivElement;
    const host = document.createElement('div');
    const root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [previewStyles.base, previewStyles.math];
    const article = document.createElement('article');
    root.append(article);
    outer.append(host);

    /** The line to stay at while blocks above are still growing; null once the reader scrolls. */
    let anchor: number | null = null;
    const settle = () => {
      if (anchor !== null) outer.scrollTop = topOfLine(list.sections, anchor);
    };
    let theme = usePreferences.getState().theme;
    const list = new BlockList(article, {
      prepare: (element) => {
        const from = note.session.path;
        enrich(element, theme, settle, { from, chain: [from] });
      },
      defer: (rest) => {
        const frame = requestAnimationFrame(() => {
          rest();
          settle();
        });
        return () => cancelAnimationFrame(frame);
      },
    });

    let timer: ReturnType<typeof setTimeout> | undefined;
    let running = false;
    let again = false;
    let gone = false;
    const render = async () => {
      timer = undefined;
      if (running) {
        again = true;
        return;
      }
      running = true;
      try {
        const preview = await call('preview', { path: note.session.path, text: note.text() });
        if (gone) return;
        list.update(preview.blocks);
        setEmpty(preview.blocks.length === 0);
        setNotice(preview.notice && <ProblemText problem={preview.notice} />);
        settle();
      } catch (error) {
        if (!gone) setNotice(m.preview_failed({ message: reason(asCallError(error)) }));
      } finally {
        running = false;
        if (again && !gone) {
          again = false;
          schedule();
        }
      }
    };
    const schedule = () => {
      if (note.state.doc.length > LONG) {
        clearTimeout(timer);
        timer = setTimeout(render, LONG_DELAY);
      } else {
        timer ??= setTimeout(render, DELAY);
      }
    };
    void render();
    const stopText = note.onText(schedule);
    const stopTheme = usePreferences.subscribe((preferences) => {
      if (preferences.theme === theme) return;
      theme = preferences.theme;
      redrawDiagrams(article, theme, settle);
    });

    const release = () => {
      anchor = null;
    };
    outer.addEventListener('wheel', release, { passive: true });
    outer.addEventListener('pointerdown', release);
    outer.addEventListener('keydown', release);
    article.addEventListener('click', (event) => clicked(event, root, note));

    onReady({
      scroller: outer,
      lineAtTop: () => lineAtTop(list.sections, outer.scrollTop),
      scrollToLine: (line) => {
        anchor = line;
        settle();
      },
    });
    return () => {
      gone = true;
      clearTimeout(timer);
      list.stop();
      stopText();
      stopTheme();
      outer.removeEventListener('wheel', release);
      outer.removeEventListener('pointerdown', release);
      outer.removeEventListener('keydown', release);
      host.remove();
      onReady(null);
    };
  }, [note, onReady]);

  return (
    <section className={styles.preview} aria-label={m.preview_label({ name: shownName(path) })}>
      {notice && <p className={styles.notice}>{notice}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
      <div ref={scroller} className={styles.scroller} tabIndex={0}>
        <PreviewProperties note={note} scroller={scroller} onShown={setForm} />
        {empty && !form && <p className={styles.empty}>{m.preview_empty()}</p>}
      </div>
    </section>
  );
}

/** Every click of the preview arrives here: its content has no handlers of its own. */
function clicked(event: MouseEvent, root: ShadowRoot, note: OpenNote): void {
  const target = event.target as Element;
  const box = target.closest<HTMLInputElement>('input[data-line]');
  if (box) {
    // The text decides: the preview shows the box again when it has changed.
    event.preventDefault();
    const change = note.readOnly ? null : toggledTask(note.state, Number(box.dataset.line));
    if (change) note.edit(change);
    return;
  }
  followedFrom(event, root, note.session.path);
}
