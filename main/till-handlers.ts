import type { Handlers } from '../shared/contract.ts';
import { done, type Result, refused } from '../shared/result.ts';
import type { RegisterView } from '../shared/views.ts';
import { categories, listProducts, productById, tileProducts } from './catalogue/records.ts';
import { copyReceipt, correctTender } from './flow/correct.ts';
import { refusal } from './flow/counter.ts';
import { dayView, receiptView, saleRow, shiftView } from './flow/document-views.ts';
import { findSales } from './flow/find-sale.ts';
import { importGoods } from './flow/import-goods.ts';
import { printCode } from './flow/printed-code.ts';
import { closeCase } from './flow/settlement-close.ts';
import { type SettlementAsked, settlementView } from './flow/settlement-views.ts';
import { saleById } from './receipt/records.ts';
import { lastShift, openShift, shiftByNumber } from './shift/records.ts';
import type { Till, TillParts } from './till.ts';
import { staffHandlers } from './till-staff-handlers.ts';
import { verifyLine } from './verify-line.ts';

type Core = Omit<Till, 'handlers' | 'onTell' | 'recover' | 'close'> & {
  readonly parts: TillParts;
};

/** The core's side of the contract, call by call. Who may call and with what was checked before (shell/serve.ts). */
export function createHandlers(core: Core): Handlers {
  return {
    ...registerHandlers(core),
    ...basketHandlers(core),
    ...payHandlers(core),
    'received.giveBack': async (ask) => changed(core, core.receiving.giveBack(ask)),
    ...salesHandlers(core),
    ...refundHandlers(core),
    ...goodsHandlers(core),
    ...shiftHandlers(core),
    ...settlementHandlers(core),
    ...shopHandlers(core),
    ...staffHandlers(core),
  };
}

type HandlersOf<P extends string> = {
  [K in keyof Handlers as K extends `${P}.${string}` ? K : never]: Handlers[K];
};

/** After a change: the whole register, told to every window and answered to the one that asked. */
function changed(core: Core, result: Result<unknown>): Result<RegisterView> {
  if (!result.ok) return refusal(result.problem);
  core.tellRegister();
  return done(core.view());
}

function registerHandlers(core: Core): HandlersOf<'register'> {
  return {
    'register.get': async () => done(core.view()),
    'register.scan': async ({ text, aim }) => done(core.scanned({ text, aim })),
    'register.dismissNotice': async ({ id }) => {
      core.notices.dismiss(id);
      return changed(core, done(null));
    },
    'register.lookAt': async ({ room }) => {
      if (core.looking.lookAt(room)) core.tellRegister();
      return done({});
    },
  };
}

function basketHandlers(core: Core): HandlersOf<'basket'> {
  const { baskets, selling } = core;
  /** A basket is not touched under the pay screen: the amount on it has been named to the customer. */
  const atBasket = (change: () => Result<unknown>): Result<RegisterView> => {
    if (selling.screen() !== null) return refused('basket-frozen');
    selling.next();
    return changed(core, change());
  };
  return {
    'basket.addProduct': async ({ productId, quantity }) => {
      const product = productById(core.counter.db, productId);
      return product ? atBasket(() => baskets.addProduct(product, quantity)) : refused('unknown-product');
    },
    'basket.addAmount': async (given) => atBasket(() => baskets.addAmount(given)),
    'basket.setQuantity': async ({ lineId, quantity }) =>
      atBasket(() => baskets.setQuantity(lineId, quantity)),
    'basket.removeLine': async ({ lineId }) => atBasket(() => baskets.removeLine(lineId)),
    'basket.discountLine': async ({ lineId, discount, approvalId }) =>
      atBasket(() => baskets.discountLine(lineId, discount, approvalId)),
    'basket.discountAll': async ({ discount, approvalId }) =>
      atBasket(() => baskets.discountAll(discount, approvalId)),
    'basket.ignoreScan': async ({ scanId }) => atBasket(() => baskets.ignoreScan(scanId)),
    'basket.hold': async () => atBasket(() => baskets.hold()),
    'basket.recall': async ({ basketId }) => atBasket(() => baskets.recall(basketId)),
    'basket.abandon': async () => atBasket(() => baskets.abandon()),
  };
}

