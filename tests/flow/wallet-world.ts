import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import type { KeptAnswer } from '../../shared/events.ts';
import { writeShopCode } from '../../shared/qr/shop-code.ts';
import { type PaymentRequestAnswer, paymentRequestAsk } from '../../shared/request-wire.ts';
import type { PaymentAnswer, RefundAnswer, RefundAsk } from '../../shared/scheme-wire.ts';
import { paymentAsk, refundAsk } from '../../shared/scheme-wire.ts';
import { type Clock, instantOf } from '../../shared/time.ts';

/**
 * A scheme's books in memory: one payment an id, tombstones for cancels that came first, refunds up to
 * what was paid. What the customer does is decided by the code that was scanned.
 */
export type WalletWorld = {
  readonly put: (id: string, body: string) => Said<PaymentAnswer>;
  readonly get: (id: string) => Said<PaymentAnswer>;
  readonly cancel: (id: string, reason: string) => Said<PaymentAnswer>;
  /** As `put`, `get` and `cancel`, of codes that the shop shows. */
  readonly putRequest: (id: string, body: string) => Said<PaymentRequestAnswer>;
  readonly getRequest: (id: string) => Said<PaymentRequestAnswer>;
  readonly cancelRequest: (id: string, reason: string) => Said<PaymentRequestAnswer>;
  readonly putRefund: (id: string, body: string) => Said<RefundAnswer>;
  readonly getRefund: (id: string) => Said<RefundAnswer>;
  /** Taken and not given back, per sale, in minor units. */
  readonly keptOf: (saleRef: string) => bigint;
  readonly kept: () => bigint;
  readonly payments: () => readonly WorldPayment[];
  readonly stateOf: (id: string) => PaymentAnswer['state'] | null;
};

export type Said<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string };

type WorldPayment = {
  readonly id: string;
  readonly saleRef: string | null;
  readonly bodyHash: string | null;
  readonly amount: { readonly minor: string; readonly currency: string };
  readonly code: string;
  readonly putAt: number;
  /** How long the customer has. */
  readonly lifeMs: number;
  readonly state: PaymentAnswer['state'];
  readonly reason: string | undefined;
  readonly refunded: bigint;
};

export const merchant = { merchantId: 'M-1', terminalId: '7K3M9Q', currency: 'CNY' } as const;

type Books = {
  readonly clock: Clock;
  readonly scanning: Scanning;
  readonly payments: Map<string, WorldPayment>;
  readonly refunds: Map<string, { readonly bodyHash: string; readonly ask: RefundAsk }>;
  readonly usedCodes: Set<string>;
};

/**
 * What a customer does who scans what the shop shows; as the customer codes, but for `pay…`, who needs
 * a moment to scan.
 */
export type Scanning = 'pay' | 'pin' | 'shy' | 'gone';

/** Customer codes: `pay…` pays at once, `poor…` is declined, `pin…` confirms after 7 s, `shy…` refuses, `gone…` never answers. */
export function createWalletWorld(clock: Clock, scanning: Scanning = 'gone'): WalletWorld {
  const books: Books = { clock, scanning, payments: new Map(), refunds: new Map(), usedCodes: new Set() };
  const all = (): WorldPayment[] => [...books.payments.keys()].flatMap((id) => look(books, id) ?? []);
  const net = (some: readonly WorldPayment[]): bigint =>
    some
      .filter((payment) => payment.state === 'succeeded')
      .reduce((sum, payment) => sum + BigInt(payment.amount.minor) - payment.refunded, 0n);
  return {
    put: (id, body) => put(books, id, body),
    get: (id) => {
      const known = look(books, id);
      return known ? answer(books, known) : refusal(404, 'not-found');
    },
    cancel: (id, reason) => cancel(books, id, reason),
    putRequest: (id, body) => withCode(books, putRequest(books, id, body)),
    getRequest: (id) => {
      const known = look(books, id);
      return known ? withCode(books, answer(books, known)) : refusal(404, 'not-found');
    },
    cancelRequest: (id, reason) => withCode(books, cancel(books, id, reason)),
    putRefund: (id, body) => putRefund(books, id, body),
    getRefund: (id) => getRefund(books, id),
    keptOf: (saleRef) => net(all().filter((payment) => payment.saleRef === saleRef)),
    kept: () => net(all()),
    payments: all,
    stateOf: (id) => look(books, id)?.state ?? null,
  };
}

/** What has become of it by now: customers act on their phones while nobody asks. */
function look(books: Books, id: string): WorldPayment | null {
  const payment = books.payments.get(id);
  if (payment?.state !== 'awaiting-customer') return payment ?? null;
  const waited = books.clock.mono() - payment.putAt;
  const scansAfterMs = { pay: 2_000, pin: 7_000 }[payment.code.slice(0, 3)];
  if (scansAfterMs !== undefined && waited >= scansAfterMs)
    return keep(books, { ...payment, state: 'succeeded' });
  if (payment.code.startsWith('shy') && waited >= 7_000)
    return keep(books, { ...payment, state: 'declined', reason: 'customer-refused' });
  if (waited >= payment.lifeMs)
    return keep(books, { ...payment, state: 'declined', reason: 'customer-timeout' });
  return payment;
}

function keep(books: Books, payment: WorldPayment): WorldPayment {
  books.payments.set(payment.id, payment);
  return payment;
}

