import type { EventData } from '../../shared/events.ts';
import type { Id } from '../../shared/ids.ts';
import { toWire } from '../../shared/money.ts';
import type { ForeignWallet } from '../../shared/payment.ts';
import { isSettled } from '../../shared/payment.ts';
import type { PaymentRequestAnswer } from '../../shared/request-wire.ts';
import { type CancelAsk, cancelReasons, type PaymentAnswer } from '../../shared/scheme-wire.ts';
import { type Instant, instantOf } from '../../shared/time.ts';
import type { RedemptionAnswer } from '../../shared/voucher-wire.ts';
import {
  type Ask,
  type Attempt,
  type AttemptAction,
  type AttemptEvent,
  attemptAt,
  type Heard,
  type Now,
} from '../payment/attempt.ts';
import { type PaymentRecord, paymentById, refundById } from '../payment/records.ts';
import { step, wakeAt } from '../payment/rules.ts';
import { dark, type Outcome } from '../scheme/outcome.ts';
import type { RequestCalls } from '../scheme/request-calls.ts';
import type { VoucherCalls } from '../scheme/voucher-calls.ts';
import type { RecordEvent } from '../store/journal.ts';
import { type BookingParts, isNews, writeAction } from './collect-booking.ts';
import { heardOfPayment, heardOfRedemption, heardOfRequest, type Told } from './heard.ts';
import { heardOfOrder } from './heard-order.ts';
import type { Waiting } from './until-over.ts';
import { inquire, inquireForeign, safely, terminalIdsOf, type WalletNotice } from './wallet-parts.ts';

/** An attempt that is alive: what the books have of it, and what only this run knows. */
export type Running = {
  /** As the books had it when this run took it up, or when cash replaced it. */
  payment: PaymentRecord;
  attempt: Attempt;
  disarm: () => void;
  /** Taken up after a restart: the cashier is told how it ended. */
  readonly isRecovered: boolean;
};

type EngineParts = BookingParts & {
  /** Numbers from 0 up to 1, of `random`. */
  readonly chance: () => number;
  /** Spoken: nobody knows yet whether this was paid. */
  readonly onUnknown?: (payment: PaymentRecord) => void;
  /** Redeems vouchers; a till without programmes has none. */
  readonly vouchers?: VoucherScheme;
  /** Makes the codes that the till shows. */
  readonly requests?: RequestCalls;
};

/** The calls that take money off a voucher. */
export type VoucherScheme = Pick<VoucherCalls, 'putRedemption' | 'getRedemption' | 'cancelRedemption'>;

/** What is under a code, and until when it may be paid, by this machine's clock. */
export type ShownText = { readonly payload: string; readonly expiresAt: Instant };

export type Engine = {
  readonly parts: EngineParts;
  readonly running: Map<Id, Running>;
  /**
   * What is sent for a voucher: its code is money and stands in no book, so after a restart a redemption
   * is asked about and cancelled, never sent again.
   */
  readonly bodies: Map<Id, string>;
  /** Codes to show, each until its payment may not be paid any more. */
  readonly codes: Map<Id, ShownText>;
  /** Alarms that are in the journal already: a forger must not fill it. */
  readonly alarmed: Set<string>;
  /** Who waits for something to end; asked after every change. */
  readonly waiting: Waiting;
  isClosed: boolean;
};

const quiet = (): void => undefined;

export function nowOf(engine: Engine): Now {
  return { mono: engine.parts.clock.mono(), chance: engine.parts.chance() };
}

/** The attempt as it stands; one that has ended is read from the books. */
export function subject(engine: Engine, paymentId: Id): Running | null {
  const alive = engine.running.get(paymentId);
  if (alive) return alive;
  const payment = paymentById(engine.parts.db, paymentId);
  return payment && { payment, attempt: attemptOf(engine, payment), disarm: quiet, isRecovered: false };
}

export function attemptOf(engine: Engine, payment: PaymentRecord): Attempt {
  const refundId = payment.cashRefundId;
  return attemptAt(
    {
      state: payment.state,
      parked: payment.parked,
      replaced: refundId !== null,
      owed: refundId !== null && refundById(engine.parts.db, refundId) !== null,
      reason: payment.reason,
    },
    engine.parts.clock.mono(),
    payment.adapter,
  );
}

/** Puts an attempt under the engine's care. */
export function adopt(
  engine: Engine,
  payment: PaymentRecord,
  attempt: Attempt,
  isRecovered: boolean,
): Running {
  const running: Running = { payment, attempt, disarm: quiet, isRecovered };
  engine.running.set(payment.id, running);
  return running;
}

