import { appendFileSync } from 'node:fs';
import { toDecimal } from '../../shared/money.ts';
import type { Result } from '../../shared/result.ts';
import type { AttemptView } from '../../shared/views.ts';
import { basketById } from '../checkout/records.ts';
import { refund } from '../flow/refund.ts';
import { saleById, tendersOf } from '../receipt/records.ts';
import type { Practice } from '../scheme/practice.ts';
import { openShift } from '../shift/records.ts';
import type { Till } from '../till.ts';
import { minorNumber } from './command.ts';
import { untilItWorks } from './patience.ts';
import type { Invoice } from './replay-baskets.ts';
import { basketLineOf, type Line, linesOf, type PayBy } from './replay-lines.ts';

export type ReplayParts = {
  readonly till: Till;
  readonly practice: Practice;
  readonly pay: readonly PayBy[];
  /** Where a line is appended for whatever the till has said ok to; null: nowhere. */
  readonly acks: string | null;
  /** How long open payments and refunds are waited for at the end. */
  readonly settleMs: number;
};

export type ReplayDone = {
  readonly bookedInMs: readonly number[];
  /** Documents that are not booked, though no payment of their own is open: they hang on one that is. */
  readonly waiting: number;
};

/** A declined customer shows another code so often; then the sale is paid in cash. */
const mostCodes = 4;

/** How often an attempt that is under way, and what is still open at the end, is looked at. */
const lookEveryMs = 5;
const settleLookMs = 200;

/** Rings invoices up one after another as a cashier would, and never waits for a payment nobody knows the end of. */
export class Replay {
  readonly #parts: ReplayParts;
  readonly #till: Till;
  /** Set aside, or hanging on something set aside: looked after at the end. */
  #open: Line[] = [];
  readonly #bookedInMs: number[] = [];
  readonly #codesShown = new Map<string, number>();
  #wallet: string | null = null;

  constructor(parts: ReplayParts) {
    this.#parts = parts;
    this.#till = parts.till;
  }

  /** What is booked already is left alone, so that a replay that was cut short goes on where it stopped. */
  async run(invoices: readonly Invoice[]): Promise<ReplayDone> {
    const { counter, shifts } = this.#till;
    if (!openShift(counter.db)) must(shifts.open('0'));
    this.#clearCounter();
    for (const line of linesOf(invoices, this.#parts.pay)) {
      if (this.#isBooked(line)) continue;
      const startedMs = counter.clock.mono();
      if (await this.#serve(line)) this.#bookedInMs.push(counter.clock.mono() - startedMs);
    }
    await this.#settle(counter.clock.mono() + this.#parts.settleMs);
    const waiting = this.#open.filter((line) => !this.#till.baskets.isFrozen(line.documentId)).length;
    return { bookedInMs: this.#bookedInMs, waiting };
  }

  /** A run that was cut short may have left a customer on the counter whose payment nobody knows. */
  #clearCounter(): void {
    const { baskets, collecting, selling } = this.#till;
    for (const { id, saleId } of collecting.unresolved()) {
      if (baskets.isFrozen(saleId)) must(selling.setAside(id));
    }
  }

  #isBooked(line: Line): boolean {
    return saleById(this.#till.counter.db, line.documentId) !== null;
  }

  /** One customer: booked and acknowledged, or put with what is open. */
  async #serve(line: Line): Promise<boolean> {
    const isBooked = this.#isBooked(line) || (await this.#book(line));
    if (isBooked) this.#acknowledge(line);
    else this.#open.push(line);
    this.#till.selling.next();
    return isBooked;
  }

  /** True once it is in the books; false where nobody knows yet. */
  async #book(line: Line): Promise<boolean> {
    const { baskets, selling } = this.#till;
    if (line.invoice.kind === 'refund') return this.#giveBack(line);
    if (baskets.isFrozen(line.documentId)) return false;
    this.#ringUp(line);
    must(selling.open());
    const shown = this.#codesShown.get(line.documentId) ?? 0;
    if (line.by === 'wallet' && shown < mostCodes) {
      this.#codesShown.set(line.documentId, shown + 1);
      return this.#payByWallet(line);
    }
    must(selling.cash(toDecimal(baskets.totals(baskets.current()).total)));
    return true;
  }

  /** The basket of an invoice on the counter: put there now, or by a run that was cut short. */
  #ringUp({ invoice, documentId }: Line): void {
    const { baskets, counter } = this.#till;
    const kept = basketById(counter.db, documentId);
    if (kept?.state === 'held') must(baskets.recall(documentId));
    if (kept) return;
    const before = baskets.current();
    if (before.lines.length > 0) must(baskets.hold());
    else if (basketById(counter.db, before.id)) must(baskets.abandon());
    const changes = invoice.rows.map((row) => ({
      type: 'line-added' as const,
      line: basketLineOf(row, counter.newId()),
    }));
    must(baskets.change(changes, { soldAt: invoice.occurredAt, basketId: documentId }));
  }

