/**
 * What the UI needs from the engine, however it is reached. Two doors implement it: the desktop shell
 * (`tauri.ts`) and the HTTP server (`http.ts`). Nothing else in the UI knows which one is open.
 */
import type { ApiError, Code, Commands, Event, Nothing, QueryFault } from './gen/api';

export type CommandName = keyof Commands;
export type Result<C extends CommandName> = Commands[C]['result'];
/** Commands without parameters are called without an argument. */
export type Args<C extends CommandName> = keyof Commands[C]['params'] extends symbol
  ? [params?: Nothing, signal?: AbortSignal]
  : [params: Commands[C]['params'], signal?: AbortSignal];

/** A refused or failed command. Switch on `code`, never on the message. */
export class CallError extends Error {
  readonly code: Code;
  readonly path: string | null;
  readonly column: number | null;
  readonly fault: QueryFault | null;
  readonly detail: string | null;

  constructor(error: Pick<ApiError, 'code' | 'message'> & Partial<ApiError>) {
    super(error.message);
    this.name = 'CallError';
    this.code = error.code;
    this.path = error.path ?? null;
    this.column = error.column ?? null;
    this.fault = error.fault ?? null;
    this.detail = error.detail ?? null;
  }
}

/** Returns any thrown value as a `CallError`, so that callers need to know one kind only. */
export function asCallError(error: unknown): CallError {
  if (error instanceof CallError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CallError({ code: 'internal', message });
}

export interface EventHandlers {
  /** The stream is open; what was missed follows. */
  onOpen(): void;
  onEvent(event: Event): void;
  /** The stream ended by itself; the caller decides when to open another. */
  onEnd(): void;
}

export interface Transport {
  /** Runs a command. Rejects with `CallError`, or with the signal's reason once aborted. */
  call<C extends CommandName>(name: C, ...args: Args<C>): Promise<Result<C>>;
  /** Sends a command while the page goes away; there is no answer. */
  sendLast<C extends CommandName>(name: C, params: Commands[C]['params']): void;
  /** Opens the event stream after `since`; returns the function that closes it. */
  listen(since: number, handlers: EventHandlers): () => void;
  /** Returns the address of a file's bytes, for images and downloads. */
  fileUrl(path: string): string;
  /** Has bytes wait in a stage, to be copied in by a batch; returns what names them. `name` is for errors. */
  stage(stage: string, name: string, bytes: Blob): Promise<string>;
  /** Returns where a zip file of entries can be downloaded; absent where the shell makes copies itself. */
  exportUrl?(paths: readonly string[]): Promise<string>;
}

/** Escapes each part of a vault path, keeping the slashes. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
