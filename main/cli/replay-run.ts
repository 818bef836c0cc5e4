import { appendFileSync } from 'node:fs';
import type { BasketChange } from '../../shared/basket.ts';
import { divideRounded, toDecimal, toWire } from '../../shared/money.ts';
import type { Names } from '../../shared/product.ts';
import type { Result } from '../../shared/result.ts';
import type { AttemptView } from '../../shared/views.ts';
import { basketById } from '../checkout/records.ts';
import { type Return, refund } from '../flow/refund.ts';
import { saleById, tendersOf } from '../receipt/records.ts';
import type { Practice } from '../scheme/practice.ts';
import { openShift } from '../shift/records.ts';
import type { Till } from '../till.ts';
import { minorNumber } from './command.ts';
import { type Invoice, type InvoiceRow, idOfInvoice } from './replay-baskets.ts';
import { SoldRows } from './replay-links.ts';

export type PayBy = 'cash' | 'wallet';

export type ReplayParts = {
  readonly till: Till;
  readonly practice: Practice;
  /** The sales take these in strict turns. */
  readonly pay: readonly PayBy[];
  /** Where a line is appended for whatever the till has said ok to; null: nowhere. */
  readonly acks: string | null;
  readonly settleMs: number;
};

export type ReplayDone = {
  readonly bookedInMs: readonly number[];
  /** Documents that are not booked, as a payment they hang on is not known. */
  readonly waiting: number;
};

/** One tax rate for all: the file names none. */
const taxClass = 'standard';

/** A declined customer shows another code so often; then the sale is paid in cash. */
const mostCodes = 4;

/** How often an attempt that is under way is looked at. */
const lookEveryMs = 5;
const settleLookMs = 200;

type Line = { readonly invoice: Invoice; readonly returns: readonly Return[]; readonly by: PayBy };

