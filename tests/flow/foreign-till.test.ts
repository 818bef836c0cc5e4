import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reconcileBooks } from '../../main/cli/reconcile-books.ts';
import { auditForeign } from '../../sandbox/foreign/audit.ts';
import { orderNumber } from '../../shared/code-wallet-wire.ts';
import { ringUp } from './offline-shop.ts';
import { refundOf, sum } from './refunding.ts';
import { balanceOf, expectBooksHold, openAfterKill, openShop, payByWallet, type Shop } from './shop.ts';

/** The whole till with an account at the foreign wallet's stand-in, over real HTTP. */

const clearing = 'assets:clearing:alipay';

async function codeOf(shop: Shop): Promise<string> {
  return shop.practice.foreignCode((await shop.practice.foreign()).wallet);
}

async function payByAlipay(shop: Shop): Promise<void> {
  expect(shop.till.scanned({ text: await codeOf(shop) })).toMatchObject({ heard: 'payment-sent' });
  const id = shop.till.collecting.unresolved()[0]?.id;
  if (id) await shop.till.collecting.ended(id, 20_000);
}

/** The customer answers on the phone. */
async function answerPhone(shop: Shop, paymentId: string, pin: string | null): Promise<unknown> {
  const { wallet } = await shop.practice.foreign();
  const path = `/practice/foreign/${wallet}/payments/${orderNumber(paymentId)}`;
  const reply = await fetch(shop.schemeUrl + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pin }),
  });
  return reply.json();
}

function foreignAudit(shop: Shop) {
  return auditForeign(join(shop.dataDir, 'sandbox'));
}

describe('a customer of a foreign wallet at the counter', () => {
  it('pays, and every screen and book says by which wallet', async () => {
    const shop = await openShop({ foreign: true });
    const saleId = await ringUp(shop, '50');
    await payByAlipay(shop);
    expect(shop.view().paid).toMatchObject({
      saleId,
      tender: 'wallet',
      tenders: [{ kind: 'wallet', how: 'alipay', amount: { minor: '5000' } }],
    });
    expect(balanceOf(shop, clearing)).toBe(5000n);
    expect(balanceOf(shop, 'assets:wallet')).toBe(0n);
    await ringUp(shop, '20');
    await payByWallet(shop);
    const receipt = await shop.ask('sales.receipt', { saleId });
    expect(receipt.tenders).toMatchObject([
      { kind: 'wallet', how: 'alipay', schemeRef: expect.stringMatching(/^\d{28}$/) },
    ]);
    const { shift } = await shop.ask('shift.get', {});
    expect(shift?.tenders).toMatchObject([
      { kind: 'cash' },
      { kind: 'wallet', wallet: null, expected: { minor: '2000' } },
      { kind: 'wallet', wallet: 'alipay', expected: { minor: '5000' } },
      { kind: 'elsewhere' },
    ]);
    const report = await shop.ask('day.report', { day: shop.till.counter.today() });
    expect(report.tenders).toContainEqual({
      kind: 'wallet',
      wallet: 'alipay',
      count: 1,
      amount: { minor: '5000', currency: 'CNY' },
    });
    expect(foreignAudit(shop)).toEqual({ trades: 1n, paidMinor: 5000n, returnedMinor: 0n, balanced: true });
    expectBooksHold(shop);
  });

  it('confirms a large sum on the phone; a refund goes back there, and is done only when they say so', async () => {
    const shop = await openShop({ foreign: true });
    const saleId = await ringUp(shop, '300');
    expect(shop.till.scanned({ text: await codeOf(shop) }).heard).toBe('payment-sent');
    await expect.poll(() => shop.view().pay?.attempt?.state).toBe('awaiting-customer');
    const attempt = shop.view().pay?.attempt;
    expect(attempt).toMatchObject({ wallet: 'alipay' });
    expect(await answerPhone(shop, attempt?.id ?? '', '1234')).toEqual({ state: 'succeeded' });
    await expect.poll(() => shop.view().paid?.saleId, { timeout: 10_000 }).toBe(saleId);
    await refundOf(shop, saleId, sum('100'));
    expect(balanceOf(shop, 'liabilities:owed-to-customers')).toBe(-10_000n);
    await expect.poll(() => foreignAudit(shop)?.returnedMinor, { timeout: 10_000 }).toBe(10_000n);
    // They want 10 s before they are asked about it, and "accepted" is no proof.
    expect(balanceOf(shop, clearing)).toBe(30_000n);
    await expect.poll(() => balanceOf(shop, clearing), { timeout: 20_000 }).toBe(20_000n);
    expect(balanceOf(shop, 'liabilities:owed-to-customers')).toBe(0n);
    expectBooksHold(shop);
  });

  it('pays a part, and gets it back where the sale is cancelled', async () => {
    const shop = await openShop({ foreign: true });
    const saleId = await ringUp(shop, '50');
    await shop.ask('pay.part', { amount: '30' });
    await payByAlipay(shop);
    expect(shop.view().pay?.taken).toMatchObject([{ kind: 'wallet', how: 'alipay' }]);
    await shop.ask('pay.cancelSale', { saleId });
    await expect.poll(() => foreignAudit(shop)?.returnedMinor, { timeout: 10_000 }).toBe(3000n);
    await expect.poll(() => balanceOf(shop, clearing), { timeout: 20_000 }).toBe(0n);
    expectBooksHold(shop);
  });

  it('is held at the register until F12, like every code, and stopped by the cashier: closed there too', async () => {
    const shop = await openShop({ foreign: true });
    await ringUp(shop, '300');
    await shop.ask('pay.back', {});
    expect(shop.till.scanned({ text: await codeOf(shop) }).heard).toBe('code-held');
    await shop.ask('pay.sendHeldCode', {});
    await expect.poll(() => shop.view().pay?.attempt?.state).toBe('awaiting-customer');
    const attemptId = shop.view().pay?.attempt?.id ?? '';
    await shop.ask('pay.stop', { attemptId });
    await expect.poll(() => shop.view().pay?.attempt?.state, { timeout: 20_000 }).toBe('cancelled');
    expect(await answerPhone(shop, attemptId, '1234')).toMatchObject({ status: 409 });
    expect(foreignAudit(shop)).toMatchObject({ paidMinor: 0n, balanced: true });
    expectBooksHold(shop);
  });

  it('is taken up again after a kill, and found paid', async () => {
    const shop = await openShop({ foreign: true });
    const saleId = await ringUp(shop, '300');
    shop.till.scanned({ text: await codeOf(shop) });
    await expect.poll(() => shop.view().pay?.attempt?.state).toBe('awaiting-customer');
    const attemptId = shop.view().pay?.attempt?.id ?? '';
    await answerPhone(shop, attemptId, '1234');
    const again = await openAfterKill(shop, { foreign: true });
    await again.till.collecting.ended(attemptId, 20_000);
    expect(again.view().paid ?? again.till.collecting.attempt(attemptId)).toMatchObject({ saleId });
    expect(again.till.collecting.attempt(attemptId)?.state).toBe('succeeded');
    expectBooksHold(again);
  });
});

