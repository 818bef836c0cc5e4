import { describe, expect, it } from 'vitest';
import type { AskInput } from '../../shared/contract.ts';
import { type ApprovalNeed, approvalNeedOf } from '../../shared/staff.ts';
import { pieces, refundAsk } from './refunding.ts';
import { addGoods, codeOf, expectBooksHold, openAfterKill } from './shop.ts';
import { createShopClock } from './shop-clock.ts';
import { call, codeFrom, must, openStaffedShop, pins, type StaffedShop } from './staffed.ts';

/** A cashier with a sale of two dear pieces, of which a customer brings one back. */
async function dearSale(shop: StaffedShop): Promise<AskInput<'sales.refund'>> {
  const product = await addGoods(shop, '260');
  for (const text of [codeOf(product), codeOf(product)]) shop.till.scanned({ text });
  await must(shop, 'pay.open', {});
  const { paid } = await must(shop, 'pay.cash', { tendered: '520' });
  const saleId = paid?.saleId ?? '';
  await must(shop, 'staff.signIn', { personId: shop.cashier, pin: pins.cashier });
  return refundAsk(shop, saleId, pieces([1, '1']));
}

function approve(shop: StaffedShop, need: ApprovalNeed, by: 'manager' | 'owner' = 'manager') {
  return must(shop, 'staff.approve', { ...need, approverId: shop[by], pin: pins[by] });
}

/** What the refused call says it needs. */
async function needOf<
  K extends 'sales.refund' | 'basket.discountAll' | 'pay.open' | 'shift.openDrawer' | 'shift.moveCash',
>(shop: StaffedShop, name: K, input: AskInput<K>): Promise<ApprovalNeed> {
  const answer = await call(shop, name, input);
  const need = answer.ok ? null : approvalNeedOf(answer.problem);
  if (!need) throw new Error(`${name} asked for no approval: ${JSON.stringify(answer)}`);
  return need;
}

