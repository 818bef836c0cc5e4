import { describe, expect, it } from 'vitest';
import { writeShopCode } from '../../shared/qr/shop-code.ts';
import { plugIn, ringUp, schemeAudit } from './offline-shop.ts';
import { balanceOf, expectBooksHold, openAfterKill, openShop, type Shop } from './shop.ts';
import {
  atScheme,
  attempt,
  attemptStates,
  customer,
  leapingClock,
  paid,
  reached,
  scanOnPhone,
  setNetwork,
  showCode,
  shownCode,
} from './shown-shop.ts';

const limitMs = 60_000;

describe('a code whose time is over', () => {
  it('is made anew, once the old one is known to be gone; the old one pays nothing', async () => {
    const clock = leapingClock();
    const shop = await openShop({ clock });
    await ringUp(shop);
    const wallet = await customer(shop);
    const first = await showCode(shop);
    clock.leap(120_000);
    const second = await shownCode(shop, first.payload);
    expect(atScheme(shop)).toEqual(['declined', 'awaiting-customer']);
    expect(await scanOnPhone(shop, wallet, first.payload)).toBe('state-conflict');
    expect(await scanOnPhone(shop, wallet, second.payload)).toBe('succeeded');
    await paid(shop);
    expect(attemptStates(shop)).toEqual(['declined', 'succeeded']);
    expectBooksHold(shop);
  });

  it('is not made anew for ever: a till that was left alone stops asking, and can be asked again', async () => {
    const clock = leapingClock();
    const shop = await openShop({ clock });
    await ringUp(shop);
    let code = await showCode(shop);
    for (let round = 0; round < 4; round += 1) {
      clock.leap(120_000);
      code = await shownCode(shop, code.payload);
    }
    clock.leap(120_000);
    await reached(shop, 'declined');
    expect(shop.view().pay?.shownCode).toBeNull();
    expect(atScheme(shop)).toHaveLength(5);
    const again = await showCode(shop);
    clock.leap(120_000);
    await shownCode(shop, again.payload);
    expect(atScheme(shop)).toHaveLength(7);
  });

  it('while the scheme is silent: off the screen, and no other is made before the old one is settled', async () => {
    const clock = leapingClock();
    const shop = await openShop({ clock });
    await ringUp(shop);
    const first = await showCode(shop);
    await setNetwork(shop, false);
    clock.leap(120_000);
    await expect.poll(() => attempt(shop).state).toBe('cancelling');
    expect(shop.view().pay?.shownCode).toBeNull();
    expect(await shop.refusal('pay.showCode', {})).toBe('payment-open');
    clock.leap(20_000);
    expect(atScheme(shop)).toHaveLength(1);
    await setNetwork(shop, true);
    clock.leap(20_000);
    await shownCode(shop, first.payload);
    expect(atScheme(shop)).toEqual(['declined', 'awaiting-customer']);
  });

  it('paid in its last second, unheard: found paid, and not asked for again', async () => {
    const clock = leapingClock();
    const shop = await openShop({ clock });
    await ringUp(shop);
    const { payload } = await showCode(shop);
    await setNetwork(shop, false);
    expect(await scanOnPhone(shop, await customer(shop), payload)).toBe('succeeded');
    clock.leap(120_000);
    await expect.poll(() => attempt(shop).state).toBe('cancelling');
    await setNetwork(shop, true);
    clock.leap(20_000);
    await paid(shop);
    expect(atScheme(shop)).toEqual(['succeeded']);
    expect(schemeAudit(shop).settledMinor).toBe(balanceOf(shop, 'assets:wallet'));
    expectBooksHold(shop);
  });

  it('is counted by the monotonic clock: a wall clock set by a day changes nothing', async () => {
    const clock = leapingClock();
    const shop = await openShop({ clock });
    await ringUp(shop);
    const { payload } = await showCode(shop);
    for (const by of [86_400_000, -2 * 86_400_000]) {
      clock.setWall(by);
      await shop.ask('pay.queryNow', { attemptId: attempt(shop).id });
      expect(shop.view().pay?.shownCode?.payload).toBe(payload);
      expect(attempt(shop).leftMs).toBeGreaterThan(60_000);
    }
    clock.setWall(86_400_000);
    expect(await scanOnPhone(shop, await customer(shop), payload)).toBe('succeeded');
    await paid(shop);
  });
});

