import { z } from 'zod';
import { discount } from './basket.ts';
import { moneyWire } from './money.ts';
import { elsewhereHow } from './payment.ts';
import { problemCodes } from './problems.ts';
import { product } from './product.ts';
import { refundDocument, refundPreview, refundReason, refundWhat } from './refund.ts';
import type { Result } from './result.ts';
import { counterStaff, type Role, roles, shopLeads } from './roles.ts';

import { settlementView } from './settlement.ts';
import { approvalNeed, pin, staffMember, staffRole } from './staff.ts';

import {
  dayView,
  isWholeText,
  language,
  receiptView,
  registerView,
  room,
  saleRow,
  settingsView,
  shiftView,
} from './views.ts';

/**
 * The one contract between window and core: every call (`asks`) and every event (`tells`), each with the
 * schema of its input, of its answer, and who may make it. Handlers, the window's client and the test
 * fakes derive from it, so a missing handler does not compile. A call that changes the counter answers
 * with the whole register, which is also told to every window.
 */

type Ask<I extends z.ZodType, A extends z.ZodType> = {
  readonly input: I;
  readonly answer: A;
  readonly roles: readonly Role[];
  /** Answered also while the till is locked. */
  readonly whileLocked: boolean;
};

function ask<I extends z.ZodType, A extends z.ZodType>(
  input: I,
  answer: A,
  allowed: readonly Role[],
): Ask<I, A> {
  return { input, answer, roles: allowed, whileLocked: false };
}

/** What the lock screen needs: the looks, the PIN, and a scan that comes meanwhile. */
function lockedAsk<I extends z.ZodType, A extends z.ZodType>(
  input: I,
  answer: A,
  allowed: readonly Role[],
): Ask<I, A> {
  return { ...ask(input, answer, allowed), whileLocked: true };
}

const nothing = z.strictObject({});
const typed = z.string().max(64);

/** What `staff.approve` answered, where somebody else has to allow the act. */
const approvalId = z.uuid().optional();

const personName = z.string().trim().max(60).refine(isWholeText);

/** The PIN of who is at the till; null where they have none. */
const ownPin = pin.nullable();

/** What a scan turned out to be; the screens show, sound and read it out. */
export const scanOutcome = z.strictObject({
  heard: z.enum([
    'line',
    'refused',
    'code-held',
    'payment-sent',
    'foreign-code',
    'pass-taken',
    'pass-refused',
    'pass-asking',
    'voucher-shown',
    /** The till is locked: answered once somebody has signed in. */
    'kept',
    'receipt',
    'not-for-the-till',
    'ignored',
  ]),
  /** The line that was added or counted up, the refused row, or the sale of a receipt. */
  id: z.uuid().nullable(),
  /** Why nothing came of it, where that is known: the words for it stand under `problem.<code>`. */
  problem: z.enum(problemCodes).nullable(),
});

export const scannedText = z.string().min(1).max(4096);

export const importReport = z.strictObject({
  rows: z.int(),
  added: z.int(),
  changed: z.int(),
  refused: z.array(z.strictObject({ row: z.int(), reason: z.string(), value: z.string() })),
  refusedTotal: z.int(),
});

