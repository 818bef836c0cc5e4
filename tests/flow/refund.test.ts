import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refund } from '../../main/flow/refund.ts';
import type { Return } from '../../main/flow/refund-lines.ts';
import { tendersOf } from '../../main/receipt/records.ts';
import { returnedPart } from '../../main/receipt/rules.ts';
import type { SoldLine } from '../../shared/events.ts';
import { money } from '../../shared/money.ts';
import {
  addGoods,
  balanceOf,
  codeOf,
  expectBooksHold,
  openShop,
  type Shop,
  sellForCash,
  sellForWallet,
  seqOf,
} from './shop.ts';

function giveBack(shop: Shop, returns: readonly Return[], reason = 'broken') {
  const documentId = shop.till.counter.newId();
  return refund(shop.till.counter, shop.till.givingBack, { documentId, returns, reason });
}

function partOf(saleId: string, pieces: bigint, no = 1): Return {
  return { of: { saleId, no }, quantity: pieces * 1000n };
}

/** What was given back, in minor units; the code of the refusal where nothing was. */
function outcome(result: ReturnType<typeof giveBack>): bigint | string {
  return result.ok ? result.value.total.minor : result.problem.code;
}

/** Three pieces that come to 10.00 together, so that a third of it is no whole fen. */
async function sellThreeForTen(shop: Shop): Promise<string> {
  const tea = await addGoods(shop, '3.34');
  for (let times = 0; times < 2; times += 1) shop.till.scanned({ text: codeOf(tea) });
  const lineId = shop.till.scanned({ text: codeOf(tea) }).id ?? '';
  const amount = { minor: '2', currency: 'CNY' };
  await shop.ask('basket.discountLine', { lineId, discount: { kind: 'amount', amount } });
  await shop.ask('pay.open', {});
  const { paid } = await shop.ask('pay.cash', { tendered: '10' });
  return paid?.saleId ?? '';
}

