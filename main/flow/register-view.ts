import type { Basket } from '../../shared/basket.ts';
import { type Money, toWire } from '../../shared/money.ts';
import { formatQuantity } from '../../shared/quantity.ts';
import { rateOn } from '../../shared/tax.ts';
import type {
  BasketView,
  HeldView,
  NoticeView,
  PayView,
  RegisterView,
  SettingsView,
} from '../../shared/views.ts';
import { heldBaskets } from '../checkout/records.ts';
import { presetCash } from '../checkout/rules.ts';
import { nextReceipt } from '../receipt/records.ts';
import { piecesOf } from '../receipt/rules.ts';
import { openShift } from '../shift/records.ts';
import { personName } from '../staff/records.ts';
import type { Baskets } from './baskets.ts';
import type { Collecting } from './collect.ts';
import type { Counter } from './counter.ts';
import type { Offline } from './offline.ts';
import { unresolvedRefunds } from './refund-views.ts';
import type { Selling } from './sell.ts';

export type RegisterParts = {
  readonly counter: Counter;
  readonly baskets: Baskets;
  readonly selling: Selling;
  readonly collecting: Collecting;
  readonly offline: Offline;
  readonly settings: () => SettingsView;
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
    settings: parts.settings(),
    taxClasses: classes.flatMap((taxClass) => {
      const rateBasisPoints = rateOn(terminal.taxRates, taxClass, today);
      return rateBasisPoints === null ? [] : [{ taxClass, rateBasisPoints }];
    }),
    shift: shift && { number: shift.number, openedAt: shift.openedAt },
    nextReceiptNumber: nextReceipt(counter.db, terminal.epoch),
    basket: basketView(baskets.current(), baskets),
    held: heldBaskets(counter.db).map((kept) => heldView(kept, baskets)),
    pay: payView(parts),
    unresolved: collecting.unresolved(),
    refunds: unresolvedRefunds(counter.db),
    handIns: parts.offline.open(),
    paid: paid && { ...paid, total: toWire(paid.total), change: paid.change && toWire(paid.change) },
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

function heldView(kept: ReturnType<typeof heldBaskets>[number], baskets: Baskets): HeldView {
  const { basket } = kept;
  return {
    basketId: basket.id,
    heldAt: kept.heldAt ?? '',
    pieces: piecesOf(basket.lines),
    total: toWire(baskets.totals(basket).total),
    firstName: basket.lines[0]?.names ?? null,
    parked: baskets.isFrozen(basket.id),
  };
}

function payView(parts: RegisterParts): PayView | null {
  const { selling, collecting, baskets } = parts;
  const screen = selling.screen();
  if (!screen) return null;
  const total: Money = baskets.totals(baskets.current()).total;
  const attempt = collecting.lastAttemptOf(screen.saleId);
  const upTo = parts.offline.allowance();
  return {
    saleId: screen.saleId,
    amount: toWire(total),
    heldCode: screen.heldCode === null ? null : { masked: masked(screen.heldCode) },
    foreignCode: screen.foreignCode === null ? null : { how: screen.foreignCode },
    attempt,
    mayTakeCashInstead: attempt !== null && collecting.mayReplaceByCash(attempt.id),
    presetCash: presetCash(total).map(toWire),
    pass: parts.offline.shownFor(screen.saleId),
    passUpTo: upTo && toWire(upTo),
  };
}

/** The end of a code whose digits the customer's phone shows too; of a longer one nobody could compare it. */
function masked(code: string): string {
  return /^\d+$/.test(code) ? `… ${code.slice(-4)}` : '';
}
