import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passFor, ringUp, schemeAudit, showPass, unplug } from './offline-shop.ts';
import { refundOf, sum } from './refunding.ts';
import {
  balanceOf,
  expectBooksHold,
  openAfterKill,
  openShop,
  payByWallet,
  type Shop,
  seqOf,
} from './shop.ts';

const held = 'liabilities:held-for-sales';
const owed = 'liabilities:owed-to-customers';

async function payPart(shop: Shop, how: 'cash' | 'wallet' | 'elsewhere', amount: string): Promise<void> {
  if (how === 'cash') {
    await shop.ask('pay.cash', { tendered: amount, part: true });
    return;
  }
  await shop.ask('pay.part', { amount });
  if (how === 'wallet') await payByWallet(shop);
  else await shop.ask('pay.elsewhere', { how: 'alipay' });
}

/** A customer who does not confirm: the payment stays open. */
async function openAttempt(shop: Shop): Promise<{ readonly id: string; readonly wallet: string }> {
  const wallet = await shop.practice.wallet({ currency: 'CNY', limit: '0', pin: '4321' });
  expect(shop.till.scanned({ text: await shop.practice.code(wallet) }).heard).toBe('payment-sent');
  await expect.poll(() => shop.view().pay?.attempt?.state).toBe('awaiting-customer');
  return { id: shop.view().pay?.attempt?.id ?? '', wallet };
}