function payHandlers(core: Core): HandlersOf<'pay'> {
  const { selling, collecting } = core;
  return {
    'pay.open': async ({ approvalId }) => changed(core, selling.open(undefined, approvalId)),
    'pay.back': async () => changed(core, selling.back()),
    'pay.sendHeldCode': async () => changed(core, selling.sendHeldCode()),
    'pay.showCode': async () => changed(core, selling.showCode()),
    'pay.typeCode': async ({ code }) => changed(core, typeCode(core, code)),
    'pay.stop': async ({ attemptId }) => changed(core, collecting.stop(attemptId)),
    'pay.queryNow': async ({ attemptId }) => changed(core, collecting.queryNow(attemptId)),
    'pay.setAside': async ({ attemptId }) => changed(core, selling.setAside(attemptId)),
    'pay.redeem': async () => changed(core, core.vouchers.redeem()),
    'pay.checkVoucher': async () => changed(core, core.vouchers.checkAgain()),
    'pay.putVoucherAway': async () => changed(core, core.vouchers.putAway()),
    'pay.part': async ({ amount }) => changed(core, selling.choosePart(amount)),
    'pay.cash': async ({ tendered, part, tenderNo }) =>
      changed(core, selling.cash(tendered, part ?? false, tenderNo)),
    'pay.cashInstead': async ({ attemptId, tendered }) =>
      changed(core, selling.cashInstead(attemptId, tendered)),
    'pay.elsewhere': async ({ how, tenderNo }) => changed(core, selling.elsewhere(how, tenderNo)),
    'pay.received': async ({ paymentId, tenderNo }) => changed(core, selling.received(paymentId, tenderNo)),
    'pay.giveBack': async ({ saleId, tenderNo }) => changed(core, selling.giveBack(saleId, tenderNo)),
    'pay.cancelSale': async ({ saleId }) => changed(core, selling.cancelSale(saleId)),
    'pay.next': async () => changed(core, selling.next()),
  };
}

/** A typed code is judged as a scanned one would be. */
function typeCode(core: Core, code: string): Result<null> {
  if (core.selling.screen() === null) return refused('basket-empty');
  const outcome = core.scanned({ text: code.replace(/\s/g, '') });
  if (outcome.heard === 'payment-sent' || outcome.heard === 'voucher-shown') return done(null);
  // Typing the code that the till holds already is sending it: nobody types it by accident.
  if (outcome.heard === 'code-held') return core.selling.sendHeldCode();
  return refused(outcome.problem ?? (outcome.heard === 'foreign-code' ? 'code-foreign' : 'code-unreadable'));
}

type RefundSales = Pick<Handlers, 'sales.refunds' | 'sales.refundPreview' | 'sales.refund'>;

function salesHandlers(core: Core): Omit<HandlersOf<'sales'>, keyof RefundSales> {
  const { counter } = core;
  return {
    'sales.list': async ({ before, text, limit }) => {
      const rows = findSales(counter, { before: before ?? null, text: text ?? '', limit: limit + 1 });
      return done({
        sales: rows.slice(0, limit).map((row) => saleRow(counter, row)),
        more: rows.length > limit,
      });
    },
    'sales.receipt': async ({ saleId }) => {
      const sale = saleById(counter.db, saleId);
      return sale ? done(receiptView(counter, sale, 0)) : refused('unknown-sale');
    },
    'sales.copy': async ({ saleId, id }) => {
      const sale = saleById(counter.db, saleId);
      if (!sale) return refused('unknown-sale');
      const copied = copyReceipt(counter, saleId, id);
      return copied.ok ? done(receiptView(counter, sale, copied.value)) : copied;
    },
    'sales.correctTender': async ({ saleId, tenderNo, to, how }) => {
      const corrected = correctTender(counter, { saleId, tenderNo, to, how: how ?? null });
      if (!corrected.ok) return corrected;
      core.tellRegister();
      return done(receiptView(counter, corrected.value, 0));
    },
  };
}

function refundHandlers(core: Core): HandlersOf<'refunds'> & RefundSales {
  const { refunds } = core;
  return {
    'sales.refunds': async ({ saleId }) => refunds.of(saleId),
    'sales.refundPreview': async ({ saleId, what }) => refunds.preview(saleId, what),
    'sales.refund': async (ask) => {
      const booked = refunds.refund(ask);
      if (booked.ok) core.tellRegister();
      return booked;
    },
    'refunds.queryNow': async ({ refundId }) => changed(core, refunds.queryNow(refundId)),
    'refunds.payOut': async (ask) => changed(core, refunds.payOut(ask)),
  };
}

