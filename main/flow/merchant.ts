import { terminalIds } from '../onboarding/records.ts';
import type { Counter } from './counter.ts';
import type { Merchant } from './wallet-parts.ts';

/** Earlier epochs of this machine had other terminal ids; their payments still carry them. */
export function merchantOf(counter: Counter): Merchant {
  const { merchantId, terminalId, currency, shop } = counter.terminal();
  const former = terminalIds(counter.db).filter((id) => id !== terminalId);
  return { merchantId, terminalId, currency, shop, formerTerminalIds: former };
}
