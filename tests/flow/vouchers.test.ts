import { describe, expect, it } from 'vitest';
import { reconcileBooks } from '../../main/cli/reconcile-books.ts';
import type { PracticeProgrammeAsk } from '../../shared/voucher-wire.ts';
import { cny, issue, publish, setState } from '../sandbox/voucher-counter.ts';
import { plugIn, schemeAudit, unplug } from './offline-shop.ts';
import { pieces, refundOf } from './refunding.ts';
import {
  addGoods,
  balanceOf,
  codeOf,
  decimal,
  expectBooksHold,
  openAfterKill,
  openShop,
  payByWallet,
  type Shop,
} from './shop.ts';

/** Rice and loose flour that count, tea that does not, on the counter: 30.00, 5.00 and 10.00. */
async function shopWithGoods(
  programme: Partial<PracticeProgrammeAsk> = {},
): Promise<{ readonly shop: Shop; readonly saleId: string }> {
  const shop = await openShop();
  const rice = await addGoods(shop, '30', { names: { 'zh-CN': '大米', en: 'Rice' }, category: 'staples' });
  const tea = await addGoods(shop, '10');
  const goods = [{ gtin: (rice.barcodes[0] ?? '').padStart(14, '0'), category: 'staples' }];
  await publish(shop.schemeUrl, { goods, shopWord: ['loose'], ...programme });
  for (const each of [rice, tea]) shop.till.scanned({ text: codeOf(each) });
  const flour = await addGoods(shop, '5', {
    names: { 'zh-CN': '面粉', en: 'Flour' },
    barcodes: [],
    category: 'loose',
  });
  await shop.ask('basket.addProduct', { productId: flour.id });
  return { shop, saleId: shop.basket().id };
}

async function show(shop: Shop, code: string): Promise<void> {
  expect(shop.till.scanned({ text: code }).heard).toBe('voucher-shown');
  await expect.poll(() => shop.view().pay?.voucher?.state, { timeout: 20_000 }).not.toBe('checking');
}

async function redeem(shop: Shop): Promise<void> {
  await shop.ask('pay.redeem', {});
  await shop.till.collecting.idle(20_000);
}

async function left(shop: Shop, code: string): Promise<string | undefined> {
  await show(shop, code);
  const balance = shop.view().pay?.voucher?.balance?.minor;
  await shop.ask('pay.putVoucherAway', {});
  return balance;
}

const vouchers = 'assets:vouchers';

