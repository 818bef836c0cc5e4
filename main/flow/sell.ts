import type { SaleTender } from '../../shared/events.ts';
import { type Money, money, parseAmount, toWire } from '../../shared/money.ts';
import type { ElsewhereHow, TenderKind } from '../../shared/payment.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { basketById, type KeptBasket } from '../checkout/records.ts';
import { openAttemptOf } from '../payment/records.ts';
import { saleById } from '../receipt/records.ts';
import type { RecordEvent } from '../store/journal.ts';
import type { Baskets } from './baskets.ts';
import type { Collecting } from './collect.ts';
import type { PaidByWallet } from './collect-booking.ts';
import { type Counter, unlessFull } from './counter.ts';
import { recordSale, type Settled } from './settle.ts';

/** What the pay screen is about; lives in memory, since a restart begins at the basket again. */
export type PayScreen = {
  readonly saleId: string;
  readonly heldCode: string | null;
  readonly foreignCode: ElsewhereHow | null;
};

/** A code that was scanned before the pay screen was open. */
type Held = { readonly code?: string; readonly foreign?: ElsewhereHow };

/** What just happened, shown until the next sale. */
export type Paid = {
  readonly saleId: string;
  readonly number: number;
  readonly total: Money;
  readonly change: Money | null;
  readonly tender: TenderKind;
  /** By a signed pass, without the scheme's word yet. */
  readonly offline: boolean;
};

/** A pass that was found good: its payment's id, and how it is written beside its sale. */
export type TakenPass = { readonly paymentId: string; readonly write: (record: RecordEvent) => void };

/** scanner → checkout → payment ⇄ scheme → ledger → receipt: the counter's main sentence. */
export type Selling = {
  readonly screen: () => PayScreen | null;
  readonly paid: () => Paid | null;
  readonly open: (held?: Held) => Result<null>;
  readonly back: () => Result<null>;
  /** Asks the scheme for the money behind a customer's code. */
  readonly sendCode: (code: string) => Result<null>;
  readonly sendHeldCode: () => Result<null>;
  readonly cash: (tenderedText: string) => Result<null>;
  readonly elsewhere: (how: ElsewhereHow) => Result<null>;
  readonly cashInstead: (attemptId: string, tenderedText: string) => Result<null>;
  readonly setAside: (attemptId: string) => Result<null>;
  readonly next: () => Result<null>;
  /** The sale on the pay screen, if it may be paid now. */
  readonly payable: () => Result<{ readonly saleId: string; readonly total: Money }>;
  /** Books a sale that is paid by a signed pass: both in one transaction. */
  readonly settlePass: (saleId: string, pass: TakenPass) => Result<null>;
  /** After a restart: the pay screen is open again while the payment on it has no end. */
  readonly resume: () => void;
  /** Books a wallet success; called by the payment engine inside its own commit. */
  readonly settleWallet: (record: RecordEvent, payment: PaidByWallet) => 'booked' | 'sale-gone';
  /** After the payment engine's commit: shows what it booked. */
  readonly told: () => void;
};

export type SellingParts = {
  readonly counter: Counter;
  readonly baskets: Baskets;
  readonly collecting: () => Collecting;
  /** A pass that was held at the register is shown now. */
  readonly showPass: (pass: string) => Result<unknown>;
  /** A sale was booked: speak and show. Called after the commit. */
  readonly onBooked: (paid: Paid) => void;
};

/** What selling remembers between two calls; the books remember the rest. */
type State = {
  screen: PayScreen | null;
  paid: Paid | null;
  /** Booked inside the engine's commit, which may still fail: not shown yet. */
  booked: Settled | null;
};

type Finish = (settled: Settled, tender: TenderKind, change: Money | null, offline?: true) => void;

