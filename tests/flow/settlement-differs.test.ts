import { describe, expect, it } from 'vitest';
import { reconcileBooks } from '../../main/cli/reconcile-books.ts';
import { attemptsOf } from '../../main/payment/records.ts';
import type { SettlementLine } from '../../shared/scheme-wire.ts';
import type { CaseView } from '../../shared/settlement.ts';
import { ringUp } from './offline-shop.ts';
import {
  askScheme,
  bendScheme,
  bentLine,
  layFile,
  linesOfDay,
  look,
  openKinds,
  openSettlingShop,
} from './settlement-shop.ts';
import { addGoods, balanceOf, callAs, expectBooksHold, type Shop, sellForWallet, seqOf } from './shop.ts';
import type { TravelClock } from './travel-clock.ts';

const day = '2026-11-23';
const dayAfter = '2026-11-24';
const wallet = 'assets:wallet';
const differences = 'expenses:settlement-differences';

/** Two wallet sales of 100.00 on the first day, and its lines as the scheme has them. */
async function shopWithTwoSales(): Promise<{
  readonly shop: Shop;
  readonly clock: TravelClock;
  readonly first: SettlementLine;
  readonly second: SettlementLine;
}> {
  const { shop, clock } = await openSettlingShop();
  const tea = await addGoods(shop, '100');
  for (const _ of [1, 2]) {
    await sellForWallet(shop, tea);
    await shop.ask('pay.next', {});
  }
  const [first, second] = linesOfDay(shop, day);
  if (!first || !second) throw new Error('the scheme has taken nothing');
  return { shop, clock, first, second };
}

async function onlyCase(shop: Shop): Promise<CaseView> {
  const open = (await look(shop)).cases.filter(({ closedAt }) => closedAt === null);
  expect(open).toHaveLength(1);
  return open[0] as CaseView;
}

describe('a row that the till does not have', () => {
  it('is a case that only the owner closes, with a reason, once; its money is booked as a difference', async () => {
    const { shop, clock, first, second } = await shopWithTwoSales();
    const stranger = bentLine(first, {
      id: shop.till.counter.newId(),
      schemeRef: 'S-STRANGER',
      gross: '500',
      fee: '2',
    });
    layFile(shop, day, [first, stranger, second]);
    clock.toNextMorning();
    const view = await askScheme(shop);
    expect(openKinds(view)).toEqual(['missing-here']);
    expect(view.days.find((one) => one.day === day)).toMatchObject({ state: 'differs', matched: 2, rows: 3 });
    expect(shop.view().notices.map(({ kind }) => kind)).toContain('settlement-differs');
    const found = await onlyCase(shop);
    expect(found).toMatchObject({
      schemeRef: 'S-STRANGER',
      theirs: { minor: '500' },
      ours: null,
      mayClose: true,
    });
    expect(await reconcileBooks(shop, null)).toMatchObject({ matched: 2, missingHere: 1, missingThere: 0 });
    const ask = { caseId: found.id, reason: 'Paid on the other till' };
    for (const role of ['manager', 'cashier'] as const)
      expect(await callAs(shop, role, 'settlement.closeCase', ask)).toMatchObject({ ok: false });
    await shop.ask('settlement.closeCase', ask);
    const seq = seqOf(shop);
    const closed = await shop.ask('settlement.closeCase', ask);
    expect(seqOf(shop)).toBe(seq);
    expect(closed.cases[0]).toMatchObject({
      closedBy: 'hand',
      note: 'Paid on the other till',
      mayClose: false,
    });
    expect(balanceOf(shop, wallet)).toBe(0n);
    expect(balanceOf(shop, differences)).toBe(-500n);
    expect(balanceOf(shop, 'assets:bank:wallet')).toBe(20_000n - 76n + 498n);
    expect(await shop.refusal('settlement.closeCase', { ...ask, caseId: shop.till.counter.newId() })).toBe(
      'unknown-case',
    );
    expectBooksHold(shop);
  });

  it('of another terminal of the same shop is no concern of this one', async () => {
    const { shop, clock, first, second } = await shopWithTwoSales();
    const neighbour = bentLine(first, {
      id: shop.till.counter.newId(),
      schemeRef: 'S-2',
      terminalId: 'ZZZZZZ',
    });
    layFile(shop, day, [first, neighbour, second]);
    clock.toNextMorning();
    const view = await askScheme(shop);
    expect(openKinds(view)).toEqual([]);
    expect(view.days.find((one) => one.day === day)).toMatchObject({ state: 'settled', rows: 2 });
    expect(await reconcileBooks(shop, null)).toMatchObject({ matched: 2, missingHere: 0 });
    expectBooksHold(shop);
  });

  it('under another id is found by the scheme’s number', async () => {
    const { shop, clock, first, second } = await shopWithTwoSales();
    layFile(shop, day, [bentLine(first, { id: 'R-77' }), second]);
    clock.toNextMorning();
    expect(openKinds(await askScheme(shop))).toEqual([]);
    expect(balanceOf(shop, wallet)).toBe(0n);
    expectBooksHold(shop);
  });

  it('that takes itself back the next day is nothing', async () => {
    const { shop, clock, first, second } = await shopWithTwoSales();
    const id = shop.till.counter.newId();
    const stranger = bentLine(first, { kind: 'voucher', id, schemeRef: 'S-9', gross: '500', fee: '0' });
    layFile(shop, day, [first, second, stranger]);
    clock.toNextMorning();
    expect(openKinds(await askScheme(shop))).toEqual(['missing-here']);
    layFile(shop, dayAfter, [bentLine(stranger, { kind: 'adjustment', gross: '-500' })]);
    clock.toNextMorning();
    const view = await askScheme(shop);
    expect(openKinds(view)).toEqual([]);
    expect(view.cases[0]).toMatchObject({ closedBy: 'adjustment' });
    expectBooksHold(shop);
  });
});

