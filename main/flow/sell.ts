import type { Basket } from '../../shared/basket.ts';
import type { SaleTender } from '../../shared/events.ts';
import { fromWire, type Money, parseAmount, toWire } from '../../shared/money.ts';
import type { ElsewhereHow, TenderKind } from '../../shared/payment.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import type { RegisterView, TenderPart } from '../../shared/views.ts';
import { basketById, type KeptBasket } from '../checkout/records.ts';
import { openAttemptOf, refundById } from '../payment/records.ts';
import { isPartPaid, takenTenders } from '../payment/taken-records.ts';
import { saleById } from '../receipt/records.ts';
import type { RecordEvent } from '../store/journal.ts';
import type { Baskets } from './baskets.ts';
import type { Undoing } from './cancel-sale.ts';
import type { Collecting } from './collect.ts';
import type { PaidByWallet } from './collect-booking.ts';
import { type Counter, unlessFull } from './counter.ts';
import { discountPermit } from './discount-limit.ts';
import { type Owing, owingOf, partOf, type Recorded, recordTender } from './part-paid.ts';
import { cashTender, changeOf, elsewhereTender, passTender, walletTender } from './tenders.ts';

/** What the pay screen is about; lives in memory, since a restart begins at the basket again. */
export type PayScreen = {
  readonly saleId: string;
  readonly heldCode: string | null;
  readonly foreignCode: ElsewhereHow | null;
  /** What the next payment takes of the sale; null: all that is due. */
  readonly part: Money | null;
};

/** A code that was scanned before the pay screen was open. */
type Held = { readonly code?: string; readonly foreign?: ElsewhereHow };

/** What just happened, shown until the next sale. */
export type Paid = {
  readonly saleId: string;
  readonly number: number;
  readonly total: Money;
  /** What the last payment took of it. */
  readonly amount: Money;
  readonly change: Money | null;
  readonly tender: TenderKind;
  readonly tenders: readonly TenderPart[];
  /** By a signed pass, without the scheme's word yet. */
  readonly offline: boolean;
};

/** A pass that was found good: its payment's id, and how it is written beside its sale. */
export type TakenPass = { readonly paymentId: string; readonly write: (record: RecordEvent) => void };

/** What may be paid now: which payment of the sale, and how much of what is due it takes. */
export type Payable = {
  readonly saleId: string;
  readonly total: Money;
  readonly tenderNo: number;
  readonly isPart: boolean;
};

type TenderGuard = number | undefined;

/** scanner → checkout → payment ⇄ scheme → ledger → receipt: the counter's main sentence. */
export type Selling = {
  readonly screen: () => PayScreen | null;
  readonly paid: () => Paid | null;
  /** Refused besides: `discount-above-limit` where a cashier asks for more off than a limit and nobody allowed it. */
  readonly open: (held?: Held, approvalId?: string) => Result<null>;
  readonly back: () => Result<null>;
  /** Asks the scheme for the money behind a customer's code. */
  readonly sendCode: (code: string) => Result<null>;
  readonly sendHeldCode: () => Result<null>;
  /** Asks the scheme for a code that the customer scans, for what is due. */
  readonly showCode: () => Result<null>;
  /** How much of what is due the next payment takes; null: all of it. */
  readonly choosePart: (text: string | null) => Result<null>;
  /** `tenderNo`: the payment that the window showed; a second press finds it taken (`payment-settled`). */
  readonly cash: (tenderedText: string, isPart?: boolean, tenderNo?: number) => Result<null>;
  readonly elsewhere: (how: ElsewhereHow, tenderNo?: number) => Result<null>;
  /** One part goes back; the sale stays. */
  readonly giveBack: (saleId: string, tenderNo: number) => Result<null>;
  /** All parts go back and the sale is gone; where each stands is shown until `next`. */
  readonly cancelSale: (saleId: string) => Result<null>;
  readonly cancelled: () => RegisterView['cancelled'];
  readonly cashInstead: (attemptId: string, tenderedText: string) => Result<null>;
  readonly setAside: (attemptId: string) => Result<null>;
  readonly next: () => Result<null>;
  /** The sale on the pay screen, if it may be paid now. */
  readonly payable: () => Result<Payable>;
  /** What the sale on the pay screen owes; null without one. */
  readonly owing: () => Owing | null;
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
  readonly undoing: Undoing;
  /** A pass that was held at the register is shown now. */
  readonly showPass: (pass: string) => Result<unknown>;
  /** A sale was booked: speak and show. Called after the commit. */
  readonly onBooked: (paid: Paid) => void;
  /** A part of a sale is in: speak and show. Called after the commit. */
  readonly onPart: (tender: SaleTender) => void;
};

