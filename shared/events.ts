import { z } from 'zod';
import { basketChange } from './basket.ts';
import { moneyWire, signedMoneyWire } from './money.ts';
import { lossBearers } from './offline-wire.ts';
import { elsewhereHow, paymentState, refundState, tenderKind } from './payment.ts';
import { posting } from './posting.ts';
import { names, product, unit } from './product.ts';
import { roles } from './roles.ts';
import { approvalNeed } from './staff.ts';
import { taxRate } from './tax.ts';
import { voucherClaim } from './voucher-claim.ts';

/**
 * What the journal holds: every kind of event with its data. Kinds are versioned by `v` and read for
 * ever; a new version is a new schema beside the old one, never an edit.
 */

const number = z.int().min(1);

/** What a PIN was typed for: the till itself, another's request, a change of the staff list. */
const pinUse = z.enum(['sign-in', 'approval', 'staff']);

/** A signed answer of the scheme, kept whole, so that anyone can check it again years later. */
export const keptAnswer = z.strictObject({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  /** What was signed over on our side: method, path, query and the request's signature headers. */
  request: z.strictObject({
    method: z.string(),
    authority: z.string(),
    path: z.string(),
    query: z.string(),
    headers: z.record(z.string(), z.string()),
  }),
});

export type KeptAnswer = z.infer<typeof keptAnswer>;

export const soldLine = z.strictObject({
  no: number,
  productId: z.uuid().nullable(),
  names,
  barcode: z.string().nullable(),
  category: z.string(),
  taxClass: z.string(),
  rateBasisPoints: z.int(),
  unit,
  /** Thousandths. */
  quantity: z.string(),
  unitPrice: moneyWire,
  gross: moneyWire,
  lineDiscount: moneyWire,
  basketDiscount: moneyWire,
  amount: moneyWire,
  tax: moneyWire,
  /** What each tender paid of this line, in the tenders' order; sums to `amount`. */
  tenderShares: z.array(moneyWire),
});

export type SoldLine = z.infer<typeof soldLine>;

export const saleTender = z.strictObject({
  no: number,
  kind: tenderKind,
  how: elsewhereHow.nullable(),
  amount: moneyWire,
  tendered: moneyWire.nullable(),
  change: moneyWire.nullable(),
  paymentId: z.uuid().nullable(),
  schemeRef: z.string().nullable(),
  /** A signed pass, taken while the scheme could not be reached: `paymentId` is handed in later. */
  offline: z.literal(true).optional(),
  /** Taken as a part before the rest of the sale was paid: its money came with `tender-taken`. */
  taken: z.literal(true).optional(),
  /** What a voucher pays of which lines; `paymentId` is its redemption. */
  voucher: voucherClaim.optional(),
});

export type SaleTender = z.infer<typeof saleTender>;

export const taxTotal = z.strictObject({
  taxClass: z.string(),
  rateBasisPoints: z.int(),
  amount: moneyWire,
  net: moneyWire,
  tax: moneyWire,
});

/** Goods and money given back; `of` names the sale's line, null for a return without receipt. */
export const returnedLine = soldLine.omit({ tenderShares: true }).extend({
  of: z.strictObject({ saleId: z.uuid(), no: number }).nullable(),
  /** What goes back to each tender of that sale, in their order; sums to `amount`. Absent: to the first. */
  tenderShares: z.array(moneyWire).optional(),
});

export type ReturnedLine = z.infer<typeof returnedLine>;