describe('a refund above the limit', () => {
  it('is done by the cashier once the manager has allowed it, once, with both in the books', async () => {
    const shop = await openStaffedShop();
    const ask = await dearSale(shop);
    const need = await needOf(shop, 'sales.refund', ask);
    expect(need).toEqual({ action: 'refund', subject: ask.saleId, amount: ask.total });
    const { approvalId } = await approve(shop, need);
    const document = await must(shop, 'sales.refund', { ...ask, approvalId });
    expect(document.total).toEqual(ask.total);
    expect(await must(shop, 'sales.refund', { ...ask, approvalId })).toEqual(document);
    expect(
      shop.db.get('SELECT requester_id, approver_id, amount, used_at IS NOT NULL AS used FROM approval'),
    ).toEqual({ requester_id: shop.cashier, approver_id: shop.manager, amount: 26_000n, used: 1n });
    const other = { ...ask, id: shop.till.counter.newId() };
    expect(await codeFrom(shop, 'sales.refund', { ...other, approvalId })).toBe('approval-over');
    expect(shop.view().staff.id).toBe(shop.cashier);
    expectBooksHold(shop);
  });

  it('needs another person than the one who asks, and one who may do it', async () => {
    const shop = await openStaffedShop();
    const ask = await dearSale(shop);
    const need = await needOf(shop, 'sales.refund', ask);
    const by = (approverId: string, pin: string) =>
      codeFrom(shop, 'staff.approve', { ...need, approverId, pin });
    expect(await by(shop.cashier, pins.cashier)).toBe('approval-own');
    expect(await by(shop.manager, pins.owner)).toBe('pin-wrong');
    expect(await by(shop.till.counter.newId(), pins.owner)).toBe('unknown-person');
    await must(shop, 'staff.signIn', { personId: shop.owner, pin: pins.owner });
    const second = shop.till.counter.newId();
    const cashier = { id: second, name: 'Bo', role: 'cashier', pin: '40718263' } as const;
    await must(shop, 'staff.add', { ...cashier, ownPin: pins.owner });
    await must(shop, 'staff.signIn', { personId: shop.cashier, pin: pins.cashier });
    expect(await by(second, cashier.pin)).toBe('not-permitted');
  });

  it('is not done with an approval for another sum, sale, act, person or time, or one made up', async () => {
    const clock = createShopClock();
    const shop = await openStaffedShop({ clock });
    const ask = await dearSale(shop);
    const need = await needOf(shop, 'sales.refund', ask);
    const with_ = (approvalId: string) => codeFrom(shop, 'sales.refund', { ...ask, approvalId });
    const strange = [
      { ...need, amount: { minor: '25999', currency: 'CNY' } },
      { ...need, amount: null },
      { ...need, subject: shop.till.counter.newId() },
      { ...need, action: 'cash-out' as const },
    ];
    for (const each of strange)
      expect(await with_((await approve(shop, each)).approvalId), JSON.stringify(each)).toBe('approval-over');
    expect(await with_(shop.till.counter.newId())).toBe('approval-over');
    const late = await approve(shop, need);
    clock.setWall(-3_600_000);
    await clock.advance(60_000);
    expect(await with_(late.approvalId)).toBe('approval-over');
    const good = await approve(shop, need);
    await must(shop, 'staff.signIn', { personId: shop.owner, pin: pins.owner });
    const bo = { id: shop.till.counter.newId(), name: 'Bo', role: 'cashier', pin: '40718263' } as const;
    await must(shop, 'staff.add', { ...bo, ownPin: pins.owner });
    await must(shop, 'staff.signIn', { personId: bo.id, pin: bo.pin });
    expect(await with_(good.approvalId)).toBe('approval-over');
    await must(shop, 'staff.signIn', { personId: shop.cashier, pin: pins.cashier });
    expect(await with_(good.approvalId)).toBe('ok');
    expectBooksHold(shop);
  });

  it('has to be allowed again after a kill', async () => {
    const shop = await openStaffedShop();
    const ask = await dearSale(shop);
    const { approvalId } = await approve(shop, await needOf(shop, 'sales.refund', ask));
    const again = { ...shop, ...(await openAfterKill(shop)) };
    await must(again, 'staff.signIn', { personId: shop.cashier, pin: pins.cashier });
    expect(await codeFrom(again, 'sales.refund', { ...ask, approvalId })).toBe('approval-over');
    expectBooksHold(again);
  });

  it('is not allowed by who was asked while the cashier left the till', async () => {
    const shop = await openStaffedShop();
    const ask = await dearSale(shop);
    const need = await needOf(shop, 'sales.refund', ask);
    const signingIn = codeFrom(shop, 'staff.signIn', { personId: shop.owner, pin: pins.owner });
    const asked = codeFrom(shop, 'staff.approve', { ...need, approverId: shop.manager, pin: pins.manager });
    expect(await signingIn).toBe('ok');
    expect(await asked).toBe('till-locked');
  });
});