/** What selling remembers between two calls; the books remember the rest. */
type State = {
  screen: PayScreen | null;
  paid: Paid | null;
  /** A sale that was cancelled a moment ago. */
  cancelled: string | null;
  /** Written inside the engine's commit, which may still fail: not shown yet. */
  written: { readonly saleId: string; readonly recorded: Recorded } | null;
};

export function createSelling(parts: SellingParts): Selling {
  const { counter } = parts;
  const state: State = { screen: null, paid: null, cancelled: null, written: null };
  return {
    screen: () => state.screen,
    paid: () => state.paid,
    open: (held, approvalId) => openPayScreen(parts, state, held, approvalId),
    // Going back from an unresolved payment would hide it: stop it or set it aside.
    back: () => {
      if (state.screen && openAttemptOf(counter.db, state.screen.saleId)) return refused('payment-open');
      state.screen = null;
      return done(null);
    },
    sendCode: (code) => sendCode(parts, state, code),
    sendHeldCode: () => sendHeldCode(parts, state),
    showCode: () => showCode(parts, state),
    choosePart: (text) => choosePart(parts, state, text),
    cash: (text, isPart = false, tenderNo) =>
      take(parts, state, tenderNo, (due) => cashTender(due.owing.tenderNo, due.amount, text, isPart)),
    elsewhere: (how, tenderNo) =>
      take(parts, state, tenderNo, (due) => done(elsewhereTender(due.owing.tenderNo, due.amount, how))),
    cashInstead: (attemptId, text) => cashInstead(parts, state, attemptId, text),
    setAside: (attemptId) => {
      const put = parts.collecting().setAside(attemptId);
      if (put.ok && state.screen?.saleId === put.value.saleId) state.screen = null;
      return put.ok ? holdParked(counter, put.value.saleId) : put;
    },
    giveBack: (saleId, tenderNo) => {
      // What was chosen as a part was chosen of another rest.
      if (state.screen?.saleId === saleId) state.screen = { ...state.screen, part: null };
      return parts.undoing.giveBack(saleId, tenderNo);
    },
    cancelSale: (saleId) => cancelSale(parts, state, saleId),
    cancelled: () => (state.cancelled === null ? null : cancelledView(parts, state.cancelled)),
    next: () => {
      state.paid = null;
      state.cancelled = null;
      return done(null);
    },
    payable: () => payable(due(parts, state)),
    owing: () => {
      const kept = state.screen && basketById(counter.db, state.screen.saleId);
      return kept && owingOf(counter, parts.baskets, kept);
    },
    settlePass: (saleId, pass) => settlePass(parts, state, saleId, pass),
    resume: () => {
      const saleId = parts.baskets.current().id;
      if (openAttemptOf(counter.db, saleId) || isPartPaid(counter.db, saleId))
        state.screen = screenOf(saleId);
    },
    settleWallet: (record, payment) => {
      const { saleId } = payment;
      const kept = basketById(counter.db, saleId);
      const recorded = recordTender(counter, parts.baskets, record, kept, walletTender(payment));
      if (recorded) state.written = { saleId, recorded };
      return recorded ? 'booked' : 'sale-gone';
    },
    told: () => {
      const { written } = state;
      state.written = null;
      if (!written || !isWritten(counter, written.saleId, written.recorded)) return;
      // Where another customer is at the counter a notice tells of it, neither screen nor voice.
      if (state.screen?.saleId === written.saleId) show(parts, state, written.saleId, written.recorded);
    },
  };
}

function screenOf(saleId: string): PayScreen {
  return { saleId, heldCode: null, foreignCode: null, part: null };
}

/** The commit may have failed after all; what is not in the books is not shown as paid. */
function isWritten({ db }: Counter, saleId: string, recorded: Recorded): boolean {
  if (recorded.is === 'sale') return saleById(db, saleId) !== null;
  return takenTenders(db, saleId).some(({ tender }) => tender.no === recorded.tender.no);
}

