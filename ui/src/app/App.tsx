import { Tooltip } from '@base-ui/react/tooltip';
import { useEffect, useState } from 'react';
import { ConfirmDialogs } from '../design/components/Confirm';
import { Palette } from '../palette/Palette';
import { SettingsDialog } from '../settings/SettingsDialog';
import { ErrorBoundary } from './ErrorBoundary';
import { usePreferences } from './preferences';
import { Shell } from './Shell';
import { FailedScreen, LoadingScreen } from './screens';
import { Toasts } from './toasts';
import { useVault } from './vault';

/** How long a start may take before it says that it is loading: faster ones would only flicker. */
const PATIENCE = 250;

export function App() {
  const phase = useVault((vault) => vault.phase);
  // Texts are plain function calls: a new language draws everything anew. All state lives in stores.
  const locale = usePreferences((preferences) => preferences.locale);
  return (
    <Tooltip.Provider delay={500} key={locale}>
      <ErrorBoundary>
        {phase === 'ready' && <Shell />}
        {phase === 'loading' && <Patient />}
        {phase === 'failed' && <FailedScreen />}
      </ErrorBoundary>
      {phase === 'ready' && <Palette />}
      <SettingsDialog />
      <ConfirmDialogs />
      <Toasts />
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
