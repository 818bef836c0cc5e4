import type { Id, RandomBytes } from '../../shared/ids.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { epochMsOf } from '../../shared/time.ts';
import type { AttemptView } from '../../shared/views.ts';
import { adapters } from '../payment/adapters.ts';
import { attemptsOf, openAttempts, type PaymentRecord, paymentById } from '../payment/records.ts';
import { mayTakeCashInstead, step } from '../payment/rules.ts';
import type { RequestCalls } from '../scheme/request-calls.ts';
import type { RecordEvent } from '../store/journal.ts';
import type { BookingParts } from './collect-booking.ts';
import {
  adopt,
  apply,
  attemptOf,
  type Engine,
  handle,
  nowOf,
  type ShownText,
  subject,
  type VoucherScheme,
  wakeWaiting,
  writeReplaced,
} from './collect-engine.ts';
import { type CollectAsk, type RunMemory, type ShowAsk, startAttempt, startShown } from './collect-start.ts';
import { attemptView } from './collect-view.ts';
import type { Told } from './heard.ts';
import type { NetworkState } from './network.ts';
import { untilOver } from './until-over.ts';
import { safely } from './wallet-parts.ts';

export type CollectingParts = BookingParts & {
  readonly random: RandomBytes;
  /** Say it aloud: nobody knows yet whether this was paid. After the commit. */
  readonly onUnknown?: (payment: PaymentRecord) => void;
  /** Redeems vouchers. */
  readonly vouchers?: VoucherScheme;
  /** Makes the codes that the till shows. */
  readonly requests?: RequestCalls;
};

/**
 * Takes money from wallets: persists, then sends, then acts on what comes back (payments.md §2).
 * Nothing here waits: every call answers at once, and what becomes of a payment is told by `onChange`.
 */
export type Collecting = {
  /**
   * Asks the scheme for the money behind a customer's code. The row is on the disk before the first
   * byte leaves. The same code within 120 s is the same attempt. Refused: `terminal-not-activated`,
   * `bad-amount`, `currency-differs`, `field-invalid`, `code-spent` (used for another sale),
   * `payment-open`, `payment-settled`, `disk-full` (then nothing was sent).
   */
  readonly start: (ask: CollectAsk) => Result<{ readonly paymentId: Id }>;
  /**
   * Asks the scheme for a code that a customer can scan, and shows it once it is there. Refused as
   * `start`, but for what is about the customer's code.
   */
  readonly startShown: (ask: ShowAsk) => Result<{ readonly paymentId: Id }>;
  /** The code that may be shown for this attempt now; null: none. */
  readonly shownCode: (paymentId: Id) => ShownText | null;
  /** The cashier stops it: cancelled, unless the money has moved already. */
  readonly stop: (paymentId: Id) => Result<null>;
  readonly queryNow: (paymentId: Id) => Result<null>;
  /** Out of the way, not given up: it is asked about until somebody knows. */
  readonly setAside: (paymentId: Id) => Result<{ readonly saleId: Id }>;
  readonly mayReplaceByCash: (paymentId: Id) => boolean;
  /**
   * Inside the commit that books the cash, before anything else of it. Throws where
   * `mayReplaceByCash` says no. Call `afterReplaced` once that commit is through.
   */
  readonly replaceByCash: (record: RecordEvent, paymentId: Id) => void;
  /** Starts the cancel that `replaceByCash` wrote down. */
  readonly afterReplaced: (paymentId: Id) => void;
  /** Takes up every unresolved attempt of the books; before the register opens. */
  readonly recover: () => AttemptView[];
  /** Every attempt without an end, and every payment whose refund has none; oldest first. */
  readonly unresolved: () => AttemptView[];
  readonly attempt: (paymentId: Id) => AttemptView | null;
  /** The sale's open attempt, else its latest; null where none was made. */
  readonly lastAttemptOf: (saleId: Id) => AttemptView | null;
  /** A hint of the scheme: ask sooner. Without an id everything that is open. Proves nothing. */
  readonly hint: (paymentId?: Id) => void;
  /**
   * What a final settlement says of an attempt: it lists it (`told` carries the signed page that holds
   * the line), or two final files have left it out, which ends only what was set aside.
   */
  readonly applySettlementRow: (row: {
    readonly paymentId: Id;
    readonly found: 'paid' | 'absent-twice';
    readonly told: Told<null> | null;
  }) => void;
  readonly network: () => NetworkState;
  /** Resolves when this attempt has ended, or after the limit, with what is known then. */
  readonly ended: (paymentId: Id, limitMs: number) => Promise<AttemptView | null>;
  /** Resolves when neither attempts nor refunds are open, or after the limit. */
  readonly idle: (limitMs?: number) => Promise<void>;
  readonly close: () => void;
};

