import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import type { Id } from '../../shared/ids.ts';
import { type Money, toWire } from '../../shared/money.ts';
import { isSettled } from '../../shared/payment.ts';
import { timers } from '../../shared/payment-timers.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { dayOf, epochMsOf, instantOf } from '../../shared/time.ts';
import type { VoucherClaim } from '../../shared/voucher-claim.ts';
import type { CodeWallet } from '../code-wallet/client.ts';
import { payBody } from '../code-wallet/order-bodies.ts';
import { attemptsByCode, attemptsOf, type PaymentRecord, paymentById } from '../payment/records.ts';
import { step } from '../payment/rules.ts';
import { isNews, writeAction } from './collect-booking.ts';
import { adopt, apply, attemptOf, createdData, type Engine, nowOf } from './collect-engine.ts';
import { unlessFull } from './counter.ts';
import { safely } from './wallet-parts.ts';

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
  const merchant = parts.merchant();
  if (!merchant) return refused('terminal-not-activated');
  if (ask.amount.minor <= 0n) return refused('bad-amount');
  if (ask.amount.currency !== merchant.currency) return refused('currency-differs');
  const foreign = foreignOf(engine, ask);
  if (foreign && ask.amount.minor > mostForeignMinor) return refused('amount-too-large');
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
    const payment = newPayment(engine, ask, merchant.merchantId, codeHash, foreign);
    memory.lastOfSale.set(ask.saleId, payment.id);
    memory.codes.set(codeHash, { paymentId: payment.id, mono: parts.clock.mono() });
    return done({ paymentId: payment.id });
  });
}

/** An open attempt blocks its sale, and a success its tender: a customer is never asked twice. */
function blockedBy(engine: Engine, ask: CollectAsk): ReturnType<typeof refused> | null {
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

/** Writes the row and that it is being sent in one transaction; only once that is on the disk a byte leaves. */
function newPayment(
  engine: Engine,
  ask: CollectAsk,
  merchantId: string,
  codeHash: string,
  foreign: CodeWallet | null,
): PaymentRecord {
  const { parts } = engine;
  const own = paymentOf(engine, ask, merchantId, codeHash);
  const payment = foreign ? foreignPayment(engine, own, ask, foreign) : own;
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
  safely(parts, parts.onChange);
  return payment;
}

/** The most that one payment of theirs takes: 100 million yuan. */
const mostForeignMinor = 10_000_000_000n;

/** The customer's code says whose wallet is asked. */
function foreignOf({ parts }: Engine, ask: CollectAsk): CodeWallet | null {
  if (ask.voucher || ask.amount.currency !== 'CNY') return null;
  return parts.codeWallets?.ofCode(ask.customerCode) ?? null;
}

function foreignPayment(
  { parts }: Engine,
  payment: PaymentRecord,
  { customerCode }: CollectAsk,
  { account }: CodeWallet,
): PaymentRecord {
  const { id, amount } = payment;
  const shop = parts.merchant()?.shop ?? '';
  return {
    ...payment,
    wallet: account.wallet,
    merchantId: account.appId,
    request: payBody({ id, amount, customerCode, shop }),
  };
}

function paymentOf(engine: Engine, ask: CollectAsk, merchantId: string, codeHash: string): PaymentRecord {
  const { clock, journal, newId } = engine.parts;
  const createdAt = instantOf(clock.now());
  const { saleId, tenderNo, amount, customerCode } = ask;
  return {
    id: newId(),
    saleId,
    tenderNo,
    amount,
    merchantId,
    codeHash,
    request: ask.voucher?.request ?? canonicalJson({ amount: toWire(amount), customerCode, saleRef: saleId }),
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
    wallet: null,
    businessDay: dayOf(ask.occurredAt ?? createdAt, journal.identity()?.zone ?? 'UTC'),
  };
}
