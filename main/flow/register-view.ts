import type { Basket } from '../../shared/basket.ts';
import { type MoneyWire, toWire } from '../../shared/money.ts';
import { formatQuantity } from '../../shared/quantity.ts';
import { rateOn } from '../../shared/tax.ts';
import type {
  BasketView,
  HeldView,
  NoticeView,
  PayView,
  RegisterView,
  Room,
  SettingsView,
} from '../../shared/views.ts';
import { basketById, heldBaskets, type KeptBasket } from '../checkout/records.ts';
import { presetCash } from '../checkout/rules.ts';
import { heldFor } from '../payment/taken-records.ts';
import { nextReceipt } from '../receipt/records.ts';
import { piecesOf } from '../receipt/rules.ts';
import { openShift } from '../shift/records.ts';
import { personName } from '../staff/records.ts';
import type { Baskets } from './baskets.ts';
import type { Collecting } from './collect.ts';
import type { Counter } from './counter.ts';
import type { Offline } from './offline.ts';
import { owingOf, partOf } from './part-paid.ts';
import type { Receiving } from './received.ts';
import { unresolvedRefunds } from './refund-views.ts';
import type { Paid, Selling } from './sell.ts';
import type { Vouchers } from './vouchers.ts';

export type RegisterParts = {
  readonly counter: Counter;
  readonly baskets: Baskets;
  readonly selling: Selling;
  readonly collecting: Collecting;
  readonly offline: Offline;
  readonly receiving: Receiving;
  readonly vouchers: Pick<Vouchers, 'shownFor'>;
  readonly lock: () => RegisterView['lock'];
  readonly settings: () => SettingsView;
  readonly room: () => Room;
  readonly notices: () => NoticeView[];
};

/** The whole counter as the window shows it. Read from the books each time, so it can't drift from them. */
export function registerView(parts: RegisterParts): RegisterView {
  const { counter, baskets, selling, collecting } = parts;
  const terminal = counter.terminal();
  const session = counter.session();
  const shift = openShift(counter.db);
  const paid = selling.paid();
  const today = counter.today();
  const classes = [...new Set(terminal.taxRates.map((rate) => rate.taxClass))];
  return {
    shop: {
      name: terminal.shop,
      merchantId: terminal.merchantId,
      terminalId: terminal.terminalId,
      practice: terminal.practice,
      currency: terminal.currency,
      zone: terminal.zone,
    },
    staff: { id: session.actor, name: personName(counter.db, session.actor), role: session.role },
    lock: parts.lock(),
    settings: parts.settings(),
    room: parts.room(),
    taxClasses: classes.flatMap((taxClass) => {
      const rateBasisPoints = rateOn(terminal.taxRates, taxClass, today);
      return rateBasisPoints === null ? [] : [{ taxClass, rateBasisPoints }];
    }),
    shift: shift && { number: shift.number, openedAt: shift.openedAt },
    nextReceiptNumber: nextReceipt(counter.db, terminal.epoch),
    basket: basketView(baskets.current(), baskets),
    held: heldBaskets(counter.db).map((kept) => heldView(parts, kept)),
    pay: payView(parts),
    unresolved: collecting.unresolved().map((attempt) => ({ ...attempt, due: dueOf(parts, attempt.saleId) })),
    refunds: unresolvedRefunds(counter.db),
    handIns: parts.offline.open(),
    received: parts.receiving.open(),
    paid: paidView(paid),
    cancelled: selling.cancelled(),
    network: collecting.network(),
    notices: parts.notices(),
  };
}

function basketView(basket: Basket, baskets: Baskets): BasketView {
  const totals = baskets.totals(basket);
  const wire = (minor: bigint) => ({ minor: minor.toString(), currency: basket.currency });
  return {
    id: basket.id,
    lines: totals.lines.map(({ line, grossMinor, lineDiscountMinor }) => ({
      id: line.id,
      productId: line.productId,
      names: line.names,
      barcode: line.barcode,
      unit: line.unit,
      quantity: formatQuantity(BigInt(line.quantity)),
      unitPrice: line.unitPrice,
      discount: line.discount,
      lineDiscount: wire(lineDiscountMinor),
      amount: wire(grossMinor - lineDiscountMinor),
      taxClass: line.taxClass,
    })),
    refusedScans: basket.refusedScans,
    newestLineId: basket.newestLineId,
    discount: basket.discount,
    gross: wire(totals.grossMinor),
    discountTotal: wire(totals.discountMinor),
    taxes: totals.taxes.map((part) => ({
      taxClass: part.taxClass,
      rateBasisPoints: part.rateBasisPoints,
      amount: wire(part.amountMinor),
      net: wire(part.netMinor),
      tax: wire(part.taxMinor),
    })),
    tax: wire(totals.taxMinor),
    total: toWire(totals.total),
    pieces: piecesOf(basket.lines),
  };
}

/** What cash instead of a wallet payment would have to take. */
function dueOf({ counter, baskets }: RegisterParts, saleId: string): MoneyWire | null {
  const kept = basketById(counter.db, saleId);
  return kept && toWire(owingOf(counter, baskets, kept).rest);
}

function paidView(paid: Paid | null): RegisterView['paid'] {
  return (
    paid && {
      ...paid,
      total: toWire(paid.total),
      amount: toWire(paid.amount),
      change: paid.change && toWire(paid.change),
      tenders: [...paid.tenders],
    }
  );
}

function heldView({ counter, baskets }: RegisterParts, kept: KeptBasket): HeldView {
  const { basket } = kept;
  const taken = heldFor(counter.db, basket.id, basket.currency);
  return {
    basketId: basket.id,
    heldAt: kept.heldAt ?? '',
    pieces: piecesOf(basket.lines),
    total: toWire(baskets.totals(basket).total),
    firstName: basket.lines[0]?.names ?? null,
    parked: baskets.isFrozen(basket.id),
    taken: taken.minor === 0n ? null : toWire(taken),
  };
}

function payView(parts: RegisterParts): PayView | null {
  const { selling, collecting } = parts;
  const screen = selling.screen();
  const owing = selling.owing();
  if (!screen || !owing) return null;
  const { total, rest, taken, tenderNo } = owing;
  const amount = screen.part ?? rest;
  const last = collecting.lastAttemptOf(screen.saleId);
  // What became of an earlier payment of the sale stands in the list of what is taken.
  const attempt = last?.tenderNo === tenderNo ? last : null;
  const code = attempt && collecting.shownCode(attempt.id);
  const upTo = parts.offline.allowance();
  return {
    saleId: screen.saleId,
    tenderNo,
    amount: toWire(amount),
    isPart: amount.minor < rest.minor,
    total: toWire(total),
    rest: toWire(rest),
    taken: taken.map(partOf),
    heldCode: screen.heldCode === null ? null : { masked: masked(screen.heldCode) },
    foreignCode: screen.foreignCode === null ? null : { how: screen.foreignCode },
    attempt,
    shownCode: attempt && code && { ...code, amount: attempt.amount },
    mayTakeCashInstead: attempt !== null && collecting.mayReplaceByCash(attempt.id),
    presetCash: presetCash(amount).map(toWire),
    pass: parts.offline.shownFor(screen.saleId),
    voucher: parts.vouchers.shownFor(screen.saleId, tenderNo),
    passUpTo: upTo && toWire(upTo),
    received: parts.receiving.offerFor(amount),
  };
}

/** The end of a code whose digits the customer's phone shows too; of a longer one nobody could compare it. */
function masked(code: string): string {
  return /^\d+$/.test(code) ? `… ${code.slice(-4)}` : '';
}
