import { type Money, negated, toWire } from '../../shared/money.ts';
import { accounts, type Posting } from '../../shared/posting.ts';
import type { ReceivedPayment } from '../../shared/received-wire.ts';

/** Pure: which signed rows of the printed code's list are believed, and what they do to the books. */

/** What the till knows before it reads a page. */
export type ListedTo = {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly currency: string;
  /** The last row that is booked. */
  readonly after: number;
  /** True for a payment that stands in the books already, whichever way it came. */
  readonly isKnown: (row: ReceivedPayment) => boolean;
};

export type PageFault = 'merchant' | 'terminal' | 'currency' | 'amount' | 'order' | 'known';

/**
 * The first thing in a page that is not as it must be, or null. One row that lies makes all of its page
 * untrue: which of the others to believe would be a guess, and a gap would hide a payment for ever.
 */
export function pageFault(known: ListedTo, rows: readonly ReceivedPayment[]): PageFault | null {
  const ids = new Set<string>();
  let due = known.after;
  for (const row of rows) {
    due += 1;
    if (row.merchantId !== known.merchantId) return 'merchant';
    if (row.terminalId !== known.terminalId) return 'terminal';
    if (row.amount.currency !== known.currency) return 'currency';
    if (BigInt(row.amount.minor) <= 0n) return 'amount';
    if (row.seq !== due) return 'order';
    if (ids.has(row.id) || known.isKnown(row)) return 'known';
    ids.add(row.id);
  }
  return null;
}

/** Dr wallet · Cr income without a sale. */
export function receivedPostings(amount: Money): Posting[] {
  return between(accounts.walletReceivable, accounts.received, amount);
}

/** A sale was found for it: the entry of its receipt is taken back, and the sale books the wallet's money anew. */
export function matchedPostings(amount: Money): Posting[] {
  return between(accounts.received, accounts.walletReceivable, amount);
}

/** It goes back to who paid it: owed until the scheme has said that it is there. */
export function receivedReturnedPostings(amount: Money): Posting[] {
  return between(accounts.received, accounts.owedToCustomers, amount);
}

function between(debit: string, credit: string, amount: Money): Posting[] {
  return [
    { account: debit, amount: toWire(amount) },
    { account: credit, amount: toWire(negated(amount)) },
  ];
}
