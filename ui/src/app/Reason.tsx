import controls from '../design/components/components.module.css';
import type { CallError } from '../ipc/transport';
import { detailOf, explain } from './explain';

/** Why something failed: the reason with its path, and what the system said of it. */
export function Reason({ error }: { error: CallError }) {
  const detail = detailOf(error);
  return (
    <>
      <p>{explain(error)}</p>
      {detail !== null && <p className={controls.raw}>{detail}</p>}
    </>
  );
}
