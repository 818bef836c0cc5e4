import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Id } from '../../shared/ids.ts';
import { type Money, money, negated, toWire } from '../../shared/money.ts';
import type { RefundState } from '../../shared/payment.ts';
import { accounts, type Posting, walletAccount } from '../../shared/posting.ts';
import type { RefundAnswer } from '../../shared/scheme-wire.ts';
import { refundBody } from '../code-wallet/order-bodies.ts';
import { adapterOf } from '../payment/adapters.ts';
import { openRefunds, paymentById, type RefundRecord, refundById, refundsOf } from '../payment/records.ts';
import {
  isRefundOver,
  type RefundAction,
  type RefundAsk,
  type RefundAttempt,
  type RefundEvent,
  type RefundHeard,
  refundAt,
  refundWakeAt,
  stepRefund,
} from '../payment/refund-rules.ts';
import { dark, type Outcome } from '../scheme/outcome.ts';
import type { RecordEvent } from '../store/journal.ts';
import { heardOfRefund, type Told } from './heard.ts';
import { heardOfOrderRefund } from './heard-order.ts';
import {
  inquire,
  inquireForeign,
  safely,
  terminalIdsOf,
  type WalletNotice,
  type WalletParts,
} from './wallet-parts.ts';

type RefundStart = {
  readonly paymentId: Id;
  /** The refund document that it belongs to; null for money owed after a late success. */
  readonly documentId: Id | null;
  readonly amount: Money;
  readonly reason: string;
  /** Fixed beforehand where cash was taken instead; else a new one. */
  readonly refundId?: Id;
};

/** Money back to a wallet: one id, one body, repeated until the scheme has signed an end. */
export type GivingBack = {
  /**
   * Inside the caller's commit: the refund is durable with whatever owes it, and is sent right after the
   * commit, or by `recover` where a crash came between. Throws above what the payment has left
   * (`refundable`), as the caller knows that first.
   */
  readonly start: (record: RecordEvent, ask: RefundStart) => Id;
  /** Sends at once what `start` wrote. Harmless where it was sent already. */
  readonly send: (refundId: Id) => void;
  /** What of a payment can still be given back: paid, less every refund that is done or under way. */
  readonly refundable: (paymentId: Id) => Money;
  /** Takes up every refund without an end; before the register opens. */
  readonly recover: () => void;
  /** A hint of the scheme: ask sooner. Without an id all that are open. */
  readonly hint: (refundId?: Id) => void;
  /** The settlement lists the refund as done. `answer` is the signed page that holds the line. */
  readonly applySettlementRow: (row: { readonly refundId: Id; readonly told: Told<null> }) => void;
  /** Refunds whose end nobody knows, oldest first. */
  readonly open: () => RefundRecord[];
  /** Called after every change; answers a function that stops it. */
  readonly listen: (listener: () => void) => () => void;
  readonly close: () => void;
};

type Running = {
  readonly record: RefundRecord;
  /** Sent from the counter a moment ago, so that somebody is looking at it. */
  readonly isWatched: boolean;
  attempt: RefundAttempt;
  disarm: () => void;
};

type Engine = {
  readonly parts: WalletParts;
  readonly running: Map<Id, Running>;
  readonly alarmed: Set<string>;
  readonly listeners: Set<() => void>;
  isClosed: boolean;
};

const quiet = (): void => undefined;

export function createGivingBack(parts: WalletParts): GivingBack {
  const engine: Engine = {
    parts,
    running: new Map(),
    alarmed: new Set(),
    listeners: new Set(),
    isClosed: false,
  };
  const send = (refundId: Id): void => {
    if (!engine.isClosed) takeUp(engine, refundById(parts.db, refundId), { kind: 'send' });
  };
  return {
    start: (record, ask) => {
      const refundId = recordStart(engine, record, ask);
      // After the commit that we are inside of, which may still fail: then there is no row to send.
      void Promise.resolve().then(() => safely(parts, () => send(refundId)));
      return refundId;
    },
    send,
    refundable: (paymentId) => refundable(engine, paymentId),
    recover: () => {
      for (const record of openRefunds(parts.db)) takeUp(engine, record, { kind: 'recover' });
    },
    hint: (refundId) => {
      for (const id of refundId === undefined ? [...engine.running.keys()] : [refundId])
        handle(engine, id, { kind: 'hint' });
    },
    applySettlementRow: ({ refundId, told }) => {
      takeUp(engine, refundById(parts.db, refundId), { kind: 'recover' });
      handle(engine, refundId, { kind: 'row' }, told);
    },
    open: () => openRefunds(parts.db),
    listen: (listener) => {
      engine.listeners.add(listener);
      return () => engine.listeners.delete(listener);
    },
    close: () => {
      engine.isClosed = true;
      for (const { disarm } of engine.running.values()) disarm();
      engine.running.clear();
    },
  };
}

