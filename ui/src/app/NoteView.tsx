import { EditorSelection } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { Code, Columns2, Eye, PencilLine } from 'lucide-react';
import { Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { IconButton } from '../design/components/IconButton';
import { type EditorMode, loadModes, modesReady, showMode, showPlain } from '../editor/mode';
import { showSurroundings } from '../editor/setup';
import { m } from '../i18n/messages';
import type { OpenNote } from '../notes/open';
import type { PreviewHandle } from '../preview/Preview';
import { parentOf, shownName } from '../tree/paths';
import { shortcut } from './commands';
import { setLayout, showView, useLayout, type NoteView as View } from './layout';
import { NoteBanners } from './NoteBanners';
import styles from './NoteView.module.css';
import { part } from './part';
import shell from './Shell.module.css';
import { syncScroll } from './syncScroll';
import { arrived, useWorkspace } from './workspace';

const Preview = part(async () => (await import('../preview/Preview')).Preview);

const VIEWS = [
  { view: 'live', icon: PencilLine, label: m.view_live },
  { view: 'source', icon: Code, label: m.view_source },
  { view: 'split', icon: Columns2, label: m.view_split },
  { view: 'read', icon: Eye, label: m.view_read },
] as const;

interface Props {
  note: OpenNote;
  path: string;
  tab: string;
}

/** A note: its banners, its text, its preview, or both beside each other. */
export function NoteView({ note, path, tab }: Props) {
  const chosen = useLayout((layout) => layout.view);
  const view = note.plain ? 'source' : chosen;
  const [preview, setPreview] = useState<PreviewHandle | null>(null);
  const [editor, setEditor] = useState<EditorView | null>(null);
  const folder = parentOf(path);

  useEffect(() => {
    if (editor && preview) return syncScroll(editor, preview);
  }, [editor, preview]);

  useGoto(tab, view, editor, preview);

  return (
    <div className={styles.note}>
      <div className={styles.head}>
        <p className={styles.crumbs} title={path}>
          {folder && <span>{folder.split('/').join(' / ')} / </span>}
          <strong>{shownName(path)}</strong>
        </p>
        {!note.plain && (
          <fieldset className={styles.views}>
            <legend className="visually-hidden">{m.view_label()}</legend>
            {VIEWS.map(({ view: each, icon: Icon, label }) => (
              <IconButton
                key={each}
                label={label()}
                keys={each === 'read' ? shortcut('view.reading') : null}
                pressed={view === each}
                onClick={() => showView(each)}
              >
                <Icon size={15} />
              </IconButton>
            ))}
          </fieldset>
        )}
      </div>
      <NoteBanners note={note} />
      <Panes view={view} note={note} path={path} tab={tab} onEditor={setEditor} onPreview={setPreview} />
    </div>
  );
}

interface PanesProps {
  view: View;
  note: OpenNote;
  path: string;
  tab: string;
  onEditor(view: EditorView | null): void;
  onPreview(handle: PreviewHandle | null): void;
}

function Panes({ view, note, path, tab, onEditor, onPreview }: PanesProps) {
  const keep = useCallback((shares: Record<string, number>) => {
    if (Object.keys(shares).length === 2) setLayout({ split: shares });
  }, []);
  const { split } = useLayout.getState();
  const size = (id: string) => `${split?.[id] ?? 50}%`;
  return (
    <Group orientation="horizontal" className={styles.panes} onLayoutChanged={keep}>
      {view !== 'read' && (
        <Panel id="editor" defaultSize={size('editor')} minSize={220}>
          <EditorPane
            note={note}
            path={path}
            tab={tab}
            mode={view === 'live' ? 'live' : 'source'}
            onView={onEditor}
          />
        </Panel>
      )}
      {view === 'split' && <Separator className={shell.separator} aria-label={m.resize_split()} />}
      {(view === 'split' || view === 'read') && (
        <Panel id="preview" defaultSize={size('preview')} minSize={220}>
          <Suspense>
            <Preview note={note} path={path} onReady={onPreview} />
          </Suspense>
        </Panel>
      )}
    </Group>
  );
}

interface EditorProps {
  note: OpenNote;
  path: string;
  tab: string;
  mode: EditorMode;
  onView(view: EditorView | null): void;
}

function EditorPane({ note, path, tab, mode, onView }: EditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const [ready, setReady] = useState(modesReady);

  useEffect(() => {
    if (!ready) void loadModes().then(() => setReady(true));
  }, [ready]);

  useEffect(() => {
    if (!ready) return;
    const hide = note.show(tab, box.current as HTMLDivElement);
    const view = note.viewOf(tab);
    onView(view);
    // Nobody else has the focus: the note is what the user wants to write in.
    const attended = tab === useWorkspace.getState().active;
    if (attended && document.activeElement === document.body) view?.focus();
    return () => {
      onView(null);
      hide();
    };
  }, [note, tab, onView, ready]);

  useEffect(() => {
    const view = note.viewOf(tab);
    if (!ready || !view) return;
    const label = m.editor_label({ name: shownName(path) });
    if (!note.plain) {
      view.dispatch({ effects: [showSurroundings(label, path), ...showMode(view.state, mode)] });
      return;
    }
    let gone = false;
    view.dispatch({ effects: showSurroundings(label, path) });
    void showPlain(path).then((effects) => !gone && view.dispatch({ effects }));
    return () => {
      gone = true;
    };
  }, [note, path, tab, mode, ready]);

  return <div ref={box} className={styles.editor} />;
}

/** Goes to the place that was asked for, once the note is shown. */
function useGoto(tab: string, view: View, editor: EditorView | null, preview: PreviewHandle | null) {
  const goto = useWorkspace((state) => (state.goto?.tab === tab ? state.goto : null));
  useEffect(() => {
    if (!goto || (view === 'read' ? !preview : !editor)) return;
    const { line, text, unfocused } = goto;
    if (editor) {
      if (!unfocused) editor.focus();
      if (line !== undefined) {
        const row = editor.state.doc.line(Math.min(Math.max(1, line), editor.state.doc.lines));
        const at = text ? row.text.toLowerCase().indexOf(text.toLowerCase()) : -1;
        const from = row.from + Math.max(0, at);
        editor.dispatch({
          selection: EditorSelection.single(from, at < 0 ? from : from + (text as string).length),
          effects: EditorView.scrollIntoView(from, { y: 'start', yMargin: 80 }),
        });
      }
    }
    if (preview && line !== undefined) preview.scrollToLine(line);
    if (view === 'read' && !unfocused) preview?.scroller.focus();
    arrived();
  }, [goto, editor, preview, view]);
}
