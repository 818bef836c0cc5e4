import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { verifyFolder } from '../../main/cli/verify.ts';
import { practiceCalls } from '../../main/scheme/practice.ts';
import { audit } from '../../sandbox/audit.ts';
import type { AttemptView } from '../../shared/views.ts';
import { seeded } from '../catalogue/shop.ts';
import { temporaryFolder } from '../flow/shop.ts';
import { openAgain } from './ringing.ts';

const payments = 12;
/** Goods at 2.00 that the practice shop sells. */
const code = '6921168509256';

/** The scheme as the practice shop starts it: a supervisor with its workers. */
async function startSandbox(dataDir: string): Promise<string> {
  const script = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, '--port', '0', '--data', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGTERM');
  });
  const line = await new Promise<string>((resolve) =>
    createInterface({ input: child.stdout }).once('line', resolve),
  );
  return (JSON.parse(line) as { url: string }).url;
}

/** Kills the worker that serves now, where one does. */
function killServing(url: string): void {
  const listening = execFileSync('ss', ['-ltnpH', `sport = :${new URL(url).port}`], { encoding: 'utf8' });
  const pid = Number(/pid=(\d+)/.exec(listening)?.[1]);
  if (pid > 0) process.kill(pid, 'SIGKILL');
}

/** A scheme that was just killed has no code for anybody; it is back within the second. */
async function whenBack<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

it('a scheme killed in the middle of payments charges nobody twice, and every payment gets its end', async () => {
  const dataDir = temporaryFolder();
  const url = await startSandbox(join(dataDir, 'sandbox'));
  const practice = practiceCalls(url);
  const { till, db, close } = await openAgain(dataDir, url);
  const wallet = await practice.wallet({ currency: 'CNY' });
  const below = seeded(11);
  for (let payment = 0; payment < payments; payment += 1) {
    till.scanned({ text: code });
    const fresh = await whenBack(() => practice.code(wallet));
    await till.handlers['pay.open']({});
    // From before the request is read until after the answer is out.
    const kill = setTimeout(() => killServing(url), below(25));
    till.scanned({ text: fresh });
    await firstWord(() => till.view().unresolved.find(({ parked }) => !parked));
    clearTimeout(kill);
    const [open] = till.view().unresolved.filter(({ parked }) => !parked);
    // Nobody waits for it: the next customer is served meanwhile.
    if (open) await till.handlers['pay.setAside']({ attemptId: open.id });
    else if (!till.view().paid) {
      await till.handlers['pay.back']({});
      till.baskets.hold();
    }
  }
  await till.collecting.idle(60_000);
  expect(till.view().unresolved).toEqual([]);
  const states = db.all<{ state: string; sale_id: string }>('SELECT state, sale_id FROM payment');
  const paid = states.filter(({ state }) => state === 'succeeded');
  expect(states.every(({ state }) => ['succeeded', 'declined', 'cancelled'].includes(state))).toBe(true);
  expect(new Set(paid.map((row) => row.sale_id)).size).toBe(paid.length);
  expect(paid.length).toBeGreaterThan(0);
  // Else no kill has met a payment on its way, and this test has shown nothing.
  expect(db.all('SELECT 1 AS one FROM journal WHERE event LIKE \'%"to":"unknown"%\'').length).toBeGreaterThan(
    0,
  );
  const booked = db.get<{ sales: bigint; sum: bigint }>(
    "SELECT count(*) AS sales, COALESCE(sum(amount), 0) AS sum FROM tender WHERE kind = 'wallet'",
  );
  close();
  const scheme = audit(join(dataDir, 'sandbox'));
  expect(scheme).toMatchObject({ balanced: true, succeeded: BigInt(paid.length) });
  expect(scheme.settledMinor - scheme.refundedMinor).toBe(booked?.sum);
  expect(verifyFolder(dataDir)).toMatchObject({ ok: true, firstBad: null });
});

/** Until the attempt is through, or is unknown, or two seconds have passed. */
async function firstWord(attempt: () => AttemptView | undefined): Promise<void> {
  const endMs = performance.now() + 2000;
  while (performance.now() < endMs) {
    const open = attempt();
    if (!open || open.state === 'unknown') return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
