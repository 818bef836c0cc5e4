import { describe, expect, it } from 'vitest';
import { refund } from '../../main/flow/refund.ts';
import { machineClock } from '../../main/open-till.ts';
import type { Product } from '../../shared/product.ts';
import { localOf } from '../../shared/time.ts';
import type { DayView, ReceiptView } from '../../shared/views.ts';
import { seeded } from '../catalogue/shop.ts';
import {
  addGoods,
  codeOf,
  decimal,
  expectBooksHold,
  openShop,
  payByWallet,
  type Shop,
  sellForCash,
} from './shop.ts';

const zone = 'Asia/Shanghai';

/** A clock that the test sets; timers stay the machine's. */
function setClock(at: string) {
  const hand = { nowMs: Date.parse(at) };
  return { hand, clock: { ...machineClock, now: () => hand.nowMs } };
}

/** Rings up one to four goods, sometimes with a discount, and has them paid in one way or another. */
async function sellSomething(shop: Shop, goods: readonly Product[], below: (limit: number) => number) {
  for (let lines = below(4); lines >= 0; lines -= 1) {
    const product = goods[below(goods.length)];
    if (product) shop.till.scanned({ text: codeOf(product) });
  }
  if (below(3) === 0)
    await shop.ask('basket.discountAll', { discount: { kind: 'percent', basisPoints: 1 + below(5000) } });
  const { pay } = await shop.ask('pay.open', {});
  const how = below(3);
  if (how === 0) await payByWallet(shop);
  else if (how === 1) await shop.ask('pay.elsewhere', { how: 'alipay' });
  else await shop.ask('pay.cash', { tendered: decimal(pay?.amount.minor ?? '0') });
}

async function receiptsOf(shop: Shop): Promise<ReceiptView[]> {
  const { sales } = await shop.ask('sales.list', { limit: 200 });
  return Promise.all(sales.map(({ saleId }) => shop.ask('sales.receipt', { saleId })));
}

/** The day's figures out of its receipts, added up the slow way. */
function addedUp(receipts: readonly ReceiptView[], day: string) {
  const ofDay = receipts.filter(({ occurredAt }) => localOf(occurredAt, zone).day === day);
  const sales = ofDay.filter(({ kind }) => kind === 'sale');
  const refunds = ofDay.filter(({ kind }) => kind === 'refund');
  const sum = (from: readonly ReceiptView[], of: (receipt: ReceiptView) => string | undefined): bigint =>
    from.reduce((total, receipt) => total + BigInt(of(receipt) ?? '0'), 0n);
  const net = (of: (receipt: ReceiptView) => string | undefined): string =>
    (sum(sales, of) - sum(refunds, of)).toString();
  return {
    sales: sales.length,
    refunds: refunds.length,
    gross: sum(sales, ({ gross }) => gross.minor).toString(),
    discounts: sum(sales, ({ discountTotal }) => discountTotal.minor).toString(),
    refunded: sum(refunds, ({ total }) => total.minor).toString(),
    takings: net(({ total }) => total.minor),
    tenders: (['cash', 'wallet', 'elsewhere'] as const).map((kind) => [
      kind,
      sales.filter(({ tenders }) => tenders[0]?.kind === kind).length,
      net(({ tenders }) => tenders.find((tender) => tender.kind === kind)?.amount.minor),
    ]),
    taxes: ['reduced', 'standard', 'zero'].map((taxClass) => [
      taxClass,
      net(({ taxes }) => taxes.find((part) => part.taxClass === taxClass)?.tax.minor),
    ]),
  };
}

function shown(report: DayView) {
  return {
    sales: report.sales,
    refunds: report.refunds,
    gross: report.gross.minor,
    discounts: report.discounts.minor,
    refunded: report.refunded.minor,
    takings: report.takings.minor,
    tenders: report.tenders.map(({ kind, count, amount }) => [kind, count, amount.minor]),
    taxes: report.taxes.map(({ taxClass, tax }) => [taxClass, tax.minor]),
  };
}