export const asks = {
  'register.get': lockedAsk(nothing, registerView, roles),
  'register.scan': lockedAsk(
    z.strictObject({
      text: scannedText,
      aim: z.string().max(3).optional(),
      device: z.enum(['keyboard', 'camera']),
    }),
    scanOutcome,
    counterStaff,
  ),
  'register.dismissNotice': ask(z.strictObject({ id: z.string().max(200) }), registerView, counterStaff),

  /** Which room the window has open: told with every change, since the customer's display depends on it. */
  'register.lookAt': lockedAsk(z.strictObject({ room }), nothing, roles),

  'basket.addProduct': ask(
    z.strictObject({ productId: z.uuid(), quantity: typed.optional() }),
    registerView,
    counterStaff,
  ),
  'basket.addAmount': ask(
    z.strictObject({
      amount: typed,
      taxClass: z.string().max(32),
      name: z.string().max(200).refine(isWholeText).optional(),
      /** The refused scan that this settles. */
      scanId: z.uuid().optional(),
    }),
    registerView,
    counterStaff,
  ),
  'basket.setQuantity': ask(
    z.strictObject({ lineId: z.uuid(), quantity: typed }),
    registerView,
    counterStaff,
  ),
  'basket.removeLine': ask(z.strictObject({ lineId: z.uuid() }), registerView, counterStaff),
  'basket.discountLine': ask(
    z.strictObject({ lineId: z.uuid(), discount: discount.nullable(), approvalId }),
    registerView,
    counterStaff,
  ),
  'basket.discountAll': ask(
    z.strictObject({ discount: discount.nullable(), approvalId }),
    registerView,
    counterStaff,
  ),
  'basket.ignoreScan': ask(z.strictObject({ scanId: z.uuid() }), registerView, counterStaff),
  'basket.hold': ask(nothing, registerView, counterStaff),
  'basket.recall': ask(z.strictObject({ basketId: z.uuid() }), registerView, counterStaff),
  'basket.abandon': ask(nothing, registerView, counterStaff),

  'pay.open': ask(z.strictObject({ approvalId }), registerView, counterStaff),
  'pay.back': ask(nothing, registerView, counterStaff),
  /** Sends the code held from the register (F12); a code scanned on the pay screen is sent by the scan itself. */
  'pay.sendHeldCode': ask(nothing, registerView, counterStaff),
  /** Digits of a payment code read out by the customer and typed. */
  'pay.typeCode': ask(z.strictObject({ code: z.string().min(1).max(1024) }), registerView, counterStaff),
  /** Shows our code for what is due; `pay.stop` takes it back. Pressed again it is the same code. */
  'pay.showCode': ask(nothing, registerView, counterStaff),
  'pay.stop': ask(z.strictObject({ attemptId: z.uuid() }), registerView, counterStaff),
  'pay.queryNow': ask(z.strictObject({ attemptId: z.uuid() }), registerView, counterStaff),
  /** Parks the unresolved payment with its basket; the next customer can be served. */
  'pay.setAside': ask(z.strictObject({ attemptId: z.uuid() }), registerView, counterStaff),
  /** Takes off the voucher that is shown what it pays; asks nothing of a voucher that was not checked. */
  'pay.redeem': ask(nothing, registerView, counterStaff),
  /** Asks again what the voucher that is shown would pay. */
  'pay.checkVoucher': ask(nothing, registerView, counterStaff),
  'pay.putVoucherAway': ask(nothing, registerView, counterStaff),
  /** How much of the sale the next payment takes; null: all that is due. */
  'pay.part': ask(z.strictObject({ amount: typed.nullable() }), registerView, counterStaff),
  /**
   * `part`: what was handed over is less than what is due, and is taken as a part of it. `tenderNo`:
   * which payment of the sale the window showed; a second press finds it taken.
   */
  'pay.cash': ask(
    z.strictObject({ tendered: typed, part: z.literal(true).optional(), tenderNo: z.int().optional() }),
    registerView,
    counterStaff,
  ),
  'pay.cashInstead': ask(
    z.strictObject({ attemptId: z.uuid(), tendered: typed }),
    registerView,
    counterStaff,
  ),
  'pay.elsewhere': ask(
    z.strictObject({ how: elsewhereHow, tenderNo: z.int().optional() }),
    registerView,
    counterStaff,
  ),
  /** Takes what came in by the printed code as a payment of the sale on the screen: whole, never more than is due. */
  'pay.received': ask(
    z.strictObject({ paymentId: z.uuid(), tenderNo: z.int().optional() }),
    registerView,
    counterStaff,
  ),
  /** One part that was taken goes back; the sale stays. Asked again, nothing is done. */
  'pay.giveBack': ask(z.strictObject({ saleId: z.uuid(), tenderNo: z.int() }), registerView, counterStaff),
  /** Every part that was taken goes back, each by its own way, and the sale is gone. */
  'pay.cancelSale': ask(z.strictObject({ saleId: z.uuid() }), registerView, counterStaff),
  /** Leaves the paid screen: next sale. */
  'pay.next': ask(nothing, registerView, counterStaff),

  /** What came in by the printed code goes back to who paid; `amount` null: all of it. `id` names this one refund. */
  'received.giveBack': ask(
    z.strictObject({ id: z.uuid(), paymentId: z.uuid(), amount: typed.nullable() }),
    registerView,
    shopLeads,
  ),

  'sales.list': ask(
    z.strictObject({
      before: z.int().optional(),
      text: z.string().max(64).optional(),
      limit: z.int().min(1).max(200),
    }),
    z.strictObject({ sales: z.array(saleRow), more: z.boolean() }),
    counterStaff,
  ),
  'sales.receipt': ask(z.strictObject({ saleId: z.uuid() }), receiptView, counterStaff),
  /** `id` names this one copy: asked again under it, the same copy is answered. */
  'sales.copy': ask(z.strictObject({ saleId: z.uuid(), id: z.uuid().optional() }), receiptView, counterStaff),
  'sales.refunds': ask(
    z.strictObject({ saleId: z.uuid() }),
    z.strictObject({ documents: z.array(refundDocument), mayRefund: z.boolean() }),
    counterStaff,
  ),
  /** Changes nothing; `what` null: what could go back. */
  'sales.refundPreview': ask(
    z.strictObject({ saleId: z.uuid(), what: refundWhat.nullable() }),
    refundPreview,
    counterStaff,
  ),
  /** `id` names this one refund. Above a limit a cashier needs another's approval. */
  'sales.refund': ask(
    z.strictObject({
      id: z.uuid(),
      saleId: z.uuid(),
      what: refundWhat,
      reason: refundReason,
      note: z.string().trim().max(200).refine(isWholeText),
      total: moneyWire,
      approvalId,
    }),
    refundDocument,
    counterStaff,
  ),
  'refunds.queryNow': ask(z.strictObject({ refundId: z.uuid() }), registerView, counterStaff),
  /** `id` names this one payment out of the drawer. */
  'refunds.payOut': ask(
    z.strictObject({ id: z.uuid(), refundId: z.uuid(), approvalId }),
    registerView,
    counterStaff,
  ),
  'sales.correctTender': ask(
    z.strictObject({
      saleId: z.uuid(),
      tenderNo: z.int(),
      to: z.enum(['cash', 'elsewhere']),
      how: elsewhereHow.optional(),
    }),
    receiptView,
    counterStaff,
  ),

  'goods.search': ask(
    z.strictObject({ text: z.string().max(200), limit: z.int().min(1).max(60) }),
    z.strictObject({ products: z.array(product) }),
    counterStaff,
  ),
  'goods.list': ask(
    z.strictObject({
      category: z.string().max(60).optional(),
      after: z.uuid().optional(),
      limit: z.int().min(1).max(200),
    }),
    z.strictObject({ products: z.array(product), more: z.boolean(), total: z.int() }),
    counterStaff,
  ),
  'goods.categories': ask(
    nothing,
    z.strictObject({ categories: z.array(z.strictObject({ category: z.string(), count: z.int() })) }),
    counterStaff,
  ),
  /** Quick tiles of a category; without one of all goods, what has no barcode to scan first. */
  'goods.tiles': ask(
    z.strictObject({ category: z.string().max(60).nullable(), limit: z.int().min(1).max(60) }),
    z.strictObject({ products: z.array(product) }),
    counterStaff,
  ),
  'goods.save': ask(
    z.strictObject({
      /** null: a new product. */
      id: z.uuid().nullable(),
      names: z.strictObject({ 'zh-CN': z.string().max(200), en: z.string().max(200) }),
      barcodes: z.array(z.string().max(20)).max(20),
      scaleItem: z.string().max(5).nullable(),
      category: z.string().max(60),
      taxClass: z.string().max(32),
      unit: z.enum(['each', 'kg']),
      price: typed,
      retired: z.boolean(),
      scanId: z.uuid().optional(),
    }),
    z.strictObject({ product }),
    shopLeads,
  ),
  /** `apply: false` is a preview and changes nothing. */
  'goods.import': ask(z.strictObject({ csv: z.string().max(50_000_000), apply: z.boolean() }), importReport, [
    'owner',
  ]),

  'shift.get': ask(
    z.strictObject({ number: z.int().optional() }),
    z.strictObject({ shift: shiftView.nullable() }),
    counterStaff,
  ),
  'shift.open': ask(z.strictObject({ float: typed }), registerView, counterStaff),
  'shift.moveCash': ask(
    z.strictObject({
      /** Made by the window with its first tap: asked again under it, nothing moves. */
      id: z.uuid().optional(),
      direction: z.enum(['in', 'out']),
      purpose: z.enum(['change-money', 'stock', 'expense', 'owner', 'bank', 'other']),
      reason: z.string().trim().min(1).max(200).refine(isWholeText),
      amount: typed,
      approvalId,
    }),
    registerView,
    counterStaff,
  ),
  'shift.openDrawer': ask(
    z.strictObject({
      /** Names this one opening: asked again under it, the drawer stays as it is. */
      id: z.uuid().optional(),
      reason: z.string().trim().min(1).max(200).refine(isWholeText),
      approvalId,
    }),
    registerView,
    counterStaff,
  ),
  'shift.close': ask(
    z.strictObject({ countedCash: typed, countedElsewhere: typed }),
    z.strictObject({ shift: shiftView }),
    shopLeads,
  ),

  'day.report': ask(z.strictObject({ day: z.iso.date().optional() }), dayView, shopLeads),

  /** The scheme's days of a month, newest first, with its sums; without one the latest days. */
  'settlement.get': ask(
    z.strictObject({
      month: z
        .string()
        .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
        .optional(),
    }),
    settlementView,
    shopLeads,
  ),
  /** Asks the scheme now for what is not kept yet, and how today stands; the answer does not wait for it. */
  'settlement.ask': ask(nothing, settlementView, shopLeads),
  /** Closes a difference for good, with a reason; what lies between the books and the file is booked as such. */
  'settlement.closeCase': ask(
    z.strictObject({ caseId: z.uuid(), reason: z.string().trim().min(1).max(200).refine(isWholeText) }),
    settlementView,
    ['owner'],
  ),

  'settings.set': lockedAsk(settingsView.partial(), registerView, roles),
  /** Whose turn it is at the till. */
  'staff.signIn': lockedAsk(z.strictObject({ personId: z.uuid(), pin }), registerView, roles),
  'staff.lock': ask(nothing, registerView, roles),
  /** Somebody touches the till, at most every few seconds: it does not lock by itself meanwhile. */
  'staff.stillHere': ask(nothing, nothing, roles),
  /** Another person allows one act in place, by their PIN; good for 60 seconds, once. */
  'staff.approve': ask(
    approvalNeed.extend({ approverId: z.uuid(), pin }),
    z.strictObject({ approvalId: z.uuid() }),
    counterStaff,
  ),
  'staff.list': ask(nothing, z.strictObject({ people: z.array(staffMember) }), counterStaff),
  /** `id` names the new person. */
  'staff.add': ask(
    z.strictObject({ id: z.uuid(), name: personName, role: staffRole, pin, ownPin }),
    registerView,
    ['owner'],
  ),
  /** `pin`: a new one, asked for where somebody becomes an owner; null: as it is. */
  'staff.change': ask(
    z.strictObject({ personId: z.uuid(), name: personName, role: staffRole, pin: pin.nullable(), ownPin }),
    registerView,
    ['owner'],
  ),
  /** One's own; the cashiers' by the manager, everybody's by the owner. */
  'staff.setPin': ask(z.strictObject({ personId: z.uuid(), pin, ownPin }), registerView, counterStaff),
  'staff.deactivate': ask(z.strictObject({ personId: z.uuid(), ownPin }), registerView, ['owner']),
  'settings.serialPorts': ask(nothing, z.strictObject({ ports: z.array(z.string()) }), roles),
  /** Practice tools and where the books lie. Addresses are null outside the practice shop. */
  'shop.about': ask(
    nothing,
    z.strictObject({
      version: z.string(),
      runtime: z.string(),
      supportedRuntime: z.boolean(),
      dataDir: z.string(),
      verifyLine: z.string(),
      phoneUrl: z.string().nullable(),
      sheetUrl: z.string().nullable(),
      practicePin: z.string().nullable(),
      keysWrapped: z.boolean(),
    }),
    roles,
  ),
  /** Has the sheet with the shop's own code made and asks where to put it; `file` null: nowhere after all. */
  'shop.printCode': ask(nothing, z.strictObject({ file: z.string().nullable() }), counterStaff),
  'practice.open': ask(z.strictObject({ page: z.enum(['phone', 'sheet']) }), nothing, counterStaff),
} as const;