function refundable(engine: Engine, paymentId: Id): Money {
  const payment = paymentById(engine.parts.db, paymentId);
  if (!payment) throw new Error(`no payment ${paymentId}`);
  const given = refundsOf(engine.parts.db, paymentId)
    // What was refused and then paid out of the drawer was given back all the same.
    .filter((refund) => refund.state !== 'refused' || refund.paidOutId !== null)
    .reduce((sum, refund) => sum + refund.amount.minor, 0n);
  return money(payment.amount.minor - given, payment.amount.currency);
}

function recordStart(engine: Engine, record: RecordEvent, ask: RefundStart): Id {
  const left = refundable(engine, ask.paymentId);
  const { amount, paymentId } = ask;
  if (amount.currency !== left.currency || amount.minor <= 0n || amount.minor > left.minor)
    throw new Error(`${amount.minor} ${amount.currency} is not to be given back of payment ${paymentId}`);
  const refundId = ask.refundId ?? engine.parts.newId();
  // The wire takes 200 characters; the document keeps the whole reason.
  const reason = ask.reason.slice(0, 200);
  const payment = paymentById(engine.parts.db, paymentId);
  record('refund-created', {
    refundId,
    paymentId,
    documentId: ask.documentId,
    amount: toWire(amount),
    reason,
    request: payment?.wallet
      ? refundBody({ id: refundId, paymentId, amount, reason })
      : canonicalJson({ paymentId, amount: toWire(amount), reason }),
  });
  return refundId;
}

/** Dr owed to customers · Cr wallet or vouchers: what was owed since the return, or since the late success, is paid. */
function paidBackPostings(amount: Money, from: string): Posting[] {
  return [
    { account: accounts.owedToCustomers, amount: toWire(amount) },
    { account: from, amount: toWire(negated(amount)) },
  ];
}

function takeUp(engine: Engine, record: RefundRecord | null, event: RefundEvent): void {
  if (engine.isClosed || !record || isRefundOver(record.state) || engine.running.has(record.id)) return;
  const wallet = paymentById(engine.parts.db, record.paymentId)?.wallet ?? null;
  const attempt = refundAt(record.state, engine.parts.clock.mono(), adapterOf(wallet));
  const isWatched = event.kind === 'send' && record.documentId !== null;
  engine.running.set(record.id, { record, isWatched, attempt, disarm: quiet });
  handle(engine, record.id, event);
}

/** One step: decided purely, then written, then acted on. What can't be written is taken back. */
function handle(engine: Engine, id: Id, event: RefundEvent, told: Told<unknown> | null = null): void {
  const running = engine.running.get(id);
  if (engine.isClosed || !running) return;
  const mono = engine.parts.clock.mono();
  const next = stepRefund(running.attempt, event, mono);
  const saved = save(engine, running.record, next.actions, told);
  const taken = saved
    ? next
    : stepRefund(running.attempt, { kind: 'unsaved', to: event.kind === 'heard' ? event.to : null }, mono);
  running.attempt = taken.attempt;
  arm(engine, running);
  for (const action of taken.actions) if (action.kind === 'ask') ask(engine, running, action.ask);
  if (isRefundOver(running.attempt.state)) engine.running.delete(id);
  if (saved) tell(engine, running, next.actions);
}

function save(
  engine: Engine,
  refund: RefundRecord,
  actions: readonly RefundAction[],
  told: Told<unknown> | null,
): boolean {
  const { parts } = engine;
  const news = actions.filter((action) => isNews(engine, refund, action));
  if (news.length === 0) return true;
  try {
    parts.journal.commit((record) => {
      for (const action of news) write(parts, record, refund, action, told);
    });
    for (const action of news) if (action.kind === 'alarm') engine.alarmed.add(`${refund.id} ${action.why}`);
    return true;
  } catch (error) {
    parts.onTrouble?.(error);
    return false;
  }
}