export function createSelling(parts: SellingParts): Selling {
  const { counter } = parts;
  const state: State = { screen: null, paid: null, booked: null };
  const finish: Finish = (settled, tender, change, offline) => {
    const { saleId, receipt: number, totals } = settled;
    state.paid = { saleId, number, total: totals.total, change, tender, offline: offline ?? false };
    state.screen = null;
    parts.onBooked(state.paid);
  };
  const book = (tender: (total: Money) => Result<SaleTender>): Result<null> => {
    const owing = due(parts, state);
    if (!owing.ok) return owing;
    const made = tender(owing.value.total);
    return made.ok ? bookTender(counter, owing.value.kept, made.value, finish) : made;
  };
  return {
    screen: () => state.screen,
    paid: () => state.paid,
    open: (held) => openPayScreen(parts, state, held),
    // Going back from an unresolved payment would hide it: stop it or set it aside.
    back: () => {
      if (state.screen && openAttemptOf(counter.db, state.screen.saleId)) return refused('payment-open');
      state.screen = null;
      return done(null);
    },
    sendCode: (code) => sendCode(parts, state, code),
    sendHeldCode: () => sendHeldCode(parts, state),
    cash: (text) => book((total) => cashTender(total, text)),
    elsewhere: (how) =>
      book((total) => done({ ...noTender, no: 1, kind: 'elsewhere', how, amount: toWire(total) })),
    cashInstead: (attemptId, text) => cashInstead(parts, attemptId, text, finish),
    setAside: (attemptId) => {
      const put = parts.collecting().setAside(attemptId);
      if (put.ok && state.screen?.saleId === put.value.saleId) state.screen = null;
      return put.ok ? holdParked(counter, put.value.saleId) : put;
    },
    next: () => {
      state.paid = null;
      return done(null);
    },
    payable: () => payable(due(parts, state)),
    settlePass: (saleId, pass) => {
      const owing = due(parts, state);
      if (!owing.ok) return owing;
      return owing.value.kept.basket.id === saleId
        ? bookPass(counter, owing.value, pass, finish)
        : refused('payment-settled');
    },
    resume: () => {
      const saleId = parts.baskets.current().id;
      if (openAttemptOf(counter.db, saleId)) state.screen = { saleId, heldCode: null, foreignCode: null };
    },
    settleWallet: (record, payment) => {
      const settled = recordSale(counter, record, basketById(counter.db, payment.saleId), [
        walletTender(payment),
      ]);
      if (settled) state.booked = settled;
      return settled ? 'booked' : 'sale-gone';
    },
    told: () => {
      const settled = state.booked;
      state.booked = null;
      // The commit may have failed after all; what is not in the books is not shown as paid.
      if (settled && state.screen?.saleId === settled.saleId && saleById(counter.db, settled.saleId)) {
        finish(settled, 'wallet', null);
      }
    },
  };
}

function openPayScreen(
  { counter, baskets }: SellingParts,
  state: State,
  held: Held | undefined,
): Result<null> {
  if (counter.journal.shift() === null) return refused('shift-closed');
  const basket = baskets.current();
  if (basket.refusedScans.length > 0) return refused('scan-refused');
  if (basket.lines.length === 0) return refused('basket-empty');
  state.paid = null;
  state.screen = { saleId: basket.id, heldCode: held?.code ?? null, foreignCode: held?.foreign ?? null };
  return done(null);
}

type Due = { readonly kept: KeptBasket; readonly total: Money };

function payable(owing: Result<Due>): ReturnType<Selling['payable']> {
  if (!owing.ok) return owing;
  const { kept, total } = owing.value;
  return total.minor === 0n ? refused('bad-amount') : done({ saleId: kept.basket.id, total });
}

/** What is on the pay screen and may be paid now; its basket is frozen while an attempt is open. */
function due({ counter, baskets }: SellingParts, { screen }: State): Result<Due> {
  if (!screen) return refused('basket-empty');
  if (counter.journal.shift() === null) return refused('shift-closed');
  const kept = basketById(counter.db, screen.saleId);
  if (!kept) return refused('payment-settled');
  if (openAttemptOf(counter.db, screen.saleId)) return refused('payment-open');
  return done({ kept, total: baskets.totals(kept.basket).total });
}

function sendCode(parts: SellingParts, state: State, customerCode: string): Result<null> {
  const owing = due(parts, state);
  if (!owing.ok) return owing;
  const { kept, total } = owing.value;
  const saleId = kept.basket.id;
  if (total.minor === 0n) return refused('bad-amount');
  state.screen = { saleId, heldCode: null, foreignCode: null };
  const started = parts.collecting().start({ saleId, tenderNo: 1, amount: total, customerCode });
  return started.ok ? done(null) : started;
}

const passStart = 'CT1:';

function sendHeldCode(parts: SellingParts, state: State): Result<null> {
  const { screen } = state;
  if (!screen?.heldCode) return refused('field-invalid', { field: 'code' });
  if (!screen.heldCode.startsWith(passStart)) return sendCode(parts, state, screen.heldCode);
  state.screen = { ...screen, heldCode: null };
  const shown = parts.showPass(screen.heldCode);
  return shown.ok ? done(null) : shown;
}