function answer({ clock }: Books, payment: WorldPayment): Said<PaymentAnswer> {
  const isWaiting = payment.state === 'awaiting-customer';
  const leftMs = payment.lifeMs - (clock.mono() - payment.putAt);
  const value: PaymentAnswer = {
    id: payment.id,
    state: payment.state,
    amount: payment.amount,
    merchantId: merchant.merchantId,
    terminalId: merchant.terminalId,
    schemeRef: `S-${payment.id.slice(-6)}`,
    at: instantOf(clock.now()),
    ...(payment.reason === undefined ? {} : { reason: payment.reason }),
    ...(isWaiting ? { expiresAt: instantOf(clock.now() + leftMs) } : {}),
  };
  return { kind: 'answer', value };
}

function refusal(status: number, code: string): Said<never> {
  return { kind: 'refused', status, code };
}

function put(books: Books, id: string, body: string): Said<PaymentAnswer> {
  const known = look(books, id);
  const bodyHash = sha256Hex(body);
  if (known?.bodyHash && known.bodyHash !== bodyHash) return refusal(409, 'id-reused');
  if (known) return answer(books, known);
  const { customerCode: code, amount, saleRef } = paymentAsk.parse(JSON.parse(body));
  const isUsed = books.usedCodes.has(code);
  books.usedCodes.add(code);
  const putAt = books.clock.mono();
  const common = { id, saleRef, bodyHash, amount, code, putAt, lifeMs: 60_000, refunded: 0n };
  return answer(books, keep(books, { ...common, ...verdictOn(code, isUsed) }));
}

function verdictOn(code: string, isUsed: boolean): Pick<WorldPayment, 'state' | 'reason'> {
  if (isUsed) return { state: 'declined', reason: 'code-used' };
  if (code.startsWith('poor')) return { state: 'declined', reason: 'insufficient-funds' };
  return { state: code.startsWith('pay') ? 'succeeded' : 'awaiting-customer', reason: undefined };
}

/** The shop's code: nobody has scanned it yet. */
function putRequest(books: Books, id: string, body: string): Said<PaymentAnswer> {
  const known = look(books, id);
  const bodyHash = sha256Hex(body);
  if (known?.bodyHash && known.bodyHash !== bodyHash) return refusal(409, 'id-reused');
  if (known) return answer(books, known);
  const { amount, expiresIn, saleRef } = paymentRequestAsk.parse(JSON.parse(body));
  const { clock, scanning: code } = books;
  const asked = { id, saleRef, bodyHash, amount, code, putAt: clock.mono(), lifeMs: expiresIn * 1000 };
  const state = 'awaiting-customer';
  return answer(books, keep(books, { ...asked, state, reason: undefined, refunded: 0n }));
}

/** What is shown while it may be paid. */
function withCode({ payments }: Books, said: Said<PaymentAnswer>): Said<PaymentRequestAnswer> {
  if (said.kind === 'refused' || said.value.state !== 'awaiting-customer') return said;
  const { id, schemeRef: reference } = said.value;
  const { minor, currency } = payments.get(id)?.amount ?? said.value.amount;
  const amount = { minor: BigInt(minor), currency };
  const shop = { merchantId: merchant.merchantId, merchantName: 'Shop', category: '5411', currency };
  return { kind: 'answer', value: { ...said.value, qr: writeShopCode({ ...shop, amount, reference }) } };
}

const unknown = { saleRef: null, bodyHash: null, code: '', putAt: 0, lifeMs: 0, refunded: 0n };

function cancel(books: Books, id: string, reason: string): Said<PaymentAnswer> {
  const known = look(books, id);
  if (known && known.state !== 'awaiting-customer') return answer(books, known);
  const nobody = { minor: '0', currency: merchant.currency };
  const tombstone = { ...unknown, id, amount: nobody };
  return answer(books, keep(books, { ...(known ?? tombstone), state: 'cancelled', reason }));
}

function putRefund(books: Books, id: string, body: string): Said<RefundAnswer> {
  const ask = refundAsk.parse(JSON.parse(body));
  const bodyHash = sha256Hex(body);
  const known = books.refunds.get(id);
  if (known) return known.bodyHash === bodyHash ? getRefund(books, id) : refusal(409, 'id-reused');
  const payment = look(books, ask.paymentId);
  if (payment?.state !== 'succeeded') return refusal(404, 'not-found');
  const refunded = payment.refunded + BigInt(ask.amount.minor);
  if (refunded > BigInt(payment.amount.minor)) return refusal(422, 'field-invalid');
  keep(books, { ...payment, refunded });
  books.refunds.set(id, { bodyHash, ask });
  return getRefund(books, id);
}

function getRefund(books: Books, id: string): Said<RefundAnswer> {
  const known = books.refunds.get(id);
  if (!known) return refusal(404, 'not-found');
  const { amount, paymentId } = known.ask;
  const total = books.payments.get(paymentId)?.refunded ?? 0n;
  const value: RefundAnswer = {
    id,
    state: 'refunded',
    paymentId,
    amount,
    merchantId: merchant.merchantId,
    terminalId: merchant.terminalId,
    schemeRef: `R-${id.slice(-6)}`,
    at: instantOf(books.clock.now()),
    refundedTotal: { minor: total.toString(), currency: amount.currency },
  };
  return { kind: 'answer', value };
}

/** What a client would keep of a signed answer; signatures are the client's own tests' matter. */
export function proofOf(status: number, value: unknown): KeptAnswer {
  const request = { method: 'GET', authority: '127.0.0.1:1', path: '/', query: '', headers: {} };
  return { status, headers: {}, body: canonicalJson(value), request };
}
