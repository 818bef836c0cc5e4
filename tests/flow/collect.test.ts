import { describe, expect, it } from 'vitest';
import { answersHold } from '../../main/store/verify-answers.ts';
import type { JournalEvent } from '../../shared/events.ts';
import type { SettlementAnswer, SettlementLine } from '../../shared/scheme-wire.ts';
import { openCounter } from './collect-counter.ts';
import { proofOf } from './wallet-world.ts';

const minute = 60_000;

describe('taking money from a wallet', () => {
  it('books the sale with the success, in one transaction, and keeps the signed answer', async () => {
    const counter = openCounter();
    const sale = counter.ringUp();
    const payment = counter.pay(sale, 'pay-1');
    expect(counter.collecting.attempt(payment)).toMatchObject({ state: 'sent', queries: 0 });
    await counter.clock.advance(1);
    expect(counter.collecting.attempt(payment)).toMatchObject({ state: 'succeeded', leftMs: null });
    expect(counter.kinds().slice(-3)).toEqual(['payment-moved', 'payment-moved', 'sale-settled']);
    expect(counter.shop.paidBy(sale)).toBe('wallet');
    expect(counter.wrongs()).toEqual([]);
  });

  it("says why the customer's bank said no, and lets another code be shown", async () => {
    const counter = openCounter();
    const sale = counter.ringUp();
    const payment = counter.pay(sale, 'poor-1');
    await counter.clock.advance(1);
    expect(counter.collecting.attempt(payment)).toMatchObject({
      state: 'declined',
      reason: 'insufficient-funds',
    });
    counter.pay(sale, 'pay-2');
    await counter.clock.advance(1);
    expect(counter.shop.paidBy(sale)).toBe('wallet');
    expect(counter.wrongs()).toEqual([]);
  });

  it('counts down while the customer confirms, and tells when it asks next', async () => {
    const counter = openCounter();
    const payment = counter.pay(counter.ringUp(), 'pin-1');
    await counter.clock.advance(4_000);
    const view = counter.collecting.attempt(payment);
    expect(view).toMatchObject({ state: 'awaiting-customer', leftMs: 56_000, queries: 1 });
    expect(view?.nextQueryMs).toBeGreaterThan(0);
    await counter.clock.advance(6_000);
    expect(counter.collecting.attempt(payment)?.state).toBe('succeeded');
  });

  it('hears of the confirmation within a second where the scheme gives a hint', async () => {
    const counter = openCounter();
    const payment = counter.pay(counter.ringUp(), 'pin-1');
    await counter.clock.advance(7_001);
    expect(counter.collecting.attempt(payment)?.state).toBe('awaiting-customer');
    counter.collecting.hint(payment);
    await counter.clock.advance(1_000);
    expect(counter.collecting.attempt(payment)?.state).toBe('succeeded');
  });

  it('serves the next customer while one payment is unknown, and asks that one never again', async () => {
    const counter = openCounter(() => 'reply lost');
    const sale = counter.ringUp();
    const first = counter.pay(sale, 'pay-1');
    counter.network((call) => (call.id === first ? 'reply lost' : null));
    await counter.clock.advance(15_000);
    expect(counter.collecting.attempt(first)?.state).toBe('unknown');
    expect(counter.shop.told.unknown).toEqual([first]);
    expect(counter.scan(sale, 'pay-2')).toMatchObject({ ok: false, problem: { code: 'payment-open' } });
    const next = counter.ringUp();
    counter.pay(next, 'pay-3');
    await counter.clock.advance(1);
    expect(counter.shop.paidBy(next)).toBe('wallet');
    counter.network(() => null);
    expect(await counter.clock.until(() => counter.collecting.unresolved().length === 0, 5 * minute)).toBe(
      true,
    );
    expect(counter.shop.paidBy(sale)).toBe('wallet');
    expect(counter.wrongs()).toEqual([]);
  });

  it('sets a payment aside by hand at once and by itself after 90 s, and goes on with it', async () => {
    const counter = openCounter(() => 'request lost');
    const sale = counter.ringUp();
    const byHand = counter.pay(sale, 'pay-1');
    await counter.clock.advance(20_000);
    expect(counter.collecting.setAside(byHand)).toEqual({ ok: true, value: { saleId: sale } });
    expect(counter.collecting.attempt(byHand)?.parked).toBe(true);
    const byTime = counter.pay(counter.ringUp(), 'pay-2');
    await counter.clock.advance(99_000);
    expect(counter.collecting.attempt(byTime)?.parked).toBe(false);
    await counter.clock.advance(3_000);
    expect(counter.collecting.attempt(byTime)).toMatchObject({ parked: true, state: 'cancelling' });
    counter.network(() => null);
    await counter.clock.advance(2 * minute);
    expect(counter.collecting.unresolved()).toEqual([]);
    expect(counter.wrongs()).toEqual([]);
  });

  it('follows in its network word the last signed answer only', async () => {
    const counter = openCounter();
    expect(counter.collecting.network()).toEqual({ state: 'not-asked-yet', since: null });
    counter.pay(counter.ringUp(), 'poor-1');
    await counter.clock.advance(1);
    expect(counter.collecting.network().state).toBe('answering');
    counter.network(() => 'unsigned');
    counter.pay(counter.ringUp(), 'pay-2');
    await counter.clock.advance(1);
    expect(counter.collecting.network().state).toBe('silent');
  });

  it('knows that nothing was taken where no byte could be sent, and takes the same code again', async () => {
    const counter = openCounter(() => 'not sent');
    const sale = counter.ringUp();
    const first = counter.pay(sale, 'pay-1');
    await counter.clock.advance(1);
    expect(counter.collecting.attempt(first)).toMatchObject({ state: 'cancelled', reason: 'not-sent' });
    counter.network(() => null);
    const second = counter.pay(sale, 'pay-1');
    expect(second).not.toBe(first);
    await counter.clock.advance(1);
    expect(counter.shop.paidBy(sale)).toBe('wallet');
    expect(counter.wrongs()).toEqual([]);
  });

  it('refuses what can be no payment, and sends nothing', () => {
    const counter = openCounter();
    const sale = counter.ringUp();
    const start = { saleId: sale, tenderNo: 1, customerCode: 'pay-1' };
    const code = (amount: { minor: bigint; currency: string }, customerCode = 'pay-1') => {
      const started = counter.collecting.start({ ...start, amount, customerCode });
      return started.ok ? 'ok' : started.problem.code;
    };
    expect(code({ minor: 0n, currency: 'CNY' })).toBe('bad-amount');
    expect(code({ minor: 1250n, currency: 'JPY' })).toBe('currency-differs');
    expect(code({ minor: 1250n, currency: 'CNY' }, '')).toBe('field-invalid');
    expect(counter.collecting.stop('01890a5d-ac96-774b-bcce-b302099a8057')).toMatchObject({ ok: false });
    expect(counter.scheme.calls).toEqual([]);
  });

  it('tells who waits when one payment has ended, and when nothing is open any more', async () => {
    const counter = openCounter();
    const payment = counter.pay(counter.ringUp(), 'pin-1');
    const seen: string[] = [];
    void counter.collecting.ended(payment, minute).then((view) => seen.push(`ended ${view?.state}`));
    void counter.collecting.ended(payment, 2_000).then((view) => seen.push(`limit ${view?.state}`));
    void counter.collecting.idle().then(() => seen.push('idle'));
    await counter.clock.advance(3_000);
    expect(seen).toEqual(['limit awaiting-customer']);
    await counter.clock.advance(9_000);
    expect(seen.slice(1).sort()).toEqual(['ended succeeded', 'idle']);
  });

  it.each([-86_400_000, 86_400_000])(
    'comes to the same end when somebody sets the clock by %i ms',
    async (byMs) => {
      const counter = openCounter((call) => (call.message === 'putPayment' ? 'reply lost' : null));
      const sale = counter.ringUp();
      counter.pay(sale, 'pin-1');
      await counter.clock.advance(2_000);
      counter.clock.setWall(byMs);
      await counter.clock.advance(2 * minute);
      expect(counter.shop.paidBy(sale)).toBe('wallet');
      const after = counter.ringUp();
      counter.network(() => null);
      counter.pay(after, 'pay-2');
      counter.clock.setWall(-byMs);
      await counter.clock.advance(1);
      expect(counter.wrongs()).toEqual([]);
    },
  );

  it('settles what nobody answers for by the settlement, with the page that says so as its proof', async () => {
    const counter = openCounter(() => 'reply lost');
    const sale = counter.ringUp();
    const payment = counter.pay(sale, 'pay-1');
    const other = counter.pay(counter.ringUp(), 'pay-2');
    await counter.clock.advance(2 * minute);
    const line = {
      seq: 1,
      kind: 'payment',
      id: payment,
      schemeRef: 'S-1',
      gross: '1250',
      fee: '0',
      net: '1250',
      currency: 'CNY',
      at: '2026-11-23T01:00:00.000Z',
      terminalId: '7K3M9Q',
    };
    const answer = proofOf(200, settlementWith(line));
    const told = { heard: null, answer, schemeRef: 'S-1', expiresAt: null };
    counter.collecting.applySettlementRow({ paymentId: payment, found: 'paid', told });
    expect(counter.shop.paidBy(sale)).toBe('wallet');
    counter.collecting.applySettlementRow({ paymentId: other, found: 'absent-twice', told: null });
    expect(counter.collecting.attempt(other)?.state).toBe('cancelled');
    expect(counter.collecting.unresolved()).toEqual([]);
    expect(wrongAnswers(counter)).toEqual([]);
  });

  it('is found out by verify where the kept settlement does not list it', async () => {
    const counter = openCounter(() => 'reply lost');
    const payment = counter.pay(counter.ringUp(), 'pay-1');
    const told = { heard: null, answer: proofOf(200, settlementWith()), schemeRef: 'S-1', expiresAt: null };
    counter.collecting.applySettlementRow({ paymentId: payment, found: 'paid', told });
    expect(wrongAnswers(counter)).toEqual(['the kept settlement does not list this id']);
  });
});

function settlementWith(...lines: SettlementLine[]): SettlementAnswer {
  return {
    date: '2026-11-23',
    zone: 'Asia/Shanghai',
    from: '2026-11-22T16:00:00.000Z',
    to: '2026-11-23T16:00:00.000Z',
    count: lines.length,
    gross: { minor: '0', currency: 'CNY' },
    fee: { minor: '0', currency: 'CNY' },
    net: { minor: '0', currency: 'CNY' },
    hash: '0'.repeat(64),
    final: true,
    lines,
  };
}

/** What `verify` has against the kept answers of payments. */
function wrongAnswers(counter: ReturnType<typeof openCounter>): string[] {
  const auditor = answersHold(() => null);
  return counter.shop.db
    .all<{ event: string }>('SELECT event FROM journal ORDER BY seq')
    .map(({ event }) => JSON.parse(event) as JournalEvent)
    .filter(({ kind }) => kind.startsWith('payment-'))
    .flatMap((event) => auditor(event, noLink) ?? []);
}

const noLink = { terminal: '7K3M9Q', epoch: 1, seq: 1, prev: '', hash: '' };
