import { z } from 'zod';
import { moneyWire, signedMoneyWire } from './money.ts';

/* The scheme's daily files beside the till's books: what the journal, the core and the screens call it. */

/** What can be different, each with its remedy in words (`settlement.do.<kind>`). */
export const caseKinds = [
  /** The scheme lists it, the till's books don't have it. */
  'missing-here',
  /** The till's books have it, and two files that should have listed it don't. */
  'missing-there',
  'amount-differs',
  'fee-differs',
  'currency-differs',
  'listed-twice',
  /** A payment without an end that the file of its day does not list. */
  'payment-pending',
  'refund-pending',
  /** A file whose signature, date or sums don't hold. */
  'file-refused',
  /** A second file for a day, with other content. */
  'file-changed',
] as const;
export const caseKind = z.enum(caseKinds);
export type CaseKind = z.infer<typeof caseKind>;

/** What moved money at the scheme; `income` and other kinds that a till doesn't know are rows without a part in its books. */
export const subjectKinds = ['payment', 'voucher', 'refund', 'adjustment'] as const;
export const subjectKind = z.enum(subjectKinds);
export type SubjectKind = z.infer<typeof subjectKind>;

/** How a case came to its end. */
export const caseEnds = ['row', 'adjustment', 'ended', 'file', 'hand'] as const;
export const caseEnd = z.enum(caseEnds);
export type CaseEnd = z.infer<typeof caseEnd>;

/** Cases that a person may close; the others end by what the scheme or the till does. */
export const closedByHand: readonly CaseKind[] = [
  'missing-here',
  'missing-there',
  'amount-differs',
  'fee-differs',
  'currency-differs',
  'listed-twice',
  'file-changed',
];

/** A row of a day's file, by its number there. */
export const rowPlace = z.strictObject({ day: z.iso.date(), no: z.int().min(1) });
export type RowPlace = z.infer<typeof rowPlace>;

/** Rows of a day from one number to another, both included. */
export const rowRange = z.strictObject({
  day: z.iso.date(),
  from: z.int().min(1),
  to: z.int().min(1),
});
export type RowRange = z.infer<typeof rowRange>;

export const openedCase = z.strictObject({
  caseId: z.uuid(),
  kind: caseKind,
  /** The scheme's day that it is about. */
  day: z.iso.date(),
  row: rowPlace.nullable(),
  subject: z.strictObject({ kind: subjectKind, id: z.string().max(64) }).nullable(),
  /** What the till's books say of it and what the scheme says, as the file counts: refunds below zero. */
  ours: signedMoneyWire.nullable(),
  theirs: signedMoneyWire.nullable(),
});

/** One difference as the owner sees it. */
export const caseView = z.strictObject({
  id: z.uuid(),
  kind: caseKind,
  day: z.iso.date(),
  /** The scheme's number, to name it to the scheme; null where there is none. */
  schemeRef: z.string().nullable(),
  /** The receipt of the sale, where there is one. */
  receipt: z.int().nullable(),
  saleId: z.uuid().nullable(),
  rowKind: z.string().nullable(),
  ours: signedMoneyWire.nullable(),
  theirs: signedMoneyWire.nullable(),
  /** Of a file: which check it did not pass. */
  why: z.string().nullable(),
  openedAt: z.string(),
  closedAt: z.string().nullable(),
  closedBy: caseEnd.nullable(),
  note: z.string().nullable(),
  mayClose: z.boolean(),
});
export type CaseView = z.infer<typeof caseView>;

/** A scheme day as an accountant files it: all of this terminal's rows. `refunds` is above zero. */
export const settledFigures = z.strictObject({
  rows: z.int(),
  gross: signedMoneyWire,
  refunds: moneyWire,
  adjustments: signedMoneyWire,
  fees: signedMoneyWire,
  net: signedMoneyWire,
});
export type SettledFigures = z.infer<typeof settledFigures>;

export const settledDay = settledFigures.extend({
  day: z.iso.date(),
  /** `running`: what the scheme has so far, kept nowhere; `refused`: its file does not hold. */
  state: z.enum(['settled', 'differs', 'running', 'refused']),
  matched: z.int(),
  differences: z.int(),
});
export type SettledDay = z.infer<typeof settledDay>;

export const settledMonth = settledFigures.extend({
  /** `2026-11`. */
  month: z.string(),
  /** Fees on each hundred that wallets paid, with two decimals; null where they paid nothing. */
  feesPer100: z.string().nullable(),
});
export type SettledMonth = z.infer<typeof settledMonth>;

export const settlementView = z.strictObject({
  /** Newest first; those that still run, or whose file does not hold, among them. */
  days: z.array(settledDay),
  month: settledMonth,
  /** Open ones first, then those closed last. */
  cases: z.array(caseView),
  /** Taken and not settled by any file yet. */
  receivable: signedMoneyWire,
  /** The scheme is being asked right now. */
  asking: z.boolean(),
  /** Nobody answered when the scheme was asked last. */
  silent: z.boolean(),
  /** When a file or a word that there is none yet last came; null: not since the start. */
  heardAt: z.string().nullable(),
});
export type SettlementView = z.infer<typeof settlementView>;
