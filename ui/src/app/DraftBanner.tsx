import { Banner } from '../design/components/Banner';
import { Button } from '../design/components/Button';
import { formatMoment } from '../i18n/format';
import { m } from '../i18n/messages';
import { discardDraft, type FoundDraft, restoreDraft, useDrafts } from '../notes/drafts';
import { shownName } from '../tree/paths';
import { sayFailed } from './toasts';
import { openPath } from './workspace';

/** Offers unsaved text of the last run, one note after the other. */
export function DraftBanner() {
  const drafts = useDrafts((state) => state.drafts);
  const [draft] = drafts;
  if (!draft) return null;
  const name = shownName(draft.path);
  const restore = async () => {
    try {
      await restoreDraft(draft);
      openPath(draft.path, {});
    } catch (error) {
      sayFailed(m.open_failed({ name }), error);
    }
  };
  const discard = () => discardDraft(draft).catch((error) => sayFailed(m.draft_discard(), error));
  return (
    <Banner
      tone="info"
      actions={
        <>
          <Button onClick={discard}>{m.draft_discard()}</Button>
          <Button tone="primary" onClick={restore}>
            {m.draft_restore()}
          </Button>
        </>
      }
    >
      <strong>{m.draft_title({ name, time: formatMoment(draft.time) })}</strong> <Difference draft={draft} />
      {drafts.length > 1 && ` ${m.draft_more({ count: drafts.length - 1 })}`}
    </Banner>
  );
}

function Difference({ draft: { change, gone } }: { draft: FoundDraft }) {
  if (gone) return m.draft_gone();
  return change ? m.draft_change(change) : m.draft_differs();
}
