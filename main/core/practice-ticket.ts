import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../shared/time.ts';
import { practiceCurrency } from '../catalogue/practice-shop.ts';
import { readAccount } from '../code-wallet/account.ts';
import { practiceCalls, type Ticket } from '../scheme/practice.ts';

/** Where the practice shop stands: its prices are in yuan. */
const practiceZone = 'Asia/Shanghai';

/** The practice scheme starts beside the core, so its first call may come a little early. */
const askAgainMs = 50;
const patienceMs = 15_000;

/**
 * The practice shop's account with the foreign wallet's stand-in: fetched once, and again where the stand-in
 * has moved. None where it doesn't answer: the till opens all the same, without that wallet.
 */
export async function practiceAccounts(dataDir: string, schemeUrl: string, clock: Clock): Promise<string[]> {
  const keysDir = join(dataDir, 'keys');
  try {
    const known = readAccount(keysDir, 'alipay');
    if (known && new URL(known.url).origin === new URL(schemeUrl).origin) return [];
  } catch {
    // What can't be read is written anew.
  }
  try {
    // A till that was never activated waits for the scheme anyway.
    const patient = existsSync(join(keysDir, 'scheme.json')) ? 0 : patienceMs;
    const { account } = await asked(clock, patient, practiceCalls(schemeUrl).foreign);
    return [account];
  } catch {
    return [];
  }
}

/** An activation code from the practice scheme, asked again until it listens. Throws when it never does. */
export function practiceTicket(schemeUrl: string, clock: Clock): Promise<Ticket> {
  const { terminal } = practiceCalls(schemeUrl);
  return asked(clock, patienceMs, () => terminal({ currency: practiceCurrency, zone: practiceZone }));
}

async function asked<T>(clock: Clock, forMs: number, ask: () => Promise<T>): Promise<T> {
  const until = clock.mono() + forMs;
  for (;;) {
    try {
      return await ask();
    } catch (problem) {
      if (clock.mono() >= until) throw problem;
      await new Promise<void>((resolve) => clock.after(askAgainMs, resolve));
    }
  }
}