/** After the commit: the paid screen, or what is still due. */
function show(parts: SellingParts, state: State, saleId: string, recorded: Recorded): void {
  const { tender } = recorded;
  if (recorded.is === 'part') {
    state.screen = screenOf(saleId);
    parts.onPart(tender);
    return;
  }
  const { receipt: number, totals, tenders } = recorded.settled;
  state.screen = null;
  state.paid = {
    saleId,
    number,
    total: totals.total,
    amount: fromWire(tender.amount),
    change: changeOf(tender),
    tender: tender.kind,
    tenders: tenders.map(partOf),
    offline: tender.offline ?? false,
  };
  parts.onBooked(state.paid);
}

function openPayScreen(
  { counter, baskets }: SellingParts,
  state: State,
  held: Held | undefined,
  approvalId: string | undefined,
): Result<null> {
  if (counter.journal.shift() === null) return refused('shift-closed');
  const basket = baskets.current();
  if (basket.refusedScans.length > 0) return refused('scan-refused');
  if (basket.lines.length === 0) return refused('basket-empty');
  const permitted = permitDiscount(counter, baskets, basket, approvalId);
  if (!permitted.ok) return permitted;
  state.paid = null;
  state.cancelled = null;
  const part = state.screen?.saleId === basket.id ? state.screen.part : null;
  state.screen = {
    saleId: basket.id,
    heldCode: held?.code ?? null,
    foreignCode: held?.foreign ?? null,
    part,
  };
  return done(null);
}

/** An approval that is asked for only now is used up here: then the sale may be paid whoever opens it. */
function permitDiscount(
  counter: Counter,
  baskets: Baskets,
  basket: Basket,
  approvalId: string | undefined,
): Result<null> {
  const permit = discountPermit(counter, basket, baskets.totals(basket), approvalId);
  if (!permit.ok) return permit;
  if (approvalId === undefined) return done(null);
  return unlessFull(() => {
    counter.journal.commit((record) => permit.value.write(record));
    return done(null);
  });
}

type Due = { readonly kept: KeptBasket; readonly owing: Owing; readonly amount: Money };

function payable(owing: Result<Due>): Result<Payable> {
  if (!owing.ok) return owing;
  const { kept, owing: whole, amount } = owing.value;
  if (amount.minor === 0n) return refused('bad-amount');
  const isPart = amount.minor < whole.rest.minor;
  return done({ saleId: kept.basket.id, total: amount, tenderNo: whole.tenderNo, isPart });
}

/** What is on the pay screen and may be paid now; its basket is frozen while an attempt is open. */
function due({ counter, baskets }: SellingParts, { screen }: State): Result<Due> {
  if (!screen) return refused('basket-empty');
  if (counter.journal.shift() === null) return refused('shift-closed');
  const kept = basketById(counter.db, screen.saleId);
  if (!kept) return refused('payment-settled');
  if (openAttemptOf(counter.db, screen.saleId)) return refused('payment-open');
  const owing = owingOf(counter, baskets, kept);
  return done({ kept, owing, amount: screen.part ?? owing.rest });
}

function choosePart(parts: SellingParts, state: State, text: string | null): Result<null> {
  const owing = due(parts, state);
  if (!owing.ok) return owing;
  const { rest } = owing.value.owing;
  const part = text === null ? null : parseAmount(text, rest.currency);
  if (text !== null && (!part || part.minor === 0n)) return refused('bad-amount');
  if (part && part.minor > rest.minor) return refused('amount-above-due');
  if (state.screen) state.screen = { ...state.screen, part: part?.minor === rest.minor ? null : part };
  return done(null);
}

function sendCode(parts: SellingParts, state: State, customerCode: string): Result<null> {
  const asked = payable(due(parts, state));
  if (!asked.ok) return asked;
  const { saleId, total: amount, tenderNo } = asked.value;
  if (state.screen) state.screen = { ...state.screen, heldCode: null, foreignCode: null };
  const started = parts.collecting().start({ saleId, tenderNo, amount, customerCode });
  return started.ok ? done(null) : started;
}

/** A code that was held for sending is put away: the customer pays the other way round. */
function showCode(parts: SellingParts, state: State): Result<null> {
  const shown = shownOnScreen(parts, state);
  if (shown) return done(null);
  const asked = payable(due(parts, state));
  if (!asked.ok) return asked;
  const { saleId, total: amount, tenderNo } = asked.value;
  const started = parts.collecting().startShown({ saleId, tenderNo, amount });
  if (!started.ok) return started;
  if (state.screen) state.screen = { ...state.screen, heldCode: null, foreignCode: null };
  return done(null);
}

