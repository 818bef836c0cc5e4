import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { writeFileDurably } from '../../platform/files.ts';
import { CommandError } from './command.ts';

/**
 * Runs work against the scheme of a data folder: the one given, else the one remembered, else the folder's own sandbox in `DIR/sandbox`, which is started and ended again.
 */
export async function withScheme<T>(
  dataDir: string,
  schemeFlag: string | undefined,
  seed: number,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const url = schemeFlag === undefined ? remembered(dataDir) : checkedUrl(schemeFlag);
  if (url !== null) return work(url);
  const own = await startOwnSandbox(join(dataDir, 'sandbox'), seed);
  try {
    return await work(own.url);
  } finally {
    await own.stop();
  }
}

const memory = z.object({ url: z.url() });

function remembered(dataDir: string): string | null {
  const path = join(dataDir, 'scheme-url.json');
  return existsSync(path) ? memory.parse(JSON.parse(readFileSync(path, 'utf8'))).url : null;
}

/** From now on this is the folder's scheme, unless another one is given. */
export function rememberScheme(dataDir: string, url: string): void {
  writeFileDurably(join(dataDir, 'scheme-url.json'), JSON.stringify({ url }));
}

function checkedUrl(text: string): string {
  if (/^https?:\/\/[^/\s]+/.test(text) && URL.canParse(text)) return text;
  throw new CommandError(`--scheme takes an http or https address, not ${text}`);
}

/** Long enough for a cold start on a slow machine. */
const startWithinMs = 30_000;
const address = z.object({ url: z.url() });

type OwnSandbox = { readonly url: string; readonly stop: () => Promise<void> };

/** The reference scheme as a process of its own, on a free port; it says where in its first line. */
function startOwnSandbox(sandboxDir: string, seed: number): Promise<OwnSandbox> {
  const program = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    [...process.execArgv, program, '--port', '0', '--data', sandboxDir, '--seed', String(seed)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  return new Promise((resolve, reject) => {
    let heard = '';
    let complaint = '';
    const fail = (why: string): void => {
      child.kill('SIGKILL');
      reject(new CommandError(`the sandbox scheme did not start: ${why}`));
    };
    const timer = setTimeout(() => fail('no answer'), startWithinMs);
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      complaint = (complaint + piece).slice(-500);
    });
    const endedEarly = (): void => fail(complaint.trim() || 'it ended');
    child.once('exit', endedEarly);
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      heard += piece;
      if (!heard.includes('\n')) return;
      clearTimeout(timer);
      child.off('exit', endedEarly);
      child.stdout.removeAllListeners('data').resume();
      const told = address.safeParse(JSON.parse(heard.slice(0, heard.indexOf('\n'))));
      if (told.success) resolve({ url: told.data.url, stop });
      else fail('it said something else than where it listens');
    });
  });
}