const noTender = { how: null, tendered: null, change: null, paymentId: null, schemeRef: null } as const;

function cashTender(total: Money, text: string): Result<SaleTender> {
  const tendered = parseAmount(text, total.currency);
  if (!tendered) return refused('bad-amount');
  if (tendered.minor < total.minor) return refused('cash-short');
  // A hundred times the total is a barcode in the amount field, not money (openpos-framework#2108).
  if (tendered.minor > total.minor * 100n + 10_000_000n) return refused('amount-too-large');
  const change = money(tendered.minor - total.minor, total.currency);
  return done({
    ...noTender,
    no: 1,
    kind: 'cash',
    amount: toWire(total),
    tendered: toWire(tendered),
    change: toWire(change),
  });
}

function walletTender(payment: PaidByWallet): SaleTender {
  return {
    ...noTender,
    no: payment.tenderNo,
    kind: 'wallet',
    amount: toWire(payment.amount),
    paymentId: payment.paymentId,
    schemeRef: payment.schemeRef,
  };
}

function passTender(total: Money, { paymentId }: TakenPass): SaleTender {
  return { ...noTender, no: 1, kind: 'wallet', amount: toWire(total), paymentId, offline: true };
}

/** The pass is in the books before its sale, in the same transaction: a kill leaves both or none. */
function bookPass(counter: Counter, { kept, total }: Due, pass: TakenPass, finish: Finish): Result<null> {
  const tender = passTender(total, pass);
  return unlessFull(() => {
    const settled = counter.journal.commit((record) => {
      pass.write(record);
      return recordSale(counter, record, kept, [tender]);
    });
    if (!settled) return refused('payment-settled');
    finish(settled, tender.kind, null, true);
    return done(null);
  });
}

function changeOf(tender: SaleTender): Money | null {
  return tender.change ? money(BigInt(tender.change.minor), tender.change.currency) : null;
}

/** Cash opens the drawer: the sale and the opening are one transaction, one sync. */
function bookTender(counter: Counter, kept: KeptBasket, tender: SaleTender, finish: Finish): Result<null> {
  const saleId = kept.basket.id;
  return unlessFull(() => {
    const settled = counter.journal.commit((record) => {
      const booked = recordSale(counter, record, kept, [tender]);
      if (booked && tender.kind === 'cash') record('drawer-opened', { reason: 'sale', saleId });
      return booked;
    });
    if (!settled) return refused('payment-settled');
    finish(settled, tender.kind, changeOf(tender));
    return done(null);
  });
}

/**
 * Cash for a wallet payment that nobody knows the end of. The intent to cancel is durable in the same
 * transaction as the sale, before any byte is sent; a success found later refunds itself (design).
 */
function cashInstead(parts: SellingParts, attemptId: string, text: string, finish: Finish): Result<null> {
  const { counter, baskets } = parts;
  const collecting = parts.collecting();
  const attempt = collecting.unresolved().find((candidate) => candidate.id === attemptId);
  if (!attempt || counter.journal.shift() === null)
    return refused(attempt ? 'shift-closed' : 'payment-settled');
  if (!collecting.mayReplaceByCash(attemptId)) return refused('payment-open');
  const kept = basketById(counter.db, attempt.saleId);
  if (!kept) return refused('payment-settled');
  const tender = cashTender(baskets.totals(kept.basket).total, text);
  if (!tender.ok) return tender;
  return unlessFull(() => {
    const settled = counter.journal.commit((record) => {
      collecting.replaceByCash(record, attemptId);
      const booked = recordSale(counter, record, kept, [tender.value]);
      if (booked) record('drawer-opened', { reason: 'sale', saleId: attempt.saleId });
      return booked;
    });
    if (!settled) return refused('payment-settled');
    finish(settled, 'cash', changeOf(tender.value));
    collecting.afterReplaced(attemptId);
    return done(null);
  });
}

/** A parked payment's basket steps aside, so that the next customer can be served. */
function holdParked(counter: Counter, saleId: string): Result<null> {
  return unlessFull(() => {
    if (basketById(counter.db, saleId)?.state === 'open') {
      counter.journal.commit((record) => record('basket-held', { basketId: saleId }));
    }
    return done(null);
  });
}
