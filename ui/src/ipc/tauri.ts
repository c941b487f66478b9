/** The desktop's door: one `call`, a channel for events, a protocol of its own for bytes. */
import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core';
import type { ApiError, Event } from './gen/api';
import {
  type Args,
  asCallError,
  CallError,
  type CommandName,
  type EventHandlers,
  type Result,
  type Transport,
} from './transport';

export class TauriTransport implements Transport {
  async call<C extends CommandName>(name: C, ...[params, signal]: Args<C>): Promise<Result<C>> {
    signal?.throwIfAborted();
    try {
      const result = await invoke<Result<C>>('call', { name, params: params ?? {} });
      signal?.throwIfAborted();
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      throw rejected(error);
    }
  }

  sendLast(name: CommandName, params: unknown): void {
    void invoke('call', { name, params }).catch(() => {});
  }

  listen(since: number, { onOpen, onEvent, onEnd }: EventHandlers): () => void {
    let closed = false;
    const channel = new Channel<Event>();
    channel.onmessage = (event) => {
      if (!closed) onEvent(event);
    };
    invoke('subscribe', { since, channel }).then(
      () => !closed && onOpen(),
      () => !closed && onEnd(),
    );
    return () => {
      closed = true;
    };
  }

  fileUrl(path: string): string {
    // `convertFileSrc` knows each platform's form of a custom protocol, but escapes the slashes too.
    return convertFileSrc(`files/${path}`, 'strata').replaceAll('%2F', '/');
  }

  async stage(stage: string, name: string, bytes: Blob): Promise<string> {
    try {
      // Header values are ASCII.
      const headers = { path: encodeURIComponent(name), stage };
      return (await invoke<{ revision: string }>('file_put', await bytes.arrayBuffer(), { headers }))
        .revision;
    } catch (error) {
      throw rejected(error);
    }
  }
}

function rejected(error: unknown): CallError {
  const body = error as Partial<ApiError> | null;
  return typeof body?.code === 'string' ? new CallError(body as ApiError) : asCallError(error);
}
