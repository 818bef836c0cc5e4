import { describe, expect, it } from 'vitest';
import type { ReceiptView } from '../../shared/views.ts';
import {
  addGoods,
  balanceOf,
  codeOf,
  expectBooksHold,
  openAfterKill,
  openShop,
  type Shop,
  sellForCash,
  sellForWallet,
  seqOf,
} from './shop.ts';

const receiptOf = (shop: Shop, saleId: string): Promise<ReceiptView> => shop.ask('sales.receipt', { saleId });

function sumOf(amounts: readonly { readonly minor: string }[]): bigint {
  return amounts.reduce((sum, { minor }) => sum + BigInt(minor), 0n);
}

describe('a receipt', () => {
  it('says the lines, the tax by rate, the tender and the change, and every sum agrees', async () => {
    const shop = await openShop();
    for (const [price, taxClass] of [
      ['3.33', 'standard'],
      ['8.88', 'reduced'],
      ['1.01', 'zero'],
    ] as const)
      shop.till.scanned({ text: codeOf(await addGoods(shop, price, { taxClass })) });
    await shop.ask('basket.discountAll', { discount: { kind: 'percent', basisPoints: 777 } });
    await shop.ask('pay.open', {});
    const { paid } = await shop.ask('pay.cash', { tendered: '20' });
    const receipt = await receiptOf(shop, paid?.saleId ?? '');
    expect(receipt).toMatchObject({
      kind: 'sale',
      number: 1,
      epoch: 1,
      copy: 0,
      practice: true,
      refundOf: null,
    });
    const total = BigInt(receipt.total.minor);
    expect(BigInt(receipt.gross.minor) - BigInt(receipt.discountTotal.minor)).toBe(total);
    for (const amounts of [receipt.lines, receipt.taxes, receipt.tenders])
      expect(sumOf(amounts.map(({ amount }) => amount))).toBe(total);
    expect(receipt.taxes.map((part) => part.rateBasisPoints)).toEqual([1300, 900, 0]);
    for (const part of receipt.taxes)
      expect(BigInt(part.net.minor) + BigInt(part.tax.minor)).toBe(BigInt(part.amount.minor));
    const [cash] = receipt.tenders;
    expect(BigInt(cash?.tendered?.minor ?? '0') - BigInt(cash?.change?.minor ?? '0')).toBe(total);
  });

  it('makes the customer a witness: its link is the one in the journal', async () => {
    const shop = await openShop();
    const saleId = await sellForCash(shop, await addGoods(shop, '6'));
    const { link } = await receiptOf(shop, saleId);
    const row = shop.db.get<{ hash: string; event: string }>(
      'SELECT hash, event FROM journal WHERE seq = ?',
      link.seq,
    );
    expect(row?.hash.slice(0, 16)).toBe(link.hash16);
    expect(JSON.parse(row?.event ?? '{}')).toMatchObject({ kind: 'sale-settled', data: { saleId } });
  });

  it('is found again by scanning its code, by its number, and in the list', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '6');
    const sales: string[] = [];
    for (let times = 0; times < 5; times += 1) sales.push(await sellForCash(shop, tea));
    const { qr, code } = await receiptOf(shop, sales[2] ?? '');
    expect(shop.till.scanned({ text: qr })).toEqual({ heard: 'receipt', id: sales[2], problem: null });
    expect(shop.till.scanned({ text: code })).toEqual({ heard: 'receipt', id: sales[2], problem: null });
    const byNumber = await shop.ask('sales.list', { text: '3', limit: 10 });
    expect(byNumber.sales.map((sale) => sale.saleId)).toEqual([sales[2]]);
    const first = await shop.ask('sales.list', { limit: 3 });
    expect([first.sales.map((sale) => sale.number), first.more]).toEqual([[5, 4, 3], true]);
    const rest = await shop.ask('sales.list', { limit: 3, before: 3 });
    expect([rest.sales.map((sale) => sale.number), rest.more]).toEqual([[2, 1], false]);
  });

  it('of a strange till is not taken for one of ours', async () => {
    const [ours, other] = [await openShop(), await openShop()];
    const saleId = await sellForCash(other, await addGoods(other, '6'));
    await sellForCash(ours, await addGoods(ours, '6'));
    const { qr } = await receiptOf(other, saleId);
    expect(ours.till.scanned({ text: qr }).heard).toBe('not-for-the-till');
  });

  it('keeps the name and price that the goods had when they were sold', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '6');
    const saleId = await sellForCash(shop, tea);
    const before = await receiptOf(shop, saleId);
    await shop.ask('goods.save', {
      id: tea.id,
      names: { 'zh-CN': '咖啡', en: 'Coffee' },
      barcodes: [...tea.barcodes],
      scaleItem: null,
      category: 'coffee',
      taxClass: 'reduced',
      unit: 'each',
      price: '99',
      retired: false,
    });
    expect(await receiptOf(shop, saleId)).toEqual(before);
  });
});

