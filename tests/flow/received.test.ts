import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { reconcileBooks } from '../../main/cli/reconcile-books.ts';
import { createNetwork } from '../../main/flow/network.ts';
import { createReceiving } from '../../main/flow/received.ts';
import { entriesOf } from '../../main/reports/export-entries.ts';
import { audit } from '../../sandbox/audit.ts';
import { parseFaults } from '../../sandbox/faults.ts';
import type { SaveSheet } from '../../shared/printed-code.ts';
import { practise } from '../sandbox/counter.ts';
import { payPrinted, printedCode, received } from './printed.ts';
import {
  addGoods,
  balanceOf,
  callAs,
  codeOf,
  expectBooksHold,
  openAfterKill,
  openShop,
  type Shop,
} from './shop.ts';

/** Rings up one thing and opens the pay screen; answers the sale. */
async function ringUp(shop: Shop, price = '12.50'): Promise<string> {
  shop.till.scanned({ text: codeOf(await addGoods(shop, price)) });
  const { pay } = await shop.ask('pay.open', {});
  return pay?.saleId ?? '';
}

function heardBy(shop: Shop): string[] {
  const said: string[] = [];
  shop.till.onTell((name, value) => {
    if (name === 'said') said.push(JSON.stringify(value));
  });
  return said;
}

it('a payment by the printed code is shown, said once, and is income until it has a sale', async () => {
  const shop = await openShop();
  const said = heardBy(shop);
  const id = await payPrinted(shop, '12.50');
  const [row] = await received(shop, 1);
  expect(row).toMatchObject({ id, amount: { minor: '1250', currency: 'CNY' } });
  expect(row?.payer).toMatch(/^.{4}$/);
  expect(said).toEqual([
    JSON.stringify({ say: 'received', amount: { currency: 'CNY', minor: '1250' }, language: 'en' }),
  ]);
  expect(balanceOf(shop, 'income:received')).toBe(-1250n);
  expect(balanceOf(shop, 'assets:wallet')).toBe(1250n);
  const report = await shop.ask('day.report', {});
  expect(report).toMatchObject({
    received: { count: 1, amount: { minor: '1250' } },
    receivedWithoutSale: { count: 1, amount: { minor: '1250' } },
    takings: { minor: '0' },
  });
  expectBooksHold(shop);
});

it('one press takes it as the tender of the sale that stands on the screen, once', async () => {
  const shop = await openShop();
  const paymentId = await payPrinted(shop, '12.50');
  await received(shop, 1);
  const saleId = await ringUp(shop);
  const { pay } = shop.view();
  expect(pay?.received).toMatchObject({ id: paymentId });
  const press = { paymentId, tenderNo: pay?.tenderNo ?? 0 };
  const [first, second] = await Promise.all([
    shop.refusal('pay.received', press),
    shop.refusal('pay.received', press),
  ]);
  expect([first, second]).toEqual(['ok', 'payment-settled']);
  expect(shop.view().paid).toMatchObject({ saleId, tender: 'wallet', total: { minor: '1250' } });
  expect(shop.view().received).toEqual([]);
  expect(balanceOf(shop, 'income:received')).toBe(0n);
  expect(balanceOf(shop, 'assets:wallet')).toBe(1250n);
  const receipt = await shop.ask('sales.receipt', { saleId });
  expect(receipt.tenders).toMatchObject([{ kind: 'wallet', paymentId }]);
  // Matched with one sale it is no other's.
  await shop.ask('pay.next', {});
  await ringUp(shop);
  expect(shop.view().pay?.received).toBeNull();
  expect(await shop.refusal('pay.received', { paymentId })).toBe('payment-settled');
  const report = await shop.ask('day.report', {});
  expect(report).toMatchObject({ received: { count: 1 }, receivedWithoutSale: { count: 0 } });
  expectBooksHold(shop);
});

it('only the exact amount is offered; a smaller one is a part, a larger one is refused', async () => {
  const shop = await openShop();
  const large = await payPrinted(shop, '20');
  const small = await payPrinted(shop, '5');
  await received(shop, 2);
  const saleId = await ringUp(shop);
  expect(shop.view().pay?.received).toBeNull();
  expect(await shop.refusal('pay.received', { paymentId: large })).toBe('amount-above-due');
  await shop.ask('pay.received', { paymentId: small });
  expect(shop.view().pay).toMatchObject({ rest: { minor: '750' }, taken: [{ kind: 'wallet' }] });
  expect(balanceOf(shop, 'liabilities:held-for-sales')).toBe(-500n);
  await shop.ask('pay.cash', { tendered: '7.50' });
  expect(shop.view().paid).toMatchObject({ saleId, tenders: [{ kind: 'wallet' }, { kind: 'cash' }] });
  expectBooksHold(shop);
});

