import { canonicalJson } from '../../platform/canonical-json.ts';
import type { EventData, JournalEvent, SaleTender } from '../../shared/events.ts';
import { fromWire, type MoneyWire, negated, toWire } from '../../shared/money.ts';
import { foreignWalletOf, isSchemeMoney } from '../../shared/payment.ts';
import { accounts, type Posting, walletAccount } from '../../shared/posting.ts';
import { claimedMinor, claimedOf } from '../../shared/voucher-claim.ts';
import { type Auditor, firstFailed } from './verdict.ts';

type Part = { readonly tender: SaleTender; state: 'held' | 'used' | 'returned' };

type Paid = Pick<
  EventData<'payment-created'>,
  'paymentId' | 'saleId' | 'tenderNo' | 'amount' | 'voucher' | 'wallet'
>;

type Seen = {
  readonly parts: Map<string, Map<number, Part>>;
  readonly refunds: Map<string, EventData<'refund-created'>>;
  readonly payments: Map<string, Paid>;
  readonly succeeded: Set<string>;
};

/**
 * Parts of sales: each is taken once, under a number of its own, and held until its sale is settled
 * with it or it goes back; a wallet's was truly paid, and truly goes back; no money is left behind.
 */
export function tendersHold(): Auditor {
  const seen: Seen = { parts: new Map(), refunds: new Map(), payments: new Map(), succeeded: new Set() };
  return (event) => audit(seen, event);
}

function audit(seen: Seen, event: JournalEvent): string | null {
  switch (event.kind) {
    case 'payment-created': {
      const { paymentId, voucher, amount } = event.data;
      seen.payments.set(paymentId, event.data);
      const isWhole = !voucher || claimedMinor(voucher) === BigInt(amount.minor);
      return isWhole ? null : 'what a voucher pays of the lines does not sum to its redemption';
    }
    case 'payment-moved':
      if (event.data.to === 'succeeded') seen.succeeded.add(event.data.paymentId);
      return null;
    case 'received-matched':
      // It came in before it was this sale's (verify-received.ts).
      seen.payments.set(event.data.paymentId, event.data);
      seen.succeeded.add(event.data.paymentId);
      return null;
    case 'refund-created':
      seen.refunds.set(event.data.refundId, event.data);
      return null;
    case 'tender-taken':
      return taken(seen, event.data);
    case 'tender-returned':
      return returned(seen, event.data);
    case 'sale-settled':
      return settled(partsOf(seen, event.data.saleId), event.data) ?? vouchersHold(seen, event.data);
    case 'basket-abandoned': {
      const isHeld = held(partsOf(seen, event.data.basketId)).length > 0;
      return isHeld ? 'a sale is given up while a part of its money is held' : null;
    }
    case 'shift-closed': {
      const isHeld = [...seen.parts.values()].some((parts) => held(parts).length > 0);
      return isHeld ? 'a shift is closed while money is held for a sale' : null;
    }
    default:
      return null;
  }
}

function partsOf(seen: Seen, saleId: string): Map<number, Part> {
  const known = seen.parts.get(saleId) ?? new Map<number, Part>();
  seen.parts.set(saleId, known);
  return known;
}

function held(parts: ReadonlyMap<number, Part>): Part[] {
  return [...parts.values()].filter(({ state }) => state === 'held');
}

function taken(seen: Seen, { saleId, tender, postings }: EventData<'tender-taken'>): string | null {
  const parts = partsOf(seen, saleId);
  const payment = seen.payments.get(tender.paymentId ?? '');
  const isPaid =
    !isSchemeMoney(tender.kind) ||
    (payment !== undefined &&
      seen.succeeded.has(payment.paymentId) &&
      payment.saleId === saleId &&
      payment.tenderNo === tender.no &&
      (payment.wallet ?? null) === foreignWalletOf(tender) &&
      isSame(payment.amount, tender.amount));
  const why = firstFailed([
    [tender.no > Math.max(0, ...parts.keys()), `part ${tender.no} was taken before`],
    [![...parts.values()].some(({ state }) => state === 'used'), 'a part is taken for a settled sale'],
    [BigInt(tender.amount.minor) > 0n, 'a part of nothing is taken'],
    [!tender.offline, 'a part is taken by a pass that may still be refused'],
    [isPaid, `no wallet has paid part ${tender.no}`],
    [
      moves(postings, accountOf(tender), accounts.heldForSales, tender.amount),
      'the postings are not those of a part',
    ],
  ]);
  parts.set(tender.no, { tender, state: 'held' });
  return why;
}

