import { ContextMenu } from '@base-ui/react/context-menu';
import { printKeys, run, shortcut } from '../app/commands';
import { showRight } from '../app/layout';
import { openPath } from '../app/workspace';
import { formName } from '../batch/forms';
import { askExport, askFor, askReplace, type Form } from '../batch/open';
import { Item, MenuPopup, MenuSeparator, SubMenu } from '../design/components/Menu';
import { isFavoured, toggleFavourite, useFavourites } from '../favourites/store';
import { m } from '../i18n/messages';
import { inDesktop } from '../platform/desktop';
import { copyAddress, copyPath, duplicate, newFolder, newNote, remove, reveal } from './actions';
import { NONE, type TreeModel } from './model';
import { isNotePath, parentOf } from './paths';

const EDITS: readonly Form[] = ['addTag', 'removeTag', 'setProperty', 'removeProperty', 'renameProperty'];

const openBeside = async (path: string) =>
  (await import('../app/arrange')).openBeside({ kind: 'file', path });

const leave = async (what: 'exportHtml' | 'exportPdf' | 'printNote', path: string) =>
  (await import('../export/run'))[what](path);

/** The tree's context menu, for the focused entry or for all selected ones. */
export function TreeMenu({ model, chosen }: { model: TreeModel; chosen: () => string[] }) {
  const id = model.focus;
  const path = id === NONE ? '' : model.path(id);
  const folder = id === NONE || model.isFolder(id) ? path : parentOf(path);
  const single = model.selected.size < 2;
  const file = id !== NONE && !model.isFolder(id);
  const favoured = useFavourites(({ all }) => isFavoured(all, path));
  const of = ContextMenu;
  // The menu gives the focus back when it closes; only then may the name box take it.
  const later = (work: () => void) => () => void setTimeout(work, 0);
  return (
    <MenuPopup of={of} label={m.files()}>
      {single && file && (
        <Item of={of} onClick={() => openPath(path, {})} keys={printKeys('Enter')}>
          {m.open_()}
        </Item>
      )}
      {single && file && (
        <Item of={of} onClick={later(() => void openBeside(path))}>
          {m.open_beside()}
        </Item>
      )}
      {single && file && (
        <Item
          of={of}
          onClick={() => {
            openPath(path);
            showRight('versions');
          }}
        >
          {m.show_versions()}
        </Item>
      )}
      {single && file && <MenuSeparator of={of} />}
      <Item of={of} onClick={later(() => void newNote(folder))} keys={shortcut('note.new')}>
        {m.new_note_in()}
      </Item>
      <Item of={of} onClick={later(() => void newFolder(folder))}>
        {m.new_folder_in()}
      </Item>
      <Item
        of={of}
        onClick={() => void import('../batch/bring').then(({ chooseFiles }) => chooseFiles(folder))}
      >
        {m.copy_in_menu()}
      </Item>
      {id !== NONE && <MenuSeparator of={of} />}
      {single && id !== NONE && (
        <>
          <Item of={of} onClick={later(() => model.setRenaming(id))} keys={printKeys('F2')}>
            {m.rename()}
          </Item>
          {file && (
            <Item of={of} onClick={() => void duplicate(path)}>
              {m.duplicate()}
            </Item>
          )}
          <Item of={of} onClick={() => toggleFavourite({ kind: file ? 'file' : 'folder', path })}>
            {favoured ? m.favourite_remove() : m.favourite_add()}
          </Item>
          <Item of={of} onClick={() => void copyPath(path)}>
            {m.copy_path()}
          </Item>
          <Item of={of} onClick={() => void copyAddress(path)}>
            {m.copy_address()}
          </Item>
          {inDesktop && (
            <Item of={of} onClick={() => void reveal(path)}>
              {m.reveal()}
            </Item>
          )}
        </>
      )}
      {id !== NONE && (
        <>
          <Item of={of} onClick={later(() => void askFor('move', chosen()))}>
            {m.batch_move_to()}
          </Item>
          {!single && (
            <Item of={of} onClick={later(() => void askFor('renameAll', chosen()))}>
              {m.batch_renameAll()}
            </Item>
          )}
          <SubMenu of={of} name={m.batch_edits()}>
            {EDITS.map((form) => (
              <Item key={form} of={of} onClick={later(() => void askFor(form, chosen()))}>
                {formName(form)}
              </Item>
            ))}
          </SubMenu>
          <Item of={of} onClick={later(() => void askReplace({ find: '', query: '' }, chosen()))}>
            {m.replace_menu()}
          </Item>
          {single && file && isNotePath(path) && (
            <SubMenu of={of} name={m.export_note()}>
              <Item of={of} onClick={later(() => void leave('exportHtml', path))}>
                {m.export_html()}
              </Item>
              <Item of={of} onClick={later(() => void leave('exportPdf', path))}>
                {m.export_pdf()}
              </Item>
              <Item of={of} onClick={later(() => void leave('printNote', path))}>
                {m.print_note()}
              </Item>
            </SubMenu>
          )}
          <Item of={of} onClick={later(() => void askExport(chosen()))}>
            {m.export_menu()}
          </Item>
        </>
      )}
      {id !== NONE && (
        <Item of={of} danger onClick={() => void remove(chosen())} keys={printKeys('Del')}>
          {m.delete_to_trash()}
        </Item>
      )}
      <MenuSeparator of={of} />
      <Item of={of} onClick={later(() => run('history.deleted'))}>
        {m.history_deleted()}
      </Item>
    </MenuPopup>
  );
}
