import type { Expected } from '../../shared/answer-binding.ts';
import type { KeptAnswer } from '../../shared/events.ts';
import type { PaymentRequestAnswer } from '../../shared/request-wire.ts';
import type { PaymentAnswer, RefundAnswer } from '../../shared/scheme-wire.ts';
import { epochMsOf } from '../../shared/time.ts';
import type { RedemptionAnswer } from '../../shared/voucher-wire.ts';
import type { Heard } from '../payment/attempt.ts';
import { paymentMismatch, refundMismatch, requestMismatch } from '../payment/binding.ts';
import type { RefundHeard } from '../payment/refund-rules.ts';
import { isAlarming, type Outcome } from '../scheme/outcome.ts';
import { redemptionMismatch } from '../voucher/binding.ts';

/** What a call came to in the engine's words, with the proof where the scheme signed it. */
export type Told<H> = {
  readonly heard: H;
  readonly answer: KeptAnswer | null;
  readonly schemeRef: string | null;
  readonly expiresAt: string | null;
  /** The text of the code to show: it asks for exactly this payment. */
  readonly code?: string;
};

/** Only a signed answer that matches the row counts; everything else is dark (payments.md §2). */
export function heardOfPayment(expected: Expected, outcome: Outcome<PaymentAnswer>): Told<Heard> {
  if (outcome.kind !== 'answer') return unanswered(outcome);
  const wrong = paymentMismatch(expected, outcome.value);
  if (wrong) return nothing({ kind: 'dark', why: `mismatch:${wrong}`, alarm: true });
  const { value, proof } = outcome;
  return {
    heard: paymentHeard(value),
    answer: proof,
    schemeRef: value.schemeRef,
    expiresAt: value.expiresAt ?? null,
  };
}

/** As of a payment; a code that asks for anything else makes the whole answer one that proves nothing. */
export function heardOfRequest(expected: Expected, outcome: Outcome<PaymentRequestAnswer>): Told<Heard> {
  if (outcome.kind === 'answer' && requestMismatch(expected, outcome.value) === 'code')
    return nothing({ kind: 'dark', why: 'mismatch:code', alarm: true });
  const told = heardOfPayment(expected, outcome);
  const code = outcome.kind === 'answer' && told.heard.kind === 'wait' ? outcome.value.qr : undefined;
  return code === undefined ? told : { ...told, code };
}

/** As of a payment; nobody is asked to confirm a voucher, so there is no waiting. */
export function heardOfRedemption(
  expected: Expected & { readonly programme: string },
  outcome: Outcome<RedemptionAnswer>,
): Told<Heard> {
  if (outcome.kind !== 'answer') return unanswered(outcome);
  const wrong = redemptionMismatch(expected, outcome.value);
  if (wrong) return nothing({ kind: 'dark', why: `mismatch:${wrong}`, alarm: true });
  const { value, proof } = outcome;
  return { heard: redemptionHeard(value), answer: proof, schemeRef: value.schemeRef, expiresAt: null };
}

function redemptionHeard({ state, reason }: RedemptionAnswer): Heard {
  if (state === 'succeeded') return { kind: 'paid' };
  if (state === 'declined') return { kind: 'no', reason: reason ?? null };
  return state === 'cancelled' ? { kind: 'gone', reason: reason ?? null } : { kind: 'running' };
}

export function heardOfRefund(
  expected: Expected & { readonly paymentId: string },
  outcome: Outcome<RefundAnswer>,
): Told<RefundHeard> {
  if (outcome.kind !== 'answer') return unanswered(outcome);
  const wrong = refundMismatch(expected, outcome.value);
  if (wrong) return nothing({ kind: 'dark', why: `mismatch:${wrong}`, alarm: true });
  const { value, proof } = outcome;
  return { heard: refundHeard(value), answer: proof, schemeRef: value.schemeRef, expiresAt: null };
}

function paymentHeard(value: PaymentAnswer): Heard {
  switch (value.state) {
    case 'succeeded':
      return { kind: 'paid' };
    case 'declined':
      return { kind: 'no', reason: value.reason ?? null };
    case 'cancelled':
      return { kind: 'gone', reason: value.reason ?? null };
    case 'sent':
      return { kind: 'running' };
    case 'awaiting-customer':
      // Both by the scheme's clock, so the till's own may be wrong by days.
      return {
        kind: 'wait',
        leftMs: value.expiresAt === undefined ? null : epochMsOf(value.expiresAt) - epochMsOf(value.at),
      };
  }
}

function refundHeard(value: RefundAnswer): RefundHeard {
  if (value.state === 'refunded') return { kind: 'done' };
  return value.state === 'refused' ? { kind: 'refused', reason: value.reason ?? null } : { kind: 'working' };
}

/** What payments and refunds have in common: everything but an answer. */
type Unanswered = Extract<RefundHeard, { kind: 'none' | 'slow' | 'dark' | 'not-sent' }>;

function unanswered(outcome: Exclude<Outcome<never>, { kind: 'answer' }>): Told<Unanswered> {
  switch (outcome.kind) {
    case 'not-sent':
      return nothing({ kind: 'not-sent' });
    case 'dark':
      return nothing({ kind: 'dark', why: outcome.why, alarm: isAlarming(outcome.why) });
    case 'refused': {
      if (outcome.status === 401) return nothing({ kind: 'dark', why: outcome.code, alarm: false });
      if (outcome.status >= 500) return nothing({ kind: 'dark', why: 'server-error', alarm: false });
      const told = { answer: outcome.proof, schemeRef: null, expiresAt: null };
      const { status, code } = outcome;
      if (status !== 429) return { heard: { kind: 'none', status, code }, ...told };
      return { heard: { kind: 'slow', afterMs: outcome.retryAfterMs ?? 1000 }, ...told };
    }
  }
}

function nothing<H>(heard: H): Told<H> {
  return { heard, answer: null, schemeRef: null, expiresAt: null };
}