describe('goods that come back', () => {
  it('piece by piece give back exactly what was paid, never a fen more, tax and all', async () => {
    const shop = await openShop();
    const saleId = await sellThreeForTen(shop);
    const sold = await shop.ask('sales.receipt', { saleId });
    const given = [0, 1, 2].map(() => outcome(giveBack(shop, [partOf(saleId, 1n)])));
    expect(given).toEqual([333n, 334n, 333n]);
    expect(outcome(giveBack(shop, [partOf(saleId, 1n)]))).toBe('bad-quantity');
    const { sales } = await shop.ask('sales.list', { limit: 10 });
    const documents = await Promise.all(
      sales
        .filter(({ kind }) => kind === 'refund')
        .map((row) => shop.ask('sales.receipt', { saleId: row.saleId })),
    );
    const taxBack = documents.reduce((sum, { taxes }) => sum + BigInt(taxes[0]?.tax.minor ?? '0'), 0n);
    expect(taxBack).toBe(BigInt(sold.taxes[0]?.tax.minor ?? '0'));
    expect(documents.map(({ number, refundOf }) => [number, refundOf])).toEqual([
      [4, 1],
      [3, 1],
      [2, 1],
    ]);
    expect(balanceOf(shop, 'assets:cash')).toBe(20_000n);
    expectBooksHold(shop);
  });

  it('never come back in more pieces than were sold, in one document or in several', async () => {
    const shop = await openShop();
    const saleId = await sellThreeForTen(shop);
    const before = seqOf(shop);
    for (const returns of [
      [partOf(saleId, 4n)],
      [partOf(saleId, 2n), partOf(saleId, 2n)],
      [partOf(saleId, 0n)],
      [partOf(saleId, -1n)],
      [partOf(saleId, 1n), partOf(saleId, -1n)],
    ])
      expect(outcome(giveBack(shop, returns))).toBe('bad-quantity');
    expect(outcome(giveBack(shop, [partOf(saleId, 1n, 2)]))).toBe('unknown-line');
    expect(outcome(giveBack(shop, [partOf(shop.till.counter.newId(), 1n)]))).toBe('unknown-line');
    expect(outcome(giveBack(shop, []))).toBe('basket-empty');
    expect(seqOf(shop)).toBe(before);
    expect(outcome(giveBack(shop, [partOf(saleId, 1n), partOf(saleId, 2n)]))).toBe(1000n);
  });

  it('can’t come back from a return: only what was sold can', async () => {
    const shop = await openShop();
    const returned = giveBack(shop, [partOf(await sellThreeForTen(shop), 1n)]);
    if (!returned.ok) throw new Error(returned.problem.code);
    expect(outcome(giveBack(shop, [partOf(returned.value.documentId, 1n)]))).toBe('unknown-line');
  });

  it('are numbered in one series with the sales, without a gap', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '6');
    for (let round = 0; round < 3; round += 1) {
      const saleId = await sellForCash(shop, tea);
      expect(outcome(giveBack(shop, [partOf(saleId, 2n)]))).toBe('bad-quantity');
      expect(outcome(giveBack(shop, [partOf(saleId, 1n)]))).toBe(600n);
    }
    const { sales } = await shop.ask('sales.list', { limit: 10 });
    expect(sales.map(({ number, kind }) => `${number} ${kind}`)).toEqual([
      '6 refund',
      '5 sale',
      '4 refund',
      '3 sale',
      '2 refund',
      '1 sale',
    ]);
    expectBooksHold(shop);
  });

  it('stop a correction of how their sale was paid', async () => {
    const shop = await openShop();
    const saleId = await sellThreeForTen(shop);
    giveBack(shop, [partOf(saleId, 1n)]);
    expect(await shop.refusal('sales.correctTender', { saleId, tenderNo: 1, to: 'elsewhere' })).toBe(
      'nothing-to-correct',
    );
  });

  it('without a receipt are paid in cash, priced by hand, taxed as said', async () => {
    const shop = await openShop();
    const lost: Return = {
      of: null,
      names: { en: 'Umbrella' },
      barcode: null,
      taxClass: 'standard',
      unitPrice: money(1130n, 'CNY'),
      quantity: 1000n,
      amount: money(1130n, 'CNY'),
    };
    expect(outcome(giveBack(shop, [lost], 'no receipt'))).toBe(1130n);
    expect(balanceOf(shop, 'assets:cash')).toBe(20_000n - 1130n);
    expect(balanceOf(shop, 'income:returns:standard')).toBe(1000n);
    expect(balanceOf(shop, 'liabilities:tax:standard:1300')).toBe(130n);
    expect(outcome(giveBack(shop, [{ ...lost, taxClass: 'luxury' }]))).toBe('field-invalid');
    expectBooksHold(shop);
  });
});