/** The second of two presses finds the code of the first one. */
function shownOnScreen({ counter }: SellingParts, { screen }: State): boolean {
  const open = screen && openAttemptOf(counter.db, screen.saleId);
  return open?.adapter === 'shown' && open.state !== 'cancelling';
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

/** Takes the payment on the screen without a network: cash, or what another device took. */
function take(
  parts: SellingParts,
  state: State,
  guard: TenderGuard,
  make: (due: Due) => Result<SaleTender>,
): Result<null> {
  const owing = due(parts, state);
  if (!owing.ok) return owing;
  // The second of two presses: the payment that it saw is taken, and it asked for no other.
  if (guard !== undefined && guard !== owing.value.owing.tenderNo) return refused('payment-settled');
  const made = make(owing.value);
  return made.ok ? write(parts, state, owing.value.kept, made.value, () => undefined) : made;
}

/** The pass is in the books before its sale, in the same transaction: a kill leaves both or none. */
function settlePass(parts: SellingParts, state: State, saleId: string, pass: TakenPass): Result<null> {
  const owing = due(parts, state);
  if (!owing.ok) return owing;
  const { kept, owing: whole, amount } = owing.value;
  if (kept.basket.id !== saleId || amount.minor !== whole.rest.minor) return refused('payment-settled');
  return write(parts, state, kept, passTender(whole.tenderNo, amount, pass.paymentId), pass.write);
}

/** Cash opens the drawer: the payment and the opening are one transaction, one sync. */
function write(
  parts: SellingParts,
  state: State,
  kept: KeptBasket,
  tender: SaleTender,
  before: (record: RecordEvent) => void,
): Result<null> {
  const { counter, baskets } = parts;
  const saleId = kept.basket.id;
  return unlessFull(() => {
    const recorded = counter.journal.commit((record) => {
      before(record);
      const written = recordTender(counter, baskets, record, kept, tender);
      if (written && tender.kind === 'cash') record('drawer-opened', { reason: 'sale', saleId });
      return written;
    });
    if (!recorded) return refused('payment-settled');
    show(parts, state, saleId, recorded);
    return done(null);
  });
}

/**
 * Cash for a wallet payment that nobody knows the end of: all that is due. The intent to cancel is
 * durable in the same transaction as the sale, before any byte is sent; a success found later refunds
 * itself (design).
 */
function cashInstead(parts: SellingParts, state: State, attemptId: string, text: string): Result<null> {
  const { counter, baskets } = parts;
  const collecting = parts.collecting();
  const attempt = collecting.unresolved().find((candidate) => candidate.id === attemptId);
  if (!attempt || counter.journal.shift() === null)
    return refused(attempt ? 'shift-closed' : 'payment-settled');
  if (!collecting.mayReplaceByCash(attemptId)) return refused('payment-open');
  const kept = basketById(counter.db, attempt.saleId);
  if (!kept) return refused('payment-settled');
  const owing = owingOf(counter, baskets, kept);
  const tender = cashTender(owing.tenderNo, owing.rest, text, false);
  if (!tender.ok) return tender;
  const taken = write(parts, state, kept, tender.value, (record) =>
    collecting.replaceByCash(record, attemptId),
  );
  if (taken.ok) collecting.afterReplaced(attemptId);
  return taken;
}

function cancelSale(parts: SellingParts, state: State, saleId: string): Result<null> {
  const undone = parts.undoing.cancel(saleId);
  if (!undone.ok) return undone;
  if (state.screen?.saleId === saleId) state.screen = null;
  state.cancelled = takenTenders(parts.counter.db, saleId).length > 0 ? saleId : null;
  return undone;
}

/** Read from the books each time: a wallet's refund goes on while the screen is open. */
function cancelledView({ counter: { db } }: SellingParts, saleId: string): RegisterView['cancelled'] {
  const parts = takenTenders(db, saleId).map(({ tender, refundId }) => ({
    ...partOf(tender),
    refund: refundId === null ? null : (refundById(db, refundId)?.state ?? null),
  }));
  const [first] = parts;
  if (!first) return null;
  const total = parts.reduce((sum, { amount }) => sum + BigInt(amount.minor), 0n);
  return { saleId, total: toWire({ ...fromWire(first.amount), minor: total }), parts };
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
