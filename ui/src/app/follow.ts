/** Follows what was clicked in a note: to another note, to a tag's search, or out of the vault. */
import { confirm } from '../design/components/Confirm';
import type { Followed } from '../editor/links';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import { openAddress } from '../platform/outside';
import { searchFor } from '../search/request';
import { nameOf, stemOf } from '../tree/paths';
import { sayFailed } from './toasts';
import { openPath } from './workspace';

const SAFE = /^(https?|mailto):/i;

export async function follow(from: string, link: Followed): Promise<void> {
  if (link.kind === 'tag') {
    searchFor(`tag:#${link.tag}`);
  } else if (link.kind === 'web') {
    await leave(link.address);
  } else {
    await toNote(from, link.target, link.fragment);
  }
}

async function toNote(from: string, target: string, fragment?: string): Promise<void> {
  try {
    const { path, line, suggested } = await call('link_resolve', { from, target, fragment });
    if (path !== null) {
      openPath(path, line === null ? null : { line });
      return;
    }
    const create = await confirm({
      title: m.link_missing_title({ name: target }),
      text: m.link_missing_text({ path: suggested }),
      yes: m.link_create(),
    });
    if (!create) return;
    const { path: made } = await call('note_save', {
      path: suggested,
      text: `# ${stemOf(suggested)}\n\n`,
      create: true,
    });
    openPath(made);
  } catch (error) {
    sayFailed(m.open_failed({ name: target || nameOf(from) }), error);
  }
}

async function leave(address: string): Promise<void> {
  if (!SAFE.test(address)) return;
  const yes = await confirm({
    title: m.external_title(),
    text: m.external_text(),
    detail: address,
    yes: m.external_open(),
  });
  if (!yes) return;
  try {
    await openAddress(address);
  } catch (error) {
    sayFailed(m.open_failed({ name: address }), error);
  }
}
