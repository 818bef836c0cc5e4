import { expect, it } from 'vitest';
import { systemRandom } from '../../platform/random.ts';
import { type AskInput, type AskName, asks, tells } from '../../shared/contract.ts';
import { newId } from '../../shared/ids.ts';
import type { Product } from '../../shared/product.ts';
import { payPrinted, received } from '../flow/printed.ts';
import { blockWallet, pieces, sellByWallet } from '../flow/refunding.ts';
import { addGoods, codeOf, expectBooksHold, openShop, type Shop } from '../flow/shop.ts';
import { issue, publish } from '../sandbox/voucher-counter.ts';

/*
 * A day in the life of a shop in which every call of the contract is answered with a value at least once.
 * `Shop.ask` holds each answer to the contract's schema.
 */

it('every call is answered in its own form on a day in which everything happens', async () => {
  const opened: string[] = [];
  const shop = await openShop({
    openPage: (page) => opened.push(page),
    saveSheet: async ({ merchantId }) => ({ kind: 'saved', file: `${merchantId}.pdf` }),
  });
  const told = new Map<string, unknown[]>();
  shop.till.onTell((name, value) => told.set(name, [...(told.get(name) ?? []), value]));
  const day = dayOf(shop);
  await goods(day);
  await basket(day);
  await payments(day);
  await printed(day);
  await sales(day);
  await settlement(day);
  await shiftAndSettings(day);
  await people(day);
  expect(Object.keys(asks).filter((name) => !day.answered.has(name))).toEqual([]);
  expect(opened).toEqual(['phone', 'sheet']);
  for (const [name, values] of told)
    for (const value of values) expect(tells[name as keyof typeof tells].parse(value)).toEqual(value);
  expect([...told.keys()].sort()).toEqual(['register', 'said', 'scan']);
  expectBooksHold(shop);
});

type Day = { readonly shop: Shop; readonly ask: Shop['ask']; readonly answered: Set<string> };

function dayOf(shop: Shop): Day {
  const answered = new Set<string>();
  const ask = async <K extends AskName>(name: K, input: AskInput<K>) => {
    const answer = await shop.ask(name, input);
    answered.add(name);
    return answer;
  };
  return { shop, answered, ask };
}

async function goods({ shop, ask, answered }: Day): Promise<void> {
  const tea = await addGoods(shop, '6');
  answered.add('goods.save');
  const header = 'barcode,name,price,category,tax_class,unit';
  const csv = `${header}\n6901234567892,Spring water,2,drinks,standard,each\n12,Bad,1,drinks,standard,each\n`;
  for (const apply of [false, true])
    expect(await ask('goods.import', { csv, apply })).toMatchObject({ rows: 2, added: 1, refusedTotal: 1 });
  const found = await ask('goods.search', { text: 'spring', limit: 60 });
  expect(found.products.map((product) => product.barcodes)).toContainEqual(['6901234567892']);
  const listed = await ask('goods.list', { category: 'tea', limit: 200 });
  expect(listed.products.map(({ id }) => id)).toContain(tea.id);
  const { categories } = await ask('goods.categories', {});
  expect(categories.length).toBeGreaterThan(3);
  await ask('goods.tiles', { category: null, limit: 60 });
}

async function basket({ shop, ask }: Day): Promise<void> {
  const tea = await addGoods(shop, '6');
  await ask('basket.addProduct', { productId: tea.id, quantity: '2' });
  await ask('basket.hold', {});
  const { held } = await ask('register.get', {});
  const { id } = await ask('register.scan', { text: '6901234567893', device: 'camera' });
  await ask('basket.addAmount', { amount: '4', taxClass: 'zero', name: '塑料袋', scanId: id ?? '' });
  const ignored = await ask('register.scan', { text: 'torn', device: 'keyboard' });
  await ask('basket.ignoreScan', { scanId: ignored.id ?? '' });
  const { basketId = '' } = held[0] ?? {};
  const recalled = await ask('basket.recall', { basketId });
  const lineId = recalled.basket.lines[0]?.id ?? '';
  await ask('basket.setQuantity', { lineId, quantity: '3' });
  await ask('basket.discountLine', { lineId, discount: { kind: 'percent', basisPoints: 500 } });
  await ask('basket.discountAll', {
    discount: { kind: 'amount', amount: { minor: '10', currency: 'CNY' } },
  });
  await ask('basket.removeLine', { lineId });
  await ask('basket.abandon', {});
}

