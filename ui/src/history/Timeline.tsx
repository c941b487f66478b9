import { Menu } from '@base-ui/react/menu';
import {
  ArrowRightLeft,
  Bookmark,
  FilePlus2,
  FileX2,
  History,
  type LucideIcon,
  MoreHorizontal,
  PencilLine,
  RotateCcw,
  Save,
} from 'lucide-react';
import { memo, useState } from 'react';
import { ProblemText } from '../app/ProblemText';
import { Reason } from '../app/Reason';
import { activeTab, openCompare, useWorkspace } from '../app/workspace';
import { Button } from '../design/components/Button';
import controls from '../design/components/components.module.css';
import { EmptyState } from '../design/components/EmptyState';
import { Item, MenuPopup } from '../design/components/Menu';
import { NameField } from '../design/components/NameField';
import { formatMoment, formatNumber } from '../i18n/format';
import { m } from '../i18n/messages';
import type { Version, VersionKind } from '../ipc/gen/api';
import { keepVersion, restoreVersion } from './actions';
import { moveFocus } from './focus';
import styles from './history.module.css';
import { useLog } from './log';
import { nameVersion } from './names';
import { actorWords, byDay, clock, dayWords, kindWords, messageWords } from './words';

const ICONS: Record<VersionKind, LucideIcon> = {
  created: FilePlus2,
  modified: PencilLine,
  moved: ArrowRightLeft,
  removed: FileX2,
  restored: RotateCcw,
};

/** The versions of a file, newest first, by day. */
export function Timeline({ path }: { path: string }) {
  const { log, error, loading, older, reload } = useLog(path);
  const shown = useWorkspace((state) => {
    const tab = activeTab(state);
    return tab?.kind === 'compare' && tab.from === undefined ? (tab.to ?? null) : null;
  });

  if (error?.code === 'historyOff') {
    return (
      <EmptyState icon={History} title={m.history_off()}>
        <p>{m.history_off_hint()}</p>
      </EmptyState>
    );
  }
  if (error && !log) {
    return (
      <EmptyState icon={History} title={m.history_failed()}>
        <Reason error={error} />
        <Button onClick={reload}>{m.retry()}</Button>
      </EmptyState>
    );
  }
  if (!log) return null;

  const { versions } = log;
  return (
    <>
      <div className={styles.keep}>
        <Button onClick={keepVersion}>
          <Save size={14} aria-hidden />
          {m.history_snapshot()}
        </Button>
      </div>
      {log.notice && (
        <p className={styles.notice}>
          <ProblemText problem={log.notice} />
        </p>
      )}
      {versions.length === 0 && !log.notice && (
        <EmptyState icon={History} title={m.history_empty()}>
          <p>{m.history_empty_hint()}</p>
        </EmptyState>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: moves the focus between the buttons inside. */}
      <div className={styles.scroll} onKeyDown={(event) => moveFocus(event, '[data-version]')}>
        {byDay(versions).map(({ start, versions: ofDay }) => (
          <section key={start} aria-label={dayWords(start)}>
            <h3 className={styles.day}>{dayWords(start)}</h3>
            <ul>
              {ofDay.map((version) => {
                const before = versions[versions.indexOf(version) + 1];
                return (
                  <Row
                    key={version.id}
                    path={path}
                    version={version}
                    what={kindWords(version, before, versions)}
                    newest={version === versions[0]}
                    shown={version.id === shown}
                  />
                );
              })}
            </ul>
          </section>
        ))}
        {log.more && (
          <div className={styles.older}>
            <Button onClick={older} disabled={loading}>
              {m.history_older()}
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

interface RowProps {
  path: string;
  version: Version;
  what: string;
  newest: boolean;
  shown: boolean;
}

const Row = memo(({ path, version, what, newest, shown }: RowProps) => {
  const Icon = ICONS[version.kind];
  const message = messageWords(version);
  const time = clock(version.time);
  const [naming, setNaming] = useState(false);
  return (
    <li className={styles.row} data-shown={shown || undefined}>
      {naming && (
        <NameField
          label={m.version_name()}
          placeholder={m.version_name()}
          name={version.name ?? ''}
          onName={(name) => name.trim() !== (version.name ?? '') && void nameVersion(path, version.id, name)}
          onEnd={() => setNaming(false)}
        />
      )}
      <button
        type="button"
        data-version={version.id}
        aria-current={shown || undefined}
        title={formatMoment(version.time)}
        onClick={() => openCompare(path, undefined, version.id)}
      >
        <Icon size={14} aria-hidden />
        <span className={styles.text}>
          <span className={styles.what}>
            <time dateTime={new Date(version.time).toISOString()}>{time}</time>
            <span>{what}</span>
            {newest && <em>{m.history_current()}</em>}
          </span>
          {version.name !== null && !naming && (
            <span className={styles.name}>
              <Bookmark size={12} aria-hidden />
              <span className="visually-hidden">{m.version_named()}</span>
              {version.name}
            </span>
          )}
          {message !== null && message !== version.name && <span className={styles.message}>{message}</span>}
          <span className={styles.who}>
            <span>{m.history_by({ actor: actorWords(version.actor) })}</span>
            <Lines added={version.added} removed={version.removed} />
          </span>
        </span>
      </button>
      <Menu.Root>
        <Menu.Trigger
          className={`${controls.iconButton} ${styles.actions}`}
          aria-label={`${m.version_actions()}: ${dayWords(version.time)} ${time}`}
        >
          <MoreHorizontal size={15} />
        </Menu.Trigger>
        <MenuPopup of={Menu}>
          <Item of={Menu} onClick={() => openCompare(path, version.id)}>
            {m.version_compare_now()}
          </Item>
          <Item of={Menu} onClick={() => setNaming(true)}>
            {version.name === null ? m.version_name_it() : m.version_rename()}
          </Item>
          {version.name !== null && (
            <Item of={Menu} onClick={() => void nameVersion(path, version.id, '')}>
              {m.version_unname()}
            </Item>
          )}
          {version.kind !== 'removed' && (
            <Item of={Menu} onClick={() => void restoreVersion(path, version)}>
              {m.version_restore()}
            </Item>
          )}
        </MenuPopup>
      </Menu.Root>
    </li>
  );
});

/** How many lines came and went. */
export function Lines({ added, removed }: { added: number; removed: number }) {
  return (
    <span className={styles.lines}>
      {added > 0 && (
        <span data-tone="ok">
          <span aria-hidden>+{formatNumber(added)}</span>
          <span className="visually-hidden">{m.lines_added({ count: added })}</span>
        </span>
      )}
      {removed > 0 && (
        <span data-tone="bad">
          <span aria-hidden>−{formatNumber(removed)}</span>
          <span className="visually-hidden">{m.lines_removed({ count: removed })}</span>
        </span>
      )}
    </span>
  );
}