function goodsHandlers(core: Core): HandlersOf<'goods'> {
  const { db } = core.counter;
  return {
    'goods.search': async ({ text, limit }) => done({ products: core.search.find(text, limit) }),
    'goods.list': async (page) => done(listProducts(db, page)),
    'goods.categories': async () => done({ categories: categories(db) }),
    'goods.tiles': async ({ category, limit }) => done({ products: tileProducts(db, category, limit) }),
    'goods.save': async (input) => {
      const saved = core.goods.save(input);
      if (!saved.ok) return saved;
      core.tellRegister();
      return done({ product: saved.value });
    },
    'goods.import': async (input) => importGoods(core.counter, core.goods, input),
  };
}

function shiftHandlers(core: Core): HandlersOf<'shift' | 'day'> {
  const { counter, shifts } = core;
  const seesExpected = (): boolean => counter.session().role !== 'cashier';
  const shiftAt = (number?: number) => {
    const { epoch } = counter.terminal();
    if (number !== undefined) return shiftByNumber(counter.db, epoch, number);
    return openShift(counter.db) ?? lastShift(counter.db, epoch);
  };
  return {
    'shift.get': async ({ number }) => {
      const shift = shiftAt(number);
      return done({ shift: shift && shiftView(counter, shift, seesExpected()) });
    },
    'shift.open': async ({ float }) => changed(core, shifts.open(float)),
    'shift.moveCash': async (movement) => changed(core, shifts.moveCash(movement)),
    'shift.openDrawer': async (opening) => changed(core, shifts.openDrawer(opening)),
    'shift.close': async ({ countedCash, countedElsewhere }) => {
      const closed = shifts.close({ cash: countedCash, elsewhere: countedElsewhere });
      if (!closed.ok) return closed;
      core.tellRegister();
      const shift = shiftAt(closed.value);
      return shift ? done({ shift: shiftView(counter, shift, true) }) : refused('internal');
    },
    'day.report': async ({ day }) =>
      done(dayView(counter, day ?? counter.today(), core.collecting.unresolved().length)),
  };
}

function settlementHandlers({ counter, settlement, tellRegister }: Core): HandlersOf<'settlement'> {
  const view = (asked: SettlementAsked = {}) => done(settlementView(counter, settlement, asked));
  return {
    'settlement.get': async (asked) => view(asked),
    'settlement.ask': async () => {
      settlement.askNow();
      return view();
    },
    'settlement.closeCase': async ({ caseId, reason }) => {
      const closed = closeCase(counter, caseId, reason);
      if (!closed.ok) return closed;
      tellRegister();
      return view();
    },
  };
}

function shopHandlers(core: Core): HandlersOf<'settings' | 'shop' | 'practice'> {
  const { about, openPage, serialPorts } = core.parts;
  const practice = about.practice;
  return {
    'settings.set': async (change) => {
      // How the screen looks is everybody's; what is attached to the till is not.
      const { role, isLocked } = core.session();
      const isLooks = change.serialScanner === undefined && change.customerDisplay === undefined;
      if (!isLooks && (isLocked || role === 'cashier'))
        return refused(isLocked ? 'till-locked' : 'not-permitted');
      return changed(core, core.settings.set(definedOnly(change)));
    },
    'settings.serialPorts': async () => done({ ports: (await serialPorts?.()) ?? [] }),
    'shop.about': async () =>
      done({
        version: about.version,
        runtime: about.runtime,
        supportedRuntime: about.supportedRuntime,
        dataDir: about.dataDir,
        verifyLine: verifyLine(about.dataDir),
        phoneUrl: practice?.phoneUrl ?? null,
        sheetUrl: practice?.sheetUrl ?? null,
        practicePin: practice?.pin ?? null,
        keysWrapped: about.keysWrapped,
      }),
    'shop.printCode': async () => printCode(core.counter, core.parts.scheme, core.parts.saveSheet),
    'practice.open': async ({ page }) => {
      if (!practice || !openPage) return refused('not-permitted');
      openPage(page, page === 'phone' ? practice.phoneUrl : practice.sheetUrl);
      return done({});
    },
  };
}

/** Optional fields that were left out are not settings to be cleared. */
function definedOnly<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