export const tells = {
  /** Told by the shell: the core is gone and being started again, or answers again. */
  core: z.strictObject({ up: z.boolean() }),
  register: registerView,
  /** A scan was answered, from whichever scanner: seen in the basket, heard as a sound. */
  scan: z.strictObject({ outcome: scanOutcome, text: z.string() }),
  /** Speak now. Told only after a verified answer or a booked sale. */
  said: z.strictObject({
    say: z.enum(['paid', 'change', 'unknown', 'received']),
    amount: moneyWire.nullable(),
    language,
  }),
} as const;

export type AskName = keyof typeof asks;
export type AskInput<K extends AskName> = z.infer<(typeof asks)[K]['input']>;
export type AskAnswer<K extends AskName> = z.infer<(typeof asks)[K]['answer']>;
export type TellName = keyof typeof tells;
export type TellValue<K extends TellName> = z.infer<(typeof tells)[K]>;

/** The core's side of the contract: one handler a call, none missing. */
export type Handlers = { readonly [K in AskName]: (input: AskInput<K>) => Promise<Result<AskAnswer<K>>> };

/** The window's side. */
export type TillClient = {
  readonly ask: <K extends AskName>(name: K, input: AskInput<K>) => Promise<Result<AskAnswer<K>>>;
  /** Answers a function that stops listening. */
  readonly on: <K extends TellName>(name: K, listener: (value: TellValue<K>) => void) => () => void;
};
