import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { SchemeAddress } from './scheme.ts';

const address = z.object({ url: z.string(), root: z.string() });

/** How often the supervisor looks whether its own parent is still there. */
const parentLookMs = 500;

/** A worker that dies this often without ever having listened will not listen the next time either. */
const mostFailures = 5;

/**
 * Keeps one worker serving and one loaded in waiting, so that a worker killed at any moment is
 * followed by the next within milliseconds, on the same port and data. Calls `tell` once, when the
 * first one listens, and `end` when no worker can be had.
 */
export function supervise(
  words: readonly string[],
  tell: (address: SchemeAddress) => void,
  end: (code: number) => void,
): void {
  let port: number | null = null;
  let failures = 0;
  let standby = startWorker(words, true);
  let active = startWorker(words, false);
  let isEnding = false;
  watch(active);

  function watch(worker: ChildProcess): void {
    worker.once('message', (message) => {
      const told = address.parse(message);
      failures = 0;
      if (port === null) tell(told);
      port = Number(new URL(told.url).port);
    });
    worker.once('exit', (code) => {
      if (isEnding) return;
      failures += 1;
      // Nothing to restart where it never ran: a taken port, a folder of a newer release.
      if (port === null || failures > mostFailures) return finish(code ?? 1);
      takeOver();
    });
  }

  function takeOver(): void {
    active = standby;
    watch(active);
    active.send({ listenOn: port });
    standby = startWorker(words, true);
  }

  function finish(code: number): void {
    isEnding = true;
    active.kill('SIGTERM');
    standby.kill('SIGTERM');
    end(code);
  }

  process.once('SIGTERM', () => finish(0));
  process.once('SIGINT', () => finish(0));
  const parents = parentsNow();
  setInterval(() => parentsNow() !== parents && finish(0), parentLookMs).unref();
}

/**
 * Killed with -9 a parent says nothing; its children then get another one. Under `npm run` a shell
 * stands between, which outlives npm, so that its parent is looked at as well.
 */
function parentsNow(): string {
  if (process.env.npm_lifecycle_event === undefined) return String(process.ppid);
  try {
    const status = readFileSync(`/proc/${process.ppid}/status`, 'utf8');
    return `${process.ppid} ${/^PPid:\s*(\d+)/m.exec(status)?.[1]}`;
  } catch {
    return String(process.ppid);
  }
}

/** Workers hear over the channel when the supervisor is gone, however it went. */
function startWorker(words: readonly string[], isStandby: boolean): ChildProcess {
  const worker = fork(
    new URL('./worker.ts', import.meta.url),
    isStandby ? [...words, '--standby'] : [...words],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  // A message to a worker that has just died is answered by its exit.
  worker.on('error', () => undefined);
  return worker;
}