describe('a copy', () => {
  it('is numbered, one after the other, also after a restart; the original stays the original', async () => {
    const shop = await openShop();
    const saleId = await sellForCash(shop, await addGoods(shop, '6'));
    expect((await shop.ask('sales.copy', { saleId })).copy).toBe(1);
    expect((await shop.ask('sales.copy', { saleId })).copy).toBe(2);
    const again = await openAfterKill(shop);
    const third = await again.ask('sales.copy', { saleId });
    expect(third).toEqual({ ...(await receiptOf(again, saleId)), copy: 3 });
    expect((await receiptOf(again, saleId)).copy).toBe(0);
    expectBooksHold(again);
  });
});

describe('a wrong pick between cash and elsewhere', () => {
  it('is put right by a contra entry; what was written stays as it was', async () => {
    const shop = await openShop();
    const saleId = await sellForCash(shop, await addGoods(shop, '37.40'), '50');
    const { seq } = (await receiptOf(shop, saleId)).link;
    const written = shop.db.get('SELECT event, hash FROM journal WHERE seq = ?', seq);
    const receipt = await shop.ask('sales.correctTender', {
      saleId,
      tenderNo: 1,
      to: 'elsewhere',
      how: 'wechat',
    });
    expect(receipt.tenders).toMatchObject([
      { kind: 'elsewhere', how: 'wechat', amount: { minor: '3740' }, tendered: null, change: null },
    ]);
    expect(shop.db.get('SELECT event, hash FROM journal WHERE seq = ?', seq)).toEqual(written);
    expect(balanceOf(shop, 'assets:cash')).toBe(20_000n);
    expect(balanceOf(shop, 'assets:clearing:elsewhere')).toBe(3740n);
    const { shift } = await shop.ask('shift.get', {});
    expect(shift?.tenders?.map((tender) => [tender.kind, tender.expected.minor])).toEqual([
      ['cash', '20000'],
      ['wallet', '0'],
      ['elsewhere', '3740'],
    ]);
    const day = await shop.ask('day.report', {});
    expect(day.tenders.map((tender) => [tender.kind, tender.count, tender.amount.minor])).toEqual([
      ['cash', 0, '0'],
      ['wallet', 0, '0'],
      ['elsewhere', 1, '3740'],
    ]);
    expectBooksHold(shop);
  });

  it('can be put right back again, and hit twice it is put right once', async () => {
    const shop = await openShop();
    const saleId = await sellForCash(shop, await addGoods(shop, '37.40'));
    const there = { saleId, tenderNo: 1, to: 'elsewhere', how: 'card' } as const;
    expect(
      await Promise.all([
        shop.refusal('sales.correctTender', there),
        shop.refusal('sales.correctTender', there),
      ]),
    ).toEqual(['ok', 'nothing-to-correct']);
    expect(balanceOf(shop, 'assets:clearing:elsewhere')).toBe(3740n);
    await shop.ask('sales.correctTender', { saleId, tenderNo: 1, to: 'cash' });
    expect(balanceOf(shop, 'assets:cash')).toBe(20_000n + 3740n);
    expect(balanceOf(shop, 'assets:clearing:elsewhere')).toBe(0n);
  });

  it('is for the open shift only', async () => {
    const shop = await openShop();
    const saleId = await sellForCash(shop, await addGoods(shop, '6'));
    const ask = { saleId, tenderNo: 1, to: 'elsewhere' } as const;
    expect((await receiptOf(shop, saleId)).mayCorrectTender).toBe(true);
    await shop.ask('shift.close', { countedCash: '206', countedElsewhere: '0' });
    for (const open of [false, true]) {
      if (open) await shop.ask('shift.open', { float: '200' });
      expect((await receiptOf(shop, saleId)).mayCorrectTender).toBe(false);
      const before = seqOf(shop);
      expect(await shop.refusal('sales.correctTender', ask)).toBe('nothing-to-correct');
      expect(seqOf(shop)).toBe(before);
    }
  });

  it('is never for wallet money, for a tender or a sale that isn’t there, or for what was right', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '6');
    const paidByWallet = await sellForWallet(shop, tea);
    const paidInCash = await sellForCash(shop, tea);
    const refusalOf = (saleId: string, tenderNo: number, to: 'cash' | 'elsewhere') =>
      shop.refusal('sales.correctTender', { saleId, tenderNo, to });
    expect(await refusalOf(paidByWallet, 1, 'cash')).toBe('nothing-to-correct');
    expect(await refusalOf(paidInCash, 2, 'elsewhere')).toBe('nothing-to-correct');
    expect(await refusalOf(paidInCash, 1, 'cash')).toBe('nothing-to-correct');
    expect(await refusalOf(shop.till.counter.newId(), 1, 'cash')).toBe('unknown-sale');
    expect((await receiptOf(shop, paidByWallet)).mayCorrectTender).toBe(false);
  });
});
