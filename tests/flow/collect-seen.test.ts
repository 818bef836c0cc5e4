import { describe, expect, it } from 'vitest';
import { paymentById } from '../../main/payment/records.ts';
import { openCounter } from './collect-counter.ts';
import { returnAll } from './wallet-stories.ts';

/** What went wrong in other tills (payments.md §7, "Seen"), and doesn't here. */

const minute = 60_000;

function alarms(counter: ReturnType<typeof openCounter>, payment: string): number | undefined {
  return paymentById(counter.shop.db, payment)?.alarms;
}

describe('seen elsewhere', () => {
  it('never gives a sale the answer of the one before (odoo/odoo#75246)', async () => {
    const counter = openCounter((call) => (call.message === 'putPayment' ? 'old answer' : null));
    const sale = counter.ringUp();
    const payment = counter.pay(sale, 'pin-1');
    await counter.clock.advance(500);
    expect(counter.shop.paidBy(sale)).toBeNull();
    expect(counter.collecting.attempt(payment)?.state).toBe('unknown');
    expect(alarms(counter, payment)).toBe(1);
    expect(counter.shop.told.notices).toContain('forged-answer');
  });

  it('never sends again because a write is repeated (odoo/odoo#150102)', async () => {
    const counter = openCounter();
    const sale = counter.ringUp();
    const payment = counter.pay(sale, 'pay-1');
    fillDisk(counter);
    await counter.clock.advance(4_000);
    expect(counter.shop.told.trouble.length).toBeGreaterThan(0);
    expect(counter.collecting.attempt(payment)?.state).toBe('sent');
    freeDisk(counter);
    await counter.clock.advance(minute);
    expect(counter.sent('putPayment')).toHaveLength(1);
    expect(counter.shop.paidBy(sale)).toBe('wallet');
    expect(counter.wrongs()).toEqual([]);
  });

  it('disarms the wallet before it takes cash, and gives a late success back by itself (OCA/pos#550)', async () => {
    const counter = openCounter(() => 'reply lost');
    const sale = counter.ringUp();
    const payment = counter.pay(sale, 'pay-1');
    expect(counter.collecting.mayReplaceByCash(payment)).toBe(false);
    await counter.clock.until(() => counter.collecting.mayReplaceByCash(payment), minute);
    counter.shop.takeCashInstead(sale, payment);
    const kinds = counter.kinds().slice(-3);
    expect(kinds).toEqual(['payment-replaced-by-cash', 'payment-moved', 'sale-settled']);
    expect(counter.collecting.attempt(payment)).toMatchObject({ state: 'cancelling', cashInstead: true });
    expect(counter.collecting.mayReplaceByCash(payment)).toBe(false);
    const promised = paymentById(counter.shop.db, payment)?.cashRefundId;
    counter.network(() => null);
    await counter.clock.advance(5 * minute);
    expect(counter.shop.told.notices).toEqual(['payment-late-success', 'refund-done']);
    expect(new Set(counter.sent('putRefund').map(({ id }) => id))).toEqual(new Set([promised]));
    expect(counter.shop.paidBy(sale)).toBe('cash');
    expect(counter.wrongs()).toEqual([]);
  });

  it('leaves the money to the customer once cash was promised, even where the sale is not closed yet', async () => {
    const counter = openCounter(() => 'reply lost');
    const sale = counter.ringUp();
    const payment = counter.pay(sale, 'pay-1');
    await counter.clock.until(() => counter.collecting.mayReplaceByCash(payment), minute);
    counter.shop.journal.commit((record) => counter.collecting.replaceByCash(record, payment));
    counter.collecting.afterReplaced(payment);
    counter.network(() => null);
    await counter.clock.advance(5 * minute);
    expect(counter.shop.paidBy(sale)).toBeNull();
    expect(counter.wrongs()).toEqual([]);
  });

  it('gives a success back that comes after the sale was abandoned', async () => {
    const counter = openCounter(() => 'reply lost');
    const sale = counter.ringUp();
    counter.pay(sale, 'pay-1');
    await counter.clock.advance(5_000);
    counter.shop.journal.commit((record) => record('basket-abandoned', { basketId: sale }));
    counter.network(() => null);
    await counter.clock.advance(5 * minute);
    expect(counter.world.keptOf(sale)).toBe(0n);
    expect(counter.wrongs()).toEqual([]);
  });

  it('counts nothing that failed (sde1000/quicktill#254)', async () => {
    const counter = openCounter();
    const sale = counter.ringUp();
    counter.pay(sale, 'poor-1');
    await counter.clock.advance(1);
    const tenders = counter.shop.db.all("SELECT * FROM tender WHERE kind = 'wallet'");
    const figures = counter.shop.db.all(
      "SELECT * FROM day_figure WHERE figure LIKE '%wallet%' AND amount <> 0",
    );
    expect([tenders, figures]).toEqual([[], []]);
  });

  it('makes one attempt of a double scan, of two windows and of taking up twice (stripe/stripe-terminal-android#747)', async () => {
    const counter = openCounter((call) => (call.message === 'putPayment' ? 'delayed reply' : null));
    const sale = counter.ringUp();
    const first = counter.pay(sale, 'pay-1');
    expect(counter.scan(sale, 'pay-1')).toEqual({ ok: true, value: { paymentId: first } });
    counter.collecting.recover();
    counter.collecting.recover();
    for (let n = 0; n < 50; n += 1) counter.collecting.hint();
    await counter.clock.advance(minute);
    expect(counter.scan(sale, 'pay-1')).toEqual({ ok: true, value: { paymentId: first } });
    expect(counter.sent('putPayment')).toHaveLength(1);
    expect(counter.world.payments()).toHaveLength(1);
    expect(counter.wrongs()).toEqual([]);
  });

  it('takes one code for one sale only, until its life of 120 s is over', async () => {
    const counter = openCounter();
    counter.pay(counter.ringUp(), 'pay-1');
    await counter.clock.advance(119_000);
    const other = counter.ringUp();
    counter.clock.setWall(-86_400_000);
    expect(counter.scan(other, 'pay-1')).toMatchObject({ ok: false, problem: { code: 'code-spent' } });
    counter.clock.setWall(86_400_000);
    await counter.clock.advance(1_001);
    const late = counter.pay(other, 'pay-1');
    await counter.clock.advance(1);
    expect(counter.collecting.attempt(late)).toMatchObject({ state: 'declined', reason: 'code-used' });
  });

  it('lets nobody pay with a code that was cancelled (casdoor/casdoor#4111)', async () => {
    const counter = openCounter((call) => (call.message === 'putPayment' ? 'held back for a minute' : null));
    const sale = counter.ringUp();
    const payment = counter.pay(sale, 'pay-1');
    await counter.clock.advance(1_000);
    counter.collecting.stop(payment);
    await counter.clock.advance(2 * minute);
    expect(counter.collecting.attempt(payment)).toMatchObject({ state: 'cancelled', reason: 'cashier' });
    expect(counter.world.stateOf(payment)).toBe('cancelled');
    expect(counter.wrongs()).toEqual([]);
  });

  it('stays at its end whatever is called in later (linlinjava/litemall#271)', async () => {
    const counter = openCounter();
    const sale = counter.ringUp();
    const payment = counter.pay(sale, 'pay-1');
    await counter.clock.advance(1);
    const before = counter.kinds().length;
    counter.collecting.hint(payment);
    counter.collecting.stop(payment);
    counter.collecting.setAside(payment);
    counter.collecting.applySettlementRow({ paymentId: payment, found: 'absent-twice', told: null });
    await counter.clock.advance(minute);
    expect(counter.collecting.attempt(payment)?.state).toBe('succeeded');
    expect(counter.kinds().length).toBe(before);
  });

  it('gives a success back that comes after it was cancelled, once', async () => {
    const counter = openCounter();
    const sale = counter.ringUp();
    const payment = counter.pay(sale, 'gone-1');
    await counter.clock.advance(1);
    counter.collecting.stop(payment);
    await counter.clock.advance(1_000);
    expect(counter.collecting.attempt(payment)?.state).toBe('cancelled');
    const told = { heard: null, answer: null, schemeRef: 'S-1', expiresAt: null };
    counter.network((call) => (call.message === 'putRefund' ? 'request lost' : null));
    for (let n = 0; n < 3; n += 1)
      counter.collecting.applySettlementRow({ paymentId: payment, found: 'paid', told });
    const owed = counter.kinds().filter((kind) => kind === 'payment-owed' || kind === 'refund-created');
    expect(owed).toEqual(['payment-owed', 'refund-created']);
    expect(counter.collecting.unresolved()).toMatchObject([
      { id: payment, state: 'cancelled', refund: 'created' },
    ]);
  });

  it('never gives back more than was paid, however it is asked', async () => {
    const counter = openCounter();
    const sale = counter.ringUp();
    const payment = counter.pay(sale, 'pay-1');
    await counter.clock.advance(1);
    const back = (minor: bigint) =>
      counter.shop.journal.commit((record) =>
        counter.shop.givingBack.start(record, {
          paymentId: payment,
          documentId: null,
          amount: { minor, currency: 'CNY' },
          reason: 'returned',
        }),
      );
    back(1000n);
    expect(counter.shop.givingBack.refundable(payment)).toEqual({ minor: 250n, currency: 'CNY' });
    expect(() => back(251n)).toThrow();
    expect(() => back(0n)).toThrow();
    back(250n);
    expect(() => back(1n)).toThrow();
    await counter.clock.advance(minute);
    expect(counter.world.keptOf(sale)).toBe(0n);
  });

  it('sends a refund only once its document is on the disk', async () => {
    const counter = openCounter();
    const sale = counter.ringUp();
    counter.pay(sale, 'pay-1');
    await counter.clock.advance(1);
    fillDisk(counter);
    returnAll(counter.shop, sale);
    await counter.clock.advance(minute);
    expect(counter.sent('putRefund')).toEqual([]);
    freeDisk(counter);
    returnAll(counter.shop, sale);
    await counter.clock.advance(minute);
    expect(counter.sent('putRefund')).toHaveLength(1);
    expect(counter.wrongs()).toEqual([]);
  });

  it('refuses a payment that a full disk could not remember, and sends nothing', async () => {
    const counter = openCounter();
    const sale = counter.ringUp();
    fillDisk(counter);
    expect(counter.scan(sale, 'pay-1')).toEqual({ ok: false, problem: { code: 'disk-full' } });
    await counter.clock.advance(minute);
    expect(counter.scheme.calls).toEqual([]);
    freeDisk(counter);
    counter.pay(sale, 'pay-1');
    await counter.clock.advance(1);
    expect(counter.wrongs()).toEqual([]);
  });

  it('writes an alarm once, however often it is forged', async () => {
    const counter = openCounter(() => 'unsigned');
    const payment = counter.pay(counter.ringUp(), 'pay-1');
    await counter.clock.advance(60 * minute);
    expect(alarms(counter, payment)).toBe(1);
  });
});

/** The database may not grow any more, and what room was left in it is used up. */
function fillDisk({ shop }: ReturnType<typeof openCounter>): void {
  const pages = shop.db.get<{ page_count: bigint }>('PRAGMA page_count')?.page_count ?? 0n;
  shop.db.exec(`PRAGMA max_page_count = ${pages}`);
  for (const length of [2_000, 200, 1]) {
    const write = () =>
      shop.journal.commit((record) =>
        record('settings-changed', { settings: { filler: 'x'.repeat(length) } }),
      );
    for (let n = 0; isTaken(write) && n < 1_000; n += 1);
  }
}

function isTaken(write: () => unknown): boolean {
  try {
    write();
    return true;
  } catch {
    return false;
  }
}

function freeDisk({ shop }: ReturnType<typeof openCounter>): void {
  shop.db.exec('PRAGMA max_page_count = 1000000');
}