describe('a code that asks for something else', () => {
  const right = {
    merchantName: 'Practice shop',
    category: '5411',
    currency: 'CNY',
    amount: { minor: 1250n, currency: 'CNY' },
  };

  it.each([
    ['another amount', { amount: { minor: 125_000n, currency: 'CNY' } }],
    ['another shop', { merchantId: 'M000000000' }],
    ['another currency', { currency: 'JPY', amount: { minor: 1250n, currency: 'JPY' } }],
    ['another payment', { reference: 'P00000000000000' }],
    ['no amount', { amount: null }],
  ])('%s, though signed, is never shown; an alarm is kept, and it is taken back', async (_, lie) => {
    const clock = leapingClock();
    const shop = await openShop({ clock });
    await ringUp(shop);
    const { database } = shop.sandbox.parts;
    const merchantId = shop.view().shop.merchantId;
    // The scheme itself lies: it signs what its own row says. All but the lie is as it should be.
    const lying = writeShopCode({ ...right, merchantId, reference: 'REFERENCE000000', ...lie });
    const [before = '', after = ''] = lying.slice(0, -4).split('REFERENCE000000');
    database.run(
      `CREATE TRIGGER lie AFTER INSERT ON payment_request BEGIN
         UPDATE payment_request SET payload = '${before}' || (
           SELECT scheme_ref FROM payment WHERE id = NEW.id) || '${after}' WHERE id = NEW.id;
       END`,
    );
    await shop.ask('pay.showCode', {});
    await reached(shop, 'unknown');
    expect(shop.view().pay?.shownCode).toBeNull();
    clock.leap(30_000);
    await reached(shop, 'cancelled');
    expect(atScheme(shop)).toEqual(['cancelled']);
    expect(shop.db.get<{ alarms: bigint }>('SELECT alarms FROM payment')?.alarms).toBeGreaterThan(0n);
    expectBooksHold(shop);
  });
});

describe('without the scheme', () => {
  it('no code is shown; nothing reached it, so the sale is free at once', async () => {
    const shop = await openShop();
    await ringUp(shop);
    await shop.sandbox.close();
    await shop.ask('pay.showCode', {});
    await reached(shop, 'cancelled');
    expect(attempt(shop).reason).toBe('not-sent');
    await shop.ask('pay.cash', { tendered: '20' });
    expectBooksHold(shop);
  });

  it('cash instead of a code that nobody can take back: what a phone then pays goes back by itself', async () => {
    const clock = leapingClock();
    const shop = await openShop({ clock });
    await ringUp(shop);
    const { payload } = await showCode(shop);
    await setNetwork(shop, false);
    await shop.ask('pay.queryNow', { attemptId: attempt(shop).id });
    clock.leap(2000);
    await expect.poll(() => shop.view().pay?.mayTakeCashInstead, { timeout: limitMs }).toBe(true);
    await shop.ask('pay.cashInstead', { attemptId: attempt(shop).id, tendered: '20' });
    expect(await scanOnPhone(shop, await customer(shop), payload)).toBe('succeeded');
    await setNetwork(shop, true);
    clock.leap(10_000);
    await shop.till.collecting.idle(limitMs);
    expect(schemeAudit(shop)).toMatchObject({ settledMinor: 1250n, refundedMinor: 1250n, balanced: true });
    expect(balanceOf(shop, 'liabilities:owed-to-customers')).toBe(0n);
    expectBooksHold(shop);
  });
});

