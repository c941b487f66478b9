/** The browser's door: commands by POST, events by WebSocket, bytes by URL. The cookie is the server's affair. */
import type { ApiError, Event } from './gen/api';
import {
  type Args,
  asCallError,
  CallError,
  type CommandName,
  type EventHandlers,
  encodePath,
  type Result,
  type Transport,
} from './transport';

const JSON_HEADERS = { 'content-type': 'application/json' };

export class HttpTransport implements Transport {
  async call<C extends CommandName>(name: C, ...[params, signal]: Args<C>): Promise<Result<C>> {
    return (await this.#post(`/api/${name}`, params ?? {}, signal)) as Result<C>;
  }

  async exportUrl(paths: readonly string[]): Promise<string> {
    return ((await this.#post('/export', { paths })) as { url: string }).url;
  }

  sendLast(name: CommandName, params: unknown): void {
    const body = JSON.stringify(params);
    // Browsers refuse kept-alive bodies of more than 64 KiB; the last draft then stands in for the save.
    void fetch(`/api/${name}`, { method: 'POST', headers: JSON_HEADERS, body, keepalive: true }).catch(
      () => {},
    );
  }

  listen(since: number, { onOpen, onEvent, onEnd }: EventHandlers): () => void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/events?since=${since}`);
    let closed = false;
    socket.onopen = onOpen;
    socket.onmessage = (message) => {
      if (!closed) onEvent(JSON.parse(String(message.data)) as Event);
    };
    socket.onclose = () => {
      if (!closed) onEnd();
    };
    return () => {
      closed = true;
      socket.close();
    };
  }

  fileUrl(path: string): string {
    return `/files/${encodePath(path)}`;
  }

  async stage(stage: string, name: string, bytes: Blob): Promise<string> {
    const response = await this.#fetch(`/incoming/${stage}/${encodePath(name)}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
    });
    if (!response.ok) throw await failure(response);
    return ((await response.json()) as { revision: string }).revision;
  }

  async #post(url: string, body: unknown, signal?: AbortSignal): Promise<unknown> {
    const response = await this.#fetch(url, {
      method: 'POST',
      headers: JSON_HEADERS,
      body: JSON.stringify(body),
      signal,
    });
    if (!response.ok) throw await failure(response);
    return response.json();
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, init);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new CallError({ code: 'offline', message: asCallError(error).message });
    }
  }
}

async function failure(response: Response): Promise<CallError> {
  try {
    const body = (await response.json()) as ApiError;
    if (typeof body.code === 'string') return new CallError(body);
  } catch {
    // A proxy's or a crashed server's page: the status is all there is.
  }
  const message = `${response.status} ${response.statusText}`.trim();
  return new CallError({ code: response.status >= 502 ? 'offline' : 'internal', message });
}
