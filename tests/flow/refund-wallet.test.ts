import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { audit } from '../../sandbox/audit.ts';
import type { Faults } from '../../sandbox/faults.ts';
import { blockWallet, pieces, refundAsk, refundOf, sellByWallet } from './refunding.ts';
import {
  balanceOf,
  expectBooksHold,
  openAfterKill,
  openShop,
  openShopIn,
  type Shop,
  temporaryFolder,
} from './shop.ts';

/** Wallet money given back at the counter, with the real scheme over HTTP: done, refused, dark, killed. */

const oneTea = pieces([1, '1']);
const owed = 'liabilities:owed-to-customers';

async function standingOf(shop: Shop, saleId: string) {
  const { documents } = await shop.ask('sales.refunds', { saleId });
  return documents.flatMap(({ tenders }) => tenders.map(({ refund }) => refund));
}

function givenBack(shop: Shop): bigint {
  return audit(join(shop.dataDir, 'sandbox')).refundedMinor;
}

describe('a wallet’s money', () => {
  it('is owed at once and pending in the list, and gone when the scheme has signed', async () => {
    const shop = await openShop();
    const { saleId } = await sellByWallet(shop);
    const document = await refundOf(shop, saleId, oneTea);
    expect(document.tenders[0]?.refund).toMatchObject({ state: 'sent', mayPayOut: false });
    expect(balanceOf(shop, owed)).toBe(-600n);
    expect(shop.view().refunds).toMatchObject([
      { number: 2, saleId, saleNumber: 1, amount: { minor: '600' }, state: 'sent' },
    ]);
    await shop.till.collecting.idle(10_000);
    expect(await standingOf(shop, saleId)).toMatchObject([{ state: 'refunded' }]);
    expect(shop.view().refunds).toEqual([]);
    expect(balanceOf(shop, owed)).toBe(0n);
    expect(balanceOf(shop, 'assets:wallet')).toBe(2201n);
    // It went through while the cashier was looking at it: no notice has to be read away.
    expect(shop.view().notices.map(({ kind }) => kind)).not.toContain('refund-done');
    expect(givenBack(shop)).toBe(600n);
    expectBooksHold(shop);
  });

  it('goes back without a shift too, since no drawer has a part in it', async () => {
    const shop = await openShop();
    const { saleId } = await sellByWallet(shop);
    await shop.ask('shift.close', { countedCash: '200', countedElsewhere: '0' });
    await refundOf(shop, saleId, oneTea);
    await shop.till.collecting.idle(10_000);
    expect(givenBack(shop)).toBe(600n);
    expectBooksHold(shop);
  });
});