function total(amounts: readonly { readonly amount: { readonly minor: string } }[]): bigint {
  return amounts.reduce((sum, { amount }) => sum + BigInt(amount.minor), 0n);
}

describe('a day’s report', () => {
  it('is the sum of the day’s receipts, tender by tender and rate by rate, returns taken off', async () => {
    const shop = await openShop();
    const below = seeded(20_261_123);
    const goods: Product[] = [];
    for (const [index, taxClass] of ['standard', 'reduced', 'zero'].entries())
      goods.push(
        await addGoods(shop, `${7 * (index + 1)}.3${index}`, { taxClass, category: `shelf ${index}` }),
      );
    for (let sale = 0; sale < 25; sale += 1) await sellSomething(shop, goods, below);
    for (const { saleId } of (await shop.ask('sales.list', { limit: 6 })).sales)
      refund(shop.till.counter, shop.till.givingBack, {
        documentId: shop.till.counter.newId(),
        returns: [{ of: { saleId, no: 1 }, quantity: 1000n }],
        reason: 'broken',
      });
    await shop.till.collecting.idle(10_000);
    const report = await shop.ask('day.report', {});
    const receipts = await receiptsOf(shop);
    expect(receipts).toHaveLength(31);
    expect(shown(report)).toEqual(addedUp(receipts, report.day));
    const takings = BigInt(report.takings.minor);
    for (const parts of [report.tenders, report.taxes, report.categories]) expect(total(parts)).toBe(takings);
    expect(total(report.hours)).toBe(takings + BigInt(report.refunded.minor));
    expect(report.hours.reduce((count, hour) => count + hour.count, 0)).toBe(25);
    expect(report.unresolved).toBe(0);
    expectBooksHold(shop);
  });

  it('follows the shop’s own midnight, and the shop’s own hours', async () => {
    const { hand, clock } = setClock('2026-11-23T15:59:59.999Z');
    const shop = await openShop({ clock });
    const tea = await addGoods(shop, '5');
    await sellForCash(shop, tea);
    hand.nowMs += 1;
    await sellForCash(shop, tea);
    await sellForCash(shop, tea);
    const [before, after] = [
      await shop.ask('day.report', { day: '2026-11-23' }),
      await shop.ask('day.report', { day: '2026-11-24' }),
    ];
    expect([before.sales, before.hours.map(({ hour, count }) => [hour, count])]).toEqual([1, [[23, 1]]]);
    expect([after.sales, after.hours.map(({ hour, count }) => [hour, count])]).toEqual([2, [[0, 2]]]);
    expect((await shop.ask('day.report', {})).day).toBe('2026-11-24');
  });

  it('is never rewritten by what comes later: a return is of the day on which the goods came back', async () => {
    const { hand, clock } = setClock('2026-11-23T04:00:00.000Z');
    const shop = await openShop({ clock });
    await sellForCash(shop, await addGoods(shop, '5'));
    const first = await shop.ask('day.report', { day: '2026-11-23' });
    hand.nowMs += 86_400_000;
    const { sales } = await shop.ask('sales.list', { limit: 1 });
    refund(shop.till.counter, shop.till.givingBack, {
      documentId: shop.till.counter.newId(),
      returns: [{ of: { saleId: sales[0]?.saleId ?? '', no: 1 }, quantity: 1000n }],
      reason: 'too strong',
    });
    expect(await shop.ask('day.report', { day: '2026-11-23' })).toEqual(first);
    const second = await shop.ask('day.report', { day: '2026-11-24' });
    expect([second.sales, second.refunds, second.takings.minor]).toEqual([0, 1, '-500']);
  });

  it('of a day without a sale says nothing happened', async () => {
    const shop = await openShop();
    const report = await shop.ask('day.report', { day: '1999-12-31' });
    expect(report).toMatchObject({ day: '1999-12-31', sales: 0, refunds: 0, takings: { minor: '0' } });
  });
});