describe('a payment that the scheme does not list', () => {
  it('waits for one file more, and is settled where that one has it', async () => {
    const { shop, clock, first, second } = await shopWithTwoSales();
    layFile(shop, day, [first]);
    clock.toNextMorning();
    const early = await askScheme(shop);
    expect(openKinds(early)).toEqual([]);
    expect(early.receivable.minor).toBe('10000');
    layFile(shop, dayAfter, [second]);
    clock.toNextMorning();
    expect(openKinds(await askScheme(shop))).toEqual([]);
    expect(balanceOf(shop, wallet)).toBe(0n);
    expectBooksHold(shop);
  });

  it('is a case after two files, names the receipt, and ends by itself when it is listed after all', async () => {
    const { shop, clock, first, second } = await shopWithTwoSales();
    layFile(shop, day, [first]);
    clock.toNextMorning();
    await askScheme(shop);
    clock.toNextMorning();
    const late = await askScheme(shop);
    expect(openKinds(late)).toEqual(['missing-there']);
    expect(late.receivable.minor).toBe('10000');
    expect(await onlyCase(shop)).toMatchObject({ receipt: 2, day, ours: { minor: '10000' }, theirs: null });
    expect(await reconcileBooks(shop, null)).toMatchObject({ matched: 1, missingHere: 0, missingThere: 1 });
    layFile(shop, '2026-11-25', [second]);
    clock.toNextMorning();
    const view = await askScheme(shop);
    expect(openKinds(view)).toEqual([]);
    expect(view.cases[0]).toMatchObject({ kind: 'missing-there', closedBy: 'row' });
    expect(balanceOf(shop, wallet)).toBe(0n);
    expectBooksHold(shop);
  });

  it('written off comes back from where it was written off to', async () => {
    const { shop, clock, first, second } = await shopWithTwoSales();
    layFile(shop, day, [first]);
    clock.toNextMorning();
    await askScheme(shop);
    clock.toNextMorning();
    await askScheme(shop);
    const { id } = await onlyCase(shop);
    await shop.ask('settlement.closeCase', { caseId: id, reason: 'Given up' });
    expect([balanceOf(shop, wallet), balanceOf(shop, differences)]).toEqual([0n, 10_000n]);
    layFile(shop, '2026-11-25', [second]);
    clock.toNextMorning();
    expect(openKinds(await askScheme(shop))).toEqual([]);
    expect([balanceOf(shop, wallet), balanceOf(shop, differences)]).toEqual([0n, 0n]);
    expectBooksHold(shop);
  });
});

