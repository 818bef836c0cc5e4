import { describe, expect, it } from 'vitest';
import { readShopCode } from '../../shared/qr/shop-code.ts';
import { ringUp, schemeAudit } from './offline-shop.ts';
import { refundOf, sum } from './refunding.ts';
import { balanceOf, expectBooksHold, openShop, payByWallet } from './shop.ts';
import {
  atScheme,
  attempt,
  attemptStates,
  customer,
  leapingClock,
  paid,
  reached,
  scanOnPhone,
  showCode,
  shownCode,
  typePin,
} from './shown-shop.ts';

describe('our code at the pay screen', () => {
  it('asks for exactly what is due, and what a phone pays books the sale', async () => {
    const shop = await openShop();
    const saleId = await ringUp(shop, '12.50');
    const code = await showCode(shop);
    expect(code.amount).toEqual({ minor: '1250', currency: 'CNY' });
    expect(readShopCode(code.payload)).toMatchObject({
      merchantId: shop.view().shop.merchantId,
      amount: { minor: 1250n, currency: 'CNY' },
    });
    const leftMs = Date.parse(code.expiresAt) - Date.now();
    expect(Math.abs(leftMs - (attempt(shop).leftMs ?? 0))).toBeLessThan(1000);
    expect(leftMs).toBeLessThanOrEqual(120_000);
    expect(attempt(shop)).toMatchObject({ shown: true, state: 'awaiting-customer' });
    expect(await scanOnPhone(shop, await customer(shop), code.payload)).toBe('succeeded');
    await paid(shop);
    expect(shop.view()).toMatchObject({ pay: null, paid: { saleId, tender: 'wallet' } });
    expect(balanceOf(shop, 'assets:wallet')).toBe(1250n);
    expect(schemeAudit(shop)).toMatchObject({ succeeded: 1n, settledMinor: 1250n, balanced: true });
    expectBooksHold(shop);
  });

  it('waits for the PIN on the phone, and hears when the customer declines', async () => {
    const shop = await openShop();
    await ringUp(shop);
    const wallet = await customer(shop, '4321');
    const code = await showCode(shop);
    expect(await scanOnPhone(shop, wallet, code.payload)).toBe('awaiting-customer');
    await typePin(shop, wallet, null);
    await reached(shop, 'declined');
    expect(attempt(shop).reason).toBe('customer-refused');
    expect(shop.view().pay?.shownCode).toBeNull();
    const next = await showCode(shop);
    await scanOnPhone(shop, wallet, next.payload);
    await typePin(shop, wallet, '4321');
    await paid(shop);
    expect(attemptStates(shop)).toEqual(['declined', 'succeeded']);
    expectBooksHold(shop);
  });

  it('pressed twice, from two windows, is one code', async () => {
    const shop = await openShop();
    await ringUp(shop);
    await Promise.all([shop.ask('pay.showCode', {}), shop.ask('pay.showCode', {})]);
    const code = await shownCode(shop);
    await shop.ask('pay.showCode', {});
    expect(shop.view().pay?.shownCode).toEqual(code);
    expect(atScheme(shop)).toEqual(['awaiting-customer']);
    expect(attemptStates(shop)).toEqual(['awaiting-customer']);
  });

  it('is refused where nothing may be paid, and while the customer’s own code is open', async () => {
    const shop = await openShop();
    expect(await shop.refusal('pay.showCode', {})).toBe('basket-empty');
    await ringUp(shop);
    shop.till.scanned({ text: await shop.practice.code(await customer(shop, '4321')) });
    expect(await shop.refusal('pay.showCode', {})).toBe('payment-open');
    await reached(shop, 'awaiting-customer');
    expect(shop.view().pay?.shownCode).toBeNull();
    expect(attempt(shop).shown).toBe(false);
  });

  it('keeps the customer’s code from being taken beside it, and the screen from being left', async () => {
    const shop = await openShop();
    await ringUp(shop);
    await showCode(shop);
    const scanned = shop.till.scanned({ text: await shop.practice.code(await customer(shop)) });
    expect(scanned.problem).toBe('payment-open');
    expect(await shop.refusal('pay.back', {})).toBe('payment-open');
    expect(await shop.refusal('pay.cash', { tendered: '20' })).toBe('payment-open');
    expect(await shop.refusal('pay.part', { amount: '1' })).toBe('payment-open');
    expect(atScheme(shop)).toEqual(['awaiting-customer']);
  });

  it('is taken back when the cashier goes back: gone at the scheme before another way is open', async () => {
    const shop = await openShop();
    await ringUp(shop);
    const { payload } = await showCode(shop);
    const stopped = await shop.ask('pay.stop', { attemptId: attempt(shop).id });
    expect(stopped.pay?.shownCode).toBeNull();
    expect(await shop.refusal('pay.cash', { tendered: '20' })).toBe('payment-open');
    await reached(shop, 'cancelled');
    expect(atScheme(shop)).toEqual(['cancelled']);
    expect(await scanOnPhone(shop, await customer(shop), payload)).toBe('state-conflict');
    await shop.ask('pay.cash', { tendered: '20' });
    expect(schemeAudit(shop)).toMatchObject({ succeeded: 0n, balanced: true });
    expectBooksHold(shop);
  });

  it('and nobody shows another by himself then', async () => {
    const clock = leapingClock();
    const shop = await openShop({ clock });
    await ringUp(shop);
    await showCode(shop);
    await shop.ask('pay.stop', { attemptId: attempt(shop).id });
    await reached(shop, 'cancelled');
    clock.leap(130_000);
    await shop.till.collecting.idle(10_000);
    expect(attemptStates(shop)).toEqual(['cancelled']);
  });

  it('paid while it is being taken back is paid, whichever was first, and never both', async () => {
    const shop = await openShop();
    const wallet = await customer(shop);
    for (let round = 0; round < 10; round += 1) {
      await ringUp(shop, '1');
      const { payload } = await showCode(shop);
      const attemptId = attempt(shop).id;
      const both = [() => scanOnPhone(shop, wallet, payload), () => shop.ask('pay.stop', { attemptId })];
      await Promise.all((round % 2 === 0 ? both : both.reverse()).map((run) => run()));
      await shop.till.collecting.idle(10_000);
      const isPaid = shop.view().paid !== null;
      expect(atScheme(shop).at(-1)).toBe(isPaid ? 'succeeded' : 'cancelled');
      if (!isPaid) await shop.ask('pay.cash', { tendered: '1' });
      await shop.ask('pay.next', {});
    }
    expect(schemeAudit(shop).settledMinor).toBe(balanceOf(shop, 'assets:wallet'));
    expectBooksHold(shop);
  });

  it('takes the part that was chosen, beside cash and a customer’s code', async () => {
    const shop = await openShop();
    await ringUp(shop, '50');
    await shop.ask('pay.part', { amount: '20' });
    const code = await showCode(shop);
    expect(readShopCode(code.payload)?.amount?.minor).toBe(2000n);
    await scanOnPhone(shop, await customer(shop), code.payload);
    await expect.poll(() => shop.view().pay?.rest.minor).toBe('3000');
    await shop.ask('pay.part', { amount: '10' });
    await payByWallet(shop);
    const last = await showCode(shop);
    expect(readShopCode(last.payload)?.amount?.minor).toBe(2000n);
    await scanOnPhone(shop, await customer(shop), last.payload);
    await paid(shop);
    expect(shop.view().paid?.tenders.map(({ amount }) => amount.minor)).toEqual(['2000', '1000', '2000']);
    expectBooksHold(shop);
  });

  it('what was paid by it goes back to the wallet that paid', async () => {
    const shop = await openShop();
    const saleId = await ringUp(shop, '12.50');
    const { payload } = await showCode(shop);
    await scanOnPhone(shop, await customer(shop), payload);
    await paid(shop);
    await refundOf(shop, saleId, sum('2.50'));
    await shop.till.collecting.idle(10_000);
    expect(schemeAudit(shop)).toMatchObject({ refundedMinor: 250n, balanced: true });
    expectBooksHold(shop);
  });
});
