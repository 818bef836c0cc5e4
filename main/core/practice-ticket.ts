import type { Clock } from '../../shared/time.ts';
import { practiceCurrency } from '../catalogue/practice-shop.ts';
import { practiceCalls, type Ticket } from '../scheme/practice.ts';

/** Where the practice shop stands: its prices are in yuan. */
const practiceZone = 'Asia/Shanghai';

/** The practice scheme starts beside the core, so its first call may come a little early. */
const askAgainMs = 50;
const patienceMs = 15_000;

/** An activation code from the practice scheme, asked again until it listens. Throws when it never does. */
export async function practiceTicket(schemeUrl: string, clock: Clock): Promise<Ticket> {
  const until = clock.mono() + patienceMs;
  for (;;) {
    try {
      return await practiceCalls(schemeUrl).terminal({ currency: practiceCurrency, zone: practiceZone });
    } catch (problem) {
      if (clock.mono() > until) throw problem;
      await new Promise<void>((resolve) => clock.after(askAgainMs, resolve));
    }
  }
}