describe('a refund that the scheme refuses', () => {
  async function refusedShop(): Promise<{ shop: Shop; saleId: string; refundId: string; wallet: string }> {
    const shop = await openShop();
    const { saleId, wallet } = await sellByWallet(shop);
    await blockWallet(shop, wallet);
    await refundOf(shop, saleId, oneTea);
    await shop.till.collecting.idle(10_000);
    const [refund] = shop.view().refunds;
    expect(refund).toMatchObject({
      state: 'refused',
      reason: 'wallet-blocked',
      mayPayOut: true,
      paidOut: false,
    });
    return { shop, saleId, wallet, refundId: refund?.id ?? '' };
  }

  it('stays owed, is told once, and may be paid out of the drawer, once, in balance', async () => {
    const { shop, saleId, refundId } = await refusedShop();
    expect(balanceOf(shop, owed)).toBe(-600n);
    expect(shop.view().notices).toMatchObject([{}, { kind: 'refund-owed', amount: { minor: '600' } }]);
    const id = shop.till.counter.newId();
    const paid = await Promise.all([1, 2].map(() => shop.ask('refunds.payOut', { id, refundId })));
    expect(paid[1]).toEqual(paid[0]);
    const other = shop.till.counter.newId();
    expect(await shop.refusal('refunds.payOut', { id: other, refundId })).toBe('refund-paid-out');
    expect(shop.view().refunds).toEqual([]);
    expect(balanceOf(shop, owed)).toBe(0n);
    expect(balanceOf(shop, 'assets:cash')).toBe(20_000n - 600n);
    expect(balanceOf(shop, 'assets:wallet')).toBe(2801n);
    expect(await standingOf(shop, saleId)).toMatchObject([
      { state: 'refused', paidOut: true, mayPayOut: false },
    ]);
    const { shift } = await shop.ask('shift.get', {});
    expect(shift?.tenders?.map(({ kind, expected }) => [kind, expected.minor])).toEqual([
      ['cash', '19400'],
      ['wallet', '2801'],
      ['elsewhere', '0'],
    ]);
    const { tenders } = await shop.ask('day.report', {});
    expect(tenders.map(({ kind, amount }) => [kind, amount.minor])).toEqual([
      ['cash', '-600'],
      ['wallet', '2801'],
      ['elsewhere', '0'],
    ]);
    expectBooksHold(shop);
  });

  it('is refused for ever: it does not go through once the wallet is open again and the till asks', async () => {
    const { shop, refundId, wallet } = await refusedShop();
    await shop.ask('refunds.payOut', { id: shop.till.counter.newId(), refundId });
    await blockWallet(shop, wallet, false);
    await shop.ask('refunds.queryNow', { refundId });
    const again = await openAfterKill(shop);
    await again.till.collecting.idle(10_000);
    expect(givenBack(again)).toBe(0n);
    expect(again.view().refunds).toEqual([]);
    const row = shop.db.get<{ request: string }>('SELECT request FROM refund WHERE id = ?', refundId);
    const outcome = await shop.scheme.putRefund(refundId, row?.request ?? '');
    expect(outcome).toMatchObject({ kind: 'answer', value: { state: 'refused' } });
    expect(givenBack(shop)).toBe(0n);
  });

  it('counts as given back once it was paid out: the payment has less left', async () => {
    const { shop, saleId, refundId } = await refusedShop();
    const paymentId = shop.view().refunds[0]?.paymentId ?? '';
    expect(shop.till.givingBack.refundable(paymentId).minor).toBe(2801n);
    await shop.ask('refunds.payOut', { id: shop.till.counter.newId(), refundId });
    expect(shop.till.givingBack.refundable(paymentId).minor).toBe(2201n);
    const { left } = await shop.ask('sales.refundPreview', { saleId, what: null });
    expect(left.minor).toBe('2201');
  });

  it('is not paid out without a shift, nor out of an empty drawer, nor under a used id', async () => {
    const { shop, refundId } = await refusedShop();
    const id = shop.till.counter.newId();
    await shop.ask('shift.moveCash', { direction: 'out', purpose: 'bank', reason: 'bank', amount: '195' });
    expect(await shop.refusal('refunds.payOut', { id, refundId })).toBe('drawer-short');
    await shop.ask('shift.close', { countedCash: '5', countedElsewhere: '0' });
    expect(await shop.refusal('refunds.payOut', { id, refundId })).toBe('shift-closed');
    expect(await shop.refusal('refunds.payOut', { id, refundId: id })).toBe('unknown-refund');
    expect(shop.view().refunds).toMatchObject([{ id: refundId, mayPayOut: true }]);
  });

  it('is not paid out while nobody knows, nor where the scheme only says that it is too much', async () => {
    const shop = await openShop();
    const { saleId } = await sellByWallet(shop);
    await shop.sandbox.close();
    await refundOf(shop, saleId, oneTea);
    const [pending] = shop.view().refunds;
    expect(pending).toMatchObject({ state: 'sent', mayPayOut: false });
    const refundId = pending?.id ?? '';
    const ask = { id: shop.till.counter.newId(), refundId };
    expect(await shop.refusal('refunds.payOut', ask)).toBe('refund-not-final');
  });

  it('for being more than was paid is owed and not paid out: the customer may have the money', async () => {
    const shop = await openShop();
    const { saleId } = await sellByWallet(shop);
    const payment = shop.db.get<{ id: string }>('SELECT id FROM payment')?.id ?? '';
    // Somebody gave all of it back by another way, past this till's books.
    const amount = { minor: '2801', currency: 'CNY' };
    const body = JSON.stringify({ amount, paymentId: payment, reason: 'by the portal' });
    expect((await shop.scheme.putRefund(shop.till.counter.newId(), body)).kind).toBe('answer');
    await refundOf(shop, saleId, oneTea);
    await shop.till.collecting.idle(10_000);
    const [refund] = shop.view().refunds;
    expect(refund).toMatchObject({ state: 'refused', reason: 'field-invalid', mayPayOut: false });
    const ask = { id: shop.till.counter.newId(), refundId: refund?.id ?? '' };
    expect(await shop.refusal('refunds.payOut', ask)).toBe('refund-not-final');
    expectBooksHold(shop);
  });
});

