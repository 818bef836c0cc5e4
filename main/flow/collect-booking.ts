import type { EventData } from '../../shared/events.ts';
import type { Id } from '../../shared/ids.ts';
import { type Money, negated, toWire } from '../../shared/money.ts';
import type { ForeignWallet } from '../../shared/payment.ts';
import { accounts, walletAccount } from '../../shared/posting.ts';
import type { VoucherClaim } from '../../shared/voucher-claim.ts';
import type { Attempt, AttemptAction } from '../payment/attempt.ts';
import { type PaymentRecord, refundById } from '../payment/records.ts';
import type { RecordEvent } from '../store/journal.ts';
import type { GivingBack } from './give-back.ts';
import type { Told } from './heard.ts';
import type { WalletParts } from './wallet-parts.ts';

/** What the books of the sale need to know of a success. */
export type PaidByWallet = {
  readonly paymentId: Id;
  readonly saleId: Id;
  readonly tenderNo: number;
  readonly amount: Money;
  readonly schemeRef: string | null;
  readonly voucher: VoucherClaim | null;
  readonly wallet: ForeignWallet | null;
};

export type BookingParts = WalletParts & {
  /**
   * Books the sale inside the engine's own commit, which may still fail: nothing may be shown or
   * spoken yet. `sale-gone` where it was closed by cash, or abandoned.
   */
  readonly settle: (record: RecordEvent, payment: PaidByWallet) => 'booked' | 'sale-gone';
  readonly givingBack: GivingBack;
};

/** True for what must be durable before anything else follows from it. */
export function isNews(action: AttemptAction): boolean {
  return action.kind !== 'ask';
}

/** Writes one action of the engine; a success books the sale, or what is owed, in the same transaction. */
export function writeAction(
  parts: BookingParts,
  record: RecordEvent,
  subject: { readonly payment: PaymentRecord; readonly attempt: Attempt },
  action: AttemptAction,
  told: Told<unknown> | null,
): void {
  const { payment, attempt } = subject;
  const paymentId = payment.id;
  switch (action.kind) {
    case 'ask':
      break;
    case 'park':
      record('payment-parked', { paymentId, by: action.by });
      break;
    case 'alarm':
      record('payment-alarmed', { paymentId, why: action.why });
      break;
    case 'owe':
      // The state stays; the answer that says "paid after all" is kept with it.
      record('payment-moved', {
        ...moved(paymentId, told),
        to: attempt.state,
        cause: 'late-paid',
        reason: attempt.reason,
      });
      oweBack(parts, record, payment);
      break;
    case 'move':
      record('payment-moved', { ...moved(paymentId, told), ...movement(action) });
      if (action.to === 'succeeded') book(parts, record, payment, told?.schemeRef ?? null);
  }
}

function moved(
  paymentId: Id,
  told: Told<unknown> | null,
): Pick<EventData<'payment-moved'>, 'paymentId' | 'schemeRef' | 'expiresAt' | 'answer'> {
  return {
    paymentId,
    schemeRef: told?.schemeRef ?? null,
    expiresAt: told?.expiresAt ?? null,
    answer: told?.answer ?? null,
  };
}

function movement(action: Extract<AttemptAction, { kind: 'move' }>) {
  const { to, cause, reason } = action;
  return { to, cause, reason };
}

function book(
  parts: BookingParts,
  record: RecordEvent,
  payment: PaymentRecord,
  schemeRef: string | null,
): void {
  const { id, saleId, tenderNo, amount, cashRefundId, voucher, wallet } = payment;
  // With cash in the drawer for this sale the wallet's money is the customer's, whatever the sale says.
  const outcome =
    cashRefundId === null
      ? parts.settle(record, { paymentId: id, saleId, tenderNo, amount, schemeRef, voucher, wallet })
      : 'sale-gone';
  if (outcome === 'sale-gone') oweBack(parts, record, payment);
}

/**
 * The scheme took the money and the sale doesn't need it: booked as owed to the customer, and given
 * back under one refund id for ever. Dr wallet · Cr owed to customers.
 */
function oweBack(parts: BookingParts, record: RecordEvent, payment: PaymentRecord): void {
  const { id: paymentId, amount } = payment;
  const refundId = payment.cashRefundId ?? parts.newId();
  if (refundById(parts.db, refundId)) return;
  record('payment-owed', {
    paymentId,
    refundId,
    amount: toWire(amount),
    postings: [
      {
        account: payment.voucher ? accounts.vouchers : walletAccount(payment.wallet),
        amount: toWire(amount),
      },
      { account: accounts.owedToCustomers, amount: toWire(negated(amount)) },
    ],
  });
  parts.givingBack.start(record, { paymentId, documentId: null, amount, reason: 'paid-too-late', refundId });
}