function returned(seen: Seen, data: EventData<'tender-returned'>): string | null {
  const part = partsOf(seen, data.saleId).get(data.tenderNo);
  if (part?.state !== 'held') return `part ${data.tenderNo} goes back that is not held`;
  part.state = 'returned';
  const refund = seen.refunds.get(data.refundId ?? '');
  const { tender } = part;
  const isWallet = isSchemeMoney(tender.kind);
  const isBrought = isWallet
    ? refund?.paymentId === tender.paymentId && isSame(refund?.amount, data.amount)
    : data.refundId === null;
  const account = isWallet ? accounts.owedToCustomers : accountOf(tender);
  return firstFailed([
    [
      data.kind === tender.kind && isSame(tender.amount, data.amount),
      'another part goes back than was taken',
    ],
    [isBrought, `nothing brings part ${data.tenderNo} back to its wallet`],
    [
      moves(data.postings, accounts.heldForSales, account, data.amount),
      'the postings are not those of a part that goes back',
    ],
  ]);
}

function settled(parts: Map<number, Part>, sale: EventData<'sale-settled'>): string | null {
  const used = sale.tenders.flatMap(({ taken: isTaken, ...tender }) => (isTaken ? [tender] : []));
  const kept = held(parts);
  const isAll =
    canonicalJson(used) === canonicalJson(kept.map(({ tender }) => tender)) &&
    sale.tenders.every(({ no, taken: isTaken }) => isTaken || !parts.has(no));
  for (const part of kept) part.state = 'used';
  return isAll ? null : 'the sale is not settled with exactly the parts that are held for it';
}

/** A voucher pays what it was redeemed for, of exactly the lines that its programme pays for. */
function vouchersHold(seen: Seen, sale: EventData<'sale-settled'>): string | null {
  for (const [index, tender] of sale.tenders.entries()) {
    if (tender.kind !== 'voucher' && !tender.voucher) continue;
    const why = voucherHolds(seen, sale, tender, index);
    if (why !== null) return why;
  }
  return null;
}

function voucherHolds(
  seen: Seen,
  sale: EventData<'sale-settled'>,
  tender: SaleTender,
  index: number,
): string | null {
  const { voucher, paymentId, no, amount } = tender;
  const redemption = seen.payments.get(paymentId ?? '');
  const shares = sale.lines.map((line) => BigInt(line.tenderShares[index]?.minor ?? '0'));
  return firstFailed([
    [tender.kind === 'voucher' && voucher !== undefined, `tender ${no} is no voucher's`],
    [
      redemption?.saleId === sale.saleId &&
        isSame(redemption.amount, amount) &&
        seen.succeeded.has(redemption.paymentId),
      `no voucher was redeemed for tender ${no}`,
    ],
    [
      canonicalJson(redemption?.voucher ?? null) === canonicalJson(voucher ?? null),
      `tender ${no} names other lines than its redemption`,
    ],
    [
      voucher !== undefined && shares.every((share, line) => share === claimedOf(voucher, line + 1)),
      `the lines' shares are not what the voucher of tender ${no} pays`,
    ],
  ]);
}

function accountOf(tender: SaleTender): string {
  const of = {
    cash: accounts.cash,
    wallet: walletAccount(foreignWalletOf(tender)),
    elsewhere: accounts.elsewhereClearing,
    voucher: accounts.vouchers,
  };
  return of[tender.kind];
}

function isSame(one: MoneyWire | undefined, other: MoneyWire): boolean {
  return one?.minor === other.minor && one.currency === other.currency;
}

function moves(postings: readonly Posting[], from: string, to: string, amount: MoneyWire): boolean {
  const [debit, credit] = postings;
  return (
    postings.length === 2 &&
    debit?.account === from &&
    credit?.account === to &&
    isSame(debit.amount, amount) &&
    isSame(credit.amount, toWire(negated(fromWire(amount))))
  );
}
