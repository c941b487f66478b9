import { Tooltip } from '@base-ui/react/tooltip';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useBatch } from '../batch/open';
import { useConflictsDialog } from '../conflicts/open';
import { useSettingsDialog } from '../settings/open';
import { useSyncCentre } from '../sync/open';
import { ErrorBoundary } from './ErrorBoundary';
import { usePreferences } from './preferences';
import { Shell } from './Shell';
import { FailedScreen, LoadingScreen } from './screens';
import { useVault } from './vault';

// Nothing of these is seen at first: they load when the window stands.
const Palette = lazy(async () => ({ default: (await import('../palette/Palette')).Palette }));
const ToastList = lazy(async () => ({ default: (await import('./ToastList')).ToastList }));
const ConfirmDialogs = lazy(async () => ({
  default: (await import('../design/components/ConfirmDialogs')).ConfirmDialogs,
}));
const BatchDialog = lazy(async () => ({ default: (await import('../batch/BatchDialog')).BatchDialog }));
const SettingsDialog = lazy(async () => ({
  default: (await import('../settings/SettingsDialog')).SettingsDialog,
}));
const ConflictsDialog = lazy(async () => ({
  default: (await import('../conflicts/ConflictsDialog')).ConflictsDialog,
}));
const SyncCentre = lazy(async () => ({ default: (await import('../sync/SyncCentre')).SyncCentre }));

/** How long a start may take before it says that it is loading: faster ones would only flicker. */
const PATIENCE = 250;

export function App() {
  const phase = useVault((vault) => vault.phase);
  const stands = phase === 'opening' || phase === 'ready';
  const settings = useSettingsDialog((dialog) => dialog.wanted);
  const conflicts = useConflictsDialog((dialog) => dialog.wanted);
  const batch = useBatch((dialog) => dialog.wanted);
  const sync = useSyncCentre((centre) => centre.wanted);
  // Texts are plain function calls: a new language draws everything anew. All state lives in stores.
  const locale = usePreferences((preferences) => preferences.locale);
  return (
    <Tooltip.Provider delay={500} key={locale}>
      <ErrorBoundary>
        {stands && <Shell />}
        {phase === 'loading' && <Patient />}
        {phase === 'failed' && <FailedScreen />}
      </ErrorBoundary>
      <Suspense>
        {stands && <Palette />}
        {stands && <ConfirmDialogs />}
        {settings && <SettingsDialog />}
        {conflicts && <ConflictsDialog />}
        {batch && <BatchDialog />}
        {sync && <SyncCentre />}
        <ToastList />
      </Suspense>
    </Tooltip.Provider>
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
