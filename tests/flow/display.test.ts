import { expect, it, onTestFinished } from 'vitest';
import { createDisplay } from '../../main/flow/display.ts';
import { machineClock } from '../../main/open-till.ts';
import { type DisplayScene, type DisplayView, displayView } from '../../shared/display.ts';
import { issue, publish } from '../sandbox/voucher-counter.ts';
import { addGoods, codeOf, openShop, payByWallet, type Shop, seqOf } from './shop.ts';
import { createShopClock, type ShopClock } from './shop-clock.ts';
import { attempt, customer, paid, reached, scanOnPhone, setNetwork, showCode } from './shown-shop.ts';
import { must, openStaffedShop, pins } from './staffed.ts';

/** A display on the shop's counter: all that it was told, each fitting its contract, and what it shows now. */
function displayOf(shop: Shop, clock: ShopClock | typeof machineClock = machineClock) {
  const told: DisplayView[] = [];
  const display = createDisplay(shop.till, clock);
  onTestFinished(display.onTell((view) => told.push(displayView.parse(view))));
  return { told, scene: (): DisplayScene => displayView.parse(display.view()).scene };
}

async function ring(shop: Shop, price: string): Promise<void> {
  shop.till.scanned({ text: codeOf(await addGoods(shop, price)) });
}

it('greets, shows the basket line by line, and thanks with the change', async () => {
  const shop = await openShop();
  const { told, scene } = displayOf(shop);
  expect(scene()).toEqual({ show: 'greeting' });
  await ring(shop, '12.50');
  await ring(shop, '3');
  expect(scene()).toMatchObject({
    show: 'sale',
    lines: [{ names: { en: 'Tea' }, quantity: '1', amount: { minor: '1250' } }, { amount: { minor: '300' } }],
    total: { minor: '1550' },
    discountTotal: { minor: '0' },
    taken: [],
    now: null,
  });
  await shop.ask('pay.open', {});
  expect(scene()).toMatchObject({ show: 'sale', rest: { minor: '1550' } });
  await shop.ask('pay.cash', { tendered: '20' });
  expect(scene()).toEqual({
    show: 'thanks',
    total: { minor: '1550', currency: 'CNY' },
    change: { minor: '450', currency: 'CNY' },
    isPaid: true,
  });
  expect(told.at(-1)?.scene.show).toBe('thanks');
  await ring(shop, '1');
  expect(scene()).toMatchObject({ show: 'sale', total: { minor: '100' } });
});

it('thanks for a while and then greets the next, by itself', async () => {
  const clock = createShopClock();
  const shop = await openShop({ clock });
  const { told, scene } = displayOf(shop, clock);
  await ring(shop, '5');
  await shop.ask('pay.open', {});
  await shop.ask('pay.cash', { tendered: '5' });
  await clock.advance(14_000);
  // Whatever else happens at the counter does not thank anew.
  await shop.ask('settings.set', { textSize: 'large' });
  expect(told.at(-1)).toMatchObject({ textSize: 'large', scene: { show: 'thanks' } });
  await clock.advance(2_000);
  expect(told.at(-1)?.scene).toEqual({ show: 'greeting' });
  expect(scene()).toEqual({ show: 'greeting' });
  expect(shop.view().paid).not.toBeNull();
});

it('shows discounts, what is taken in parts, what is left and what the next payment takes', async () => {
  const shop = await openShop();
  const { scene } = displayOf(shop);
  await ring(shop, '60');
  await shop.ask('basket.discountAll', {
    discount: { kind: 'amount', amount: { minor: '1000', currency: 'CNY' } },
  });
  await shop.ask('pay.open', {});
  await shop.ask('pay.cash', { tendered: '20', part: true });
  await shop.ask('pay.part', { amount: '10' });
  expect(scene()).toMatchObject({
    discountTotal: { minor: '1000' },
    total: { minor: '5000' },
    taken: [{ no: 1, kind: 'cash', amount: { minor: '2000' } }],
    rest: { minor: '3000' },
    now: { minor: '1000' },
  });
  await payByWallet(shop);
  expect(scene()).toMatchObject({ taken: [{ kind: 'cash' }, { kind: 'wallet' }], now: null });
  await shop.ask('pay.elsewhere', { how: 'wechat' });
  // A part of it was not checked by this till: it is thanked for, not called paid.
  expect(scene()).toMatchObject({ show: 'thanks', isPaid: false });
});