async function payments({ shop, ask }: Day): Promise<void> {
  const tea = await addGoods(shop, '6');
  const ringUp = () => shop.till.scanned({ text: codeOf(tea) });
  const freshCode = async () => shop.practice.code(await shop.practice.wallet({ currency: 'CNY' }));
  ringUp();
  await ask('pay.open', {});
  await ask('pay.back', {});
  shop.till.scanned({ text: await freshCode() });
  await ask('pay.sendHeldCode', {});
  await shop.till.collecting.idle(10_000);
  await ask('pay.next', {});
  ringUp();
  await ask('pay.open', {});
  await ask('pay.typeCode', { code: await digitsOf(shop) });
  await shop.till.collecting.idle(10_000);
  ringUp();
  await ask('pay.open', {});
  await ask('pay.cash', { tendered: '10' });
  ringUp();
  await ask('pay.open', {});
  await ask('pay.elsewhere', { how: 'unionpay' });
  ringUp();
  const { pay } = await ask('pay.open', {});
  const saleId = pay?.saleId ?? '';
  await ask('pay.part', { amount: '2' });
  shop.till.scanned({ text: await voucherFor(shop, tea) });
  await expect.poll(() => shop.view().pay?.voucher?.state).toBe('ready');
  await ask('pay.checkVoucher', {});
  await ask('pay.putVoucherAway', {});
  shop.till.scanned({ text: await voucherFor(shop, tea) });
  await expect.poll(() => shop.view().pay?.voucher?.state).toBe('ready');
  await ask('pay.redeem', {});
  await shop.till.collecting.idle(10_000);
  await ask('pay.giveBack', { saleId, tenderNo: 1 });
  await ask('pay.part', { amount: '2' });
  await ask('pay.cash', { tendered: '1', part: true, tenderNo: 2 });
  await ask('pay.giveBack', { saleId, tenderNo: 2 });
  await ask('pay.cash', { tendered: '1', part: true });
  await ask('pay.cancelSale', { saleId });
  await ask('pay.next', {});
  ringUp();
  await ask('pay.open', {});
  await ask('pay.showCode', {});
  await expect.poll(() => shop.view().pay?.shownCode).not.toBeNull();
  await ask('pay.stop', { attemptId: shop.view().pay?.attempt?.id ?? '' });
  await shop.till.collecting.idle(10_000);
  await ask('pay.cash', { tendered: '6' });
  for (const end of ['cash', 'stop'] as const) {
    ringUp();
    await ask('pay.open', {});
    const wallet = await shop.practice.wallet({ currency: 'CNY', limit: '0', pin: '4321' });
    shop.till.scanned({ text: await shop.practice.code(wallet) });
    const attemptId = shop.view().pay?.attempt?.id ?? '';
    await ask('pay.queryNow', { attemptId });
    await ask('pay.setAside', { attemptId });
    if (end === 'cash') await ask('pay.cashInstead', { attemptId, tendered: '6' });
    else await ask('pay.stop', { attemptId });
    await shop.till.collecting.idle(10_000);
  }
}

/** One payment by the printed code becomes a sale's, the other goes back. */
async function printed({ shop, ask }: Day): Promise<void> {
  const paymentId = await payPrinted(shop, '6');
  await payPrinted(shop, '1');
  const [other] = await received(shop, 2);
  shop.till.scanned({ text: codeOf(await addGoods(shop, '6')) });
  await ask('pay.open', {});
  await ask('pay.received', { paymentId, tenderNo: 1 });
  await ask('pay.next', {});
  const id = shop.till.counter.newId();
  await ask('received.giveBack', { id, paymentId: other?.id ?? '', amount: null });
  await shop.till.collecting.idle(10_000);
}

async function voucherFor(shop: Shop, { barcodes: [barcode = ''], category }: Product): Promise<string> {
  const goods = [{ gtin: barcode.padStart(14, '0'), category }];
  await publish(shop.schemeUrl, { goods });
  return issue(shop.schemeUrl);
}

