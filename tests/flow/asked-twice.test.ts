import { describe, expect, it } from 'vitest';
import type { AskInput } from '../../shared/contract.ts';
import { addGoods, balanceOf, expectBooksHold, openAfterKill, openShop, sellForCash, seqOf } from './shop.ts';

/** An id made by the window goes with the call, so that the core itself does nothing twice. */

describe('cash moved under one id', () => {
  const out = { direction: 'out', purpose: 'stock', reason: 'eggs', amount: '20' } as const;

  it('is moved once, however often it is asked, also after a kill, and each is answered alike', async () => {
    const shop = await openShop();
    const ask: AskInput<'shift.moveCash'> = { id: shop.till.counter.newId(), ...out };
    const [first, second] = await Promise.all([1, 2].map(() => shop.ask('shift.moveCash', ask)));
    expect(second).toEqual(first);
    const again = await openAfterKill(shop);
    const seq = seqOf(again);
    await again.ask('shift.moveCash', ask);
    expect(seqOf(again)).toBe(seq);
    expect(balanceOf(again, 'assets:cash')).toBe(18_000n);
    const { shift } = await again.ask('shift.get', {});
    expect(shift?.movements.map(({ id }) => id)).toEqual([ask.id]);
    expectBooksHold(again);
  });

  it('is refused where it says something else the second time', async () => {
    const shop = await openShop();
    const ask: AskInput<'shift.moveCash'> = { id: shop.till.counter.newId(), ...out };
    await shop.ask('shift.moveCash', ask);
    const seq = seqOf(shop);
    for (const other of [
      { amount: '21' },
      { direction: 'in' },
      { purpose: 'expense' },
      { reason: 'milk' },
    ] as const)
      expect(await shop.refusal('shift.moveCash', { ...ask, ...other })).toBe('id-spent');
    expect(seqOf(shop)).toBe(seq);
  });

  it('is twice under two ids, and without any: two trips to the market are two', async () => {
    const shop = await openShop();
    for (const id of [shop.till.counter.newId(), shop.till.counter.newId(), undefined, undefined])
      await shop.ask('shift.moveCash', { ...out, ...(id ? { id } : {}) });
    expect(balanceOf(shop, 'assets:cash')).toBe(20_000n - 8_000n);
  });
});

describe('the drawer opened under one id', () => {
  it('is opened once, and the same is answered', async () => {
    const shop = await openShop();
    const ask = { id: shop.till.counter.newId(), reason: 'a coin fell in' };
    const [first, second] = await Promise.all([1, 2].map(() => shop.ask('shift.openDrawer', ask)));
    expect(second).toEqual(first);
    expect(shop.db.all('SELECT reason FROM drawer_opening')).toEqual([{ reason: ask.reason }]);
    expect(await shop.refusal('shift.openDrawer', { ...ask, reason: 'another' })).toBe('id-spent');
    await shop.ask('shift.openDrawer', { reason: ask.reason });
    expect(shop.db.all('SELECT reason FROM drawer_opening')).toHaveLength(2);
    expectBooksHold(shop);
  });

  it('is answered as done also once the shift is over: it was opened then', async () => {
    const shop = await openShop();
    const ask = { id: shop.till.counter.newId(), reason: 'a look' };
    await shop.ask('shift.openDrawer', ask);
    await shop.ask('shift.close', { countedCash: '200', countedElsewhere: '0' });
    expect(await shop.refusal('shift.openDrawer', ask)).toBe('ok');
    const other = { ...ask, id: shop.till.counter.newId() };
    expect(await shop.refusal('shift.openDrawer', other)).toBe('shift-closed');
  });
});

describe('a copy made under one id', () => {
  it('is one copy with one number, and stays that one when others were made since', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '6');
    const saleId = await sellForCash(shop, tea);
    const id = shop.till.counter.newId();
    const [first, second] = await Promise.all([1, 2].map(() => shop.ask('sales.copy', { saleId, id })));
    expect(first?.copy).toBe(1);
    expect(second).toEqual(first);
    expect((await shop.ask('sales.copy', { saleId })).copy).toBe(2);
    expect((await shop.ask('sales.copy', { saleId, id })).copy).toBe(1);
    const other = await sellForCash(shop, tea);
    expect(await shop.refusal('sales.copy', { saleId: other, id })).toBe('id-spent');
    expectBooksHold(shop);
  });
});
