/** The layout's own thread. */
import { type Order, Runner } from './runner';

const scope = self as unknown as {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<Order>) => void) | null;
};

const runner = new Runner((report) => scope.postMessage(report, [report.places.buffer]), 25, 0);
scope.onmessage = ({ data }) => runner.take(data);