/** The 20 digits that a customer reads out where no scanner reads the screen. */
async function digitsOf(shop: Shop): Promise<string> {
  const wallet = await shop.practice.wallet({ currency: 'CNY' });
  const response = await fetch(`${shop.schemeUrl}/practice/wallets/${wallet}/code`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  return ((await response.json()) as { digits: string }).digits;
}

async function sales({ shop, ask }: Day): Promise<void> {
  const { sales: rows } = await ask('sales.list', { limit: 200 });
  for (const { saleId } of rows) await ask('sales.receipt', { saleId });
  const inCash = rows.find(({ tenders }) => tenders[0]?.kind === 'cash')?.saleId ?? '';
  await ask('sales.copy', { saleId: inCash });
  const { saleId, wallet } = await sellByWallet(shop);
  await blockWallet(shop, wallet);
  const what = pieces([1, '1']);
  const { total } = await ask('sales.refundPreview', { saleId, what });
  const id = shop.till.counter.newId();
  await ask('sales.refund', { id, saleId, what, reason: 'faulty', note: '', total });
  await shop.till.collecting.idle(10_000);
  const { documents } = await ask('sales.refunds', { saleId });
  const refundId = documents[0]?.tenders[0]?.refund?.id ?? '';
  await ask('refunds.queryNow', { refundId });
  await ask('refunds.payOut', { id: shop.till.counter.newId(), refundId });
  await ask('sales.correctTender', { saleId: inCash, tenderNo: 1, to: 'elsewhere', how: 'card' });
}

/** No day ends in this test, so the case is one that the books are given. */
async function settlement({ shop, ask }: Day): Promise<void> {
  const caseId = shop.till.counter.newId();
  const day = shop.till.settlement.today();
  const changed = { caseId, kind: 'file-changed', day, why: 'hash', answer: null } as const;
  shop.till.counter.journal.commit((record) => record('settlement-alarmed', changed));
  await ask('settlement.ask', {});
  await expect.poll(() => shop.till.settlement.isAsking(), { timeout: 20_000 }).toBe(false);
  const { days, cases } = await ask('settlement.get', {});
  expect(days).toMatchObject([{ day, state: 'running' }]);
  expect(cases).toMatchObject([{ id: caseId, mayClose: true }]);
  await ask('settlement.closeCase', { caseId, reason: 'explained' });
}

async function shiftAndSettings({ ask }: Day): Promise<void> {
  await ask('shift.moveCash', {
    id: newId(Date.now(), systemRandom()),
    direction: 'out',
    purpose: 'stock',
    reason: 'eggs',
    amount: '20',
  });
  await ask('shift.openDrawer', { reason: 'change' });
  await ask('shift.get', {});
  await ask('day.report', {});
  await ask('shift.close', { countedCash: '180', countedElsewhere: '12' });
  await ask('shift.get', { number: 1 });
  await ask('shift.open', { float: '0' });
  await ask('settings.set', {
    language: 'zh-CN',
    textSize: 'large',
    contrast: 'high',
    serialScanner: null,
    customerDisplay: 'off',
  });
  await ask('register.lookAt', { room: 'settings' });
  await ask('settings.serialPorts', {});
  await ask('shop.about', {});
  await ask('shop.printCode', {});
  for (const page of ['phone', 'sheet'] as const) await ask('practice.open', { page });
  const { notices } = await ask('register.get', {});
  for (const { id } of notices) await ask('register.dismissNotice', { id });
}

async function people({ shop, ask }: Day): Promise<void> {
  const { id: owner } = (await ask('register.get', {})).staff;
  await ask('staff.setPin', { personId: owner, pin: '40718263', ownPin: null });
  const ownPin = '40718263';
  const [mei, li] = [shop.till.counter.newId(), shop.till.counter.newId()];
  await ask('staff.add', { id: mei, name: 'Mei', role: 'cashier', pin: '2751', ownPin });
  await ask('staff.add', { id: li, name: 'Li', role: 'cashier', pin: '8306', ownPin });
  await ask('staff.change', { personId: li, name: 'Li', role: 'manager', pin: null, ownPin });
  await ask('staff.stillHere', {});
  await ask('staff.lock', {});
  await ask('staff.signIn', { personId: mei, pin: '2751' });
  await ask('staff.approve', {
    action: 'drawer',
    subject: shop.till.counter.newId(),
    amount: null,
    approverId: owner,
    pin: ownPin,
  });
  await ask('staff.signIn', { personId: owner, pin: ownPin });
  await ask('staff.deactivate', { personId: li, ownPin });
  const { people: members } = await ask('staff.list', {});
  expect(members.map(({ name, isActive }) => [name, isActive])).toEqual([
    ['店主 Owner', true],
    ['Mei', true],
    ['Li', false],
  ]);
}
