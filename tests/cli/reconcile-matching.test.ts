import { describe, expect, it } from 'vitest';
import { type Booked, match } from '../../main/cli/reconcile-matching.ts';
import type { SettlementLine } from '../../shared/scheme-wire.ts';

function booked(id: string, amountMinor: bigint, kind: Booked['kind'] = 'payment'): Booked {
  return { kind, id, schemeRef: `S-${id}`, amountMinor, currency: 'CNY' };
}

function listed(id: string, gross: string, more: Partial<SettlementLine> = {}): SettlementLine {
  const line = {
    seq: 1,
    kind: 'payment',
    id,
    schemeRef: `S-${id}`,
    gross,
    fee: '0',
    net: gross,
    currency: 'CNY',
  };
  return { ...line, at: '2026-11-23T01:00:00.000Z', terminalId: '7K3M9Q', ...more };
}

const nothingOpen: ReadonlySet<string> = new Set();

describe('a day of the till beside the same day of the scheme', () => {
  it('matches payments and refunds one to one, by id or by the scheme’s own number', () => {
    const ours = [booked('a', 100n), booked('b', 40n, 'refund'), booked('c', 5n)];
    const theirs = [
      listed('a', '100'),
      listed('b', '-40', { kind: 'refund' }),
      listed('other', '5', { schemeRef: 'S-c' }),
    ];
    expect(match(ours, theirs, nothingOpen)).toEqual({
      matched: 3,
      missingHere: 0,
      missingThere: 0,
      amountDiffers: 0,
    });
  });

  it('counts what only one side has, and leaves out what is still being asked about', () => {
    const found = match([booked('a', 100n)], [listed('b', '7'), listed('open', '8')], new Set(['open']));
    expect(found).toEqual({ matched: 0, missingHere: 1, missingThere: 1, amountDiffers: 0 });
  });

  it('counts another amount, another currency, and a row that stands there twice', () => {
    const ours = [booked('a', 100n), booked('b', 100n), booked('c', 100n)];
    const theirs = [
      listed('a', '101'),
      listed('b', '100', { currency: 'EUR' }),
      listed('c', '100'),
      listed('c', '100'),
    ];
    expect(match(ours, theirs, nothingOpen)).toEqual({
      matched: 1,
      missingHere: 0,
      missingThere: 0,
      amountDiffers: 3,
    });
  });

  it('does not take a refund for a payment, though both carry one number', () => {
    const found = match([booked('a', 100n)], [listed('a', '-100', { kind: 'refund' })], nothingOpen);
    expect(found).toEqual({ matched: 0, missingHere: 1, missingThere: 1, amountDiffers: 0 });
  });
});
