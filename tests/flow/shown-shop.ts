import { expect } from 'vitest';
import { machineClock } from '../../main/open-till.ts';
import type { Clock } from '../../shared/time.ts';
import type { AttemptView, PayView } from '../../shared/views.ts';
import type { Shop } from './shop.ts';

/** The machine's clock, with leaps: till and scheme live through them together, timers and all. */
export type LeapingClock = Clock & {
  readonly leap: (ms: number) => void;
  /** Somebody sets the wall clock; the monotonic one does not notice. */
  readonly setWall: (byMs: number) => void;
};

export function leapingClock(): LeapingClock {
  let leaptMs = 0;
  let wallMs = 0;
  const timers = new Set<() => void>();
  const mono = (): number => machineClock.mono() + leaptMs;
  return {
    now: () => machineClock.now() + leaptMs + wallMs,
    mono,
    after: (delayMs, run) => {
      const dueAt = mono() + delayMs;
      let stop: () => void = () => undefined;
      const arm = (): void => {
        stop();
        stop = machineClock.after(Math.max(0, dueAt - mono()), () => {
          timers.delete(arm);
          run();
        });
      };
      timers.add(arm);
      arm();
      return () => {
        timers.delete(arm);
        stop();
      };
    },
    leap: (ms) => {
      leaptMs += ms;
      for (const arm of [...timers]) arm();
    },
    setWall: (byMs) => {
      wallMs += byMs;
    },
  };
}

const patience = { timeout: 20_000, interval: 10 };

/** Presses the key and waits until the code can be scanned; answers it. */
export async function showCode(shop: Shop): Promise<NonNullable<PayView['shownCode']>> {
  await shop.ask('pay.showCode', {});
  return shownCode(shop);
}

export async function shownCode(
  shop: Shop,
  other: string | null = null,
): Promise<NonNullable<PayView['shownCode']>> {
  await expect.poll(() => shop.view().pay?.shownCode?.payload ?? other, patience).not.toBe(other);
  const code = shop.view().pay?.shownCode;
  if (!code) throw new Error('the code went as it came');
  return code;
}

/** The attempt on the pay screen. */
export function attempt(shop: Shop): AttemptView {
  const found = shop.view().pay?.attempt;
  if (!found) throw new Error('no attempt on the pay screen');
  return found;
}

/** The screen's attempt has come so far. */
export async function reached(shop: Shop, state: AttemptView['state']): Promise<void> {
  await expect.poll(() => shop.view().pay?.attempt?.state, patience).toBe(state);
}

export async function paid(shop: Shop): Promise<void> {
  await expect.poll(() => shop.view().paid, patience).not.toBeNull();
}

export async function customer(shop: Shop, pin?: string): Promise<string> {
  return shop.practice.wallet({ currency: 'CNY', ...(pin === undefined ? {} : { pin, limit: '0' }) });
}

/** The customer's phone scans a text; answers the payment's state, or the code of the refusal. */
export async function scanOnPhone(shop: Shop, wallet: string, payload: string): Promise<string> {
  const answer = await post(shop, `/practice/wallets/${wallet}/shop-code`, { payload });
  return String(answer.state ?? answer.code);
}

export async function typePin(shop: Shop, wallet: string, pin: string | null): Promise<void> {
  await post(shop, `/practice/wallets/${wallet}/payments/${attempt(shop).id}`, { pin });
}

/** Takes the till's network away or gives it back; phones keep theirs. */
export async function setNetwork(shop: Shop, reachable: boolean): Promise<void> {
  await post(shop, '/practice/network', { reachable });
}

async function post(shop: Shop, path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(shop.schemeUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, unknown>;
}

/** The scheme's payments by shown codes, oldest first: how each stands in its own books. */
export function atScheme(shop: Shop): string[] {
  return shop.sandbox.parts.database
    .all<{ state: string }>(
      'SELECT state FROM payment JOIN payment_request USING (id) ORDER BY payment.at_ms, id',
    )
    .map(({ state }) => state);
}

export function attemptStates(shop: Shop): string[] {
  return shop.db.all<{ state: string }>('SELECT state FROM payment ORDER BY id').map(({ state }) => state);
}
