import { describe, expect, it } from 'vitest';
import { machineClock } from '../../main/open-till.ts';
import { instantOf } from '../../shared/time.ts';
import { addGoods, codeOf, expectBooksHold, openAfterKill, openShop, seqOf } from './shop.ts';

describe('the quantity of a line', () => {
  it('is set by key, and pieces are whole', async () => {
    const shop = await openShop();
    const { id } = shop.till.scanned({ text: codeOf(await addGoods(shop, '2.50')) });
    const lineId = id ?? '';
    await shop.ask('basket.setQuantity', { lineId, quantity: '12' });
    expect(shop.basket()).toMatchObject({ pieces: 12, total: { minor: '3000' } });
    for (const quantity of ['1.5', '0', '-1', '', 'abc', '1e3', '12345678', '0.0001', '１２'])
      expect(await shop.refusal('basket.setQuantity', { lineId, quantity }), quantity).toBe('bad-quantity');
    expect(shop.basket().lines[0]?.quantity).toBe('12');
  });

  it('has three decimals for goods by weight, rounded once to the fen', async () => {
    const shop = await openShop();
    const apples = await addGoods(shop, '9.98', { unit: 'kg', barcodes: [] });
    await shop.ask('basket.addProduct', { productId: apples.id, quantity: '0.535' });
    await shop.ask('basket.addProduct', { productId: apples.id, quantity: '1.25' });
    // 9.98 × 0.535 = 5.3393; 9.98 × 1.25 = 12.475, half away from zero.
    expect(shop.basket().lines.map((line) => line.amount.minor)).toEqual(['534', '1248']);
  });

  it('never grows beyond what a line can hold, and what is refused leaves the sale as it was', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '1');
    await shop.ask('basket.addProduct', { productId: tea.id, quantity: '9999999' });
    const before = seqOf(shop);
    expect(await shop.refusal('basket.addProduct', { productId: tea.id, quantity: '9999999' })).toBe(
      'bad-quantity',
    );
    expect(seqOf(shop)).toBe(before);
    await shop.ask('basket.abandon', {});
    expectBooksHold(shop);
  });

  it('times the price never comes to more than the books can hold', async () => {
    const shop = await openShop();
    await shop.ask('basket.addAmount', { amount: '9999999999.99', taxClass: 'standard' });
    const [line] = shop.basket().lines;
    expect(await shop.refusal('basket.setQuantity', { lineId: line?.id ?? '', quantity: '9999999' })).toBe(
      'amount-too-large',
    );
    await shop.ask('pay.open', {});
    await shop.ask('pay.cash', { tendered: '9999999999.99' });
    expectBooksHold(shop);
  });

  it('ends at 2,000 lines, and a sale of 2,000 lines can be paid', async () => {
    const shop = await openShop();
    const price = { minor: '100', currency: 'CNY' };
    const line = (number: number) => ({
      type: 'line-added' as const,
      line: {
        id: shop.till.counter.newId(),
        productId: null,
        names: { en: `Piece ${number}` },
        barcode: null,
        category: '',
        taxClass: 'standard',
        unit: 'each' as const,
        quantity: '1000',
        unitPrice: price,
        discount: null,
      },
    });
    shop.till.baskets.change(Array.from({ length: 2000 }, (_, number) => line(number)));
    expect(await shop.refusal('basket.addAmount', { amount: '1', taxClass: 'standard' })).toBe('basket-full');
    await shop.ask('pay.open', {});
    await shop.ask('pay.cash', { tendered: '2000' });
    expectBooksHold(shop);
  });
});

describe('a line that is taken off', () => {
  it('is gone from the total, and the sale can’t be paid once it is empty', async () => {
    const shop = await openShop();
    const { id } = shop.till.scanned({ text: codeOf(await addGoods(shop, '2.50')) });
    await shop.ask('basket.removeLine', { lineId: id ?? '' });
    expect(shop.basket()).toMatchObject({ lines: [], total: { minor: '0' }, pieces: 0 });
    expect(await shop.refusal('basket.removeLine', { lineId: id ?? '' })).toBe('unknown-line');
    expect(await shop.refusal('pay.open', {})).toBe('basket-empty');
  });
});

