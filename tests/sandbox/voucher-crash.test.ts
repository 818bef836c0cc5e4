import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { standingClock, Till, temporaryFolder } from './counter.ts';
import { check, issue, line, look, publish, redeem, undo } from './voucher-counter.ts';

const cwd = fileURLToPath(new URL('../../', import.meta.url));

/** The sandbox as its command starts it: a supervisor, and a worker that crash faults kill with -9. */
async function startSandbox(dataDir: string, ...more: string[]) {
  const words = ['run', '-s', 'sandbox', '--', '--port', '0', '--data', dataDir, ...more];
  const child = spawn('npm', words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGTERM'));
  const heard = everythingSaid(child);
  const first = await new Promise<string>((resolve) =>
    createInterface({ input: child.stdout }).once('line', resolve),
  );
  return { heard, ...z.object({ url: z.string() }).parse(JSON.parse(first)) };
}

function everythingSaid(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      text += chunk;
    });
  }
  return () => text;
}

async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    try {
      return await ask();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error('the scheme did not come back');
}

it('killed in the middle of redeeming, cancelling and refunding it loses nothing and says no code', async () => {
  const dataDir = temporaryFolder();
  const faults = 'crash=0.12,drop-reply=0.1,duplicate=0.1,error=0.1';
  const { url, heard } = await startSandbox(dataDir, '--faults', faults, '--seed', '11');
  const clock = { ...standingClock(), now: () => Date.now() };
  const place = { url, clock, random: (length: number) => randomBytes(length) };
  const till = await patiently(() => new Till(place).activate());
  await patiently(() => publish(url, { expires: '2099-01-01T00:00:00.000Z' }));
  const code = await patiently(() => issue(url, { balance: 100_000 }));
  for (let sale = 0; sale < 12; sale += 1) {
    const [id, refund] = [till.newId(), till.newId()];
    expect(await patiently(() => redeem(till, code, 1000, { id }))).toMatchObject({ state: 'succeeded' });
    if (sale % 3 === 1) expect(await patiently(() => undo(till, id))).toMatchObject({ state: 'cancelled' });
    if (sale % 3 === 2) {
      const back = await patiently(async () => {
        const reply = await till.refund(id, 300, refund);
        return z.object({ state: z.literal('refunded') }).parse(reply.value);
      });
      expect(back.state).toBe('refunded');
      expect(await patiently(() => look(till, id))).toMatchObject({ refundedTotal: { minor: '300' } });
    }
  }
  // Eight kept, four of them with 300 given back.
  const left = z.object({ balance: z.object({ minor: z.string() }) });
  const checked = await patiently(async () => left.parse((await check(till, code, [line()])).value));
  expect(checked.balance.minor).toBe(String(100_000 - 8 * 1000 + 4 * 300));
  const audited = execFileSync('npm', ['run', '-s', 'sandbox', '--', 'audit', '--data', dataDir], {
    cwd,
    encoding: 'utf8',
  });
  expect(JSON.parse(audited)).toMatchObject({
    redemptions: 8,
    redeemedMinor: 8000,
    returnedMinor: 1200,
    balanced: true,
  });
  expect(heard()).not.toContain(code);
});
