/** How other programs put a text into a file: the programs themselves where they are installed. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Replaces one line of a file, found by a word in it; false where this machine does not have the program. */
type Save = (file: string, word: string, line: string) => boolean;

const replaced = (file: string, word: string, line: string): string =>
  readFileSync(file, 'utf8').replace(new RegExp(`^.*${word}.*$`, 'm'), () => line);

const ENV = { ...process.env, HOME: '/nonexistent', LC_ALL: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1' };

function ran(program: string, args: string[], cwd?: string): boolean {
  try {
    execFileSync(program, args, { cwd, env: ENV, stdio: ['ignore', 'pipe', 'pipe'] });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function vim(file: string, word: string, line: string, copy: 'yes' | 'no'): boolean {
  const set = `set encoding=utf-8 backup writebackup backupcopy=${copy} backupdir=. directory=.`;
  const put = `g/${word}/call setline('.', '${line}')`;
  return ran('vim', ['-Nu', 'NONE', '-es', '-c', set, '-c', put, '-c', 'wq!', file]);
}

function emacs(file: string, word: string, line: string): boolean {
  const put = `(progn (re-search-forward "^.*${word}.*$") (replace-match "${line}" t t) (save-buffer))`;
  return ran('emacs', ['-Q', '--batch', file, '--eval', put]);
}

function checkout(file: string, word: string, line: string): boolean {
  const [folder, name] = [dirname(file), basename(file)];
  const git = (...args: string[]) =>
    ran('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], folder);
  const before = readFileSync(file);
  if (!existsSync(join(folder, '.git')) && !git('init', '-q')) return false;
  const other = join(folder, '.git', 'other');
  git('add', name);
  git('commit', '-q', '--allow-empty', '-m', 'before');
  git('worktree', 'add', '-q', '-f', '--detach', other);
  writeFileSync(join(other, name), replaced(file, word, line));
  ran('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', 'commit', '-q', '-a', '-m', 'x'], other);
  ran('git', ['tag', '-f', 'after'], other);
  if (!before.equals(readFileSync(file))) throw new Error('the file changed before the checkout');
  git('checkout', '-q', 'after', '--', name);
  return git('worktree', 'remove', '-f', other);
}

export const WAYS: readonly (readonly [string, Save])[] = [
  [
    'written in place',
    (file, word, line) => {
      writeFileSync(file, replaced(file, word, line));
      return true;
    },
  ],
  [
    'a new file renamed',
    (file, word, line) => {
      writeFileSync(`${file}.tmp`, replaced(file, word, line));
      renameSync(`${file}.tmp`, file);
      return true;
    },
  ],
  ['vim, by a new file', (file, word, line) => vim(file, word, line, 'no')],
  ['vim, in place', (file, word, line) => vim(file, word, line, 'yes')],
  ['emacs', emacs],
  [
    'the calls of VS Code: emptied and written piece by piece',
    (file, word, line) => {
      const text = Buffer.from(replaced(file, word, line));
      const half = Math.floor(text.length / 2);
      const open = openSync(file, 'r+');
      ftruncateSync(open);
      writeSync(open, text, 0, half, 0);
      writeSync(open, text, half, text.length - half, half);
      fsyncSync(open);
      closeSync(open);
      return true;
    },
  ],
  ['sed -i', (file, word, line) => ran('sed', ['-i', `s/^.*${word}.*$/${line}/`, file])],
  ['git checkout', checkout],
  [
    'deleted and made anew',
    (file, word, line) => {
      const text = replaced(file, word, line);
      unlinkSync(file);
      writeFileSync(file, text);
      return true;
    },
  ],
];
