import { z } from 'zod';
import { moneyWire } from './money.ts';
import { unit } from './product.ts';
import { cancelAsk, type Route } from './scheme-wire.ts';
import {
  answeredMoney,
  answeredResource,
  askedAmount,
  instant,
  practiceMinor,
  reference,
} from './wire-parts.ts';

/*
 * Subsidy vouchers on the scheme's wire (payments.md §4). Names follow GovStack Payments; lines,
 * amounts in part and client-made ids are ours. Like scheme-wire.ts: strict asks, tolerant answers.
 */

// --- Programmes ---

/** The four symbols that every voucher code of the programme begins with (qr.md §7). */
export const programmeId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{4}$/);

const gtin = z.string().regex(/^\d{14}$/);
const listVersion = z.int().min(1);
const bothNames = z.object({ 'zh-CN': z.string().min(1).max(200), en: z.string().min(1).max(200) });

/**
 * A programme and its eligibility list. The list is data with a version and a day, signed like every
 * answer: it changes without a release, and a redemption says by which version it was made.
 */
export const programme = z.object({
  id: programmeId,
  names: bothNames,
  currency: moneyWire.shape.currency,
  /** GovStack's `groupCode`: whom the programme is for. */
  group: reference,
  /** Counts up with each change of this programme's list; the list holds from `issuedAt`. */
  listVersion,
  issuedAt: instant,
  /** Nothing is paid from then on, whatever a voucher says. */
  expires: instant,
  /** Goods and services, by GTIN. */
  goods: z.array(z.object({ gtin, category: z.string().max(60) })),
  /** Categories of goods without a GTIN that count on the shop's own word; empty: none. */
  shopWord: z.array(z.string().min(1).max(60)),
  /** False: the customer pays the tax on the goods, the benefit only what is left without it. */
  paysTax: z.boolean(),
  /** Where there is one, the programme pays this much for each unit, and no more. */
  priceCut: z.object({ perUnit: answeredMoney, unit }).nullable(),
});
export type Programme = z.infer<typeof programme>;

/** The programmes in the shop's currency. */
export const programmesAnswer = z.object({ programmes: z.array(programme) });
export type ProgrammesAnswer = z.infer<typeof programmesAnswer>;

// --- Vouchers ---

/** As GovStack Payments has them; money can be taken from `Activated` only. */
export const voucherStates = [
  'Pre-Activated',
  'Activated',
  'Suspended',
  'Blocked',
  'Consumed',
  'Purged',
] as const;
export type VoucherState = (typeof voucherStates)[number];

/** Why a redemption was declined. `voucher-blocked` covers Suspended, `voucher-unknown` Purged. */
export const voucherReasons = [
  'merchant-blocked',
  'voucher-unknown',
  'voucher-inactive',
  'voucher-blocked',
  'voucher-expired',
  'voucher-consumed',
  'list-outdated',
  'not-eligible',
  'insufficient-funds',
] as const;
export type VoucherReason = (typeof voucherReasons)[number];

/**
 * A line of the sale: `amount` is what of it is still to be paid when this voucher's turn comes, tax
 * included, `tax` the part of it that is tax. `quantity` in thousandths of the unit; without a unit: each.
 */
export const voucherLine = z.strictObject({
  gtin: gtin.nullable(),
  category: z.string().max(60),
  amount: askedAmount,
  quantity: z.string().regex(/^[1-9]\d{0,9}$/),
  tax: z.strictObject(moneyWire.shape).optional(),
  unit: unit.optional(),
});
export type VoucherLine = z.infer<typeof voucherLine>;

/** A body may weigh 64 KB (trust.md §7), so a till sends the lines it claims for, and so many at most. */
export const claimedLinesMost = 300;
const voucherLines = z.array(voucherLine).min(1).max(claimedLinesMost);

export const voucherCheckAsk = z.strictObject({ lines: voucherLines });
export type VoucherCheckAsk = z.infer<typeof voucherCheckAsk>;

/** `lines` in the order asked; `most` is what the programme pays of the line, `why` one of `lineReasons`. */
export const voucherCheckAnswer = z.object({
  programme: programmeId,
  listVersion,
  state: z.string(),
  balance: answeredMoney,
  /** Null before the voucher's activation: its time has not begun. */
  expires: instant.nullable(),
  /** One of `voucherReasons` where it could not be used now. */
  reason: z.string().max(64).optional(),
  lines: z.array(z.object({ eligible: z.boolean(), why: z.string().max(64), most: answeredMoney })),
});
export type VoucherCheckAnswer = z.infer<typeof voucherCheckAnswer>;