describe('a voucher', () => {
  it('is checked first: which lines count, on whose word, and why others don’t; nothing is taken', async () => {
    const { shop } = await shopWithGoods();
    await show(shop, await issue(shop.schemeUrl, { balance: 5000 }));
    const { pay } = shop.view();
    expect(pay?.voucher).toMatchObject({
      state: 'ready',
      programme: { en: 'Trial' },
      balance: { minor: '5000' },
      pays: { minor: '3500' },
      lines: [
        { names: { en: 'Rice' }, why: 'listed', pays: { minor: '3000' } },
        { names: { en: 'Tea' }, why: 'not-listed', pays: { minor: '0' } },
        { names: { en: 'Flour' }, why: 'shop-word', pays: { minor: '500' } },
      ],
    });
    expect(pay?.taken).toEqual([]);
    expect(balanceOf(shop, vouchers)).toBe(0n);
  });

  it('pays what counts and the customer the rest; the books and the receipt say who paid what', async () => {
    const { shop, saleId } = await shopWithGoods();
    const code = await issue(shop.schemeUrl, { balance: 5000 });
    await show(shop, code);
    await redeem(shop);
    expect(shop.view().pay).toMatchObject({
      rest: { minor: '1000' },
      taken: [{ kind: 'voucher', amount: { minor: '3500' }, programme: { en: 'Trial' } }],
      voucher: null,
    });
    await shop.ask('pay.cash', { tendered: '10' });
    expect(balanceOf(shop, vouchers)).toBe(3500n);
    const receipt = await shop.ask('sales.receipt', { saleId });
    expect(receipt.tenders).toMatchObject([
      {
        kind: 'voucher',
        voucher: {
          names: { en: 'Trial' },
          lines: [
            { no: 1, why: 'listed', amount: cny(3000) },
            { no: 3, why: 'shop-word', amount: cny(500) },
          ],
        },
      },
      { kind: 'cash' },
    ]);
    const { shift } = await shop.ask('shift.get', {});
    expect(shift?.tenders?.at(-1)).toMatchObject({ kind: 'voucher', expected: { minor: '3500' } });
    expectBooksHold(shop);
  });

  it('never leaves its code in the books', async () => {
    const { shop } = await shopWithGoods();
    const code = await issue(shop.schemeUrl);
    await show(shop, code);
    await redeem(shop);
    await shop.ask('pay.cash', { tendered: '50' });
    const rows = shop.db.all<{ event: string }>('SELECT event FROM journal');
    const secret = code.slice(9, 23);
    expect(rows.filter(({ event }) => event.includes(secret))).toEqual([]);
    expect(rows.some(({ event }) => event.includes('sha256:'))).toBe(true);
  });

  it('pays a part: of what is chosen, of what is on it, of what is still due', async () => {
    const { shop } = await shopWithGoods();
    const code = await issue(shop.schemeUrl, { balance: 2000 });
    await shop.ask('pay.open', {});
    await shop.ask('pay.part', { amount: '7' });
    await show(shop, code);
    expect(shop.view().pay?.voucher?.pays?.minor).toBe('700');
    await redeem(shop);
    expect(await left(shop, code)).toBe('1300');
    await shop.ask('pay.cash', { tendered: '30', part: true });
    await show(shop, code);
    expect(shop.view().pay?.voucher?.pays?.minor).toBe('800');
    await redeem(shop);
    expect(shop.view().paid?.tenders.map(({ kind, amount }) => [kind, amount.minor])).toEqual([
      ['voucher', '700'],
      ['cash', '3000'],
      ['voucher', '800'],
    ]);
    expectBooksHold(shop);
  });

  it('pays for a price cut, so much a unit, and for no unit twice', async () => {
    const { shop } = await shopWithGoods({ priceCut: { perUnit: cny(400), unit: 'each' } });
    const codes = [await issue(shop.schemeUrl), await issue(shop.schemeUrl)];
    await show(shop, codes[0] ?? '');
    expect(shop.view().pay?.voucher).toMatchObject({ isPriceCut: true, pays: { minor: '800' } });
    await redeem(shop);
    await show(shop, codes[1] ?? '');
    expect(shop.view().pay?.voucher).toMatchObject({ state: 'unusable', why: 'nothing-left' });
    expect(await shop.refusal('pay.redeem', {})).toBe('nothing-to-redeem');
    await shop.ask('pay.cash', { tendered: '37' });
    expectBooksHold(shop);
  });

  it('may be typed as people read it out', async () => {
    const { shop } = await shopWithGoods();
    const code = await issue(shop.schemeUrl);
    await shop.ask('pay.open', {});
    await shop.ask('pay.typeCode', { code: code.toLowerCase().replaceAll('0', 'o') });
    await expect.poll(() => shop.view().pay?.voucher?.state).toBe('ready');
    expect(await shop.refusal('pay.typeCode', { code: `${code.slice(0, -1)}Z` })).toBe('code-unreadable');
  });

  it.each([
    ['Pre-Activated', 'voucher-inactive'],
    ['Blocked', 'voucher-blocked'],
    ['Suspended', 'voucher-blocked'],
    ['Consumed', 'voucher-consumed'],
    ['Purged', 'voucher-unknown'],
  ] as const)('that is %s says so and takes nothing', async (state, why) => {
    const { shop } = await shopWithGoods();
    const code = await issue(shop.schemeUrl);
    await setState(shop.schemeUrl, code, state);
    await show(shop, code);
    expect(shop.view().pay?.voucher).toMatchObject({ state: 'unusable', why });
    expect(await shop.refusal('pay.redeem', {})).toBe('nothing-to-redeem');
  });

  it('is declined, not paid, where it was blocked or its list changed since the check', async () => {
    const { shop } = await shopWithGoods();
    const code = await issue(shop.schemeUrl);
    await show(shop, code);
    await publish(shop.schemeUrl, { goods: [] });
    await redeem(shop);
    expect(shop.view().pay?.attempt).toMatchObject({ state: 'declined', reason: 'list-outdated' });
    await show(shop, code);
    expect(shop.view().pay?.voucher).toMatchObject({ state: 'unusable', why: 'nothing-eligible' });
  });

  it('is redeemed once, however often it is pressed', async () => {
    const { shop } = await shopWithGoods();
    const code = await issue(shop.schemeUrl, { balance: 9000 });
    await show(shop, code);
    const presses = await Promise.all([shop.refusal('pay.redeem', {}), shop.refusal('pay.redeem', {})]);
    expect(presses).toEqual(['ok', 'payment-open']);
    await shop.till.collecting.idle(10_000);
    expect(await left(shop, code)).toBe('5500');
  });
});