/** The customer enters the PIN on the phone. */
async function confirm(shop: Shop, wallet: string, paymentId: string): Promise<void> {
  const reply = await fetch(`${shop.schemeUrl}/practice/wallets/${wallet}/payments/${paymentId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pin: '4321' }),
  });
  expect(await reply.json()).toEqual({ state: 'succeeded' });
}

describe('a sale paid in parts', () => {
  it('is booked with the last of them, each in its own account and on the receipt', async () => {
    const shop = await openShop();
    const saleId = await ringUp(shop, '50');
    await payPart(shop, 'cash', '20');
    expect(shop.view()).toMatchObject({
      paid: null,
      pay: { total: { minor: '5000' }, rest: { minor: '3000' }, amount: { minor: '3000' }, tenderNo: 2 },
    });
    expect(balanceOf(shop, held)).toBe(-2000n);
    await payPart(shop, 'elsewhere', '10');
    await payPart(shop, 'wallet', '15');
    expect(shop.view().pay?.taken).toMatchObject([
      { no: 1, kind: 'cash' },
      { no: 2, kind: 'elsewhere', how: 'alipay' },
      { no: 3, kind: 'wallet' },
    ]);
    await shop.ask('pay.cash', { tendered: '10' });
    expect(shop.view().paid).toMatchObject({
      saleId,
      total: { minor: '5000' },
      amount: { minor: '500' },
      change: { minor: '500' },
    });
    expect(shop.view().paid?.tenders.map(({ kind }) => kind)).toEqual([
      'cash',
      'elsewhere',
      'wallet',
      'cash',
    ]);
    expect(balanceOf(shop, held)).toBe(0n);
    expect(balanceOf(shop, 'assets:wallet')).toBe(1500n);
    expect(balanceOf(shop, 'assets:clearing:elsewhere')).toBe(1000n);
    expect(balanceOf(shop, 'assets:cash')).toBe(20_000n + 2500n);
    const { shift } = await shop.ask('shift.get', {});
    expect(shift).toMatchObject({ sales: 1, takings: { minor: '5000' } });
    expect(shift?.tenders?.map(({ kind, expected }) => [kind, expected.minor])).toEqual([
      ['cash', '22500'],
      ['wallet', '1500'],
      ['elsewhere', '1000'],
    ]);
    expectBooksHold(shop);
  });

  it('says what was taken last, not the whole', async () => {
    const shop = await openShop();
    await ringUp(shop, '50');
    const said: unknown[] = [];
    shop.till.onTell((name, value) => name === 'said' && said.push(value));
    await payPart(shop, 'wallet', '30');
    await payPart(shop, 'elsewhere', '5');
    await shop.ask('pay.cash', { tendered: '20' });
    expect(said).toMatchObject([
      { say: 'paid', amount: { minor: '3000' } },
      { say: 'change', amount: { minor: '500' } },
    ]);
  });

  it('of another customer is in the list of held sales, and neither shown nor said', async () => {
    const shop = await openShop();
    const saleId = await ringUp(shop, '50');
    await shop.ask('pay.part', { amount: '15' });
    const { id: attemptId, wallet } = await openAttempt(shop);
    await shop.ask('pay.setAside', { attemptId });
    await ringUp(shop, '8');
    const said: unknown[] = [];
    shop.till.onTell((name, value) => name === 'said' && said.push(value));
    await confirm(shop, wallet, attemptId);
    await shop.till.collecting.idle(20_000);
    expect(said).toEqual([]);
    expect(shop.view()).toMatchObject({
      paid: null,
      pay: { amount: { minor: '800' } },
      held: [{ basketId: saleId, taken: { minor: '1500' } }],
    });
    expectBooksHold(shop);
  });

  it('takes a part once, however often it is pressed', async () => {
    const shop = await openShop();
    await ringUp(shop, '50');
    const press = { tendered: '20', part: true, tenderNo: 1 } as const;
    const answers = await Promise.all([shop.refusal('pay.cash', press), shop.refusal('pay.cash', press)]);
    expect(answers).toEqual(['ok', 'payment-settled']);
    expect(await shop.refusal('pay.elsewhere', { how: 'card', tenderNo: 1 })).toBe('payment-settled');
    expect(shop.view().pay?.rest.minor).toBe('3000');
  });

  it.each([
    ['0', 'bad-amount'],
    ['-1', 'bad-amount'],
    ['x', 'bad-amount'],
    ['50.01', 'amount-above-due'],
  ])('refuses a part of %s and changes nothing', async (amount, code) => {
    const shop = await openShop();
    await ringUp(shop, '50');
    const before = seqOf(shop);
    expect(await shop.refusal('pay.part', { amount })).toBe(code);
    expect(seqOf(shop)).toBe(before);
    expect(shop.view().pay).toMatchObject({ isPart: false, amount: { minor: '5000' } });
  });

  it('can’t be changed or given up any more, only set aside and taken up again', async () => {
    const shop = await openShop();
    const saleId = await ringUp(shop, '50');
    await payPart(shop, 'cash', '20');
    await shop.ask('pay.back', {});
    const lineId = shop.basket().lines[0]?.id ?? '';
    expect(await shop.refusal('basket.setQuantity', { lineId, quantity: '2' })).toBe('sale-part-paid');
    expect(await shop.refusal('basket.abandon', {})).toBe('sale-part-paid');
    expect(await shop.refusal('shift.close', { countedCash: '0', countedElsewhere: '0' })).toBe(
      'sale-part-paid',
    );
    await shop.ask('basket.hold', {});
    expect(shop.view().held).toMatchObject([{ basketId: saleId, taken: { minor: '2000' } }]);
    await shop.ask('basket.recall', { basketId: saleId });
    await shop.ask('pay.open', {});
    await shop.ask('pay.cash', { tendered: '30' });
    expect(shop.view().paid).toMatchObject({ saleId, number: 1 });
    expectBooksHold(shop);
  });

  it('stands where it stood after the power was cut', async () => {
    const shop = await openShop();
    const saleId = await ringUp(shop, '50');
    await payPart(shop, 'wallet', '20');
    const again = await openAfterKill(shop);
    expect(again.view().pay).toMatchObject({ saleId, rest: { minor: '3000' }, tenderNo: 2 });
    await again.ask('pay.cash', { tendered: '30' });
    expectBooksHold(again);
  });

  it('gives back by shares: wallet before elsewhere before cash, whatever came first', async () => {
    const shop = await openShop();
    const saleId = await ringUp(shop, '50');
    await payPart(shop, 'cash', '20');
    await payByWallet(shop);
    const document = await refundOf(shop, saleId, sum('25'));
    expect(document.tenders.map(({ kind, amount }) => [kind, amount.minor])).toEqual([
      ['cash', '1000'],
      ['wallet', '1500'],
    ]);
    await shop.till.collecting.idle(10_000);
    expect(schemeAudit(shop)).toMatchObject({ refundedMinor: 1500n });
    expectBooksHold(shop);
  });

  it('takes a pass only for all that is left', async () => {
    const shop = await openShop();
    await ringUp(shop, '50');
    const pass = await passFor(shop);
    await unplug(shop);
    await payPart(shop, 'cash', '20');
    await shop.ask('pay.part', { amount: '10' });
    await showPass(shop, pass);
    expect(shop.view().pay?.pass).toEqual({ state: 'refused', why: 'part-chosen' });
    await shop.ask('pay.part', { amount: null });
    await showPass(shop, pass);
    expect(shop.view().paid).toMatchObject({ offline: true, amount: { minor: '3000' } });
    expectBooksHold(shop);
  });

  it('takes all that is due in cash instead of a part that nobody knows the end of', async () => {
    const shop = await openShop();
    await ringUp(shop, '50');
    await payPart(shop, 'elsewhere', '10');
    await shop.ask('pay.part', { amount: '15' });
    const { id: attemptId } = await openAttempt(shop);
    expect(await shop.refusal('pay.cash', { tendered: '40' })).toBe('payment-open');
    expect(await shop.refusal('pay.cancelSale', { saleId: shop.view().pay?.saleId ?? '' })).toBe(
      'payment-open',
    );
    await shop.ask('pay.setAside', { attemptId });
    expect(shop.view().unresolved).toMatchObject([{ id: attemptId, due: { minor: '4000' } }]);
    expect(await shop.refusal('pay.cashInstead', { attemptId, tendered: '15' })).toBe('cash-short');
    await shop.ask('pay.cashInstead', { attemptId, tendered: '40' });
    expect(shop.view().paid?.tenders).toMatchObject([
      { kind: 'elsewhere', amount: { minor: '1000' } },
      { kind: 'cash', amount: { minor: '4000' } },
    ]);
    await shop.till.collecting.idle(10_000);
    expectBooksHold(shop);
  });
});

describe('a sale that is cancelled after a part of it was paid', () => {
  it('gives back each part by its own way and says where each stands', async () => {
    const shop = await openShop();
    const saleId = await ringUp(shop, '50');
    await payPart(shop, 'cash', '20');
    await payPart(shop, 'elsewhere', '10');
    await payPart(shop, 'wallet', '15');
    await shop.ask('pay.cancelSale', { saleId });
    expect(shop.view()).toMatchObject({ pay: null, basket: { lines: [] } });
    await shop.till.collecting.idle(10_000);
    expect(shop.view().cancelled).toMatchObject({
      saleId,
      total: { minor: '4500' },
      parts: [
        { kind: 'cash', refund: null },
        { kind: 'elsewhere', refund: null },
        { kind: 'wallet', refund: 'refunded' },
      ],
    });
    for (const account of [held, owed, 'assets:wallet', 'assets:clearing:elsewhere'])
      expect(balanceOf(shop, account)).toBe(0n);
    expect(balanceOf(shop, 'assets:cash')).toBe(20_000n);
    expect(schemeAudit(shop)).toMatchObject({ settledMinor: 1500n, refundedMinor: 1500n });
    await shop.ask('pay.cancelSale', { saleId });
    await shop.ask('pay.next', {});
    expect(shop.view().cancelled).toBeNull();
    await shop.ask('shift.close', { countedCash: '200', countedElsewhere: '0' });
    expectBooksHold(shop);
  });

  it('gives back one part and lets the sale go on, under a new number', async () => {
    const shop = await openShop();
    const saleId = await ringUp(shop, '50');
    await payPart(shop, 'cash', '20');
    const twice = await Promise.all([
      shop.refusal('pay.giveBack', { saleId, tenderNo: 1 }),
      shop.refusal('pay.giveBack', { saleId, tenderNo: 1 }),
    ]);
    expect(twice).toEqual(['ok', 'ok']);
    expect(balanceOf(shop, 'assets:cash')).toBe(20_000n);
    expect(await shop.refusal('pay.giveBack', { saleId, tenderNo: 7 })).toBe('unknown-line');
    expect(shop.view().pay).toMatchObject({ rest: { minor: '5000' }, tenderNo: 2, taken: [] });
    await payByWallet(shop);
    expect(shop.view().paid?.tenders).toMatchObject([{ no: 2, kind: 'wallet' }]);
    expect(await shop.refusal('pay.giveBack', { saleId, tenderNo: 2 })).toBe('unknown-line');
    expect(await shop.refusal('pay.cancelSale', { saleId })).toBe('payment-settled');
    expectBooksHold(shop);
  });

  it('owes the wallet’s part while the scheme is silent, also over a power cut', async () => {
    const shop = await openShop();
    const saleId = await ringUp(shop, '50');
    await payPart(shop, 'wallet', '15');
    await unplug(shop);
    await shop.ask('pay.cancelSale', { saleId });
    expect(shop.view().cancelled?.parts).toMatchObject([
      { kind: 'wallet', refund: expect.stringMatching(/created|sent|refunding/) },
    ]);
    expect(balanceOf(shop, owed)).toBe(-1500n);
    const again = await openAfterKill(shop);
    await again.till.collecting.idle(20_000);
    expect(balanceOf(again, owed)).toBe(0n);
    expect(schemeAudit(again)).toMatchObject({ refundedMinor: 1500n });
    expectBooksHold(again);
  });

  it('does not pay cash out of a drawer that has been emptied', async () => {
    const shop = await openShop();
    const saleId = await ringUp(shop, '50');
    await payPart(shop, 'cash', '20');
    await shop.ask('shift.moveCash', {
      direction: 'out',
      purpose: 'bank',
      reason: 'safe',
      amount: '210',
    });
    const before = seqOf(shop);
    expect(await shop.refusal('pay.cancelSale', { saleId })).toBe('drawer-short');
    expect(seqOf(shop)).toBe(before);
    expect(shop.view().pay?.rest.minor).toBe('3000');
  });
});

type Step = readonly ['cash' | 'wallet' | 'elsewhere' | 'giveBack', number];

const steps = fc.array(
  fc.tuple(
    fc.constantFrom('cash', 'wallet', 'elsewhere', 'giveBack'),
    fc.integer({ min: 1, max: 3000 }),
  ) as fc.Arbitrary<Step>,
  { maxLength: 7 },
);

describe('any mix in any order', () => {
  it('comes to the total or to nothing, and the books hold', async () => {
    const shop = await openShop();
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (mix, isCancelled) => {
        const saleId = await ringUp(shop, '60');
        const before = balanceOf(shop, 'assets:cash') + balanceOf(shop, 'assets:wallet');
        const others = balanceOf(shop, 'assets:clearing:elsewhere');
        for (const [how, minor] of mix) await tryStep(shop, saleId, how, minor);
        if (isCancelled && shop.view().pay) await shop.ask('pay.cancelSale', { saleId });
        else if (shop.view().pay) await shop.ask('pay.cash', { tendered: '60' });
        await shop.till.collecting.idle(20_000);
        const isSold = shop.db.get('SELECT 1 AS sold FROM sale WHERE id = ?', saleId) !== null;
        const after = balanceOf(shop, 'assets:cash') + balanceOf(shop, 'assets:wallet');
        const moved = after - before + balanceOf(shop, 'assets:clearing:elsewhere') - others;
        expect(moved).toBe(isSold ? 6000n : 0n);
        expect(balanceOf(shop, held)).toBe(0n);
        expect(balanceOf(shop, owed)).toBe(0n);
        if (shop.view().pay || shop.basket().lines.length > 0) await shop.ask('pay.back', {});
        if (shop.basket().lines.length > 0) await shop.ask('basket.abandon', {});
        await shop.ask('pay.next', {});
      }),
      { numRuns: 25 },
    );
    expectBooksHold(shop);
    const scheme = schemeAudit(shop);
    expect(scheme.settledMinor - scheme.refundedMinor).toBe(balanceOf(shop, 'assets:wallet'));
  });
});

/** A step that the counter refuses, such as more than is due, leaves everything as it was. */
async function tryStep(shop: Shop, saleId: string, how: Step[0], minor: number): Promise<void> {
  const { pay } = shop.view();
  if (!pay) return;
  if (how === 'giveBack') {
    await shop.refusal('pay.giveBack', { saleId, tenderNo: pay.taken[0]?.no ?? 1 });
    return;
  }
  const amount = (minor / 100).toFixed(2);
  if (how !== 'cash' && (await shop.refusal('pay.part', { amount })) !== 'ok') return;
  if (how === 'cash') await shop.refusal('pay.cash', { tendered: amount, part: true });
  else if (how === 'wallet') await payByWallet(shop);
  else await shop.ask('pay.elsewhere', { how: 'card' });
}