describe('a discount beyond the limit', () => {
  const percent = (basisPoints: number) => ({ discount: { kind: 'percent', basisPoints } }) as const;

  async function basketOf100(shop: StaffedShop): Promise<void> {
    const tea = await addGoods(shop, '50');
    await must(shop, 'staff.signIn', { personId: shop.cashier, pin: pins.cashier });
    for (const product of [tea, tea]) shop.till.scanned({ text: codeOf(product) });
  }

  it('is given by a cashier up to a tenth, and above it with an approval for the sum', async () => {
    const shop = await openStaffedShop();
    await basketOf100(shop);
    await must(shop, 'basket.discountAll', percent(1000));
    const need = await needOf(shop, 'basket.discountAll', percent(1001));
    expect(need).toMatchObject({ action: 'discount', amount: { minor: '1001', currency: 'CNY' } });
    expect(shop.basket().discountTotal.minor).toBe('1000');
    const { approvalId } = await approve(shop, need);
    await must(shop, 'basket.discountAll', { ...percent(1001), approvalId });
    await must(shop, 'pay.open', {});
    await must(shop, 'pay.cash', { tendered: '100' });
    expectBooksHold(shop);
  });

  it('is not slipped past the limit by what is scanned or removed afterwards', async () => {
    const shop = await openStaffedShop();
    await basketOf100(shop);
    await must(shop, 'basket.discountAll', {
      discount: { kind: 'amount', amount: { minor: '1000', currency: 'CNY' } },
    });
    await must(shop, 'basket.setQuantity', { lineId: shop.basket().lines[0]?.id ?? '', quantity: '1' });
    const need = await needOf(shop, 'pay.open', {});
    expect(need.amount).toEqual({ minor: '1000', currency: 'CNY' });
    expect(shop.view().pay).toBeNull();
    const { approvalId } = await approve(shop, need, 'owner');
    await must(shop, 'pay.open', { approvalId });
    await must(shop, 'pay.back', {});
    await must(shop, 'pay.open', {});
    expectBooksHold(shop);
  });

  it('that the owner has given is taken by the cashier as it stands', async () => {
    const shop = await openStaffedShop();
    await basketOf100(shop);
    await must(shop, 'staff.signIn', { personId: shop.owner, pin: pins.owner });
    await must(shop, 'basket.discountAll', percent(5000));
    await must(shop, 'staff.signIn', { personId: shop.cashier, pin: pins.cashier });
    await must(shop, 'pay.open', {});
    await must(shop, 'pay.cash', { tendered: '50' });
    expectBooksHold(shop);
  });
});

describe('the drawer without a sale', () => {
  it('is opened and given out of by a cashier with an approval for just that; money may go in', async () => {
    const shop = await openStaffedShop();
    await must(shop, 'staff.signIn', { personId: shop.cashier, pin: pins.cashier });
    const opening = { id: shop.till.counter.newId(), reason: 'change' };
    const need = await needOf(shop, 'shift.openDrawer', opening);
    expect(need).toEqual({ action: 'drawer', subject: opening.id, amount: null });
    const { approvalId } = await approve(shop, need);
    const another = { ...opening, id: shop.till.counter.newId() };
    expect(await codeFrom(shop, 'shift.openDrawer', { ...another, approvalId })).toBe('approval-over');
    await must(shop, 'shift.openDrawer', { ...opening, approvalId });
    await must(shop, 'shift.openDrawer', { ...opening, approvalId });
    const movement = { purpose: 'other', reason: 'coins', amount: '20' } as const;
    await must(shop, 'shift.moveCash', { ...movement, direction: 'in' });
    const out = { ...movement, direction: 'out', id: shop.till.counter.newId() } as const;
    const outNeed = await needOf(shop, 'shift.moveCash', out);
    const allowed = await approve(shop, outNeed);
    expect(await codeFrom(shop, 'shift.moveCash', { ...out, amount: '30', ...allowed })).toBe(
      'approval-over',
    );
    await must(shop, 'shift.moveCash', { ...out, ...allowed });
    expectBooksHold(shop);
  });
});

describe('a cashier', () => {
  it('may not close the shift, change goods, read the day or say what is attached', async () => {
    const shop = await openStaffedShop();
    await must(shop, 'staff.signIn', { personId: shop.cashier, pin: pins.cashier });
    const refusals = [
      await codeFrom(shop, 'shift.close', { countedCash: '200', countedElsewhere: '0' }),
      await codeFrom(shop, 'day.report', {}),
      await codeFrom(shop, 'goods.import', { csv: '', apply: false }),
      await codeFrom(shop, 'settings.set', { serialScanner: '/dev/ttyACM0' }),
      await codeFrom(shop, 'settings.set', { customerDisplay: 'off' }),
    ];
    expect(refusals).toEqual(refusals.map(() => 'not-permitted'));
    expect((await must(shop, 'shift.get', {})).shift?.tenders).toBeNull();
    await must(shop, 'settings.set', { language: 'en' });
  });
});