/**
 * One step of one attempt: decided purely, written in one transaction, and only then acted on. What
 * can't be written has not happened: the attempt stays where it was and is asked about again, and
 * nothing is ever sent because a write is repeated (odoo/odoo#150102). Answers whether it was written.
 */
export function handle(
  engine: Engine,
  paymentId: Id,
  event: AttemptEvent,
  told: Told<unknown> | null = null,
): boolean {
  if (engine.isClosed) return false;
  const running = subject(engine, paymentId);
  if (!running) return false;
  const now = nowOf(engine);
  const next = step(running.attempt, event, now);
  const isSaved = save(engine, running, next.actions, told);
  if (isSaved) {
    apply(engine, running, next.attempt, next.actions);
    if (told?.code !== undefined) keepCode(engine, running, told.code);
    tell(engine, running, next.actions);
  } else {
    const undone = step(
      running.attempt,
      { kind: 'unsaved', to: event.kind === 'heard' ? event.to : null },
      now,
    );
    apply(engine, running, undone.attempt, undone.actions);
  }
  return isSaved;
}

/** Takes over a step whose writing is durable: the clock, the questions. */
export function apply(
  engine: Engine,
  running: Running,
  attempt: Attempt,
  actions: readonly AttemptAction[],
): void {
  running.attempt = attempt;
  arm(engine, running);
  // Whatever else is going on, nobody may be shown a code that is being taken back.
  if (attempt.state !== 'awaiting-customer') engine.codes.delete(running.payment.id);
  for (const action of actions) if (action.kind === 'ask') ask(engine, running, action.ask);
  if (!isSettled(attempt.state)) return;
  engine.running.delete(running.payment.id);
  engine.bodies.delete(running.payment.id);
}

/** A code is there to be shown once its signed answer is in the books. */
function keepCode({ codes, parts }: Engine, { payment, attempt }: Running, payload: string): void {
  if (attempt.state !== 'awaiting-customer' || codes.get(payment.id)?.payload === payload) return;
  const { clock } = parts;
  const leftMs = Math.max(0, (attempt.endsAt ?? clock.mono()) - clock.mono());
  codes.set(payment.id, { payload, expiresAt: instantOf(clock.now() + leftMs) });
}

function save(
  engine: Engine,
  running: Running,
  actions: readonly AttemptAction[],
  told: Told<unknown> | null,
): boolean {
  const { parts } = engine;
  const { payment, attempt } = running;
  const news = actions.filter((action) => isNews(action) && !isKnownAlarm(engine, payment, action));
  if (news.length === 0) return true;
  try {
    parts.journal.commit((record) => {
      for (const action of news) writeAction(parts, record, { payment, attempt }, action, told);
    });
  } catch (error) {
    safely(parts, () => parts.onTrouble?.(error));
    return false;
  }
  for (const action of news) if (action.kind === 'alarm') engine.alarmed.add(`${payment.id} ${action.why}`);
  return true;
}

function isKnownAlarm(engine: Engine, payment: PaymentRecord, action: AttemptAction): boolean {
  return action.kind === 'alarm' && engine.alarmed.has(`${payment.id} ${action.why}`);
}

function arm(engine: Engine, running: Running): void {
  running.disarm();
  running.disarm = quiet;
  const at = wakeAt(running.attempt);
  if (at === null) return;
  const { clock } = engine.parts;
  const { id } = running.payment;
  running.disarm = clock.after(Math.max(0, at - clock.mono()), () => {
    if (engine.running.get(id) === running) handle(engine, id, { kind: 'timer' });
  });
}

function ask(engine: Engine, running: Running, to: Ask): void {
  const { parts } = engine;
  const { payment } = running;
  const { scheme } = parts;
  const reason = cancelReasons.find((known) => known === running.attempt.reason) ?? 'unresolved';
  const heard = (told: Told<Heard>): void => {
    if (!engine.isClosed) handle(engine, payment.id, { kind: 'heard', to, heard: told.heard }, told);
  };
  const expected = { ...payment, terminalIds: terminalIdsOf(parts.merchant()) };
  const { id, voucher, wallet } = payment;
  if (wallet !== null) {
    askForeign(engine, payment, wallet, to, heard);
    return;
  }
  if (voucher !== null) {
    const { programme } = voucher;
    inquire(
      parts,
      () => redeem(engine, id, to, reason),
      (outcome) => heard(judged((one) => heardOfRedemption({ ...expected, programme }, one), outcome)),
    );
    return;
  }
  if (payment.adapter === 'shown') {
    inquire(
      parts,
      () => request(engine, payment, to, reason),
      (outcome) => heard(judged((one) => heardOfRequest(expected, one), outcome)),
    );
    return;
  }
  const calls: Readonly<Record<Ask, () => Promise<Outcome<PaymentAnswer>>>> = {
    put: () => scheme.putPayment(id, payment.request),
    query: () => scheme.getPayment(id),
    cancel: () => scheme.cancelPayment(id, reason),
  };
  inquire(parts, calls[to], (outcome) => heard(judged((one) => heardOfPayment(expected, one), outcome)));
}