it('a part that goes back goes to the wallet that paid it', async () => {
  const shop = await openShop();
  const wallet = await shop.practice.wallet({ currency: 'CNY' });
  const paymentId = await payPrinted(shop, '5', wallet);
  await received(shop, 1);
  const saleId = await ringUp(shop);
  await shop.ask('pay.received', { paymentId });
  await shop.ask('pay.cancelSale', { saleId });
  await shop.till.collecting.idle(10_000);
  expect(shop.view().cancelled).toMatchObject({ parts: [{ refund: 'refunded' }] });
  expect(balanceOf(shop, 'assets:wallet')).toBe(0n);
  expect(balanceOf(shop, 'income:received')).toBe(0n);
  expectBooksHold(shop);
});

it('a sale paid by it is refunded like any other', async () => {
  const shop = await openShop();
  const paymentId = await payPrinted(shop, '12.50');
  await received(shop, 1);
  const saleId = await ringUp(shop);
  await shop.ask('pay.received', { paymentId });
  const what = { by: 'amount', amount: '2.50' } as const;
  const { total } = await shop.ask('sales.refundPreview', { saleId, what });
  const id = shop.till.counter.newId();
  await shop.ask('sales.refund', { id, saleId, what, reason: 'faulty', note: '', total });
  await shop.till.collecting.idle(10_000);
  expect(balanceOf(shop, 'assets:wallet')).toBe(1000n);
  expectBooksHold(shop);
});

it('what has no sale goes back to who paid, by amount, once for each press and never above it', async () => {
  const shop = await openShop();
  const paymentId = await payPrinted(shop, '12.50');
  await received(shop, 1);
  const press = { id: shop.till.counter.newId(), paymentId, amount: '2.50' };
  await shop.ask('received.giveBack', press);
  await shop.ask('received.giveBack', press);
  const another = { id: shop.till.counter.newId(), paymentId };
  expect(await shop.refusal('received.giveBack', { ...another, amount: '10.01' })).toBe('refund-too-large');
  expect(await shop.refusal('received.giveBack', { ...another, amount: '0' })).toBe('bad-amount');
  await shop.till.collecting.idle(10_000);
  expect(balanceOf(shop, 'income:received')).toBe(-1000n);
  const { received: all, receivedWithoutSale: rest } = await shop.ask('day.report', {});
  expect([all.amount.minor, rest.amount.minor]).toEqual(['1250', '1000']);
  await shop.ask('received.giveBack', { ...another, amount: null });
  await shop.till.collecting.idle(10_000);
  expect(balanceOf(shop, 'income:received')).toBe(0n);
  expect(balanceOf(shop, 'assets:wallet')).toBe(0n);
  expect(audit(join(shop.dataDir, 'sandbox'))).toMatchObject({ refundedMinor: 1250n, balanced: true });
  expect(await shop.ask('day.report', {})).toMatchObject({
    received: { count: 1 },
    receivedWithoutSale: { count: 0, amount: { minor: '0' } },
  });
  // What went back, even a part of it, is no tender any more.
  await ringUp(shop);
  expect(await shop.refusal('pay.received', { paymentId })).toBe('payment-settled');
  expectBooksHold(shop);
});

it('a cashier may look and match, but not give back', async () => {
  const shop = await openShop();
  const paymentId = await payPrinted(shop, '12.50');
  await received(shop, 1);
  const ask = { id: shop.till.counter.newId(), paymentId, amount: null };
  expect(await callAs(shop, 'cashier', 'received.giveBack', ask)).toMatchObject({
    ok: false,
    problem: { code: 'not-permitted' },
  });
});