  async #payByWallet(line: Line): Promise<boolean> {
    const { baskets, collecting, selling } = this.#till;
    must(selling.sendCode(await this.#freshCode()));
    const attempt = collecting.lastAttemptOf(line.documentId);
    if (!attempt) throw new Error(`no attempt was made for ${line.invoice.no}`);
    const ended = await this.#endOf(attempt);
    if (ended === 'succeeded') return true;
    if (ended !== null) return this.#book(line);
    // It may have ended in this very moment; then there is nothing to set aside.
    if (baskets.isFrozen(line.documentId)) must(selling.setAside(attempt.id));
    return this.#isBooked(line);
  }

  async #freshCode(): Promise<string> {
    const { practice, till } = this.#parts;
    const { clock } = till.counter;
    const { currency } = till.counter.terminal();
    this.#wallet ??= await untilItWorks(clock, () => practice.wallet({ currency }));
    const wallet = this.#wallet;
    return untilItWorks(clock, () => practice.code(wallet));
  }

  /** The end of an attempt, or null as soon as nobody knows: the next customer is not kept waiting. */
  async #endOf(attempt: AttemptView): Promise<AttemptView['state'] | null> {
    const { collecting } = this.#till;
    for (let view: AttemptView | null = attempt; view !== null; view = collecting.attempt(attempt.id)) {
      const { state } = view;
      if (state === 'succeeded' || state === 'declined' || state === 'cancelled') return state;
      if (state === 'unknown' || state === 'cancelling') return null;
      await collecting.ended(attempt.id, lookEveryMs);
    }
    return null;
  }

  #giveBack({ invoice, documentId, returns }: Line): boolean {
    const { counter, givingBack } = this.#till;
    // What is given back must have been sold; its sale may still be waiting for its payment.
    if (returns.some(({ of }) => of !== null && !saleById(counter.db, of.saleId))) return false;
    const { occurredAt } = invoice;
    must(refund(counter, givingBack, { documentId, returns, reason: 'cancelled invoice', occurredAt }));
    return true;
  }

  /** Until everything is known or the time is up: what was paid is booked by then, what was not is paid anew. */
  async #settle(untilMs: number): Promise<void> {
    const { clock } = this.#till.counter;
    while (this.#open.length > 0 && clock.mono() < untilMs) {
      const lines = this.#open;
      this.#open = [];
      for (const line of lines) await this.#serve(line);
      if (this.#open.length > 0) await new Promise<void>((resolve) => clock.after(settleLookMs, resolve));
    }
    await this.#till.collecting.idle(Math.max(0, untilMs - clock.mono()));
  }

  #acknowledge({ invoice, documentId }: Line): void {
    const { db } = this.#till.counter;
    const document = saleById(db, documentId);
    if (!document) throw new Error(`${invoice.no} is not in the books`);
    if (this.#parts.acks === null) return;
    const { receipt, totalMinor, currency } = document;
    const tender = tendersOf(db, documentId)
      .map(({ kind }) => kind)
      .join('+');
    const ack = {
      [invoice.kind]: documentId,
      receipt,
      totalMinor: minorNumber(totalMinor),
      currency,
      tender,
    };
    appendFileSync(this.#parts.acks, `${JSON.stringify(ack)}\n`);
  }
}

/** A replay breaks no rule of the counter, so a refusal is something that nobody thought of. */
function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`the till refused: ${JSON.stringify(result.problem)}`);
}