describe('a voucher goes back', () => {
  it('with the sale that is cancelled, and with a part', async () => {
    const { shop, saleId } = await shopWithGoods();
    const code = await issue(shop.schemeUrl, { balance: 5000 });
    await show(shop, code);
    await redeem(shop);
    await shop.ask('pay.cancelSale', { saleId });
    await shop.till.collecting.idle(10_000);
    expect(shop.view().cancelled?.parts).toMatchObject([{ kind: 'voucher', refund: 'refunded' }]);
    for (const account of [vouchers, 'liabilities:owed-to-customers', 'liabilities:held-for-sales'])
      expect(balanceOf(shop, account)).toBe(0n);
    expectBooksHold(shop);
    expect(schemeAudit(shop)).toMatchObject({ balanced: true });
    // The redemption and its refund, each with its line in the scheme's file.
    expect(await reconcileBooks(shop, null)).toEqual({
      matched: 2,
      missingHere: 0,
      missingThere: 0,
      amountDiffers: 0,
      unresolved: 0,
    });
  });

  it('by the shares of what is returned: the voucher’s to the voucher, never in cash', async () => {
    const { shop, saleId } = await shopWithGoods();
    const code = await issue(shop.schemeUrl, { balance: 3200 });
    await show(shop, code);
    await redeem(shop);
    await payByWallet(shop);
    const document = await refundOf(shop, saleId, pieces([1, '1']));
    const paidOfRice = document.tenders.find(({ kind }) => kind === 'voucher')?.amount.minor ?? '0';
    await shop.till.collecting.idle(10_000);
    expect(document.tenders.map(({ kind }) => kind).sort()).toEqual(['voucher', 'wallet']);
    expect(balanceOf(shop, vouchers)).toBe(3200n - BigInt(paidOfRice));
    shop.till.scanned({ text: '6999900000012' });
    await refundOf(shop, saleId, pieces([2, '1'], [3, '1']));
    await shop.till.collecting.idle(10_000);
    expect(balanceOf(shop, vouchers)).toBe(0n);
    expect(balanceOf(shop, 'assets:wallet')).toBe(0n);
    expectBooksHold(shop);
  });
});

describe('when things break', () => {
  it('nobody answers: it says so, nothing is taken, and it can be asked again', async () => {
    const { shop } = await shopWithGoods();
    const code = await issue(shop.schemeUrl);
    await unplug(shop);
    await show(shop, code);
    expect(shop.view().pay?.voucher).toMatchObject({ state: 'silent' });
    expect(await shop.refusal('pay.redeem', {})).toBe('nothing-to-redeem');
    await plugIn(shop);
    await shop.ask('pay.checkVoucher', {});
    await expect.poll(() => shop.view().pay?.voucher?.state).toBe('ready');
  });

  it('a lost reply is asked about, not sent again, and the voucher pays once', async () => {
    const { shop } = await shopWithGoods();
    const code = await issue(shop.schemeUrl, { balance: 9000 });
    await show(shop, code);
    await unplug(shop);
    const scheme = await plugIn(shop, { 'drop-reply': { share: 1, ms: 0 } });
    await shop.ask('pay.redeem', {});
    await expect.poll(() => shop.view().pay?.attempt?.state, { timeout: 20_000 }).toBe('unknown');
    await scheme.close();
    await plugIn(shop);
    await shop.till.collecting.idle(30_000);
    expect(shop.view().pay?.taken).toMatchObject([{ kind: 'voucher', amount: { minor: '3500' } }]);
    expect(await left(shop, code)).toBe('5500');
  });

  it('a kill between asking and hearing: it is found by its id, without the code', async () => {
    const { shop } = await shopWithGoods();
    const code = await issue(shop.schemeUrl, { balance: 9000 });
    await show(shop, code);
    await unplug(shop);
    const scheme = await plugIn(shop, { 'drop-reply': { share: 1, ms: 0 } });
    await shop.ask('pay.redeem', {});
    await expect.poll(() => shop.view().pay?.attempt?.state, { timeout: 20_000 }).toBe('unknown');
    await scheme.close();
    const again = await openAfterKill(shop);
    await again.till.collecting.idle(30_000);
    const { pay } = again.view();
    const taken = pay?.taken ?? [];
    // Either it was found redeemed, or it was cancelled before it could take anything: never both, never lost.
    const paid = taken.reduce((sum, { amount }) => sum + BigInt(amount.minor), 0n);
    expect(balanceOf(again, vouchers)).toBe(paid);
    await again.ask('pay.cash', { tendered: decimal(pay?.rest.minor ?? '0') });
    expectBooksHold(again);
    expect(schemeAudit(again)).toMatchObject({ balanced: true });
  });

  it('cash instead of a redemption that nobody knows the end of: a late success goes back to the voucher', async () => {
    const { shop } = await shopWithGoods();
    const code = await issue(shop.schemeUrl, { balance: 9000 });
    await show(shop, code);
    await unplug(shop);
    const scheme = await plugIn(shop, { 'drop-reply': { share: 1, ms: 0 } });
    await shop.ask('pay.redeem', {});
    await expect.poll(() => shop.view().pay?.mayTakeCashInstead, { timeout: 60_000 }).toBe(true);
    const attemptId = shop.view().pay?.attempt?.id ?? '';
    await shop.ask('pay.cashInstead', { attemptId, tendered: '45' });
    await scheme.close();
    await plugIn(shop);
    await shop.till.collecting.idle(60_000);
    expect(balanceOf(shop, vouchers)).toBe(0n);
    expect(balanceOf(shop, 'liabilities:owed-to-customers')).toBe(0n);
    expect(schemeAudit(shop)).toMatchObject({ balanced: true });
    expectBooksHold(shop);
  });
});