describe('a refund that nobody hears of', () => {
  const every = (faults: Faults) => ({ faults, seed: 3 });

  it('whose answers get lost half of the time is given once', async () => {
    const lossy = every({ 'drop-reply': { share: 0.5, ms: 0 }, 'drop-request': { share: 0.3, ms: 0 } });
    const shop = await openShop(lossy);
    const { saleId } = await sellByWallet(shop);
    for (const what of [oneTea, oneTea, pieces([2, '1'])]) await refundOf(shop, saleId, what);
    await shop.till.collecting.idle(60_000);
    expect(await standingOf(shop, saleId)).toMatchObject([
      { state: 'refunded' },
      { state: 'refunded' },
      { state: 'refunded' },
    ]);
    expect(givenBack(shop)).toBe(2201n);
    expectBooksHold(shop);
  });

  it('with the network down is queued, and goes out by itself once the till is back with it', async () => {
    const dataDir = temporaryFolder();
    const shop = await openShopIn({ dataDir });
    onTestFinished(shop.close);
    const { saleId } = await sellByWallet(shop);
    await shop.sandbox.close();
    const ask = await refundAsk(shop, saleId, oneTea);
    expect(await shop.ask('sales.refund', ask)).toMatchObject({ tenders: [{ refund: { state: 'sent' } }] });
    await expect.poll(() => shop.view().network.state).toBe('silent');
    expect(shop.view().refunds).toMatchObject([{ state: 'sent' }]);
    expect(balanceOf(shop, owed)).toBe(-600n);
    await shop.close();
    const again = await openShop({ dataDir });
    await again.till.collecting.idle(10_000);
    expect(await standingOf(again, saleId)).toMatchObject([{ state: 'refunded' }]);
    expect(givenBack(again)).toBe(600n);
    // Nobody was looking when it came through: it is said.
    expect(again.view().notices.map(({ kind }) => kind)).toContain('refund-done');
    // The window that asked before the break asks again under the same id.
    expect(await again.ask('sales.refund', ask)).toMatchObject({ number: 2 });
    expect(await standingOf(again, saleId)).toHaveLength(1);
    expectBooksHold(again);
  });

  it('because the till was killed in the middle goes on under its own id, once', async () => {
    const shop = await openShop({ faults: { delay: { share: 1, ms: 300 } }, seed: 5 });
    const { saleId } = await sellByWallet(shop);
    const document = await refundOf(shop, saleId, oneTea);
    const again = await openAfterKill(shop);
    expect(again.view().refunds).toMatchObject([{ documentId: document.documentId }]);
    await again.till.collecting.idle(20_000);
    expect(await standingOf(again, saleId)).toMatchObject([
      { id: document.tenders[0]?.refund?.id, state: 'refunded' },
    ]);
    expect(givenBack(again)).toBe(600n);
    expectBooksHold(again);
  });
});
