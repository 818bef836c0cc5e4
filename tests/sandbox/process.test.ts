import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Clock } from '../../shared/time.ts';
import { openCustomer, Till, temporaryFolder } from './counter.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const address = z.strictObject({ url: z.string(), root: z.string() });
const realClock: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  after: () => () => undefined,
};
const realPlace = (url: string) => ({
  url,
  clock: { ...realClock, move: () => undefined },
  random: (length: number) => randomBytes(length),
});

async function startSandbox(dataDir: string, ...more: string[]) {
  const words = ['run', '-s', 'sandbox', '--', '--port', '0', '--data', dataDir, ...more];
  const child = spawn('npm', words, { cwd: repository, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGTERM');
  });
  const lines: string[] = [];
  const first = new Promise<string>((resolve) =>
    createInterface({ input: child.stdout }).on('line', (text) => {
      lines.push(text);
      resolve(text);
    }),
  );
  return { child, lines, ...address.parse(JSON.parse(await first)) };
}

/** The process that listens on a port, found by its socket in /proc: Linux only, as the kill tests are. */
function listenerOf(url: string): number {
  const port = Number(new URL(url).port).toString(16).toUpperCase().padStart(4, '0');
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  // Columns: 1 local address, 3 state (0A: listening), 9 inode.
  const inode = rows.find((row) => row[1]?.endsWith(`:${port}`) && row[3] === '0A')?.[9];
  const listener = allProcesses().find((pid) => socketsOf(pid).includes(`socket:[${inode}]`));
  // 0 would be this very group of processes.
  if (!listener) throw new Error(`nobody listens at ${url}`);
  return listener;
}

function allProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** What a process has open; nothing for one that has just gone. */
function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((name) => readlinkSync(`/proc/${pid}/fd/${name}`));
  } catch {
    return [];
  }
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}

/** Kills the worker that serves, and answers how long nobody served, in ms. */
async function killServing(url: string): Promise<number> {
  process.kill(listenerOf(url), 'SIGKILL');
  const startMs = performance.now();
  while (!(await isServing(url))) await new Promise((resolve) => setTimeout(resolve, 5));
  return performance.now() - startMs;
}

async function isServing(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/practice/phone`)).ok;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function goneWithin(ms: number, pids: readonly number[]): Promise<boolean> {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs) {
    if (!pids.some(isAlive)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

/** All processes below one. */
function below(pid: number): number[] {
  const children = allProcesses().filter((child) => parentOf(child) === pid);
  return children.flatMap((child) => [child, ...below(child)]);
}

function auditOf(dataDir: string): string {
  return execFileSync('npm', ['run', '-s', 'sandbox', '--', 'audit', '--data', dataDir], {
    cwd: repository,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

it('killed at any moment it serves again within a second, on the same port, with all that it had said', async () => {
  const dataDir = temporaryFolder();
  const { url, lines } = await startSandbox(dataDir);
  const till = await new Till(realPlace(url)).activate();
  const customer = await openCustomer(url);
  const paid: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    for (let count = 0; count < 3; count += 1) paid.push((await till.pay(100, await customer.code())).id);
    expect(await killServing(url)).toBeLessThan(1000);
    for (const id of paid) expect(await till.query(id)).toMatchObject({ state: 'succeeded' });
    // The next worker needs its time to be loaded, too.
    await new Promise((resolve) => setTimeout(resolve, 2500));
  }
  expect(lines).toHaveLength(1);
  expect(JSON.parse(auditOf(dataDir))).toEqual({
    payments: 9,
    succeeded: 9,
    settledMinor: 900,
    refundedMinor: 0,
    balanced: true,
  });
});

it('crash faults are survived: every payment is found or was never there, and no money is lost', async () => {
  const dataDir = temporaryFolder();
  const { url } = await startSandbox(dataDir, '--faults', 'crash=0.15,drop-reply=0.1', '--seed', '7');
  const patiently = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    for (let attempt = 0; attempt < 60; attempt += 1) {
      try {
        return await ask();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error('the scheme did not come back');
  };
  // A key whose answer was lost is a terminal already; a new till has a new key.
  const till = await patiently(() => new Till(realPlace(url)).activate());
  const customer = await patiently(() => openCustomer(url));
  for (let sale = 0; sale < 15; sale += 1) {
    const [id, code] = [till.newId(), await patiently(() => customer.code())];
    expect(await patiently(() => till.pay(100, code, id))).toMatchObject({ state: 'succeeded' });
  }
  expect(JSON.parse(auditOf(dataDir))).toMatchObject({ succeeded: 15, settledMinor: 1500, balanced: true });
});

it('when whoever started it is killed, nothing of it stays behind', async () => {
  const { child, url } = await startSandbox(temporaryFolder());
  const pids = below(child.pid ?? 0);
  expect(pids).toContain(listenerOf(url));
  child.kill('SIGKILL');
  expect(await goneWithin(3000, pids)).toBe(true);
});

it('a supervisor killed with -9 takes its workers with it', async () => {
  const { url } = await startSandbox(temporaryFolder());
  const worker = listenerOf(url);
  const supervisor = parentOf(worker);
  process.kill(supervisor, 'SIGKILL');
  expect(await goneWithin(3000, [worker])).toBe(true);
});

it.each([
  [['--port', '0'], '--data DIR is needed'],
  [['--data', 'x', '--faults', 'drop=1'], '"drop=1" is not one of'],
  [['--data', 'x', '--port', 'many'], '--port takes a whole number'],
  [['audit', '--data', '/nowhere/at/all'], 'there is no scheme in /nowhere/at/all'],
])('%j says on one line what is wrong, and does nothing', async (words, said) => {
  const child = spawn('npm', ['run', '-s', 'sandbox', '--', ...words], { cwd: repository });
  const { code, out, error } = await outputOf(child);
  expect(code).toBe(1);
  expect(out).toBe('');
  expect(error.trim().split('\n')).toHaveLength(1);
  expect(error).toContain(said);
});

it('a port that is taken is said, not waited for', async () => {
  const { url } = await startSandbox(temporaryFolder());
  const words = ['--port', new URL(url).port, '--data', temporaryFolder()];
  const child = spawn('npm', ['run', '-s', 'sandbox', '--', ...words], { cwd: repository });
  const { code, error } = await outputOf(child);
  expect(code).toBe(1);
  expect(error).toContain('EADDRINUSE');
});

function outputOf(child: ChildProcess): Promise<{ code: number | null; out: string; error: string }> {
  return new Promise((resolve) => {
    let out = '';
    let error = '';
    child.stdout?.on('data', (text) => {
      out += text;
    });
    child.stderr?.on('data', (text) => {
      error += text;
    });
    child.on('close', (code) => resolve({ code, out, error }));
  });
}
