import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import type { Id } from '../../shared/ids.ts';
import { type Money, toWire } from '../../shared/money.ts';
import { isSettled } from '../../shared/payment.ts';
import { timers } from '../../shared/payment-timers.ts';
import type { PaymentRequestAsk } from '../../shared/request-wire.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { dayOf, epochMsOf, instantOf } from '../../shared/time.ts';
import type { VoucherClaim } from '../../shared/voucher-claim.ts';
import { adapters } from '../payment/adapters.ts';
import { attemptsByCode, attemptsOf, type PaymentRecord, paymentById } from '../payment/records.ts';
import { step } from '../payment/rules.ts';
import { isNews, writeAction } from './collect-booking.ts';
import { adopt, apply, attemptOf, createdData, type Engine, nowOf } from './collect-engine.ts';
import { unlessFull } from './counter.ts';
import { type Merchant, safely } from './wallet-parts.ts';

export type CollectAsk = {
  readonly saleId: Id;
  readonly tenderNo: number;
  readonly amount: Money;
  /** The scanned text, as the till trimmed it. */
  readonly customerCode: string;
  /** When it happened, if before now: replayed sales. */
  readonly occurredAt?: string;
  /** Set where `customerCode` is a voucher's; `body` is what is sent, with the code in it. */
  readonly voucher?: { readonly claim: VoucherClaim; readonly body: string; readonly request: string };
};

export type ShowAsk = Pick<CollectAsk, 'saleId' | 'tenderNo' | 'amount'>;

/** What only this run knows for certain, since its monotonic clock can't be set back. */
export type RunMemory = {
  readonly lastOfSale: Map<Id, Id>;
  readonly codes: Map<string, { readonly paymentId: Id; readonly mono: number }>;
};

export function startAttempt(
  engine: Engine,
  memory: RunMemory,
  ask: CollectAsk,
): Result<{ readonly paymentId: Id }> {
  const { parts } = engine;
  const merchant = payee(engine, ask);
  if (!merchant.ok) return merchant;
  if (ask.customerCode.length < 1 || ask.customerCode.length > 1024)
    return refused('field-invalid', { field: 'code' });
  const codeHash = sha256Hex(ask.customerCode);
  const earlier = sameCode(engine, memory, codeHash);
  if (earlier && isSameAsk(earlier, ask)) return done({ paymentId: earlier.id });
  // A voucher is used again as long as something is left on it; a payment code is not.
  if (earlier && !ask.voucher) return refused('code-spent');
  const blocked = blockedBy(engine, ask);
  if (blocked) return blocked;
  return unlessFull(() => {
    const { saleId, customerCode } = ask;
    const sent = canonicalJson({ amount: toWire(ask.amount), customerCode, saleRef: saleId });
    const payment = newPayment(engine, memory, ask, {
      merchantId: merchant.value.merchantId,
      codeHash,
      request: ask.voucher?.request ?? sent,
      adapter: 'own',
    });
    memory.codes.set(codeHash, { paymentId: payment.id, mono: parts.clock.mono() });
    return done({ paymentId: payment.id });
  });
}

/** As `startAttempt`, for a code that the till shows: there is no customer's code to know again. */
export function startShown(
  engine: Engine,
  memory: RunMemory,
  ask: ShowAsk,
): Result<{ readonly paymentId: Id }> {
  const merchant = payee(engine, ask);
  if (!merchant.ok) return merchant;
  const blocked = blockedBy(engine, ask);
  if (blocked) return blocked;
  const expiresIn = adapters.shown.endsMs / 1000;
  const body: PaymentRequestAsk = { amount: toWire(ask.amount), expiresIn, saleRef: ask.saleId };
  return unlessFull(() => {
    const payment = newPayment(engine, memory, ask, {
      merchantId: merchant.value.merchantId,
      codeHash: '',
      request: canonicalJson(body),
      adapter: 'shown',
    });
    return done({ paymentId: payment.id });
  });
}

