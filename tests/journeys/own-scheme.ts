import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../build/bundle.ts';

/** The practice scheme as a program of its own, which can be made to take requests and answer none. */
export type OwnScheme = {
  readonly url: string;
  /** From now on each payment is carried out, and its answer is lost on the way. */
  readonly loseAnswers: () => Promise<void>;
  readonly answerAgain: () => Promise<void>;
  /** Its port is closed until it answers again: as for a till whose network is gone. */
  readonly goAway: () => Promise<void>;
  /** Where its books and keys lie. */
  readonly dataDir: string;
  readonly stop: () => Promise<void>;
};

export async function startOwnScheme(): Promise<OwnScheme> {
  const dataDir = mkdtempSync(join(tmpdir(), 'scheme-'));
  let running = await start(dataDir, '0');
  const { url } = running;
  const again = async (...faults: string[]) => {
    await stop(running.child);
    running = await start(dataDir, new URL(url).port, ...faults);
  };
  return {
    url,
    loseAnswers: () => again('--faults', 'drop-reply=1'),
    answerAgain: () => again(),
    goAway: () => stop(running.child),
    dataDir,
    stop: async () => {
      await stop(running.child);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

type Running = { readonly child: ChildProcess; readonly url: string };

async function start(dataDir: string, port: string, ...more: string[]): Promise<Running> {
  const words = ['--import', 'tsx', 'sandbox/main.ts', '--port', port, '--data', dataDir, ...more];
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line]: string[] = await once(createInterface({ input: child.stdout }), 'line');
  const told: { readonly url: string } = JSON.parse(line ?? '{}');
  return { child, url: told.url };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
