import { z } from 'zod';
import { exponentOf, type Money, moneyWire } from './money.ts';
import { elsewhereHow, foreignWallet, refundState, tenderKind } from './payment.ts';
import { problemCodes } from './problems.ts';
import { names, unit } from './product.ts';

/** Giving goods and money back, as window and core speak of it. */

/** Why it comes back: a short list, so that a month of refunds can be counted. `other` needs a note. */
export const refundReason = z.enum([
  'unwanted',
  'faulty',
  'wrong-item',
  'wrong-price',
  'charged-twice',
  'other',
]);

/** What comes back: pieces of lines with their share of the money, or a sum spread over all lines. */
export const refundWhat = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('lines'),
    /** `quantity` as typed: `2`, `0.535`. */
    lines: z.array(z.strictObject({ no: z.int().min(1), quantity: z.string().max(64) })).max(2000),
  }),
  z.strictObject({ by: z.literal('amount'), amount: z.string().max(64) }),
]);

/** Money on its way back to a wallet, or still owed. */
export const refundView = z.strictObject({
  id: z.uuid(),
  paymentId: z.uuid(),
  /** Whose wallet it goes back to; null: the scheme's. */
  wallet: foreignWallet.nullable(),
  /** The refund document and its number; null where a payment succeeded too late for its sale. */
  documentId: z.uuid().nullable(),
  number: z.int().nullable(),
  saleId: z.uuid(),
  /** null where that sale was never booked. */
  saleNumber: z.int().nullable(),
  amount: moneyWire,
  state: refundState,
  /** Why the scheme refused. */
  reason: z.string().nullable(),
  startedAt: z.string(),
  /** The scheme's signed refusal is final, so the money may be paid out of the drawer. */
  mayPayOut: z.boolean(),
  paidOut: z.boolean(),
});

/** One refund document and where its money stands. */
export const refundDocument = z.strictObject({
  documentId: z.uuid(),
  number: z.int(),
  occurredAt: z.string(),
  total: moneyWire,
  reason: z.string(),
  note: z.string(),
  tenders: z.array(
    z.strictObject({
      kind: tenderKind,
      how: elsewhereHow.nullable(),
      amount: moneyWire,
      refund: refundView.nullable(),
    }),
  ),
});

/** What would be given back: computed by the core, shown before anything is done. */
export const refundPreview = z.strictObject({
  saleId: z.uuid(),
  number: z.int(),
  total: moneyWire,
  /** Of the whole sale, what has not gone back yet. */
  left: moneyWire,
  lines: z.array(
    z.strictObject({
      no: z.int(),
      names,
      unit,
      sold: z.string(),
      /** Goods and money that have not come back yet; the quantity as a person reads it. */
      leftQuantity: z.string(),
      left: moneyWire,
      /** What goes back of it now. */
      giveQuantity: z.string(),
      give: moneyWire,
    }),
  ),
  tenders: z.array(z.strictObject({ kind: tenderKind, how: elsewhereHow.nullable(), give: moneyWire })),
  /** Why it can't be done as it stands; null: it can. */
  problem: z.enum(problemCodes).nullable(),
});

export type RefundReason = z.infer<typeof refundReason>;
export type RefundWhat = z.infer<typeof refundWhat>;
export type RefundView = z.infer<typeof refundView>;
export type RefundDocument = z.infer<typeof refundDocument>;
export type RefundPreview = z.infer<typeof refundPreview>;

/** What a cashier refunds without asking, in whole units of the currency: the scheme's own limit without a PIN. */
const cashierLimit = 200n;

export function isBeyondRefundLimit(total: Money): boolean {
  return total.minor > cashierLimit * 10n ** BigInt(exponentOf(total.currency));
}
