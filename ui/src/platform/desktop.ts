/** The desktop shell: closing, files dropped from outside, other vaults. In a browser there is none of it. */
import { Channel, invoke } from '@tauri-apps/api/core';
import type { ApiError, KnownVault, Vaults } from '../ipc/gen/api';
import { CallError } from '../ipc/transport';
import { ask } from './shell';

export const inDesktop = '__TAURI_INTERNALS__' in window;

type Wish =
  | { kind: 'close' }
  | { kind: 'drag'; x: number; y: number }
  | { kind: 'dragEnd' }
  | { kind: 'drop'; x: number; y: number; names: string[] }
  | { kind: 'open'; path: string; line: number | null }
  | { kind: 'alone'; folder: string; name: string }
  | { kind: 'failed'; error: ApiError };

/** A file from outside the vault. */
export interface Incoming {
  /** With the folders above it that come along. */
  name: string;
  /** Has its bytes wait in a stage; returns what names them. */
  stage(stage: string): Promise<string>;
}

export interface DropTarget {
  /** Whether a place is its own; who says nothing takes what nobody else does. */
  covers?(x: number, y: number): boolean;
  /** Files are held over this place. */
  over(x: number, y: number): void;
  end(): void;
  drop(x: number, y: number, files: Incoming[]): void;
}

const targets = new Set<DropTarget>();

/** Where files go that are dropped on the window; returns the function that ends it. */
export function takeDrops(taker: DropTarget): () => void {
  targets.add(taker);
  return () => targets.delete(taker);
}

function aimed(x: number, y: number): DropTarget | undefined {
  const all = [...targets];
  return all.find(({ covers }) => covers?.(x, y)) ?? all.find(({ covers }) => !covers);
}

/** Tells one that files are over it, and all others that they are not. */
function over(x: number, y: number): void {
  const one = aimed(x, y);
  for (const each of targets) if (each !== one) each.end();
  one?.over(x, y);
}

/**
 * Hears of the shell from now on: before the window closes `leave` saves and then calls `closeWindow` or `keepOpen`;
 * `open` shows what another program asked for, `alone` asks what to do with a file that lies in no vault; `failed` says
 * what the shell could not do.
 */
export function attend(
  leave: () => void,
  open: (path: string, line: number | null) => void,
  alone: (folder: string, name: string) => void,
  failed: (error: CallError) => void,
): void {
  const channel = new Channel<Wish>();
  channel.onmessage = (wish) => {
    if (wish.kind === 'close') leave();
    else if (wish.kind === 'open') open(wish.path, wish.line);
    else if (wish.kind === 'alone') alone(wish.folder, wish.name);
    else if (wish.kind === 'failed') failed(new CallError(wish.error));
    else if (wish.kind === 'drag') over(wish.x, wish.y);
    else if (wish.kind === 'dragEnd') for (const each of targets) each.end();
    else aimed(wish.x, wish.y)?.drop(wish.x, wish.y, wish.names.map(incoming));
  };
  void invoke('attend', { channel });
}

/** The shell notes when the vault is there to be worked with. */
export function tellUsable(): void {
  void invoke('usable');
}

function incoming(name: string, number: number): Incoming {
  const stage = async (stage: string) => {
    const headers = { path: encodeURIComponent(name), stage, dropped: String(number) };
    return (await ask<{ revision: string }>('file_put', new Uint8Array(), { headers })).revision;
  };
  return { name, stage };
}

/** Shows everything in the window at a size in percent. */
export function zoomTo(percent: number): Promise<void> {
  return ask('zoom', { percent });
}

export function closeWindow(): Promise<void> {
  return invoke('close', { now: true });
}

/** The window stays, at least until the user has answered a question. */
export function keepOpen(): Promise<void> {
  return invoke('close', { now: false });
}

/** Returns the vaults that were open before, the last one first; also those whose folder is not there now. */
export async function knownVaults(): Promise<KnownVault[]> {
  return (await ask<Vaults>('vaults')).vaults;
}

/** Opens the vault at a path, or one chosen in the system's dialog, and a file in it. This page may end by it. */
export async function openVault(title: string, path?: string, file?: string): Promise<void> {
  if (await ask<boolean>('vault_open', { title, path, file })) location.reload();
}

/**
 * Makes a vault in an empty folder chosen in the system's dialog, with a tour in a language where one is named. This
 * page may end by it.
 */
export async function createVault(title: string, tour: string | null): Promise<void> {
  if (await ask<boolean>('vault_create', { title, tour })) location.reload();
}

/** Takes a vault from the list; its folder stays as it is. */
export function forgetVault(id: string): Promise<void> {
  return ask('vault_forget', { id });
}
