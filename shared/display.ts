import { z } from 'zod';
import { moneyWire } from './money.ts';
import { tenderKind } from './payment.ts';
import { names, unit } from './product.ts';
import type { Result } from './result.ts';
import { settingsView } from './views.ts';

/**
 * All that the customer's display is ever given (trust.md §1 and §9): what is being bought, what it
 * costs, what is paid. Nobody's name, no code of a voucher, no number of a payment, nothing of the
 * owner's rooms. What is not in here can't be shown, whatever goes wrong in that window.
 */

const line = z.strictObject({
  id: z.uuid(),
  names,
  unit,
  quantity: z.string(),
  unitPrice: moneyWire,
  /** What came off this line; zero: nothing. */
  discount: moneyWire,
  amount: moneyWire,
});

/** A payment of the sale by what it was, not whose: a voucher's programme says who the customer is. */
const part = z.strictObject({ no: z.int(), kind: tenderKind, amount: moneyWire });

const scene = z.discriminatedUnion('show', [
  z.strictObject({ show: z.literal('greeting') }),
  z.strictObject({
    show: z.literal('sale'),
    lines: z.array(line),
    newestLineId: z.uuid().nullable(),
    /** Off the whole sale, the lines' own discounts included; zero: nothing. */
    discountTotal: moneyWire,
    total: moneyWire,
    taken: z.array(part),
    /** What is still to be paid. */
    rest: moneyWire,
    /** What the next payment takes, where that is less than the rest; null: all of it. */
    now: moneyWire.nullable(),
    /** Our code while it may be paid; `expiresAt` by this machine's clock. */
    code: z.strictObject({ payload: z.string(), amount: moneyWire, expiresAt: z.string() }).nullable(),
  }),
  z.strictObject({
    show: z.literal('thanks'),
    total: moneyWire,
    change: moneyWire.nullable(),
    /** False where the money was not verified by this till: taken elsewhere, or by a pass without network. */
    isPaid: z.boolean(),
  }),
]);

export const displayView = settingsView.pick({ language: true, textSize: true, contrast: true }).extend({
  shop: z.string(),
  practice: z.boolean(),
  scene,
});

export type DisplayView = z.infer<typeof displayView>;
export type DisplayScene = DisplayView['scene'];
export type SaleScene = Extract<DisplayScene, { show: 'sale' }>;

/** The display's only way outward. */
export type DisplayClient = {
  readonly get: () => Promise<Result<DisplayView>>;
  /** Calls back with every change, and with null while the core is being started again. Answers a function that stops it. */
  readonly onChange: (listener: (view: DisplayView | null) => void) => () => void;
};
