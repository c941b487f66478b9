/** Starts the real program on a folder, with data and settings of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const START = 20_000;

export class Server {
  readonly #child: ChildProcess;
  /** The address with its token. */
  readonly url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** Starts `strata serve` on a vault; `home` takes everything that is not the vault. */
  static async start(vault: string, home: string): Promise<Server> {
    const folder = (name: string) => {
      const path = join(home, name);
      mkdirSync(path, { recursive: true, mode: 0o700 });
      return path;
    };
    const program = join(process.env.STRATA_PROGRAMS as string, 'strata');
    const child = spawn(program, ['serve', '--listen', '127.0.0.1:0', '--vault', vault, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        HOME: home,
        LANG: 'C.UTF-8',
        STRATA_DATA_DIR: folder('data'),
        XDG_CONFIG_HOME: folder('config'),
        XDG_DATA_HOME: folder('share'),
        XDG_CACHE_HOME: folder('cache'),
        XDG_STATE_HOME: folder('state'),
        XDG_RUNTIME_DIR: folder('run'),
      },
    });
    let said = '';
    child.stderr?.on('data', (part) => {
      said += part;
    });
    const first = new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`strata serve said nothing in time: ${said}`)), START);
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', (line) => {
        clearTimeout(timer);
        resolve(line);
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`strata serve ended with ${code}: ${said}`)));
    });
    try {
      const { url } = JSON.parse(await first) as { url: string };
      return new Server(child, url);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** Ends the program; `SIGKILL` as a power cut would. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }
}
