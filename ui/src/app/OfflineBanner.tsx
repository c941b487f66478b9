import { Banner } from '../design/components/Banner';
import { Button } from '../design/components/Button';
import { m } from '../i18n/messages';
import { reconnect, useVault } from './vault';

export function OfflineBanner() {
  const link = useVault((vault) => vault.link);
  if (link !== 'offline') return null;
  return (
    <Banner tone="warn" actions={<Button onClick={reconnect}>{m.reconnect()}</Button>}>
      <strong>{m.offline_title()}</strong> {m.offline_hint()}
    </Banner>
  );
}