describe('a till that is killed', () => {
  it('with its code on the screen shows the same code again, and hears what was paid meanwhile', async () => {
    const shop = await openShop();
    await ringUp(shop);
    const { payload } = await showCode(shop);
    const again = await openAfterKill(shop);
    expect((await shownCode(again)).payload).toBe(payload);
    expect(await scanOnPhone(again, await customer(again), payload)).toBe('succeeded');
    await paid(again);
    const later = await openAfterKill(again);
    expect(attemptStates(later)).toEqual(['succeeded']);
    expectBooksHold(again);
  });

  it('makes the code anew after the kill too, once its time is over', async () => {
    const clock = leapingClock();
    const shop = await openShop({ clock });
    await ringUp(shop);
    const { payload } = await showCode(shop);
    const again = await openAfterKill(shop, { clock });
    await shownCode(again);
    clock.leap(120_000);
    await shownCode(again, payload);
    expect(atScheme(again)).toEqual(['declined', 'awaiting-customer']);
  });

  it('before it heard of its code finds it and shows it', async () => {
    const shop = await openShop();
    await ringUp(shop);
    await shop.sandbox.close();
    await plugIn(shop, { 'drop-reply': { share: 1, ms: 0 } });
    await shop.ask('pay.showCode', {});
    await reached(shop, 'unknown');
    expect(shop.view().pay?.shownCode).toBeNull();
    const again = await openAfterKill(shop);
    const { payload } = await shownCode(again);
    expect(await scanOnPhone(again, await customer(again), payload)).toBe('succeeded');
    await paid(again);
    expectBooksHold(again);
  });

  it('before a byte arrived takes its row up and closes the id at the scheme', async () => {
    const shop = await openShop();
    await ringUp(shop);
    await setNetwork(shop, false);
    await shop.ask('pay.showCode', {});
    const again = await openAfterKill(shop);
    await again.till.collecting.idle(limitMs);
    expect(attemptStates(again)).toEqual(['cancelled']);
    expect(atScheme(again)).toEqual([]);
    expectBooksHold(again);
  });
});

describe('with every fault between till and scheme', () => {
  const faults = {
    'drop-request': { share: 0.1, ms: 0 },
    'drop-reply': { share: 0.15, ms: 0 },
    delay: { share: 0.1, ms: 300 },
    duplicate: { share: 0.1, ms: 0 },
    reorder: { share: 0.1, ms: 400 },
    error: { share: 0.1, ms: 0 },
  } as const;

  /** One customer: the code is shown, scanned, left or taken back; set aside where it isn't over. */
  async function serve(shop: Shop, round: number, wallet: string): Promise<void> {
    await ringUp(shop);
    await shop.ask('pay.showCode', {});
    await expect
      .poll(() => shop.view().pay?.shownCode !== null || attempt(shop).state !== 'sent', {
        timeout: limitMs,
        interval: 10,
      })
      .toBe(true);
    const code = shop.view().pay?.shownCode;
    if (code && round % 3 !== 0) await scanOnPhone(shop, wallet, code.payload);
    const open = shop.view().pay?.attempt;
    if (open && round % 3 !== 1) await shop.refusal('pay.stop', { attemptId: open.id });
    if (shop.view().pay) {
      const put = await shop.refusal('pay.setAside', { attemptId: open?.id ?? '' });
      if (put !== 'ok') await shop.refusal('pay.cash', { tendered: '12.50' });
    }
    await shop.refusal('pay.next', {});
  }

  it('every code is paid and booked, or gone at both ends', async () => {
    const clock = leapingClock();
    const shop = await openShop({ clock });
    const wallet = await customer(shop);
    await shop.sandbox.close();
    await plugIn(shop, faults, clock);
    for (let round = 0; round < 18; round += 1) await serve(shop, round, wallet);
    // What was left is over by then, at both ends.
    clock.leap(120_000);
    await shop.till.collecting.idle(110_000);
    expect(shop.till.collecting.unresolved()).toEqual([]);
    const there = schemeAudit(shop);
    expect(there.balanced).toBe(true);
    expect(there.settledMinor - there.refundedMinor).toBe(balanceOf(shop, 'assets:wallet'));
    expect(there.succeeded).toBeGreaterThan(3n);
    expectBooksHold(shop);
  });
});