/** Rings invoices up one after another as a cashier would, and never waits for a payment nobody knows the end of. */
export function createReplay(parts: ReplayParts): {
  readonly run: (invoices: readonly Invoice[]) => Promise<ReplayDone>;
} {
  const { till, practice } = parts;
  const { counter, collecting, selling, baskets } = till;
  const { clock, db } = counter;
  const bookedInMs: number[] = [];
  /** Set aside or hanging on something set aside; looked after at the end. */
  const open: Line[] = [];
  const codesShown = new Map<string, number>();
  let wallet: Promise<string> | null = null;

  return {
    run: async (invoices) => {
      if (!openShift(db)) must(till.shifts.open('0'));
      for (const line of linesOf(invoices, parts.pay)) {
        const startedMs = clock.mono();
        if (!saleById(db, idOfInvoice(line.invoice.no)) && (await book(line))) {
          bookedInMs.push(clock.mono() - startedMs);
          acknowledge(line);
        } else if (!saleById(db, idOfInvoice(line.invoice.no))) open.push(line);
        selling.next();
      }
      await settle(clock.mono() + parts.settleMs);
      return { bookedInMs, waiting: open.length - open.filter(isAttemptOpen).length };
    },
  };

  /** True once it is in the books; false where nobody knows yet. */
  async function book(line: Line): Promise<boolean> {
    if (line.invoice.kind === 'refund') return giveBack(line);
    const saleId = idOfInvoice(line.invoice.no);
    if (baskets.isFrozen(saleId)) return false;
    ringUp(line.invoice, saleId);
    must(selling.open());
    if (line.by === 'wallet' && (codesShown.get(saleId) ?? 0) < mostCodes) return payByWallet(line, saleId);
    payInCash(saleId);
    return true;
  }

  function payInCash(saleId: string): void {
    const kept = basketById(db, saleId);
    if (!kept) throw new Error(`basket ${saleId} is gone`);
    must(selling.cash(toDecimal(baskets.totals(kept.basket).total)));
  }

  /** The basket of an invoice on the counter: put there now, or by a run that was cut short. */
  function ringUp(invoice: Invoice, saleId: string): void {
    const kept = basketById(db, saleId);
    if (kept?.state === 'held') must(baskets.recall(saleId));
    if (kept) return;
    if (baskets.current().lines.length > 0) must(baskets.hold());
    else if (basketById(db, baskets.current().id)) must(baskets.abandon());
    const changes = invoice.rows.map((row): BasketChange => ({ type: 'line-added', line: lineOf(row) }));
    must(baskets.change(changes, { soldAt: invoice.occurredAt, basketId: saleId }));
  }

  function lineOf(row: InvoiceRow) {
    return {
      id: counter.newId(),
      productId: null,
      names: namesOf(row),
      barcode: null,
      category: '',
      taxClass,
      unit: 'each' as const,
      quantity: row.quantity.toString(),
      unitPrice: toWire(row.unitPrice),
      discount: null,
    };
  }

  async function payByWallet(line: Line, saleId: string): Promise<boolean> {
    wallet ??= practice.wallet({ currency: counter.terminal().currency });
    codesShown.set(saleId, (codesShown.get(saleId) ?? 0) + 1);
    must(selling.sendCode(await practice.code(await wallet)));
    const attempt = collecting.lastAttemptOf(saleId);
    const ended = attempt && (await endOf(attempt));
    if (ended?.state === 'succeeded') return true;
    if (ended === null) {
      const asideId = attempt?.id ?? '';
      // It may have ended in this very moment; then there is nothing to set aside.
      if (baskets.isFrozen(saleId)) must(selling.setAside(asideId));
      return saleById(db, saleId) !== null;
    }
    return book(line);
  }

  /** The end of an attempt, or null as soon as nobody knows: the next customer is not kept waiting. */
  async function endOf(attempt: AttemptView): Promise<AttemptView | null> {
    for (let view: AttemptView | null = attempt; view !== null; view = collecting.attempt(attempt.id)) {
      if (view.state === 'succeeded' || view.state === 'declined' || view.state === 'cancelled') return view;
      if (view.state === 'unknown' || view.state === 'cancelling') return null;
      await collecting.ended(attempt.id, lookEveryMs);
    }
    return null;
  }

  function giveBack({ invoice, returns }: Line): boolean {
    // What is given back must have been sold; its sale may still be waiting for its payment.
    if (returns.some((part) => part.of !== null && !saleById(db, part.of.saleId))) return false;
    const documentId = idOfInvoice(invoice.no);
    must(
      refund(counter, till.givingBack, {
        documentId,
        returns,
        reason: 'cancelled invoice',
        occurredAt: invoice.occurredAt,
      }),
    );
    return true;
  }

  function isAttemptOpen({ invoice }: Line): boolean {
    return invoice.kind === 'sale' && baskets.isFrozen(idOfInvoice(invoice.no));
  }

  /** Until everything is known or the time is up: what was paid is booked by then, what was not is paid anew. */
  async function settle(untilMs: number): Promise<void> {
    while (open.length > 0 && clock.mono() < untilMs) {
      for (const line of open.splice(0)) {
        const isBooked = saleById(db, idOfInvoice(line.invoice.no)) !== null || (await book(line));
        if (isBooked) acknowledge(line);
        else open.push(line);
        selling.next();
      }
      if (open.length > 0) await new Promise<void>((resolve) => clock.after(settleLookMs, resolve));
    }
    await collecting.idle(Math.max(0, untilMs - clock.mono()));
  }

  function acknowledge({ invoice }: Line): void {
    if (parts.acks === null) return;
    const id = idOfInvoice(invoice.no);
    const document = saleById(db, id);
    if (!document) throw new Error(`${invoice.no} is not in the books`);
    const { receipt, totalMinor, currency } = document;
    const tenders = tendersOf(db, id).map(({ kind }) => kind);
    const ack = {
      [invoice.kind]: id,
      receipt,
      totalMinor: minorNumber(totalMinor),
      currency,
      tender: tenders.join('+'),
    };
    appendFileSync(parts.acks, `${JSON.stringify(ack)}\n`);
  }
}

/** Every invoice that has something left, with what its rows give back and whose turn it is to pay. */
function linesOf(invoices: readonly Invoice[], pay: readonly PayBy[]): Line[] {
  const sold = new SoldRows();
  let turn = 0;
  return invoices.flatMap((invoice) => {
    if (invoice.rows.length === 0) return [];
    if (invoice.kind === 'refund')
      return { invoice, returns: invoice.rows.map((row) => returnOf(row, sold)), by: 'cash' };
    sold.sold(invoice.no, invoice.rows);
    const by = pay[turn++ % pay.length] ?? 'cash';
    return { invoice, returns: [], by };
  });
}

function returnOf(row: InvoiceRow, sold: SoldRows): Return {
  const { quantity, unitPrice } = row;
  const from = sold.returned(row);
  if (from) return { of: { saleId: idOfInvoice(from.invoiceNo), no: from.no }, quantity };
  const amount = { minor: divideRounded(unitPrice.minor * quantity, 1000n), currency: unitPrice.currency };
  return { of: null, names: namesOf(row), barcode: null, taxClass, unitPrice, quantity, amount };
}

function namesOf({ description, stockCode }: InvoiceRow): Names {
  return { en: (description || stockCode || '-').slice(0, 200) };
}

/** A replay breaks no rule of the counter, so a refusal is something that nobody thought of. */
function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`the till refused: ${JSON.stringify(result.problem)}`);
}