function askForeign(
  { parts }: Engine,
  payment: PaymentRecord,
  wallet: ForeignWallet,
  to: Ask,
  heard: (told: Told<Heard>) => void,
): void {
  inquireForeign(
    parts,
    wallet,
    (asked) => {
      if (to === 'put') return asked.pay(payment.request);
      return to === 'query' ? asked.query(payment.id) : asked.cancel(payment.id);
    },
    (outcome) => heard(judged((one) => heardOfOrder(payment, one), outcome)),
  );
}

/** An answer that breaks the judging of it is dark, too. */
function judged<T>(hear: (outcome: Outcome<T>) => Told<Heard>, outcome: Outcome<T>): Told<Heard> {
  try {
    return hear(outcome);
  } catch {
    return hear(dark('malformed'));
  }
}

async function redeem(
  engine: Engine,
  id: Id,
  to: Ask,
  reason: CancelAsk['reason'],
): Promise<Outcome<RedemptionAnswer>> {
  const { vouchers } = engine.parts;
  const body = engine.bodies.get(id);
  if (!vouchers || (to === 'put' && body === undefined)) return dark('cut');
  if (to === 'put') return vouchers.putRedemption(id, body ?? '');
  return to === 'query' ? vouchers.getRedemption(id) : vouchers.cancelRedemption(id, reason);
}

async function request(
  { parts: { requests } }: Engine,
  { id, request: body }: PaymentRecord,
  to: Ask,
  reason: CancelAsk['reason'],
): Promise<Outcome<PaymentRequestAnswer>> {
  if (!requests) return dark('cut');
  if (to === 'put') return requests.putRequest(id, body);
  return to === 'query' ? requests.getRequest(id) : requests.cancelRequest(id, reason);
}

/** After the commit: what the cashier sees and hears is on the disk already. */
function tell(engine: Engine, running: Running, actions: readonly AttemptAction[]): void {
  const { parts } = engine;
  safely(parts, () => {
    const payment = paymentById(parts.db, running.payment.id) ?? running.payment;
    const notice = (kind: WalletNotice): void => parts.onNotice?.(kind, payment, payment.amount);
    for (const action of actions) {
      if (action.kind === 'alarm') notice('forged-answer');
      if (action.kind === 'owe') notice('payment-late-success');
      if (action.kind !== 'move') continue;
      if (action.to === 'unknown') parts.onUnknown?.(payment);
      const ended = isSettled(action.to) ? noticeOfEnd(running, payment) : null;
      if (ended) notice(ended);
    }
    parts.onChange();
  });
  wakeWaiting(engine);
}

/** What the cashier must be told of an end, who may have had other customers since. */
function noticeOfEnd({ isRecovered }: Running, payment: PaymentRecord): WalletNotice | null {
  const isReplaced = payment.cashRefundId !== null;
  if (payment.state === 'succeeded' && isReplaced) return 'payment-late-success';
  if (isRecovered) return 'payment-recovered';
  return payment.parked && !isReplaced ? 'payment-ended' : null;
}

export function wakeWaiting(engine: Engine): void {
  for (const check of [...engine.waiting]) safely(engine.parts, check);
}

/**
 * Cash is being taken for the sale, inside the caller's commit: the intent to cancel and the fixed id
 * of the refund that a late success would need are durable with the sale (OCA/pos#550).
 */
export function writeReplaced(engine: Engine, record: RecordEvent, running: Running): void {
  const { payment, attempt } = running;
  const refundId = engine.parts.newId();
  record('payment-replaced-by-cash', { paymentId: payment.id, refundId });
  for (const action of step(attempt, { kind: 'replaced' }, nowOf(engine)).actions) {
    if (isNews(action)) writeAction(engine.parts, record, { payment, attempt }, action, null);
  }
}

/** What a new attempt's row holds. */
export function createdData(payment: PaymentRecord): EventData<'payment-created'> {
  const { saleId, tenderNo, merchantId, codeHash, request, adapter, wallet } = payment;
  return {
    paymentId: payment.id,
    saleId,
    tenderNo,
    amount: toWire(payment.amount),
    merchantId,
    codeHash,
    request,
    ...(payment.voucher ? { voucher: payment.voucher } : {}),
    ...(adapter === 'own' ? {} : { adapter }),
    ...(wallet ? { wallet } : {}),
  };
}
