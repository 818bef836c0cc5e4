import type { EventData, ReturnedLine } from '../../shared/events.ts';
import { type Money, toWire } from '../../shared/money.ts';
import type { Names } from '../../shared/product.ts';
import { writeReceiptCode } from '../../shared/qr/receipt.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { rateOn } from '../../shared/tax.ts';
import { dayOf } from '../../shared/time.ts';
import { refundPostings } from '../ledger/rules.ts';
import { isOfflineUnpaid } from '../payment/offline-records.ts';
import { nextReceipt, returnable, tendersOf } from '../receipt/records.ts';
import { returnedPart, returnedTaxes, unlinkedReturns } from '../receipt/rules.ts';
import type { RecordEvent } from '../store/journal.ts';
import { type Counter, refusal, unlessFull } from './counter.ts';
import type { GivingBack } from './give-back.ts';

/** What comes back: a part of a sold line, or goods whose sale nobody can find (cash, with a reason). */
export type Return =
  | { readonly of: { readonly saleId: string; readonly no: number }; readonly quantity: bigint }
  | {
      readonly of: null;
      readonly names: Names;
      readonly barcode: string | null;
      readonly taxClass: string;
      readonly unitPrice: Money;
      readonly quantity: bigint;
      readonly amount: Money;
    };

export type RefundAsk = {
  readonly documentId: string;
  readonly returns: readonly Return[];
  readonly reason: string;
  /** When it happened, if before now. */
  readonly occurredAt?: string;
};

export type Refunded = {
  readonly documentId: string;
  readonly receipt: number;
  readonly total: Money;
  readonly walletRefunds: readonly string[];
};

type RefundTender = EventData<'refund-settled'>['tenders'][number];

/**
 * Gives goods and money back in one numbered document: each linked line to the tender that paid it,
 * what is not linked in cash. Wallet money is owed from this moment and leaves when the scheme says so.
 */
export function refund(counter: Counter, givingBack: GivingBack, ask: RefundAsk): Result<Refunded> {
  const { currency, epoch, terminalId, zone } = counter.terminal();
  const occurredAt = ask.occurredAt ?? counter.instant();
  const businessDay = dayOf(occurredAt, zone);
  // What the scheme has not paid to the shop yet can't be given back through it.
  if (ask.returns.some(({ of }) => of !== null && isOfflineUnpaid(counter.db, of.saleId)))
    return refused('payment-open');
  const lines = returnedLines(counter, ask.returns, businessDay);
  if (!lines.ok) return refusal(lines.problem);
  if (lines.value.length === 0) return refused('basket-empty');
  const taxes = returnedTaxes(lines.value, currency);
  const total = { minor: lines.value.reduce((sum, line) => sum + BigInt(line.amount.minor), 0n), currency };
  return unlessFull(() => {
    const booked = counter.journal.commit((record) => {
      const tenders = tendersFor(counter, givingBack, record, ask, lines.value);
      const receipt = nextReceipt(counter.db, epoch);
      record(
        'refund-settled',
        {
          documentId: ask.documentId,
          receipt,
          code: writeReceiptCode({ terminal: terminalId, epoch, number: receipt }),
          businessDay,
          saleId: onlySale(lines.value),
          reason: ask.reason,
          lines: lines.value,
          taxes,
          total: toWire(total),
          tenders,
          postings: refundPostings(tenders, taxes),
        },
        { occurredAt },
      );
      if (tenders.some((tender) => tender.kind === 'cash'))
        record('drawer-opened', { reason: 'refund', saleId: ask.documentId });
      return { receipt, walletRefunds: tenders.flatMap((tender) => tender.refundId ?? []) };
    });
    for (const refundId of booked.walletRefunds) givingBack.send(refundId);
    return done({ documentId: ask.documentId, total, ...booked });
  });
}

function onlySale(lines: readonly ReturnedLine[]): string | null {
  const sales = new Set(lines.map((line) => line.of?.saleId ?? null));
  return sales.size === 1 ? ([...sales][0] ?? null) : null;
}

function returnedLines(counter: Counter, returns: readonly Return[], day: string): Result<ReturnedLine[]> {
  const linked: ReturnedLine[] = [];
  /** A line may come back twice within one document: the second part starts where the first ended. */
  const earlier = new Map<string, { quantity: bigint; minor: bigint; tax: bigint }>();
  for (const part of returns) {
    if (part.of === null) continue;
    const sold = returnable(counter.db, part.of.saleId, part.of.no);
    if (!sold) return refused('unknown-line');
    const key = `${part.of.saleId}/${part.of.no}`;
    const before = earlier.get(key) ?? { quantity: 0n, minor: 0n, tax: 0n };
    const from = {
      ...sold,
      returned: sold.returned + before.quantity,
      returnedMinor: sold.returnedMinor + before.minor,
      returnedTaxMinor: sold.returnedTaxMinor + before.tax,
    };
    if (part.quantity <= 0n || from.returned + part.quantity > BigInt(sold.line.quantity))
      return refused('bad-quantity');
    const line = returnedPart(from, linked.length + 1, part.quantity);
    linked.push(line);
    earlier.set(key, {
      quantity: before.quantity + part.quantity,
      minor: before.minor + BigInt(line.amount.minor),
      tax: before.tax + BigInt(line.tax.minor),
    });
  }
  const open = returns.flatMap((part) => (part.of === null ? [part] : []));
  const priced = [];
  for (const part of open) {
    const rateBasisPoints = rateOn(counter.terminal().taxRates, part.taxClass, day);
    if (rateBasisPoints === null) return refused('field-invalid', { field: 'taxClass' });
    priced.push({
      productId: null,
      names: part.names,
      barcode: part.barcode,
      category: '',
      taxClass: part.taxClass,
      rateBasisPoints,
      unit: 'each' as const,
      quantity: part.quantity.toString(),
      unitPrice: toWire(part.unitPrice),
      amount: toWire(part.amount),
    });
  }
  return done([...linked, ...unlinkedReturns(priced, linked.length + 1)]);
}

/** Money goes back to the tender that paid: one tender a wallet payment, one for all cash, one for elsewhere. */
function tendersFor(
  counter: Counter,
  givingBack: GivingBack,
  record: RecordEvent,
  ask: RefundAsk,
  lines: readonly ReturnedLine[],
): RefundTender[] {
  const { currency } = counter.terminal();
  const sums = new Map<string, { tender: Omit<RefundTender, 'no' | 'amount' | 'refundId'>; minor: bigint }>();
  for (const line of lines) {
    const paid = line.of ? tendersOf(counter.db, line.of.saleId)[0] : undefined;
    const kind = paid?.kind ?? 'cash';
    const paymentId = paid?.paymentId ?? null;
    const key = `${kind}/${paymentId ?? ''}`;
    const how = kind === 'elsewhere' ? ('other' as const) : null;
    const sum = sums.get(key) ?? {
      tender: { kind, how, tendered: null, change: null, paymentId, schemeRef: null },
      minor: 0n,
    };
    sum.minor += BigInt(line.amount.minor);
    sums.set(key, sum);
  }
  return [...sums.values()].map(({ tender, minor }, index) => {
    const amount = { minor, currency };
    const refundId =
      tender.kind === 'wallet' && tender.paymentId !== null && minor > 0n
        ? givingBack.start(record, {
            paymentId: tender.paymentId,
            documentId: ask.documentId,
            amount,
            reason: ask.reason,
          })
        : null;
    return { ...tender, no: index + 1, amount: toWire(amount), refundId };
  });
}
