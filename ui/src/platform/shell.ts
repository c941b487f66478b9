/** Questions to the desktop shell. What it refuses comes as the error of any other command. */
import { type InvokeArgs, type InvokeOptions, invoke } from '@tauri-apps/api/core';
import { asCallError, CallError } from '../ipc/transport';

export async function ask<T>(command: string, params?: InvokeArgs, options?: InvokeOptions): Promise<T> {
  try {
    return await invoke<T>(command, params, options);
  } catch (error) {
    const known = error as { code?: unknown } | null;
    throw typeof known?.code === 'string' ? new CallError(error as CallError) : asCallError(error);
  }
}