export const eventData = {
  /** The terminal's first event of an epoch: who it is, and what the scheme granted, kept as signed. */
  'terminal-activated': z.strictObject({
    terminalId: z.string(),
    merchantId: z.string(),
    shop: z.string(),
    currency: z.string(),
    zone: z.string(),
    root: z.string(),
    keyId: z.string(),
    publicKey: z.string(),
    taxRates: z.array(taxRate),
    grant: z.string(),
    answer: keptAnswer,
  }),
  'staff-added': z.strictObject({
    personId: z.uuid(),
    personKey: z.string().nullable(),
    name: z.string(),
    role: z.enum(roles),
  }),
  'staff-changed': z.strictObject({ personId: z.uuid(), name: z.string(), role: z.enum(roles) }),
  'staff-deactivated': z.strictObject({ personId: z.uuid() }),
  /** Names the secret that is kept outside of the books (`DIR/keys/pins.json`); nothing of the PIN itself. */
  'pin-set': z.strictObject({ personId: z.uuid(), pinId: z.uuid() }),
  /** Durable before the PIN is looked at, and a failure until `pin-passed`: a kill in between counts too. */
  'pin-tried': z.strictObject({ personId: z.uuid(), use: pinUse }),
  'pin-passed': z.strictObject({ personId: z.uuid(), use: pinUse }),
  'staff-signed-in': z.strictObject({ personId: z.uuid() }),
  /** `idle`: nobody used the till for its time, or the sign-in was too long ago. */
  'staff-signed-out': z.strictObject({ personId: z.string(), why: z.enum(['locked', 'idle', 'gone']) }),
  /** Somebody allowed what the one at the till may not do alone; good for 60 s of running time, once. */
  'approval-granted': z.strictObject({
    approvalId: z.uuid(),
    need: approvalNeed,
    requesterId: z.string(),
    approverId: z.uuid(),
  }),
  /** In the same transaction as the act itself. */
  'approval-used': z.strictObject({
    approvalId: z.uuid(),
    need: approvalNeed,
    requesterId: z.string(),
    approverId: z.uuid(),
  }),
  /** Who may go beyond the limit has given this much off a sale: whoever then takes the money may. */
  'discount-allowed': z.strictObject({ saleId: z.uuid(), amount: moneyWire }),
  'settings-changed': z.strictObject({ settings: z.record(z.string(), z.string().nullable()) }),

  'product-saved': z.strictObject({ product }),
  /** An import goes in pieces of at most 500 products, so that no single link grows without bound. */
  'products-imported': z.strictObject({ importId: z.uuid(), products: z.array(product).max(500) }),

  'basket-opened': z.strictObject({
    basketId: z.uuid(),
    currency: z.string(),
    /** Set when the sale happened before it is rung up here (replayed, rescued); else it happens when it is settled. */
    soldAt: z.string().nullable(),
  }),
  'basket-changed': z.strictObject({ basketId: z.uuid(), changes: z.array(basketChange).min(1) }),
  'basket-held': z.strictObject({ basketId: z.uuid() }),
  'basket-recalled': z.strictObject({ basketId: z.uuid() }),
  'basket-abandoned': z.strictObject({ basketId: z.uuid() }),

  /** Durable before the first byte is sent. `request` is the exact body; a retry sends it again. */
  'payment-created': z.strictObject({
    paymentId: z.uuid(),
    saleId: z.uuid(),
    tenderNo: number,
    amount: moneyWire,
    merchantId: z.string(),
    codeHash: z.string(),
    /** For a voucher with `sha256:` and the code's hash in place of the code, which is money. */
    request: z.string(),
    /** Set where it redeems a voucher. */
    voucher: voucherClaim.optional(),
    /** The way it goes, where that is not by the customer's code at the own scheme. */
    adapter: z.string().optional(),
  }),
  'payment-moved': z.strictObject({
    paymentId: z.uuid(),
    to: paymentState,
    /** The engine's event that moved it: `wait`, `dark`, `paid`, `stop`, … (payments.md §2). */
    cause: z.string(),
    reason: z.string().nullable(),
    schemeRef: z.string().nullable(),
    expiresAt: z.string().nullable(),
    answer: keptAnswer.nullable(),
  }),
  /** The cashier put it aside, or it stayed unknown for 90 s. */
  'payment-parked': z.strictObject({ paymentId: z.uuid(), by: z.enum(['cashier', 'time']) }),
  /** A forged, mismatched or unverifiable answer: nothing follows from it but a look. */
  'payment-alarmed': z.strictObject({ paymentId: z.uuid(), why: z.string() }),
  /** Cash was taken for the sale; written before the cancel is sent, so that a late success refunds itself. */
  'payment-replaced-by-cash': z.strictObject({ paymentId: z.uuid(), refundId: z.uuid() }),
  /** A success came too late for its sale: the money is owed back. Balanced. */
  'payment-owed': z.strictObject({
    paymentId: z.uuid(),
    refundId: z.uuid(),
    amount: moneyWire,
    postings: z.array(posting),
  }),

  /** In the same transaction as its sale. `request` is the exact body that is handed in. */
  'offline-taken': z.strictObject({
    paymentId: z.uuid(),
    saleId: z.uuid(),
    tenderNo: number,
    number,
    pass: z.string(),
    serial: z.string(),
    walletHash: z.string(),
    amount: moneyWire,
    merchantId: z.string(),
    takenAt: z.string(),
    request: z.string(),
    /** What the pass was held against, before this sale. */
    verdict: z.strictObject({
      keyId: z.string(),
      walletSpent: moneyWire,
      totalSpent: moneyWire,
      sales: z.int().min(0),
      grantUntil: z.string(),
    }),
  }),
  /** The scheme's signed word about it; a loss says who bears it. Balanced. */
  'offline-ended': z.strictObject({
    paymentId: z.uuid(),
    to: z.enum(['accepted', 'refused']),
    reason: z.string().nullable(),
    bearer: z.enum(lossBearers).nullable(),
    schemeRef: z.string(),
    answer: keptAnswer,
    postings: z.array(posting).min(2),
  }),
  /** Whoever acts was told of the loss and has said so. */
  'offline-loss-read': z.strictObject({ paymentId: z.uuid() }),
  'offline-alarmed': z.strictObject({ paymentId: z.uuid(), why: z.string() }),

  /** A part of a sale's money is in, the rest is not: held for the sale until it is settled or cancelled. Balanced. */
  'tender-taken': z.strictObject({
    saleId: z.uuid(),
    tender: saleTender,
    postings: z.array(posting).min(2),
  }),
  /** A part goes back, each by its own way. `refundId`: the wallet's refund that brings it. Balanced. */
  'tender-returned': z.strictObject({
    saleId: z.uuid(),
    tenderNo: number,
    kind: tenderKind,
    amount: moneyWire,
    refundId: z.uuid().nullable(),
    postings: z.array(posting).min(2),
  }),

  'sale-settled': z.strictObject({
    saleId: z.uuid(),
    receipt: number,
    code: z.string(),
    businessDay: z.iso.date(),
    lines: z.array(soldLine).min(1),
    taxes: z.array(taxTotal),
    gross: moneyWire,
    discount: moneyWire,
    total: moneyWire,
    tenders: z.array(saleTender).min(1),
    postings: z.array(posting).min(2),
    personKey: z.string().nullable(),
  }),
  /** A wrong pick between cash and elsewhere, put right within the shift by a contra entry. */
  'tender-corrected': z.strictObject({
    saleId: z.uuid(),
    tenderNo: number,
    from: z.enum(['cash', 'elsewhere']),
    to: z.enum(['cash', 'elsewhere']),
    how: elsewhereHow.nullable(),
    amount: moneyWire,
    postings: z.array(posting).min(2),
  }),
  'receipt-copied': z.strictObject({ saleId: z.uuid(), copy: number, copyId: z.uuid().optional() }),

  'refund-created': z.strictObject({
    refundId: z.uuid(),
    paymentId: z.uuid(),
    /** The refund document that it belongs to; null for money owed after a late success. */
    documentId: z.uuid().nullable(),
    amount: moneyWire,
    reason: z.string(),
    request: z.string(),
  }),
  'refund-moved': z.strictObject({
    refundId: z.uuid(),
    to: refundState,
    cause: z.string(),
    reason: z.string().nullable(),
    schemeRef: z.string().nullable(),
    answer: keptAnswer.nullable(),
    /** Set once refunded, where the books move with it (clearing of what is owed). */
    postings: z.array(posting),
  }),
  /** A numbered refund document: goods back, money back or owed. Wallet money is owed until the refund is done. */
  'refund-settled': z.strictObject({
    documentId: z.uuid(),
    receipt: number,
    code: z.string(),
    businessDay: z.iso.date(),
    saleId: z.uuid().nullable(),
    reason: z.string(),
    /** What the cashier wrote beside the reason. */
    note: z.string().optional(),
    lines: z.array(returnedLine).min(1),
    taxes: z.array(taxTotal),
    total: moneyWire,
    tenders: z.array(saleTender.extend({ refundId: z.uuid().nullable() })).min(1),
    postings: z.array(posting).min(2),
  }),
  /** The scheme refused a refund for good, so the customer got the money out of the drawer. Balanced. */
  'refund-paid-out': z.strictObject({
    payOutId: z.uuid(),
    refundId: z.uuid(),
    amount: moneyWire,
    postings: z.array(posting).min(2),
  }),

  'shift-opened': z.strictObject({ number, float: moneyWire, postings: z.array(posting) }),
  'cash-moved': z.strictObject({
    movementId: z.uuid(),
    direction: z.enum(['in', 'out']),
    purpose: z.enum(['change-money', 'stock', 'expense', 'owner', 'bank', 'other']),
    reason: z.string(),
    amount: moneyWire,
    postings: z.array(posting).min(2),
  }),
  'drawer-opened': z.strictObject({
    reason: z.string(),
    saleId: z.uuid().nullable(),
    /** Made by the window for an opening without a sale. */
    openingId: z.uuid().optional(),
  }),
  /** The Z: `head` is the link before this event; the signature covers the RFC 8785 form of all but itself. */
  'shift-closed': z.strictObject({
    number,
    expected: z.array(z.strictObject({ kind: tenderKind, amount: signedMoneyWire })),
    counted: z.array(z.strictObject({ kind: tenderKind, amount: moneyWire })),
    postings: z.array(posting),
    grandTotals: z.strictObject({ sales: moneyWire, refunds: moneyWire, net: signedMoneyWire }),
    head: z.strictObject({ epoch: z.int(), seq: z.int(), hash: z.string() }),
    previous: z.strictObject({ number, signature: z.string() }).nullable(),
    keyId: z.string(),
    signature: z.string(),
  }),
} as const;

export type EventKind = keyof typeof eventData;
export type EventData<K extends EventKind> = z.infer<(typeof eventData)[K]>;

/** The envelope of every event: when, by whom, in which shift (design, "Journal"). */
export type EventEnvelope = {
  readonly id: string;
  readonly v: number;
  /** When it happened at the counter; the business day follows from it in `zone`. */
  readonly occurredAt: string;
  /** What the till's clock said when it was written. */
  readonly recordedAt: string;
  readonly zone: string;
  /** Milliseconds of the monotonic clock, as text; only differences within one run mean anything. */
  readonly mono: string;
  readonly actor: string;
  readonly role: (typeof roles)[number];
  readonly shift: number | null;
  readonly practice: boolean;
};

export type JournalEvent<K extends EventKind = EventKind> = K extends EventKind
  ? EventEnvelope & { readonly kind: K; readonly data: EventData<K> }
  : never;

/** One link of the chain, as it stands in table `journal`. */
export type Link = {
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
};
