import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import type { KeptAnswer } from '../../shared/events.ts';
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
  readonly state: PaymentAnswer['state'];
  readonly reason: string | undefined;
  readonly refunded: bigint;
};

export const merchant = { merchantId: 'M-1', terminalId: '7K3M9Q', currency: 'CNY' } as const;

/** Customer codes: `pay…` pays at once, `poor…` is declined, `pin…` confirms after 7 s, `shy…` refuses, `gone…` never answers. */
export function createWalletWorld(clock: Clock): WalletWorld {
  const payments = new Map<string, WorldPayment>();
  const refunds = new Map<string, { readonly bodyHash: string; readonly ask: RefundAsk }>();
  const usedCodes = new Map<string, string>();

  /** What has become of it by now: customers act on their phones while nobody asks. */
  function look(id: string): WorldPayment | null {
    const payment = payments.get(id);
    if (payment?.state !== 'awaiting-customer') return payment ?? null;
    const waited = clock.mono() - payment.putAt;
    if (payment.code.startsWith('pin') && waited >= 7_000) return keep({ ...payment, state: 'succeeded' });
    if (payment.code.startsWith('shy') && waited >= 7_000)
      return keep({ ...payment, state: 'declined', reason: 'customer-refused' });
    if (waited >= 60_000) return keep({ ...payment, state: 'declined', reason: 'customer-timeout' });
    return payment;
  }

  function keep(payment: WorldPayment): WorldPayment {
    payments.set(payment.id, payment);
    return payment;
  }

  function answer(payment: WorldPayment): Said<PaymentAnswer> {
    const at = instantOf(clock.now());
    const isWaiting = payment.state === 'awaiting-customer';
    const value: PaymentAnswer = {
      id: payment.id,
      state: payment.state,
      amount: payment.amount,
      merchantId: merchant.merchantId,
      terminalId: merchant.terminalId,
      schemeRef: `S-${payment.id.slice(-6)}`,
      at,
      ...(payment.reason === undefined ? {} : { reason: payment.reason }),
      ...(isWaiting ? { expiresAt: instantOf(clock.now() + 60_000 - (clock.mono() - payment.putAt)) } : {}),
    };
    return { kind: 'answer', value };
  }

  function put(id: string, body: string): Said<PaymentAnswer> {
    const known = look(id);
    const bodyHash = sha256Hex(body);
    if (known?.bodyHash && known.bodyHash !== bodyHash)
      return { kind: 'refused', status: 409, code: 'id-reused' };
    if (known) return answer(known);
    const ask = paymentAsk.parse(JSON.parse(body));
    const { customerCode: code, amount, saleRef } = ask;
    const first = {
      id,
      saleRef,
      bodyHash,
      amount,
      code,
      putAt: clock.mono(),
      reason: undefined,
      refunded: 0n,
    };
    if (usedCodes.has(code)) return answer(keep({ ...first, state: 'declined', reason: 'code-used' }));
    usedCodes.set(code, id);
    if (code.startsWith('poor'))
      return answer(keep({ ...first, state: 'declined', reason: 'insufficient-funds' }));
    return answer(keep({ ...first, state: code.startsWith('pay') ? 'succeeded' : 'awaiting-customer' }));
  }

  function cancel(id: string, reason: string): Said<PaymentAnswer> {
    const known = look(id);
    if (known && known.state !== 'awaiting-customer') return answer(known);
    const nobody = { minor: '0', currency: merchant.currency };
    const tombstone = { id, saleRef: null, bodyHash: null, amount: nobody, code: '', putAt: 0, refunded: 0n };
    return answer(keep({ ...(known ?? tombstone), state: 'cancelled', reason }));
  }

  function putRefund(id: string, body: string): Said<RefundAnswer> {
    const ask = refundAsk.parse(JSON.parse(body));
    const bodyHash = sha256Hex(body);
    const known = refunds.get(id);
    if (known && known.bodyHash !== bodyHash) return { kind: 'refused', status: 409, code: 'id-reused' };
    const payment = look(ask.paymentId);
    if (payment?.state !== 'succeeded') return { kind: 'refused', status: 404, code: 'not-found' };
    if (!known) {
      const refunded = payment.refunded + BigInt(ask.amount.minor);
      if (refunded > BigInt(payment.amount.minor))
        return { kind: 'refused', status: 422, code: 'field-invalid' };
      keep({ ...payment, refunded });
      refunds.set(id, { bodyHash, ask });
    }
    return getRefund(id);
  }

  function getRefund(id: string): Said<RefundAnswer> {
    const known = refunds.get(id);
    if (!known) return { kind: 'refused', status: 404, code: 'not-found' };
    const { amount, paymentId } = known.ask;
    const total = payments.get(paymentId)?.refunded ?? 0n;
    const value: RefundAnswer = {
      id,
      state: 'refunded',
      paymentId,
      amount,
      merchantId: merchant.merchantId,
      terminalId: merchant.terminalId,
      schemeRef: `R-${id.slice(-6)}`,
      at: instantOf(clock.now()),
      refundedTotal: { minor: total.toString(), currency: amount.currency },
    };
    return { kind: 'answer', value };
  }

  const all = (): WorldPayment[] => [...payments.keys()].flatMap((id) => look(id) ?? []);
  const net = (some: readonly WorldPayment[]): bigint =>
    some
      .filter((payment) => payment.state === 'succeeded')
      .reduce((sum, payment) => sum + BigInt(payment.amount.minor) - payment.refunded, 0n);
  return {
    put,
    get: (id) => {
      const known = look(id);
      return known ? answer(known) : { kind: 'refused', status: 404, code: 'not-found' };
    },
    cancel,
    putRefund,
    getRefund,
    keptOf: (saleRef) => net(all().filter((payment) => payment.saleRef === saleRef)),
    kept: () => net(all()),
    payments: all,
    stateOf: (id) => look(id)?.state ?? null,
  };
}

/** What a client would keep of a signed answer; signatures are the client's own tests' matter. */
export function proofOf(status: number, value: unknown): KeptAnswer {
  const request = { method: 'GET', authority: '127.0.0.1:1', path: '/', query: '', headers: {} };
  return { status, headers: {}, body: canonicalJson(value), request };
}