describe('money that goes back', () => {
  it('goes to the wallet that paid: owed at once, gone when the scheme has said so', async () => {
    const shop = await openShop();
    const saleId = await sellForWallet(shop, await addGoods(shop, '6'));
    const returned = giveBack(shop, [partOf(saleId, 1n)]);
    if (!returned.ok) throw new Error(returned.problem.code);
    expect(balanceOf(shop, 'liabilities:owed-to-customers')).toBe(-600n);
    expect(balanceOf(shop, 'assets:wallet')).toBe(600n);
    await shop.till.collecting.idle(10_000);
    expect(balanceOf(shop, 'liabilities:owed-to-customers')).toBe(0n);
    expect(balanceOf(shop, 'assets:wallet')).toBe(0n);
    expect(shop.db.get('SELECT state FROM refund')).toEqual({ state: 'refunded' });
    expect(balanceOf(shop, 'assets:cash')).toBe(20_000n);
    const [tender] = tendersOf(shop.db, saleId);
    expect(shop.till.givingBack.refundable(tender?.paymentId ?? '').minor).toBe(0n);
    expectBooksHold(shop);
  });

  it('goes to each tender that paid, where one document takes back from several sales', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '6');
    const [inCash, byWallet] = [await sellForCash(shop, tea), await sellForWallet(shop, tea)];
    const returned = giveBack(shop, [partOf(inCash, 1n), partOf(byWallet, 1n)]);
    if (!returned.ok) throw new Error(returned.problem.code);
    await shop.till.collecting.idle(10_000);
    const { tenders, total } = await shop.ask('sales.receipt', { saleId: returned.value.documentId });
    expect(tenders.map(({ kind, amount }) => [kind, amount.minor])).toEqual([
      ['cash', '600'],
      ['wallet', '600'],
    ]);
    expect(total.minor).toBe('1200');
    expect(balanceOf(shop, 'assets:cash')).toBe(20_000n);
    expect(balanceOf(shop, 'assets:wallet')).toBe(0n);
    expectBooksHold(shop);
  });

  it('comes off what the drawer should hold, as its sale came on', async () => {
    const shop = await openShop();
    const saleId = await sellForCash(shop, await addGoods(shop, '6'));
    giveBack(shop, [partOf(saleId, 1n)]);
    const { shift } = await shop.ask('shift.close', { countedCash: '200', countedElsewhere: '0' });
    expect(shift).toMatchObject({ sales: 1, refunds: 1, takings: { minor: '0' } });
    expect(shift.tenders?.[0]?.difference?.minor).toBe('0');
    expectBooksHold(shop);
  });
});

describe('the share of a line that comes back', () => {
  const anyLine = fc.record({
    amount: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    taxShare: fc.integer({ min: 0, max: 100 }),
    parts: fc.array(fc.bigInt({ min: 1n, max: 50_000n }), { minLength: 1, maxLength: 12 }),
  });

  it('sums to what was paid once all of it is back, whatever the parts, and is never above on the way', () => {
    fc.assert(
      fc.property(anyLine, ({ amount, taxShare, parts }) => {
        const tax = (amount * BigInt(taxShare)) / 100n;
        const line = soldAs(
          amount,
          tax,
          parts.reduce((sum, part) => sum + part, 0n),
        );
        let back = { returned: 0n, returnedMinor: 0n, returnedTaxMinor: 0n, returnedShares: [0n] };
        for (const [index, part] of parts.entries()) {
          const given = returnedPart({ line, saleId: line.productId ?? '', ...back }, index + 1, part);
          expect(BigInt(given.amount.minor)).toBeGreaterThanOrEqual(0n);
          expect(BigInt(given.tax.minor)).toBeGreaterThanOrEqual(0n);
          back = {
            returned: back.returned + part,
            returnedMinor: back.returnedMinor + BigInt(given.amount.minor),
            returnedTaxMinor: back.returnedTaxMinor + BigInt(given.tax.minor),
            returnedShares: [(back.returnedShares[0] ?? 0n) + BigInt(given.amount.minor)],
          };
          expect(back.returnedMinor).toBeLessThanOrEqual(amount);
        }
        expect([back.returnedMinor, back.returnedTaxMinor]).toEqual([amount, tax]);
      }),
      { numRuns: 500 },
    );
  });
});

function soldAs(amount: bigint, tax: bigint, quantity: bigint): SoldLine {
  const wire = (minor: bigint) => ({ minor: minor.toString(), currency: 'CNY' });
  return {
    no: 1,
    productId: null,
    names: { en: 'Tea' },
    barcode: null,
    category: 'tea',
    taxClass: 'standard',
    rateBasisPoints: 1300,
    unit: 'kg',
    quantity: quantity.toString(),
    unitPrice: wire(1n),
    gross: wire(amount),
    lineDiscount: wire(0n),
    basketDiscount: wire(0n),
    amount: wire(amount),
    tax: wire(tax),
    tenderShares: [wire(amount)],
  };
}