/** The same alarm about the same refund is written once a run: a forger must not fill the journal. */
function isNews(engine: Engine, refund: RefundRecord, action: RefundAction): boolean {
  return (
    action.kind === 'move' || (action.kind === 'alarm' && !engine.alarmed.has(`${refund.id} ${action.why}`))
  );
}

function write(
  parts: WalletParts,
  record: RecordEvent,
  refund: RefundRecord,
  action: RefundAction,
  told: Told<unknown> | null,
): void {
  if (action.kind === 'alarm') record('payment-alarmed', { paymentId: refund.paymentId, why: action.why });
  if (action.kind !== 'move') return;
  const payment = paymentById(parts.db, refund.paymentId);
  const from = payment?.voucher ? accounts.vouchers : walletAccount(payment?.wallet ?? null);
  record('refund-moved', {
    refundId: refund.id,
    to: action.to,
    cause: action.cause,
    reason: action.reason,
    schemeRef: told?.schemeRef ?? null,
    answer: told?.answer ?? null,
    postings: action.to === 'refunded' ? paidBackPostings(refund.amount, from) : [],
  });
}

function arm(engine: Engine, running: Running): void {
  running.disarm();
  running.disarm = quiet;
  const at = refundWakeAt(running.attempt);
  if (at === null) return;
  const { clock } = engine.parts;
  running.disarm = clock.after(Math.max(0, at - clock.mono()), () =>
    handle(engine, running.record.id, { kind: 'timer' }),
  );
}

function ask(engine: Engine, running: Running, to: RefundAsk): void {
  const { parts } = engine;
  const { record } = running;
  const hear = (told: Told<RefundHeard>): void => {
    if (!engine.isClosed) handle(engine, record.id, { kind: 'heard', to, heard: told.heard }, told);
  };
  const { id, paymentId, request } = record;
  const wallet = paymentById(parts.db, paymentId)?.wallet ?? null;
  if (wallet !== null) {
    inquireForeign(
      parts,
      wallet,
      (asked) => (to === 'put' ? asked.refund(request) : asked.refundQuery(paymentId, id)),
      (outcome) => hear(heardOfOrderRefund(record, outcome)),
    );
    return;
  }
  const call = (): Promise<Outcome<RefundAnswer>> =>
    to === 'put' ? parts.scheme.putRefund(id, request) : parts.scheme.getRefund(id);
  inquire(parts, call, (outcome) => hear(heardOf(engine, record, outcome)));
}

function heardOf(engine: Engine, refund: RefundRecord, outcome: Outcome<RefundAnswer>): Told<RefundHeard> {
  const payment = paymentById(engine.parts.db, refund.paymentId);
  const expected = {
    id: refund.id,
    paymentId: refund.paymentId,
    amount: refund.amount,
    merchantId: payment?.merchantId ?? '',
    terminalIds: terminalIdsOf(engine.parts.merchant()),
  };
  try {
    return heardOfRefund(expected, outcome);
  } catch {
    return heardOfRefund(expected, dark('malformed'));
  }
}

function tell(engine: Engine, running: Running, actions: readonly RefundAction[]): void {
  const { parts } = engine;
  const refund = running.record;
  // What went through at once stands on the screen that asked for it.
  const isSeen = running.isWatched && running.attempt.step === 0;
  const news = actions.flatMap((action) => (action.kind === 'ask' ? [] : [action]));
  if (news.length === 0) return;
  safely(parts, () => {
    const payment = paymentById(parts.db, refund.paymentId);
    for (const action of news) {
      const notice = action.kind === 'alarm' ? 'forged-answer' : noticeOf[action.to];
      if (payment && notice && !(isSeen && notice === 'refund-done'))
        parts.onNotice?.(notice, payment, refund.amount, refund.id);
    }
    parts.onChange();
  });
  for (const listener of engine.listeners) safely(parts, listener);
}

/** What is refused stays owed: a person must give it back in another way. */
const noticeOf: Partial<Record<RefundState, WalletNotice>> = {
  refunded: 'refund-done',
  refused: 'refund-owed',
};