describe('a discount', () => {
  it('on a line takes it off that line alone, in percent or as an amount', async () => {
    const shop = await openShop();
    const [tea, rice] = [await addGoods(shop, '9.99'), await addGoods(shop, '20')];
    const first = shop.till.scanned({ text: codeOf(tea) }).id ?? '';
    const second = shop.till.scanned({ text: codeOf(rice) }).id ?? '';
    await shop.ask('basket.discountLine', {
      lineId: first,
      discount: { kind: 'percent', basisPoints: 1550 },
    });
    const amount = { minor: '300', currency: 'CNY' };
    await shop.ask('basket.discountLine', { lineId: second, discount: { kind: 'amount', amount } });
    // 15.5 % of 9.99 is 1.54845.
    expect(shop.basket().lines.map((line) => line.amount.minor)).toEqual(['844', '1700']);
    expect(shop.basket()).toMatchObject({ gross: { minor: '2999' }, discountTotal: { minor: '455' } });
    await shop.ask('basket.discountLine', { lineId: first, discount: null });
    expect(shop.basket().total.minor).toBe('2699');
  });

  it('on the whole is shared out so that the parts sum to it, and the tax is of what is left', async () => {
    const shop = await openShop();
    for (const taxClass of ['standard', 'reduced', 'zero'])
      shop.till.scanned({ text: codeOf(await addGoods(shop, '3.33', { taxClass })) });
    await shop.ask('basket.discountAll', {
      discount: { kind: 'amount', amount: { minor: '100', currency: 'CNY' } },
    });
    const { total, taxes, tax, discountTotal } = shop.basket();
    expect([total.minor, discountTotal.minor]).toEqual(['899', '100']);
    expect(taxes.map((part) => [part.taxClass, part.rateBasisPoints, part.amount.minor])).toEqual([
      ['standard', 1300, '299'],
      ['reduced', 900, '300'],
      ['zero', 0, '300'],
    ]);
    // 2.99 × 13/113 = 0.34398; 3.00 × 9/109 = 0.24771.
    expect(taxes.map((part) => part.tax.minor)).toEqual(['34', '25', '0']);
    expect(tax.minor).toBe('59');
  });

  it('never makes a sale cost less than nothing; a sale given away whole is booked at nothing', async () => {
    const shop = await openShop();
    shop.till.scanned({ text: codeOf(await addGoods(shop, '3.33')) });
    const amount = { minor: '100000', currency: 'CNY' };
    await shop.ask('basket.discountAll', { discount: { kind: 'amount', amount } });
    expect(shop.basket().total.minor).toBe('0');
    await shop.ask('pay.open', {});
    await shop.ask('pay.cash', { tendered: '0' });
    expect(shop.view().paid).toMatchObject({ number: 1, total: { minor: '0' } });
    expectBooksHold(shop);
  });

  it('in another currency is refused', async () => {
    const shop = await openShop();
    const { id } = shop.till.scanned({ text: codeOf(await addGoods(shop, '3.33')) });
    const discount = { kind: 'amount' as const, amount: { minor: '100', currency: 'EUR' } };
    expect(await shop.refusal('basket.discountAll', { discount })).toBe('currency-differs');
    expect(await shop.refusal('basket.discountLine', { lineId: id ?? '', discount })).toBe(
      'currency-differs',
    );
  });
});