describe('a row that says something else than the books', () => {
  it('changes nothing in them; a correction in a later file settles both', async () => {
    const { shop, clock, first, second } = await shopWithTwoSales();
    layFile(shop, day, [bentLine(first, { gross: '9000' }), second]);
    clock.toNextMorning();
    expect(openKinds(await askScheme(shop))).toEqual(['amount-differs']);
    expect(await onlyCase(shop)).toMatchObject({
      ours: { minor: '10000' },
      theirs: { minor: '9000' },
      receipt: 1,
    });
    expect(balanceOf(shop, wallet)).toBe(10_000n);
    expect((await look(shop)).receivable.minor).toBe('10000');
    expect(await reconcileBooks(shop, null)).toMatchObject({ matched: 1, amountDiffers: 1, missingThere: 0 });
    const correction = bentLine(first, { kind: 'adjustment', schemeRef: 'A-1', gross: '1000', fee: '0' });
    layFile(shop, dayAfter, [correction]);
    clock.toNextMorning();
    const view = await askScheme(shop);
    expect(openKinds(view)).toEqual([]);
    expect(balanceOf(shop, wallet)).toBe(0n);
    expect(balanceOf(shop, 'expenses:wallet-fees')).toBe(76n);
    expectBooksHold(shop);
  });

  it('in its fee is a case that the owner closes: what the scheme paid is booked', async () => {
    const { shop, clock, first, second } = await shopWithTwoSales();
    layFile(shop, day, [first, bentLine(second, { fee: '138' })]);
    clock.toNextMorning();
    expect(openKinds(await askScheme(shop))).toEqual(['fee-differs']);
    const { id } = await onlyCase(shop);
    await shop.ask('settlement.closeCase', { caseId: id, reason: 'New price list' });
    expect([balanceOf(shop, wallet), balanceOf(shop, differences)]).toEqual([0n, 0n]);
    expect(balanceOf(shop, 'expenses:wallet-fees')).toBe(38n + 138n);
    expectBooksHold(shop);
  });

  it('in its amount, closed by hand, leaves the difference in an account of its own', async () => {
    const { shop, clock, first, second } = await shopWithTwoSales();
    layFile(shop, day, [bentLine(first, { gross: '9000' }), second]);
    clock.toNextMorning();
    await askScheme(shop);
    await shop.ask('settlement.closeCase', { caseId: (await onlyCase(shop)).id, reason: 'Accepted' });
    expect([balanceOf(shop, wallet), balanceOf(shop, differences)]).toEqual([0n, 1_000n]);
    await askScheme(shop);
    expect(openKinds(await look(shop))).toEqual([]);
    expectBooksHold(shop);
  });

  it('twice is settled once, and the other one is a case', async () => {
    const { shop, clock, first, second } = await shopWithTwoSales();
    layFile(shop, day, [first, first, second]);
    clock.toNextMorning();
    expect(openKinds(await askScheme(shop))).toEqual(['listed-twice']);
    expect(balanceOf(shop, wallet)).toBe(0n);
    expect(balanceOf(shop, 'assets:bank:wallet')).toBe(20_000n - 76n);
    // And again on the next day.
    layFile(shop, dayAfter, [second]);
    clock.toNextMorning();
    expect(openKinds(await askScheme(shop))).toEqual(['listed-twice', 'listed-twice']);
    expect(balanceOf(shop, wallet)).toBe(0n);
    expectBooksHold(shop);
  });

  it('in another currency settles nothing', async () => {
    const { shop, clock, first, second } = await shopWithTwoSales();
    layFile(
      shop,
      day,
      [first, second].map((line) => bentLine(line, { currency: 'EUR' })),
    );
    clock.toNextMorning();
    expect(openKinds(await askScheme(shop))).toEqual(['currency-differs', 'currency-differs']);
    expect(balanceOf(shop, wallet)).toBe(20_000n);
    for (const { id } of (await look(shop)).cases)
      await shop.ask('settlement.closeCase', { caseId: id, reason: 'Not ours' });
    expect([balanceOf(shop, wallet), balanceOf(shop, differences)]).toEqual([0n, 20_000n]);
    expectBooksHold(shop);
  });
});

describe('a payment that the till has as cancelled', () => {
  it('and the scheme lists all the same goes back to the customer', async () => {
    const { shop, clock } = await openSettlingShop();
    const saleId = await ringUp(shop, '100');
    const customer = await shop.practice.wallet({ currency: 'CNY', limit: '0', pin: '4321' });
    shop.till.scanned({ text: await shop.practice.code(customer) });
    await expect.poll(() => shop.view().pay?.attempt?.state, { timeout: 20_000 }).toBe('awaiting-customer');
    await shop.ask('pay.stop', { attemptId: shop.view().pay?.attempt?.id ?? '' });
    await shop.till.collecting.idle(20_000);
    const [payment] = attemptsOf(shop.db, saleId);
    expect(payment?.state).toBe('cancelled');
    bendScheme(
      shop,
      "UPDATE payment SET state = 'succeeded', amount_minor = 10000, fee_minor = 0 WHERE id = ?",
      payment?.id ?? '',
    );
    clock.toNextMorning();
    await askScheme(shop);
    await shop.till.collecting.idle(20_000);
    expect(balanceOf(shop, 'liabilities:owed-to-customers')).toBe(0n);
    expect(shop.view().notices.map(({ kind }) => kind)).toContain('payment-late-success');
    clock.toNextMorning();
    const view = await askScheme(shop);
    expect(openKinds(view)).toEqual([]);
    expect([balanceOf(shop, wallet), balanceOf(shop, 'assets:bank:wallet')]).toEqual([0n, 0n]);
    expectBooksHold(shop);
  });
});
