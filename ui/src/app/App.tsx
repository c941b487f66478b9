import { Tooltip } from '@base-ui/react/tooltip';
import { type ReactNode, Suspense, useDeferredValue, useEffect, useState } from 'react';
import { useBatch } from '../batch/open';
import { useConflictsDialog } from '../conflicts/open';
import { useHelp } from '../help/open';
import { useSettingsDialog } from '../settings/open';
import { useSyncCentre } from '../sync/open';
import { ErrorBoundary } from './ErrorBoundary';
import { part } from './part';
import { usePreferences } from './preferences';
import { Shell } from './Shell';
import { FailedScreen, LoadingScreen } from './screens';
import { useVault } from './vault';

// Nothing of these is seen at first: they load when the window stands.
const Palette = part(async () => (await import('../palette/Palette')).Palette);
const ToastList = part(async () => (await import('./ToastList')).ToastList);
const ConfirmDialogs = part(async () => (await import('../design/components/ConfirmDialogs')).ConfirmDialogs);
const BatchDialog = part(async () => (await import('../batch/BatchDialog')).BatchDialog);
const SettingsDialog = part(async () => (await import('../settings/SettingsDialog')).SettingsDialog);
const ConflictsDialog = part(async () => (await import('../conflicts/ConflictsDialog')).ConflictsDialog);
const CheatSheet = part(async () => (await import('../help/CheatSheet')).CheatSheet);
const SyncCentre = part(async () => (await import('../sync/SyncCentre')).SyncCentre);

/** How long a start may take before it says that it is loading: faster ones would only flicker. */
const PATIENCE = 250;

export function App() {
  const phase = useVault((vault) => vault.phase);
  // Drawn in short stretches, between which the page answers.
  const stands = useDeferredValue(phase === 'opening' || phase === 'ready');
  const settings = useSettingsDialog((dialog) => dialog.wanted);
  const conflicts = useConflictsDialog((dialog) => dialog.wanted);
  const batch = useBatch((dialog) => dialog.wanted);
  const help = useHelp((sheet) => sheet.wanted);
  const sync = useSyncCentre((centre) => centre.wanted);
  // Texts are plain function calls: a new language draws everything anew. All state lives in stores.
  const locale = usePreferences((preferences) => preferences.locale);
  return (
    <Tooltip.Provider delay={500} key={locale}>
      <ErrorBoundary>
        {stands && <Shell />}
        {!stands && phase !== 'failed' && <Patient />}
        {phase === 'failed' && <FailedScreen />}
      </ErrorBoundary>
      <Afloat>{stands && <Palette />}</Afloat>
      <Afloat>{(stands || phase === 'failed') && <ConfirmDialogs />}</Afloat>
      <Afloat>{settings && <SettingsDialog />}</Afloat>
      <Afloat>{conflicts && <ConflictsDialog />}</Afloat>
      <Afloat>{batch && <BatchDialog />}</Afloat>
      <Afloat>{sync && <SyncCentre />}</Afloat>
      <Afloat>{help && <CheatSheet />}</Afloat>
      <Afloat>
        <ToastList />
      </Afloat>
    </Tooltip.Provider>
  );
}

/** Each by itself: one that is slow or fails takes no other with it. */
function Afloat({ children }: { children: ReactNode }) {
  return (
    <ErrorBoundary afloat>
      <Suspense>{children}</Suspense>
    </ErrorBoundary>
  );
}

function Patient() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  return late && <LoadingScreen />;
}