describe('customers who step aside', () => {
  it('are held in the order they came and recalled one by one, each with their own goods', async () => {
    const shop = await openShop();
    const totals = ['1', '2', '3'];
    for (const price of totals) {
      shop.till.scanned({ text: codeOf(await addGoods(shop, price)) });
      await shop.ask('basket.hold', {});
      expect(shop.basket().lines).toEqual([]);
    }
    expect(shop.view().held.map((held) => held.total.minor)).toEqual(['100', '200', '300']);
    const [, second] = shop.view().held;
    await shop.ask('basket.recall', { basketId: second?.basketId ?? '' });
    expect(shop.basket().total.minor).toBe('200');
    expect(shop.view().held.map((held) => held.total.minor)).toEqual(['100', '300']);
  });

  it('change places: what stands on the counter is held when another is recalled', async () => {
    const shop = await openShop();
    shop.till.scanned({ text: codeOf(await addGoods(shop, '1')) });
    await shop.ask('basket.hold', {});
    shop.till.scanned({ text: codeOf(await addGoods(shop, '2')) });
    const onCounter = shop.basket().id;
    const [held] = shop.view().held;
    await shop.ask('basket.recall', { basketId: held?.basketId ?? '' });
    expect(shop.basket().id).toBe(held?.basketId);
    expect(shop.view().held.map((each) => each.basketId)).toEqual([onCounter]);
    expect(await shop.refusal('basket.recall', { basketId: held?.basketId ?? '' })).toBe('unknown-sale');
  });

  it('keep their red rows: they are asked about when the sale comes back', async () => {
    const shop = await openShop();
    shop.till.scanned({ text: codeOf(await addGoods(shop, '1')) });
    shop.till.scanned({ text: '6901234567892' });
    await shop.ask('basket.hold', {});
    const [held] = shop.view().held;
    await shop.ask('basket.recall', { basketId: held?.basketId ?? '' });
    expect(shop.basket().refusedScans).toHaveLength(1);
    expect(await shop.refusal('pay.open', {})).toBe('scan-refused');
  });

  it('are not lost with a red row on the counter either', async () => {
    const shop = await openShop();
    shop.till.scanned({ text: codeOf(await addGoods(shop, '1')) });
    await shop.ask('basket.hold', {});
    shop.till.scanned({ text: '6901234567892' });
    const [held] = shop.view().held;
    expect(await shop.refusal('basket.recall', { basketId: held?.basketId ?? '' })).toBe('scan-refused');
    expect(shop.basket().refusedScans).toHaveLength(1);
  });
});

describe('after a kill', () => {
  it('the open sale stands on the counter as it was, to the last key, and so do the held ones', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '2.50');
    shop.till.scanned({ text: codeOf(tea) });
    await shop.ask('basket.hold', {});
    const lineId = shop.till.scanned({ text: codeOf(tea) }).id ?? '';
    await shop.ask('basket.setQuantity', { lineId, quantity: '7' });
    await shop.ask('basket.discountAll', { discount: { kind: 'percent', basisPoints: 1000 } });
    shop.till.scanned({ text: '6901234567892' });
    const { basket, held } = shop.view();
    const again = await openAfterKill(shop);
    expect(again.basket()).toEqual(basket);
    expect(again.view().held).toEqual(held);
    const [red] = basket.refusedScans;
    await again.ask('basket.ignoreScan', { scanId: red?.id ?? '' });
    await again.ask('pay.open', {});
    await again.ask('pay.cash', { tendered: '20' });
    expect(again.view().paid).toMatchObject({
      number: 1,
      total: { minor: '1575' },
      change: { minor: '425' },
    });
    expectBooksHold(again);
  });

  it('a sale begun before midnight is of the day on which it was paid', async () => {
    let nowMs = Date.parse('2026-11-23T15:59:00.000Z');
    const shop = await openShop({ clock: { ...machineClock, now: () => nowMs } });
    shop.till.scanned({ text: codeOf(await addGoods(shop, '2.50')) });
    nowMs += 120_000;
    await shop.ask('pay.open', {});
    const { paid } = await shop.ask('pay.cash', { tendered: '5' });
    const receipt = await shop.ask('sales.receipt', { saleId: paid?.saleId ?? '' });
    expect(receipt.occurredAt).toBe(instantOf(nowMs));
    expect((await shop.ask('day.report', { day: '2026-11-24' })).sales).toBe(1);
    expect((await shop.ask('day.report', { day: '2026-11-23' })).sales).toBe(0);
  });
});