describe('a shop and its account', () => {
  it('without one refuses the code by the name of its wallet, and asks nobody', async () => {
    const shop = await openShop();
    await ringUp(shop, '50');
    expect(shop.till.scanned({ text: await codeOf(shop) }).heard).toBe('foreign-code');
    expect(shop.view().pay).toMatchObject({ foreignCode: { how: 'alipay' }, attempt: null });
    expect(foreignAudit(shop)).toMatchObject({ trades: 0n });
  });

  it('with one still refuses the wallets that it has none with', async () => {
    const shop = await openShop({ foreign: true });
    await ringUp(shop, '50');
    expect(shop.till.scanned({ text: '134563217890123456' }).heard).toBe('foreign-code');
    expect(shop.view().pay?.foreignCode).toEqual({ how: 'wechat' });
  });

  it('is told of an account file that cannot be read, and sells on', async () => {
    const shop = await openShop({ foreign: true });
    await shop.close();
    const file = join(shop.dataDir, 'keys', 'wallet-alipay.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"url":"http:', '"url":"ftp:'));
    const again = await openShop({ dataDir: shop.dataDir });
    expect(again.view().notices).toContainEqual(
      expect.objectContaining({ kind: 'wallet-account-broken', values: { wallet: 'alipay' } }),
    );
    await ringUp(again, '50');
    expect(again.till.scanned({ text: '281234567890123456' }).heard).toBe('foreign-code');
    await again.ask('pay.cash', { tendered: '50' });
    expectBooksHold(again);
  });

  it('writes into the books which account it uses, once', async () => {
    const shop = await openShop({ foreign: true });
    const linked = () =>
      shop.db.all<{ wallet: string; app_id: string }>('SELECT wallet, app_id FROM linked_wallet');
    expect(linked()).toEqual([{ wallet: 'alipay', app_id: '2021000000000001' }]);
    await shop.close();
    const again = await openShop({ dataDir: shop.dataDir });
    expect(again.db.all('SELECT * FROM linked_wallet')).toHaveLength(1);
  });

  it('in another currency has no use for it', async () => {
    const shop = await openShop({ foreign: true, currency: 'EUR', zone: 'Europe/Berlin', stock: false });
    expect(shop.db.all('SELECT * FROM linked_wallet')).toEqual([]);
  });
});

it('reconciling with the scheme leaves the foreign wallet to its own bill', async () => {
  const shop = await openShop({ foreign: true });
  await ringUp(shop, '50');
  await payByAlipay(shop);
  await ringUp(shop, '20');
  await payByWallet(shop);
  expect(await reconcileBooks(shop, shop.till.counter.today())).toMatchObject({
    matched: 1,
    missingHere: 0,
    missingThere: 0,
    unresolved: 0,
  });
});
