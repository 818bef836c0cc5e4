import { describe, expect, it } from 'vitest';
import { paymentMismatch, refundMismatch } from '../../main/payment/binding.ts';
import type { PaymentAnswer } from '../../shared/scheme-wire.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const expected = {
  id,
  amount: { minor: 1250n, currency: 'CNY' },
  merchantId: 'M1',
  terminalIds: ['K7M2QX', 'AAAAAA'],
};
const answer: PaymentAnswer = {
  id,
  state: 'succeeded',
  amount: { minor: '1250', currency: 'CNY' },
  merchantId: 'M1',
  terminalId: 'K7M2QX',
  schemeRef: 'S1',
  at: '2026-11-23T09:30:00.000Z',
};

describe('an answer belongs to its sale', () => {
  it('counts where id, amount, currency, merchant and terminal are those of the row', () => {
    expect(paymentMismatch(expected, answer)).toBeNull();
    expect(paymentMismatch(expected, { ...answer, terminalId: 'AAAAAA' })).toBeNull();
  });

  it.each([
    ['id', { ...answer, id: '01890a5d-ac96-774b-bcce-b302099a8058' }],
    ['amount', { ...answer, amount: { minor: '1251', currency: 'CNY' } }],
    ['amount', { ...answer, amount: { minor: '0', currency: 'CNY' } }],
    ['currency', { ...answer, amount: { minor: '1250', currency: 'JPY' } }],
    ['merchant', { ...answer, merchantId: 'M2' }],
    ['terminal', { ...answer, terminalId: 'K7M2QY' }],
  ] as const)('does not count where the %s is another', (what, wrong) => {
    expect(paymentMismatch(expected, wrong)).toBe(what);
  });

  it('lets the amount be zero only where a cancel came before its payment', () => {
    const tombstone = { ...answer, state: 'cancelled' as const, amount: { minor: '0', currency: 'CNY' } };
    expect(paymentMismatch(expected, tombstone)).toBeNull();
    expect(paymentMismatch(expected, { ...tombstone, state: 'declined' })).toBe('amount');
    expect(paymentMismatch(expected, { ...tombstone, merchantId: 'M2' })).toBe('merchant');
  });

  it('ties a refund to its payment as well', () => {
    const paymentId = '01890a5d-ac96-774b-bcce-b302099a8059';
    const refund = {
      ...answer,
      state: 'refunded' as const,
      paymentId,
      refundedTotal: { minor: '1250', currency: 'CNY' },
    };
    expect(refundMismatch({ ...expected, paymentId }, refund)).toBeNull();
    expect(refundMismatch({ ...expected, paymentId: id }, refund)).toBe('payment');
  });
});