it('what came in while the till was off is picked up, on the day on which it was paid, and counts in a Z', async () => {
  const shop = await openShop();
  const payload = await printedCode(shop);
  await shop.ask('shift.close', { countedCash: '200', countedElsewhere: '0' });
  shop.till.close();
  for (const amount of ['1', '2', '3']) await payPrinted(shop, amount);
  const later = await openAfterKill(shop);
  expect(await printedCode(later)).toBe(payload);
  expect((await received(later, 3)).map(({ amount }) => amount.minor)).toEqual(['300', '200', '100']);
  await later.ask('shift.open', { float: '200' });
  const { shift } = await later.ask('shift.close', { countedCash: '200', countedElsewhere: '0' });
  expect(shift.received).toMatchObject({ count: 3, amount: { minor: '600' } });
  const closed = later.db.get<{ event: string }>(
    'SELECT event FROM journal ORDER BY epoch DESC, seq DESC LIMIT 1',
  );
  expect(JSON.parse(closed?.event ?? '{}').data.received).toEqual({
    count: 3,
    amount: { minor: '600', currency: 'CNY' },
  });
  expectBooksHold(later);
});

it('more than a page comes in one page after the other, each row once', async () => {
  const shop = await openShop();
  const wallet = await shop.practice.wallet({ currency: 'CNY' });
  shop.till.close();
  for (let count = 0; count < 57; count += 1) await payPrinted(shop, '1', wallet);
  const later = await openAfterKill(shop);
  await expect.poll(() => balanceOf(later, 'income:received'), { timeout: 10_000 }).toBe(-5700n);
  await later.till.receiving.idle(5000);
  later.till.receiving.hint();
  await later.till.receiving.idle(5000);
  expect(balanceOf(later, 'income:received')).toBe(-5700n);
  expectBooksHold(later);
});

it('killed at any moment, the next start books what is left and nothing twice', async () => {
  const shop = await openShop();
  const first = await payPrinted(shop, '12.50');
  await received(shop, 1);
  await ringUp(shop);
  await shop.ask('pay.received', { paymentId: first });
  await payPrinted(shop, '3');
  const later = await openAfterKill(shop);
  expect(await received(later, 1)).toMatchObject([{ amount: { minor: '300' } }]);
  expect(balanceOf(later, 'assets:wallet')).toBe(1550n);
  expect(await reconcileBooks(later, null)).toEqual({
    matched: 2,
    missingHere: 0,
    missingThere: 0,
    amountDiffers: 0,
    unresolved: 0,
  });
  expectBooksHold(later);
});

