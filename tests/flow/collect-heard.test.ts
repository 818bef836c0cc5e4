import { describe, expect, it } from 'vitest';
import { heardOfPayment, heardOfRefund } from '../../main/flow/heard.ts';
import { dark, type Outcome } from '../../main/scheme/outcome.ts';
import type { PaymentAnswer, RefundAnswer } from '../../shared/scheme-wire.ts';
import { proofOf } from './wallet-world.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const paymentId = '01890a5d-ac96-774b-bcce-b302099a8058';
const expected = {
  id,
  amount: { minor: 1250n, currency: 'CNY' },
  merchantId: 'M-1',
  terminalIds: ['7K3M9Q'],
};
const about = {
  id,
  amount: { minor: '1250', currency: 'CNY' },
  merchantId: 'M-1',
  terminalId: '7K3M9Q',
  schemeRef: 'S-1',
  at: '2026-11-23T09:30:00.000Z',
};
const refunded: RefundAnswer = { ...about, state: 'refunded', paymentId, refundedTotal: about.amount };

function answered<T>(value: T): Outcome<T> {
  return { kind: 'answer', value, proof: proofOf(200, value) };
}

function refusedBy(status: number, code: string, retryAfterMs: number | null = null): Outcome<never> {
  return { kind: 'refused', status, code, field: null, retryAfterMs, proof: proofOf(status, {}) };
}

describe('what an answer comes down to', () => {
  it.each([
    [{ ...about, state: 'succeeded' }, { kind: 'paid' }],
    [
      { ...about, state: 'declined', reason: 'code-used' },
      { kind: 'no', reason: 'code-used' },
    ],
    [
      { ...about, state: 'cancelled' },
      { kind: 'gone', reason: null },
    ],
    [{ ...about, state: 'sent' }, { kind: 'running' }],
    [
      { ...about, state: 'awaiting-customer' },
      { kind: 'wait', leftMs: null },
    ],
    [
      { ...about, state: 'awaiting-customer', expiresAt: '2026-11-23T09:30:45.000Z' },
      { kind: 'wait', leftMs: 45_000 },
    ],
  ] as const)('a signed and matching $0.state counts, and is kept', (value: PaymentAnswer, heard) => {
    const told = heardOfPayment(expected, answered(value));
    expect(told.heard).toEqual(heard);
    expect(told.answer).not.toBeNull();
  });

  it('a refusal is none, patience is asked for by 429, and what proves nothing is dark', () => {
    expect(heardOfPayment(expected, refusedBy(404, 'not-found')).heard).toMatchObject({ kind: 'none' });
    expect(heardOfPayment(expected, refusedBy(429, 'slow-down', 2_000)).heard).toEqual({
      kind: 'slow',
      afterMs: 2_000,
    });
    for (const outcome of [refusedBy(401, 'signature-invalid'), refusedBy(503, 'unavailable'), dark('cut')])
      expect(heardOfPayment(expected, outcome).heard).toMatchObject({ kind: 'dark', alarm: false });
    expect(heardOfPayment(expected, dark('unsigned')).heard).toMatchObject({ kind: 'dark', alarm: true });
    expect(heardOfPayment(expected, { kind: 'not-sent', why: 'unreachable' }).heard).toEqual({
      kind: 'not-sent',
    });
  });

  it('a success of another payment proves nothing, raises an alarm and is not kept as proof', () => {
    const other = { ...about, state: 'succeeded' as const, amount: { minor: '100', currency: 'CNY' } };
    const told = heardOfPayment(expected, answered(other));
    expect(told).toMatchObject({
      heard: { kind: 'dark', why: 'mismatch:amount', alarm: true },
      answer: null,
    });
  });

  it('a refund counts for its own payment only', () => {
    const mine = { ...expected, paymentId };
    expect(heardOfRefund(mine, answered(refunded)).heard).toEqual({ kind: 'done' });
    expect(heardOfRefund(mine, answered({ ...refunded, state: 'refunding' })).heard).toEqual({
      kind: 'working',
    });
    expect(heardOfRefund({ ...expected, paymentId: id }, answered(refunded)).heard).toMatchObject({
      kind: 'dark',
      why: 'mismatch:payment',
      alarm: true,
    });
    expect(heardOfRefund(mine, refusedBy(422, 'field-invalid')).heard).toEqual({
      kind: 'none',
      status: 422,
      code: 'field-invalid',
    });
  });
});
