import { Menu } from '@base-ui/react/menu';
import { Toolbar } from '@base-ui/react/toolbar';
import type { EditorView } from '@codemirror/view';
import {
  Bold,
  ChevronDown,
  Code,
  Heading,
  Highlighter,
  Italic,
  Link,
  List,
  ListOrdered,
  ListTodo,
  type LucideIcon,
  Plus,
  Quote,
  Strikethrough,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { printKeys } from '../../app/commands';
import { IconButton } from '../../design/components/IconButton';
import { Item as MenuItem, MenuPopup, MenuSeparator, SubMenu } from '../../design/components/Menu';
import { m } from '../../i18n/messages';
import styles from './bar.module.css';
import { BLOCKS, CALLOUTS, HEADINGS, type Item, LISTS, MARKS, QUOTE, TEXT } from './items';

const ICONS: Record<string, LucideIcon> = {
  'edit.bold': Bold,
  'edit.italic': Italic,
  'edit.strike': Strikethrough,
  'edit.highlight': Highlighter,
  'edit.code': Code,
  'edit.link': Link,
  'edit.list.bullet': List,
  'edit.list.number': ListOrdered,
  'edit.list.task': ListTodo,
  'edit.quote': Quote,
};

interface Props {
  view: EditorView;
  /** The ids of what is on at the cursor. */
  on: string;
  /** Beside a selection there is room for the most needed only; the rest is in menus. */
  small?: boolean;
}

/** The buttons that format text; the same above the text and beside a selection. */
export function FormatBar({ view, on, small = false }: Props) {
  const shown = new Set(on.split(' '));
  const run = (item: Item) => {
    view.focus();
    item.run(view);
  };
  const button = (item: Item) => {
    const Icon = ICONS[item.id] as LucideIcon;
    return (
      <Toolbar.Button
        key={item.id}
        render={
          <IconButton
            label={item.label()}
            keys={item.keys && printKeys(item.keys)}
            pressed={shown.has(item.id)}
            onClick={() => run(item)}
          >
            <Icon size={15} />
          </IconButton>
        }
      />
    );
  };
  const choices = (items: readonly Item[]) =>
    items.map((item) => (
      <MenuItem key={item.id} of={Menu} keys={item.keys && printKeys(item.keys)} onClick={() => run(item)}>
        <span className={styles.check} data-on={shown.has(item.id) || undefined}>
          {item.label()}
        </span>
      </MenuItem>
    ));
  const heading = HEADINGS.find(({ id }) => shown.has(id));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps the focus where it is.
    <div className={styles.frame} onMouseDown={(event) => event.preventDefault()}>
      <Toolbar.Root className={styles.bar} aria-label={m.fmt_toolbar()}>
        <Drop
          view={view}
          label={m.fmt_heading()}
          face={<Heading size={15} />}
          level={heading?.id.slice(-1) ?? ''}
        >
          {choices([TEXT, ...HEADINGS])}
          {small && (
            <>
              <MenuSeparator of={Menu} />
              {choices([...LISTS, QUOTE])}
            </>
          )}
        </Drop>
        <Toolbar.Separator className={styles.line} />
        {MARKS.map(button)}
        <Toolbar.Separator className={styles.line} />
        {!small && [...LISTS, QUOTE].map(button)}
        <Drop view={view} label={m.fmt_more()} face={<Plus size={15} />}>
          <SubMenu of={Menu} name={m.fmt_callout()}>
            {choices(CALLOUTS)}
          </SubMenu>
          {choices(BLOCKS)}
        </Drop>
      </Toolbar.Root>
    </div>
  );
}

interface DropProps {
  view: EditorView;
  label: string;
  face: ReactNode;
  level?: string;
  children: ReactNode;
}

function Drop({ view, label, face, level, children }: DropProps) {
  return (
    <Menu.Root onOpenChange={(open) => !open && view.focus()}>
      <Toolbar.Button render={<Menu.Trigger className={styles.drop} aria-label={label} title={label} />}>
        {face}
        {level && <span className={styles.level}>{level}</span>}
        <ChevronDown size={12} aria-hidden />
      </Toolbar.Button>
      <MenuPopup of={Menu} label={label}>
        {children}
      </MenuPopup>
    </Menu.Root>
  );
}
