import { z } from 'zod';
import { discount } from './basket.ts';
import { moneyWire, signedMoneyWire } from './money.ts';
import { elsewhereHow, foreignWallet, paymentState, refundState, tenderKind } from './payment.ts';
import { names, unit } from './product.ts';
import { refundView } from './refund.ts';
import { roles } from './roles.ts';
import { personAtTill } from './staff.ts';
import { voucherClaim } from './voucher-claim.ts';

/** What the screens show. The core computes every figure; the window only lays it out. */

/** Half of a character, alone, has no UTF-8: it can't be kept in the journal. */
export function isWholeText(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

export const language = z.enum(['zh-CN', 'en']);

export const settingsView = z.strictObject({
  language,
  textSize: z.enum(['normal', 'large']),
  contrast: z.enum(['normal', 'high']),
  /** Path of the serial scanner's port; null: none. */
  serialScanner: z.string().max(200).refine(isWholeText).nullable(),
  /** Where the customer's display is: on a second screen while there is one, else in a window too, or nowhere. */
  customerDisplay: z.enum(['second-screen', 'window', 'off']),
});

export const taxTotalView = z.strictObject({
  taxClass: z.string(),
  rateBasisPoints: z.int(),
  amount: signedMoneyWire,
  net: signedMoneyWire,
  tax: signedMoneyWire,
});

export const lineView = z.strictObject({
  id: z.uuid(),
  productId: z.uuid().nullable(),
  names,
  barcode: z.string().nullable(),
  unit,
  /** As a person reads it: `2`, `0.535`. */
  quantity: z.string(),
  unitPrice: moneyWire,
  discount: discount.nullable(),
  lineDiscount: moneyWire,
  /** After the line's own discount, before the discount on the whole: what stands at the line's end. */
  amount: moneyWire,
  taxClass: z.string(),
});

export const basketView = z.strictObject({
  id: z.uuid(),
  lines: z.array(lineView),
  refusedScans: z.array(
    z.strictObject({ id: z.uuid(), text: z.string(), why: z.string(), at: z.int().nullable() }),
  ),
  newestLineId: z.uuid().nullable(),
  discount: discount.nullable(),
  gross: moneyWire,
  discountTotal: moneyWire,
  taxes: z.array(taxTotalView),
  tax: moneyWire,
  total: moneyWire,
  /** Pieces; a weighed line counts as one. */
  pieces: z.int(),
});

export const heldView = z.strictObject({
  basketId: z.uuid(),
  heldAt: z.string(),
  pieces: z.int(),
  total: moneyWire,
  firstName: names.nullable(),
  /** True while a wallet payment of it is unresolved: it can be looked at, not sold again. */
  parked: z.boolean(),
  /** What of it is paid already; null: nothing. */
  taken: moneyWire.nullable(),
});

/** A part of a sale that is paid while the rest is not. */
export const tenderPart = z.strictObject({
  no: z.int(),
  kind: tenderKind,
  how: elsewhereHow.nullable(),
  amount: moneyWire,
  /** The voucher's programme. */
  programme: names.nullable(),
});

/** One wallet attempt as a cashier must see it. */
export const attemptView = z.strictObject({
  id: z.uuid(),
  saleId: z.uuid(),
  tenderNo: z.int(),
  amount: moneyWire,
  /** The voucher's programme, where it redeems one. */
  programme: names.nullable(),
  /** The customer scans our code; else the till has scanned the customer's. */
  shown: z.boolean(),
  /** Whose wallet is asked; null: the scheme's. */
  wallet: foreignWallet.nullable(),
  state: paymentState,
  /** Decline reason of the wire, or why it was cancelled. */
  reason: z.string().nullable(),
  startedAt: z.string(),
  /** Milliseconds left of the state's own timer when this was said; null: no countdown. */
  leftMs: z.int().nullable(),
  queries: z.int(),
  /** Milliseconds until the next query; null: none planned. */
  nextQueryMs: z.int().nullable(),
  /** Set aside by the cashier or after 90 s: shown in the list, not on the pay screen. */
  parked: z.boolean(),
  /** Cash was taken instead; a success found later refunds itself. */
  cashInstead: z.boolean(),
  refund: refundState.nullable(),
});

/** What the voucher that is shown would pay, line by line, and why it pays nothing of others. */
export const shownVoucher = z.strictObject({
  /** `silent`: nobody answered, so nothing is known of it; ask again. */
  state: z.enum(['checking', 'ready', 'unusable', 'silent']),
  /** Why it is unusable: one of the wire's `voucherReasons`, the plan's `unusedReasons`, or `voucher-unknown`. */
  why: z.string().nullable(),
  programme: names.nullable(),
  isPriceCut: z.boolean(),
  balance: moneyWire.nullable(),
  expires: z.string().nullable(),
  /** What it would pay now; null where it can't. */
  pays: moneyWire.nullable(),
  lines: z.array(
    z.strictObject({
      no: z.int(),
      names,
      quantity: z.string(),
      amount: moneyWire,
      pays: moneyWire,
      /** One of `lineReasons`. */
      why: z.string(),
    }),
  ),
});

/** What came in by the printed code and has no sale. */
export const receivedView = z.strictObject({
  id: z.uuid(),
  amount: moneyWire,
  /** By the scheme's clock. */
  at: z.string(),
  /** The end of the payer's wallet number. */
  payer: z.string().nullable(),
});

export const payView = z.strictObject({
  saleId: z.uuid(),
  /** The payment of the sale that is being taken, from 1. */
  tenderNo: z.int(),
  /** What this payment takes: all that is due, or the part that was chosen. */
  amount: moneyWire,
  isPart: z.boolean(),
  total: moneyWire,
  /** What is due: the total less what is taken. */
  rest: moneyWire,
  taken: z.array(tenderPart),
  /** A code scanned at the register before the pay screen was open; sent by F12. */
  heldCode: z.strictObject({ masked: z.string() }).nullable(),
  /** A WeChat, Alipay, … code was scanned: cannot be taken here, offered as taken elsewhere. */
  foreignCode: z.strictObject({ how: elsewhereHow }).nullable(),
  attempt: attemptView.nullable(),
  /** Our code while it may be paid; `expiresAt` by this machine's clock. */
  shownCode: z.strictObject({ payload: z.string(), amount: moneyWire, expiresAt: z.string() }).nullable(),
  /** The scheme can't be reached, or the attempt is parked: cash instead may be offered. */
  mayTakeCashInstead: z.boolean(),
  presetCash: z.array(moneyWire),
  /** What became of a pass that was shown: being asked about, refused for `why`, or the scheme answers after all. */
  pass: z
    .strictObject({ state: z.enum(['asking', 'answering', 'refused']), why: z.string().nullable() })
    .nullable(),
  voucher: shownVoucher.nullable(),
  /** The most that one pass may pay while the scheme is silent; null: none is taken now. */
  passUpTo: moneyWire.nullable(),
  /** Came in by the printed code a moment ago, of exactly this amount: very likely this customer's. */
  received: receivedView.nullable(),
});

/** A pass that was taken without network and has still to be handed in. */
export const handInView = z.strictObject({
  id: z.uuid(),
  saleId: z.uuid(),
  amount: moneyWire,
  takenAt: z.string(),
});

/** What came in by the printed code: how many payments, and what they come to. */
const receivedSum = z.strictObject({ count: z.int(), amount: moneyWire });

export const tenderView = z.strictObject({
  no: z.int(),
  kind: tenderKind,
  how: elsewhereHow.nullable(),
  amount: moneyWire,
  /** Cash: what the customer handed over and got back. */
  tendered: moneyWire.nullable(),
  change: moneyWire.nullable(),
  paymentId: z.uuid().nullable(),
  schemeRef: z.string().nullable(),
  voucher: voucherClaim.nullable(),
  /** By a signed pass, without network. */
  offline: z.boolean(),
});

export const receiptView = z.strictObject({
  saleId: z.uuid(),
  kind: z.enum(['sale', 'refund']),
  number: z.int(),
  epoch: z.int(),
  occurredAt: z.string(),
  zone: z.string(),
  shop: z.string(),
  merchantId: z.string(),
  terminalId: z.string(),
  cashier: z.string(),
  practice: z.boolean(),
  lines: z.array(
    z.strictObject({
      names,
      barcode: z.string().nullable(),
      unit,
      quantity: z.string(),
      unitPrice: moneyWire,
      discount: moneyWire,
      amount: moneyWire,
      taxClass: z.string(),
      rateBasisPoints: z.int(),
    }),
  ),
  gross: moneyWire,
  discountTotal: moneyWire,
  taxes: z.array(taxTotalView),
  total: moneyWire,
  tenders: z.array(tenderView),
  /** `https://HOST/r/CR1-…` or `countertop:r/CR1-…`: the text inside the receipt's QR. */
  qr: z.string(),
  code: z.string(),
  /** Journal seq and the first 16 hex digits of its link: the customer is a witness (trust.md §4). */
  link: z.strictObject({ seq: z.int(), hash16: z.string() }),
  /** 0 = the original; n = n-th copy, marked as one. */
  copy: z.int(),
  /** The number of the sale that a refund gives back; null on a sale. */
  refundOf: z.int().nullable(),
  /** Cash and elsewhere may still be put right (same shift, not yet refunded). */
  mayCorrectTender: z.boolean(),
});

export const saleRow = z.strictObject({
  saleId: z.uuid(),
  kind: z.enum(['sale', 'refund']),
  number: z.int(),
  occurredAt: z.string(),
  total: moneyWire,
  pieces: z.int(),
  firstName: names.nullable(),
  tenders: z.array(z.strictObject({ kind: tenderKind, how: elsewhereHow.nullable() })),
});

export const shiftView = z.strictObject({
  number: z.int(),
  openedAt: z.string(),
  openedBy: z.string(),
  float: moneyWire,
  closedAt: z.string().nullable(),
  sales: z.int(),
  refunds: z.int(),
  takings: signedMoneyWire,
  movements: z.array(
    z.strictObject({
      id: z.uuid(),
      at: z.string(),
      direction: z.enum(['in', 'out']),
      purpose: z.string(),
      reason: z.string(),
      amount: moneyWire,
    }),
  ),
  /** Expected against counted, per tender; null for who may not see what is expected (blind count). */
  tenders: z
    .array(
      z.strictObject({
        kind: tenderKind,
        wallet: foreignWallet.nullable(),
        expected: signedMoneyWire,
        counted: moneyWire.nullable(),
        difference: signedMoneyWire.nullable(),
      }),
    )
    .nullable(),
  received: receivedSum.nullable(),
  /** Set once closed: the signed Z. */
  z: z
    .strictObject({
      number: z.int(),
      hash: z.string(),
      previous: z.string().nullable(),
      signature: z.string(),
    })
    .nullable(),
});

export const dayView = z.strictObject({
  day: z.iso.date(),
  sales: z.int(),
  refunds: z.int(),
  gross: signedMoneyWire,
  discounts: signedMoneyWire,
  takings: signedMoneyWire,
  refunded: signedMoneyWire,
  /** `wallet`: a foreign one, which is in no other row. */
  tenders: z.array(
    z.strictObject({
      kind: tenderKind,
      wallet: foreignWallet.nullable(),
      count: z.int(),
      amount: signedMoneyWire,
    }),
  ),
  taxes: z.array(taxTotalView),
  hours: z.array(z.strictObject({ hour: z.int(), count: z.int(), amount: signedMoneyWire })),
  categories: z.array(z.strictObject({ category: z.string(), amount: signedMoneyWire })),
  /** By the printed code, and what of it has no sale. */
  received: receivedSum,
  receivedWithoutSale: receivedSum,
  unresolved: z.int(),
});

/** `due`: what cash instead of it would have to take; null where its sale is gone. */
export const unresolvedView = attemptView.extend({ due: moneyWire.nullable() });

/** The rooms of the register's window, top down as in its rail. */
export const room = z.enum(['sell', 'sales', 'day', 'goods', 'settings']);

/** The whole state of the counter: told again, whole, after every change. */
export const registerView = z.strictObject({
  shop: z.strictObject({
    name: z.string(),
    merchantId: z.string(),
    terminalId: z.string(),
    practice: z.boolean(),
    currency: z.string(),
    zone: z.string(),
  }),
  staff: z.strictObject({ id: z.string(), name: z.string(), role: z.enum(roles) }),
  /** Who may be chosen for a PIN, at the lock screen and for an approval. */
  lock: z.strictObject({
    isLocked: z.boolean(),
    /** Somebody has a PIN, so the till can be locked. */
    usesPins: z.boolean(),
    people: z.array(personAtTill),
    /** Scans that wait for a PIN. */
    keptScans: z.int(),
  }),
  settings: settingsView,
  /** Which room the window has open. */
  room,
  taxClasses: z.array(z.strictObject({ taxClass: z.string(), rateBasisPoints: z.int() })),
  shift: z.strictObject({ number: z.int(), openedAt: z.string() }).nullable(),
  nextReceiptNumber: z.int(),
  basket: basketView,
  held: z.array(heldView),
  /** Not null while the pay screen is open for the current basket. */
  pay: payView.nullable(),
  /** Every attempt and refund that nobody knows the end of yet, the pay screen's own included. */
  unresolved: z.array(unresolvedView),
  /** Money on its way back, and what a wallet refused and is still owed; oldest first. */
  refunds: z.array(refundView),
  /** Taken without network, oldest first. */
  handIns: z.array(handInView),
  /** Came in by the printed code in the last two days and has no sale, newest first. */
  received: z.array(receivedView),
  /** What just happened, until `pay.next`: the paid screen. */
  paid: z
    .strictObject({
      saleId: z.uuid(),
      number: z.int(),
      total: moneyWire,
      /** What the last payment took of it. */
      amount: moneyWire,
      change: moneyWire.nullable(),
      tender: tenderKind,
      /** Every payment of the sale, in their order. */
      tenders: z.array(tenderPart),
      /** By a signed pass: handed in once the scheme answers. */
      offline: z.boolean(),
    })
    .nullable(),
  /** A sale that was cancelled after a part of it was paid: where each part stands, until `pay.next`. */
  cancelled: z
    .strictObject({
      saleId: z.uuid(),
      total: moneyWire,
      parts: z.array(tenderPart.extend({ refund: refundState.nullable() })),
    })
    .nullable(),
  /** Follows the last signed answer, never a guess. */
  network: z.strictObject({
    state: z.enum(['answering', 'silent', 'not-asked-yet']),
    since: z.string().nullable(),
  }),
  /** What the cashier must read once: recovered payments, self-made refunds, a key in the open. */
  notices: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum([
        'payment-recovered',
        'payment-ended',
        'payment-late-success',
        'refund-owed',
        'refund-done',
        'key-in-the-open',
        'clock-differs',
        'core-restarted',
        'disk-low',
        'scanner-lost',
        'forged-answer',
        'offline-loss',
        'settlement-differs',
        'settlement-file',
        'wallet-account-broken',
      ]),
      at: z.string(),
      values: z.record(z.string(), z.string()),
      amount: moneyWire.nullable(),
    }),
  ),
});

export type Room = z.infer<typeof room>;
export type SettingsView = z.infer<typeof settingsView>;
export type LineView = z.infer<typeof lineView>;
export type BasketView = z.infer<typeof basketView>;
export type HeldView = z.infer<typeof heldView>;
export type AttemptView = z.infer<typeof attemptView>;
export type TenderPart = z.infer<typeof tenderPart>;
export type UnresolvedView = z.infer<typeof unresolvedView>;
export type ShownVoucher = z.infer<typeof shownVoucher>;
export type HandInView = z.infer<typeof handInView>;
export type ReceivedView = z.infer<typeof receivedView>;
export type PayView = z.infer<typeof payView>;
export type ReceiptView = z.infer<typeof receiptView>;
export type SaleRow = z.infer<typeof saleRow>;
export type ShiftView = z.infer<typeof shiftView>;
export type DayView = z.infer<typeof dayView>;
export type RegisterView = z.infer<typeof registerView>;
export type NoticeView = RegisterView['notices'][number];