export function createCollecting(parts: CollectingParts): Collecting {
  const engine: Engine = {
    parts: { ...parts, chance: () => chanceOf(parts.random) },
    running: new Map(),
    bodies: new Map(),
    codes: new Map(),
    alarmed: new Set(),
    waiting: new Set(),
    isClosed: false,
  };
  const memory: RunMemory = { lastOfSale: new Map(), codes: new Map() };
  const unlisten = parts.givingBack.listen(() => wakeWaiting(engine));
  const wait = (isOver: () => boolean, limitMs: number | null): Promise<void> =>
    untilOver(engine.waiting, parts.clock, () => engine.isClosed || isOver(), limitMs);
  return {
    start: (ask) => startAttempt(engine, memory, ask),
    startShown: (ask) => startShown(engine, memory, ask),
    shownCode: (paymentId) => engine.codes.get(paymentId) ?? null,
    stop: (paymentId) => change(engine, paymentId, 'stop', null),
    queryNow: (paymentId) => change(engine, paymentId, 'hint', null),
    setAside: (paymentId) => {
      const saleId = paymentById(parts.db, paymentId)?.saleId ?? '';
      return change(engine, paymentId, 'set-aside', { saleId });
    },
    mayReplaceByCash: (paymentId) => {
      const running = engine.running.get(paymentId);
      return running !== undefined && mayTakeCashInstead(running.attempt);
    },
    replaceByCash: (record, paymentId) => {
      const running = engine.running.get(paymentId);
      if (!running || !mayTakeCashInstead(running.attempt))
        throw new Error(`payment ${paymentId} is not to be replaced by cash`);
      writeReplaced(engine, record, running);
    },
    afterReplaced: (paymentId) => afterReplaced(engine, paymentId),
    recover: () => recover(engine),
    unresolved: () => unresolved(engine),
    attempt: (paymentId) => viewOf(engine, paymentId),
    lastAttemptOf: (saleId) => lastAttemptOf(engine, saleId, memory.lastOfSale.get(saleId)),
    hint: (paymentId) => {
      for (const id of [...engine.running.keys()])
        if (paymentId === undefined || id === paymentId) handle(engine, id, { kind: 'hint' });
    },
    applySettlementRow: ({ paymentId, found, told }) => {
      handle(engine, paymentId, { kind: 'row', found }, told);
    },
    network: () => parts.network.state(),
    ended: (paymentId, limitMs) =>
      wait(() => !engine.running.has(paymentId), limitMs).then(() => viewOf(engine, paymentId)),
    idle: (limitMs) => wait(() => unresolved(engine).length === 0, limitMs ?? null),
    close: () => {
      unlisten();
      close(engine);
    },
  };
}

function change<T>(engine: Engine, paymentId: Id, kind: 'stop' | 'hint' | 'set-aside', value: T): Result<T> {
  if (!engine.running.has(paymentId)) {
    return paymentById(engine.parts.db, paymentId)
      ? refused('payment-settled')
      : refused('field-invalid', { field: 'attemptId' });
  }
  return handle(engine, paymentId, { kind }) ? done(value) : refused('disk-full');
}

/** The caller's commit is through: the attempt goes on as the books have it now. */
function afterReplaced(engine: Engine, paymentId: Id): void {
  const running = engine.running.get(paymentId);
  const payment = paymentById(engine.parts.db, paymentId);
  if (engine.isClosed || !running || !payment || payment.cashRefundId === null) return;
  const next = step(running.attempt, { kind: 'replaced' }, nowOf(engine));
  running.payment = payment;
  apply(engine, running, next.attempt, next.actions);
  safely(engine.parts, engine.parts.onChange);
}

function recover(engine: Engine): AttemptView[] {
  const { parts } = engine;
  const found = openAttempts(parts.db).filter((payment) => !engine.running.has(payment.id));
  for (const payment of found) adopt(engine, payment, attemptOf(engine, payment), true);
  for (const payment of found)
    handle(engine, payment.id, { kind: 'recover', leftMs: leftOf(engine, payment) });
  return found.flatMap((payment) => viewOf(engine, payment.id) ?? []);
}

/** The customer's time left. Between two runs only the wall clock counts, and that only where it makes sense. */
function leftOf(engine: Engine, payment: PaymentRecord): number | null {
  if (payment.expiresAt === null) return null;
  const leftMs = epochMsOf(payment.expiresAt) - engine.parts.clock.now();
  return leftMs > 0 && leftMs <= adapters[payment.adapter].endsMs ? leftMs : null;
}

function viewOf(engine: Engine, paymentId: Id): AttemptView | null {
  const found = subject(engine, paymentId);
  return found && attemptView(engine.parts.db, found.payment, found.attempt, engine.parts.clock.mono());
}

function lastAttemptOf(engine: Engine, saleId: Id, lastId: Id | undefined): AttemptView | null {
  const alive = [...engine.running.values()].find(({ payment }) => payment.saleId === saleId);
  const id = alive?.payment.id ?? lastId ?? attemptsOf(engine.parts.db, saleId).at(-1)?.id;
  return id === undefined ? null : viewOf(engine, id);
}

function unresolved(engine: Engine): AttemptView[] {
  const ids = new Set([
    ...engine.running.keys(),
    ...engine.parts.givingBack.open().map((refund) => refund.paymentId),
  ]);
  return [...ids].sort().flatMap((id) => viewOf(engine, id) ?? []);
}

function close(engine: Engine): void {
  engine.isClosed = true;
  for (const { disarm } of engine.running.values()) disarm();
  engine.running.clear();
  wakeWaiting(engine);
}

function chanceOf(random: RandomBytes): number {
  const [first = 0, second = 0, third = 0] = random(3);
  return (first * 65_536 + second * 256 + third) / 16_777_216;
}