it('under a scheme that loses, delays and repeats, every payment is booked once', async () => {
  const faults = parseFaults('drop-request=0.2,drop-reply=0.2,duplicate=0.1,error=0.1,reorder=0.05:200');
  const calm = await openShop();
  const payload = await printedCode(calm);
  const wallet = await calm.practice.wallet({ currency: 'CNY' });
  await calm.close();
  const shop = await openAfterKill(calm, { faults, seed: 11 });
  for (let count = 0; count < 12; count += 1) {
    const answer = await fetch(`${shop.schemeUrl}/practice/wallets/${wallet}/printed-code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ payload, amount: '2' }),
    });
    expect(await answer.json()).toMatchObject({ state: 'succeeded' });
  }
  await expect
    .poll(
      () => {
        shop.till.receiving.hint();
        return balanceOf(shop, 'income:received');
      },
      { timeout: 30_000, interval: 300 },
    )
    .toBe(-2400n);
  expectBooksHold(shop);
}, 60_000);

it('nothing is said into another customer’s payment; it is said when that one is over', async () => {
  const shop = await openShop();
  const said = heardBy(shop);
  await ringUp(shop, '40');
  const careful = await shop.practice.wallet({ currency: 'CNY', limit: '0', pin: '4321' });
  shop.till.scanned({ text: await shop.practice.code(careful) });
  await expect.poll(() => shop.view().pay?.attempt?.state).toBe('awaiting-customer');
  await payPrinted(shop, '12.50');
  await received(shop, 1);
  expect(said).toEqual([]);
  await shop.ask('pay.stop', { attemptId: shop.view().pay?.attempt?.id ?? '' });
  await shop.till.collecting.idle(10_000);
  await expect.poll(() => said).toEqual([expect.stringContaining('"say":"received"')]);
});

it('the books that go out hold it as income of its own', async () => {
  const shop = await openShop();
  const paymentId = await payPrinted(shop, '12.50');
  await received(shop, 1);
  await ringUp(shop);
  await shop.ask('pay.received', { paymentId });
  const kinds = [...entriesOf(shop.db)].map(({ kind }) => kind);
  expect(kinds.slice(-3)).toEqual(['payment-received', 'received-matched', 'sale-settled']);
});

it('a sheet is made of the code of this very shop only, and says why where none is', async () => {
  const sheets: unknown[] = [];
  const saveSheet: SaveSheet = async (sheet) => {
    sheets.push(sheet);
    return { kind: 'saved', file: '/tmp/sheet.pdf' };
  };
  const shop = await openShop({ saveSheet });
  expect(await shop.ask('shop.printCode', {})).toEqual({ file: '/tmp/sheet.pdf' });
  const { name, merchantId } = shop.view().shop;
  expect(sheets).toEqual([{ shop: name, merchantId, payload: await printedCode(shop) }]);
  // A code that takes the money elsewhere is not printed, though the scheme signs it.
  const { database } = shop.sandbox.parts;
  database.transaction(() =>
    database.run("UPDATE merchant_code SET payload = replace(payload, ?, 'M000000000')", merchantId),
  );
  expect(await shop.refusal('shop.printCode', {})).toBe('printed-code-wrong');
  // A shop whose grant is from before there were printed codes.
  const { grant_json: grant } = shop.db.get<{ grant_json: string }>('SELECT grant_json FROM terminal') ?? {
    grant_json: '',
  };
  shop.db.run('UPDATE terminal SET grant_json = ?', grant.replace(',"printed-code"', ''));
  expect(await shop.refusal('shop.printCode', {})).toBe('printed-code-none');
  shop.db.run('UPDATE terminal SET grant_json = ?', grant);
  await shop.sandbox.close();
  expect(await shop.refusal('shop.printCode', {})).toBe('scheme-silent');
  expect(sheets).toHaveLength(1);
});

it('where nothing can make a sheet, none is made', async () => {
  const shop = await openShop();
  expect(await shop.refusal('shop.printCode', {})).toBe('not-permitted');
});

it('what came in while the network was away is there soon after it is back', async () => {
  const shop = await openShop();
  await printedCode(shop);
  await shop.till.receiving.idle(5000);
  const network = (reachable: boolean) => practise(shop.schemeUrl, '/practice/network', { reachable });
  const payload = await printedCode(shop);
  const wallet = await shop.practice.wallet({ currency: 'CNY' });
  await network(false);
  const paid = await practise(shop.schemeUrl, `/practice/wallets/${wallet}/printed-code`, {
    payload,
    amount: '3',
  });
  expect(paid).toMatchObject({ state: 'succeeded' });
  shop.till.receiving.hint();
  await expect.poll(() => shop.view().network.state, { timeout: 10_000 }).toBe('silent');
  expect(shop.view().received).toEqual([]);
  await network(true);
  await expect.poll(() => shop.view().received.length, { timeout: 20_000 }).toBe(1);
  expect(shop.view().received).toMatchObject([{ amount: { minor: '300' } }]);
}, 45_000);

it('what the disk does not take is booked once it does, whole pages or nothing', async () => {
  const shop = await openShop();
  const wallet = await shop.practice.wallet({ currency: 'CNY' });
  await payPrinted(shop, '1', wallet);
  await received(shop, 1);
  shop.db.exec(`CREATE TEMP TRIGGER no_room BEFORE INSERT ON main.received_payment WHEN NEW.seq = 3
    BEGIN SELECT RAISE(ABORT, 'no room'); END`);
  shop.till.receiving.close();
  for (const amount of ['2', '3']) await payPrinted(shop, amount, wallet);
  const { counter, notices, givingBack } = shop.till;
  const troubles: unknown[] = [];
  const receiving = createReceiving({
    journal: counter.journal,
    db: shop.db,
    scheme: shop.scheme,
    client: shop.scheme,
    clock: counter.clock,
    newId: counter.newId,
    merchant: () => null,
    network: createNetwork(counter.clock),
    onChange: () => undefined,
    onTrouble: (error) => troubles.push(error),
    onReceived: () => undefined,
    counter,
    notices,
    givingBack,
  });
  onTestFinished(receiving.close);
  receiving.recover();
  await receiving.idle(5000);
  expect(troubles).toHaveLength(1);
  expect(balanceOf(shop, 'income:received')).toBe(-100n);
  shop.db.exec('DROP TRIGGER no_room');
  // By itself: no hint comes any more.
  await expect.poll(() => balanceOf(shop, 'income:received'), { timeout: 15_000 }).toBe(-600n);
  expectBooksHold(shop);
}, 30_000);