it('shows no code, no programme and no name: whatever the counter knows of the customer or the staff', async () => {
  const shop = await openStaffedShop();
  const { told, scene } = displayOf(shop);
  const rice = await addGoods(shop, '30', { category: 'staples' });
  const goods = [{ gtin: codeOf(rice).padStart(14, '0'), category: 'staples' }];
  await publish(shop.schemeUrl, { goods, names: { 'zh-CN': '低保户补贴', en: 'Welfare households' } });
  const voucher = await issue(shop.schemeUrl, { balance: '1000' });
  shop.till.scanned({ text: codeOf(rice) });
  await ring(shop, '10');
  await shop.ask('pay.open', {});
  shop.till.scanned({ text: voucher });
  await expect.poll(() => shop.view().pay?.voucher?.state, { timeout: 20_000 }).toBe('ready');
  await shop.ask('pay.redeem', {});
  await shop.till.collecting.idle(20_000);
  expect(scene()).toMatchObject({ taken: [{ kind: 'voucher', amount: { minor: '1000' } }] });
  await payByWallet(shop);
  expect(scene()).toMatchObject({ show: 'thanks', isPaid: true });
  const seen = JSON.stringify(told);
  const { staff, shop: at, paid } = shop.view();
  for (const secret of [
    voucher,
    'Welfare',
    '低保户',
    staff.name,
    staff.id,
    'Mei',
    at.merchantId,
    at.terminalId,
  ])
    expect(seen).not.toContain(secret);
  expect(seen).not.toContain(paid?.saleId ?? '');
});

it('greets while the owner looks after the shop, while the till is locked, and when a basket is set aside', async () => {
  const shop = await openStaffedShop();
  const { told, scene } = displayOf(shop);
  await ring(shop, '8');
  for (const room of ['day', 'settings', 'sales', 'goods'] as const) {
    await shop.ask('register.lookAt', { room });
    expect(scene(), room).toEqual({ show: 'greeting' });
    expect(told.at(-1)?.scene, room).toEqual({ show: 'greeting' });
  }
  await shop.ask('register.lookAt', { room: 'sell' });
  expect(told.at(-1)?.scene.show).toBe('sale');
  await must(shop, 'staff.lock', {});
  expect(told.at(-1)?.scene).toEqual({ show: 'greeting' });
  await must(shop, 'staff.signIn', { personId: shop.owner, pin: pins.owner });
  expect(told.at(-1)?.scene.show).toBe('sale');
  await shop.ask('basket.hold', {});
  expect(told.at(-1)?.scene).toEqual({ show: 'greeting' });
});

it('keeps a payment in sight that is under way, whichever room is open', async () => {
  const shop = await openShop();
  const { scene } = displayOf(shop);
  await ring(shop, '8');
  await shop.ask('pay.open', {});
  await shop.ask('register.lookAt', { room: 'sales' });
  expect(scene()).toMatchObject({ show: 'sale', rest: { minor: '800' } });
});

it('is told nothing that is no change for it, and writes nothing into the books', async () => {
  const shop = await openShop();
  const { told, scene } = displayOf(shop);
  await ring(shop, '8');
  const [before, seq] = [told.length, seqOf(shop)];
  shop.till.tellRegister();
  await shop.ask('register.lookAt', { room: 'sell' });
  await shop.ask('register.lookAt', { room: 'day' });
  await shop.ask('register.lookAt', { room: 'goods' });
  expect(told).toHaveLength(before + 1);
  expect(scene()).toEqual({ show: 'greeting' });
  expect(seqOf(shop)).toBe(seq);
});

it('is the same after the core was started again: what it shows is read from the books', async () => {
  const shop = await openShop();
  await ring(shop, '8');
  const first = displayOf(shop).scene();
  expect(displayOf(shop).scene()).toEqual(first);
});

it('shows our code for its amount while it can be paid, and not a moment longer', async () => {
  const shop = await openShop();
  const { told, scene } = displayOf(shop);
  await ring(shop, '8');
  await shop.ask('pay.open', {});
  const code = await showCode(shop);
  await reached(shop, 'awaiting-customer');
  expect(scene()).toMatchObject({ show: 'sale', code });
  expect(told.at(-1)?.scene).toMatchObject({ code: { amount: { minor: '800' } } });
  await shop.ask('pay.stop', { attemptId: attempt(shop).id });
  expect(scene()).toMatchObject({ code: null });
  await shop.till.collecting.idle(20_000);
  const second = await showCode(shop);
  await reached(shop, 'awaiting-customer');
  expect(await scanOnPhone(shop, await customer(shop), second.payload)).toBe('succeeded');
  await paid(shop);
  expect(scene()).toMatchObject({ show: 'thanks', isPaid: true });
  expect(JSON.stringify(told.at(-1))).not.toContain(second.payload);
});

it('takes our code away when nobody knows what became of it', async () => {
  const shop = await openShop();
  const { scene } = displayOf(shop);
  await ring(shop, '8');
  await shop.ask('pay.open', {});
  await showCode(shop);
  await reached(shop, 'awaiting-customer');
  await setNetwork(shop, false);
  await shop.ask('pay.stop', { attemptId: attempt(shop).id });
  expect(scene()).toMatchObject({ show: 'sale', code: null });
  await setNetwork(shop, true);
  await shop.till.collecting.idle(20_000);
});
