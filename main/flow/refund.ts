import type { ReturnedLine } from '../../shared/events.ts';
import { type Money, toWire } from '../../shared/money.ts';
import { writeReceiptCode } from '../../shared/qr/receipt.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { dayOf } from '../../shared/time.ts';
import { refundPostings } from '../ledger/rules.ts';
import { isOfflineUnpaid } from '../payment/offline-records.ts';
import { nextReceipt } from '../receipt/records.ts';
import { returnedTaxes } from '../receipt/rules.ts';
import type { RecordEvent } from '../store/journal.ts';
import type { Permit } from './approval.ts';
import { type Counter, refusal, unlessFull } from './counter.ts';
import type { GivingBack } from './give-back.ts';
import { type RefundTender, type Return, returnedLines, tenderSums } from './refund-lines.ts';

export type RefundAsk = {
  readonly documentId: string;
  readonly returns: readonly Return[];
  readonly reason: string;
  /** What the cashier wrote beside the reason. */
  readonly note?: string;
  /** Written in the same transaction. */
  readonly permit?: Permit;
  /** When it happened, if before now. */
  readonly occurredAt?: string;
};

export type Refunded = {
  readonly documentId: string;
  readonly receipt: number;
  readonly total: Money;
  readonly walletRefunds: readonly string[];
};

/**
 * Gives goods and money back in one numbered document: each linked line to the tenders that paid it, by
 * their shares, what is not linked in cash. Wallet money is owed from this moment and leaves when the scheme says so.
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
      ask.permit?.write(record);
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
          ...(ask.note ? { note: ask.note } : {}),
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

/** One tender for each that paid; a wallet's is durable with its own refund id before a byte is sent. */
function tendersFor(
  counter: Counter,
  givingBack: GivingBack,
  record: RecordEvent,
  ask: RefundAsk,
  lines: readonly ReturnedLine[],
): RefundTender[] {
  const { currency } = counter.terminal();
  return tenderSums(counter, lines).map(({ kind, how, paymentId, minor }, index) => {
    const amount = { minor, currency };
    const isToWallet = paymentId !== null && minor > 0n;
    const { documentId, reason } = ask;
    const refundId = isToWallet ? givingBack.start(record, { paymentId, documentId, amount, reason }) : null;
    return {
      no: index + 1,
      kind,
      how,
      amount: toWire(amount),
      tendered: null,
      change: null,
      paymentId,
      schemeRef: null,
      refundId,
    };
  });
}
