import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TillClient } from '../../shared/contract.ts';
import { killAndAwaitNext, killWindow, type OpenTill, openTill, processIdOf, registerOf } from './window.ts';

/** What the shell does when one of its processes is killed as a power cut would. */
let till: OpenTill;

beforeAll(async () => {
  till = await openTill({ language: 'en' });
  await registerOf(till);
});

afterAll(() => till.close());

describe('the terminal as it starts', () => {
  it('says where the books lie, how to check them, and where the customer’s phone is', async () => {
    await expect.poll(() => till.printed()).toContain(`data: ${till.dataDir}\n`);
    await expect.poll(() => till.printed()).toContain(`npm run -s till -- verify --data ${till.dataDir}\n`);
    await expect.poll(() => till.printed()).toMatch(/customer's phone: http:\/\/127\.0\.0\.1:\d+\/phone\n/);
  });

  it('loads every bundle in this runtime: shell, preload, core, sandbox and page', async () => {
    expect(await processIdOf(till, 'core')).not.toBeNull();
    expect(await processIdOf(till, 'sandbox')).not.toBeNull();
    expect(till.printed()).not.toMatch(/Error:|Cannot find module/);
  });
});

describe('when the core is killed', () => {
  it('is back by itself, says so to the window, and knows the same shop', async () => {
    const { shop } = await registerOf(till);
    await till.page.evaluate(() => {
      const heard: boolean[] = [];
      Reflect.set(window, 'heard', heard);
      (Reflect.get(window, 'till') as TillClient).on('core', ({ up }) => heard.push(up));
    });
    await killAndAwaitNext(till, 'core');
    await expect.poll(() => till.page.evaluate(() => Reflect.get(window, 'heard'))).toEqual([false, true]);
    expect((await registerOf(till)).shop).toEqual(shop);
  });

  it('answers a call that was on its way with a refusal, never with silence', async () => {
    const core = await processIdOf(till, 'core');
    // Stopped first, so that the call is surely unanswered when the process dies.
    process.kill(core ?? 0, 'SIGSTOP');
    await till.page.evaluate(() => {
      Reflect.set(window, 'onItsWay', (Reflect.get(window, 'till') as TillClient).ask('register.get', {}));
    });
    await killAndAwaitNext(till, 'core');
    expect(await till.page.evaluate(() => Reflect.get(window, 'onItsWay'))).toEqual({
      ok: false,
      problem: { code: 'core-restarted' },
    });
    await registerOf(till);
  });
});

describe('when the window’s own process is killed', () => {
  it('shows the register again', async () => {
    const { shop } = await registerOf(till);
    await killWindow(till);
    expect((await registerOf(till)).shop).toEqual(shop);
    expect(till.electron.windows()).toHaveLength(1);
  });
});

describe('when the practice scheme is killed', () => {
  it('listens again on the same address within a second', async () => {
    const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(till.printed()) ?? [''];
    expect(await isListening(address)).toBe(true);
    const took: number[] = [];
    for (let kill = 0; kill < 3; kill += 1) {
      const killedAt = performance.now();
      await killAndAwaitNext(till, 'sandbox');
      await expect.poll(() => isListening(address), { interval: 20, timeout: 10_000 }).toBe(true);
      took.push(performance.now() - killedAt);
    }
    // The quickest of three: what else the machine does is no part of it.
    expect(Math.min(...took)).toBeLessThan(1_000);
  });
});

function isListening(address: string): Promise<boolean> {
  return fetch(`${address}/keys`).then(
    (reply) => reply.status === 200,
    () => false,
  );
}