/** Who is to be paid, where this may be asked for at all. */
function payee({ parts }: Engine, { amount }: ShowAsk): Result<Merchant> {
  const merchant = parts.merchant();
  if (!merchant) return refused('terminal-not-activated');
  if (amount.minor <= 0n) return refused('bad-amount');
  return amount.currency === merchant.currency ? done(merchant) : refused('currency-differs');
}

/** An open attempt blocks its sale, and a success its tender: a customer is never asked twice. */
function blockedBy(engine: Engine, ask: ShowAsk): ReturnType<typeof refused> | null {
  const others = attemptsOf(engine.parts.db, ask.saleId);
  const open = others.find((other) => !isSettled(other.state));
  if (open) return refused('payment-open', { paymentId: open.id });
  const isPaid = others.some((other) => other.state === 'succeeded' && other.tenderNo === ask.tenderNo);
  return isPaid ? refused('payment-settled') : null;
}

/**
 * The attempt that was made with this code within its life, whatever became of it: a code is good for
 * one payment. One that never left the till doesn't count, as nobody has seen its code.
 */
function sameCode(engine: Engine, memory: RunMemory, codeHash: string): PaymentRecord | null {
  const { parts } = engine;
  const known = memory.codes.get(codeHash);
  const isFresh = (payment: PaymentRecord): boolean =>
    known?.paymentId === payment.id
      ? parts.clock.mono() - known.mono < timers.sameCode.ms
      : Math.abs(parts.clock.now() - epochMsOf(payment.createdAt)) < timers.sameCode.ms;
  const newest = known ? paymentById(parts.db, known.paymentId) : null;
  const candidates = [...(newest ? [newest] : []), ...attemptsByCode(parts.db, codeHash)];
  return candidates.find((payment) => isFresh(payment) && payment.reason !== 'not-sent') ?? null;
}

function isSameAsk(payment: PaymentRecord, ask: CollectAsk): boolean {
  return (
    payment.saleId === ask.saleId &&
    payment.tenderNo === ask.tenderNo &&
    payment.amount.minor === ask.amount.minor
  );
}

type NewAsk = ShowAsk & Pick<CollectAsk, 'occurredAt' | 'voucher'>;
type Draft = Pick<PaymentRecord, 'merchantId' | 'codeHash' | 'request' | 'adapter'>;

/** Writes the row and that it is being sent in one transaction; only once that is on the disk a byte leaves. */
function newPayment(engine: Engine, memory: RunMemory, ask: NewAsk, draft: Draft): PaymentRecord {
  const { parts } = engine;
  const payment = paymentOf(engine, ask, draft);
  const attempt = attemptOf(engine, payment);
  if (ask.voucher) engine.bodies.set(payment.id, ask.voucher.body);
  const next = step(attempt, { kind: 'send' }, nowOf(engine));
  const options = ask.occurredAt === undefined ? {} : { occurredAt: ask.occurredAt };
  parts.journal.commit((record) => {
    record('payment-created', createdData(payment), options);
    for (const action of next.actions)
      if (isNews(action)) writeAction(parts, record, { payment, attempt }, action, null);
  });
  apply(engine, adopt(engine, payment, attempt, false), next.attempt, next.actions);
  memory.lastOfSale.set(ask.saleId, payment.id);
  safely(parts, parts.onChange);
  return payment;
}

function paymentOf(engine: Engine, ask: NewAsk, draft: Draft): PaymentRecord {
  const { clock, journal, newId } = engine.parts;
  const createdAt = instantOf(clock.now());
  const { saleId, tenderNo, amount } = ask;
  return {
    ...draft,
    id: newId(),
    saleId,
    tenderNo,
    amount,
    state: 'created',
    reason: null,
    schemeRef: null,
    expiresAt: null,
    createdAt,
    createdMono: Math.floor(clock.mono()),
    parked: false,
    cashRefundId: null,
    alarms: 0,
    voucher: ask.voucher?.claim ?? null,
    businessDay: dayOf(ask.occurredAt ?? createdAt, journal.identity()?.zone ?? 'UTC'),
  };
}