/** Takes `amount` off the voucher: all of it or nothing, never above what the lines are eligible for. */
export const redemptionAsk = z.strictObject({
  code: z.string().min(1).max(64),
  amount: askedAmount,
  lines: voucherLines,
  listVersion,
  saleRef: reference.optional(),
});
export type RedemptionAsk = z.infer<typeof redemptionAsk>;

export const redemptionStates = ['sent', 'succeeded', 'declined', 'cancelled'] as const;

/**
 * As a payment. `balance` is the voucher's after all that has happened to it; it and `programme` are
 * absent where the code isn't known, or a cancel came first (then `amount` is zero, too). A cancelled
 * redemption gave back what it had taken, to the voucher or, where that is over, `to` the programme.
 */
export const redemptionAnswer = z.object({
  ...answeredResource,
  state: z.enum(redemptionStates),
  programme: programmeId.optional(),
  listVersion: listVersion.optional(),
  balance: answeredMoney.optional(),
  refundedTotal: answeredMoney,
  to: z.string().max(64).optional(),
});
export type RedemptionAnswer = z.infer<typeof redemptionAnswer>;

// --- Practice ---

/** A programme as somebody would publish it; under a known id its list is replaced by a newer version. */
export const practiceProgrammeAsk = z.strictObject({
  ...programme.omit({ listVersion: true, issuedAt: true }).shape,
  goods: z.array(z.strictObject({ gtin, category: z.string().max(60) })),
  priceCut: z.strictObject({ perUnit: askedAmount, unit }).nullable(),
});
export type PracticeProgrammeAsk = z.infer<typeof practiceProgrammeAsk>;
export const practiceProgrammeAnswer = z.object({ listVersion });

/** Without a `state` the voucher is activated at once; its time of `days` (90) begins with that. */
export const practiceVoucherAsk = z.strictObject({
  programme: programmeId,
  balance: practiceMinor,
  currency: moneyWire.shape.currency,
  state: z.enum(voucherStates).optional(),
  days: z.int().min(0).max(366).optional(),
  /** Whom it was given to, in the programme's own terms; most vouchers belong to whoever holds them. */
  person: reference.optional(),
});
export type PracticeVoucherAsk = z.infer<typeof practiceVoucherAsk>;
export const practiceVoucherAnswer = z.object({ code: z.string() });

/** Puts a voucher into another state, as its programme would. */
export const practiceVoucherStateAsk = z.strictObject({ code: z.string(), state: z.enum(voucherStates) });
export const practiceVoucherStateAnswer = z.object({ state: z.string() });

// --- Routes ---

const signed = { signed: true, signedBy: 'answer' } as const;
const practice = { signed: false, signedBy: 'answer' } as const;

export const voucherRoutes = {
  programmes: { method: 'GET', path: '/programmes', ask: null, answer: programmesAnswer, ...signed },
  checkVoucher: {
    method: 'POST',
    path: '/vouchers/{code}/check',
    ask: voucherCheckAsk,
    answer: voucherCheckAnswer,
    ...signed,
  },
  putRedemption: {
    method: 'PUT',
    path: '/voucher-redemptions/{id}',
    ask: redemptionAsk,
    answer: redemptionAnswer,
    ...signed,
  },
  getRedemption: {
    method: 'GET',
    path: '/voucher-redemptions/{id}',
    ask: null,
    answer: redemptionAnswer,
    ...signed,
  },
  cancelRedemption: {
    method: 'POST',
    path: '/voucher-redemptions/{id}/cancel',
    ask: cancelAsk,
    answer: redemptionAnswer,
    ...signed,
  },
  practiceProgramme: {
    method: 'POST',
    path: '/practice/programmes',
    ask: practiceProgrammeAsk,
    answer: practiceProgrammeAnswer,
    ...practice,
  },
  practiceVoucher: {
    method: 'POST',
    path: '/practice/vouchers',
    ask: practiceVoucherAsk,
    answer: practiceVoucherAnswer,
    ...practice,
  },
  practiceVoucherState: {
    method: 'POST',
    path: '/practice/vouchers/state',
    ask: practiceVoucherStateAsk,
    answer: practiceVoucherStateAnswer,
    ...practice,
  },
} as const satisfies Record<string, Route>;
