import { describe, expect, it } from 'vitest';
import { basketById } from '../../main/checkout/records.ts';
import { createRefundDesk } from '../../main/flow/refund-desk.ts';
import { recordSale } from '../../main/flow/settle.ts';
import type { SaleTender } from '../../shared/events.ts';
import { pieces, refundAsk, refundOf, refusalOf, ringUpTwoLines, sellTwoLines, sum } from './refunding.ts';
import {
  addGoods,
  balanceOf,
  codeOf,
  expectBooksHold,
  openShop,
  type Shop,
  sellForCash,
  seqOf,
} from './shop.ts';

/** Giving back at the counter, call by call as the window makes them. */

const float = 20_000n;
const whole = pieces([1, '3'], [2, '1']);

describe('a sale given back', () => {
  it('whole, in cash: out of the drawer, off the shift, numbered, balanced', async () => {
    const shop = await openShop();
    const saleId = await sellTwoLines(shop);
    const { mayRefund } = await shop.ask('sales.refunds', { saleId });
    expect(mayRefund).toBe(true);
    const document = await refundOf(shop, saleId, whole);
    expect(document).toMatchObject({ number: 2, total: { minor: '2801' }, reason: 'faulty', note: '' });
    expect(document.tenders).toMatchObject([{ kind: 'cash', amount: { minor: '2801' }, refund: null }]);
    expect(balanceOf(shop, 'assets:cash')).toBe(float);
    expect(await shop.ask('sales.refunds', { saleId })).toEqual({ documents: [document], mayRefund: false });
    expect(await shop.ask('sales.refunds', { saleId: document.documentId })).toEqual({
      documents: [document],
      mayRefund: false,
    });
    const { shift } = await shop.ask('shift.get', {});
    expect(shift?.tenders?.[0]).toMatchObject({ kind: 'cash', expected: { minor: '20000' } });
    expect(shop.db.get('SELECT reason FROM drawer_opening WHERE sale_id = ?', document.documentId)).toEqual({
      reason: 'refund',
    });
    expectBooksHold(shop);
  });

  it('by line and quantity: the preview says what goes back, line by line, and it is what is booked', async () => {
    const shop = await openShop();
    const saleId = await sellTwoLines(shop);
    const preview = await shop.ask('sales.refundPreview', { saleId, what: pieces([1, '2']) });
    expect(preview).toMatchObject({
      problem: null,
      total: { minor: '1200' },
      left: { minor: '2801' },
      tenders: [{ kind: 'cash', how: null, give: { minor: '1200' } }],
      lines: [
        {
          no: 1,
          sold: '3',
          leftQuantity: '3',
          left: { minor: '1800' },
          giveQuantity: '2',
          give: { minor: '1200' },
        },
        { no: 2, sold: '1', leftQuantity: '1', giveQuantity: '0', give: { minor: '0' } },
      ],
    });
    await refundOf(shop, saleId, pieces([1, '2']));
    const after = await shop.ask('sales.refundPreview', { saleId, what: null });
    expect(after).toMatchObject({
      left: { minor: '1601' },
      lines: [{ leftQuantity: '1' }, { leftQuantity: '1' }],
    });
  });

  it('by amount is spread over what is left of the lines, and the goods then bring back the rest', async () => {
    const shop = await openShop();
    const saleId = await sellTwoLines(shop);
    const first = await refundOf(shop, saleId, sum('10'));
    const receipt = await shop.ask('sales.receipt', { saleId: first.documentId });
    // 10.00 by 18.00 and 10.01 of 28.01.
    expect(receipt.lines.map(({ quantity, amount }) => [quantity, amount.minor])).toEqual([
      ['0', '643'],
      ['0', '357'],
    ]);
    const { sales } = await shop.ask('sales.list', { limit: 1 });
    expect(sales[0]?.pieces).toBe(0);
    const second = await refundOf(shop, saleId, pieces([1, '1']));
    // A third of what is left of the tea: (18.00 − 6.43) / 3.
    expect(second.total.minor).toBe('386');
    const last = await refundOf(shop, saleId, pieces([1, '2'], [2, '1']));
    expect(1000 + 386 + Number(last.total.minor)).toBe(2801);
    expect(balanceOf(shop, 'assets:cash')).toBe(float);
    const { shift } = await shop.ask('shift.get', {});
    expect(shift).toMatchObject({ refunds: 3, takings: { minor: '0' } });
    expectBooksHold(shop);
  });

  it('is never given back above what was paid: not by line, not by sum, not in what is left', async () => {
    const shop = await openShop();
    const saleId = await sellTwoLines(shop);
    await refundOf(shop, saleId, pieces([1, '2']));
    const before = seqOf(shop);
    for (const [what, why] of [
      [pieces([1, '2']), 'bad-quantity'],
      [pieces([1, '1'], [1, '1']), 'bad-quantity'],
      [pieces([1, '0.5']), 'bad-quantity'],
      [pieces([1, '-1']), 'bad-quantity'],
      [pieces([3, '1']), 'unknown-line'],
      [pieces(), 'nothing-to-refund'],
      [sum('16.02'), 'refund-too-large'],
      [sum('0'), 'bad-amount'],
      [sum('1.001'), 'bad-amount'],
    ] as const) {
      const { problem } = await shop.ask('sales.refundPreview', { saleId, what });
      expect(problem).toBe(why);
      expect(await refusalOf(shop, saleId, what)).toBe(why);
    }
    expect(seqOf(shop)).toBe(before);
    await refundOf(shop, saleId, sum('16.01'));
    expect(await refusalOf(shop, saleId, pieces([2, '1']))).toBe('nothing-to-refund');
  });

  it('needs a reason, and words of its own where the list has none', async () => {
    const shop = await openShop();
    const saleId = await sellTwoLines(shop);
    expect(await refusalOf(shop, saleId, whole, { reason: 'other', note: '  ' })).toBe('reason-missing');
    const ask = await refundAsk(shop, saleId, whole, { reason: 'other', note: '  found it cheaper ' });
    expect(await shop.ask('sales.refund', ask)).toMatchObject({ reason: 'other', note: 'found it cheaper' });
  });

  it('is not given where the sum is not the one that was shown: somebody gave back of it meanwhile', async () => {
    const shop = await openShop();
    const saleId = await sellTwoLines(shop);
    const ask = await refundAsk(shop, saleId, pieces([1, '1']));
    await refundOf(shop, saleId, sum('3'));
    expect(await shop.refusal('sales.refund', ask)).toBe('refund-changed');
  });

  it('is no sale itself: nothing comes back of a refund, and nothing of what is not there', async () => {
    const shop = await openShop();
    const { documentId } = await refundOf(shop, await sellTwoLines(shop), whole);
    for (const saleId of [documentId, shop.till.counter.newId()])
      expect(await shop.refusal('sales.refundPreview', { saleId, what: null })).toBe('unknown-sale');
  });
});

describe('two clicks', () => {
  it('at once are one refund, and both are answered with it', async () => {
    const shop = await openShop();
    const saleId = await sellTwoLines(shop);
    const ask = await refundAsk(shop, saleId, pieces([1, '1']));
    const [first, second] = await Promise.all([shop.ask('sales.refund', ask), shop.ask('sales.refund', ask)]);
    expect(second).toEqual(first);
    const seq = seqOf(shop);
    expect(await shop.ask('sales.refund', ask)).toEqual(first);
    expect(seqOf(shop)).toBe(seq);
    expect((await shop.ask('sales.refunds', { saleId })).documents).toHaveLength(1);
  });

  it('under an id that names something else are refused: another refund, a sale, the open basket', async () => {
    const shop = await openShop();
    const saleId = await sellTwoLines(shop);
    const ask = await refundAsk(shop, saleId, pieces([1, '1']));
    await shop.ask('sales.refund', ask);
    const other = await refundAsk(shop, saleId, pieces([2, '1']));
    expect(await shop.refusal('sales.refund', { ...other, id: ask.id })).toBe('id-spent');
    expect(await shop.refusal('sales.refund', { ...ask, note: 'no, the other' })).toBe('id-spent');
    expect(await shop.refusal('sales.refund', { ...other, id: saleId })).toBe('id-spent');
    shop.till.scanned({ text: codeOf(await addGoods(shop, '1')) });
    expect(await shop.refusal('sales.refund', { ...other, id: shop.basket().id })).toBe('id-spent');
  });
});

describe('cash for a refund', () => {
  it('comes out of the shift that pays it: none without one, and a closed one stays as it was signed', async () => {
    const shop = await openShop();
    const saleId = await sellTwoLines(shop);
    const { shift: closed } = await shop.ask('shift.close', { countedCash: '228.01', countedElsewhere: '0' });
    const preview = await shop.ask('sales.refundPreview', { saleId, what: whole });
    expect(preview.problem).toBe('shift-closed');
    expect(await refusalOf(shop, saleId, whole)).toBe('shift-closed');
    await shop.ask('shift.open', { float: '100' });
    await refundOf(shop, saleId, whole);
    expect((await shop.ask('shift.get', { number: closed.number })).shift).toEqual(closed);
    const { shift } = await shop.ask('shift.get', {});
    expect(shift).toMatchObject({ number: 2, refunds: 1, takings: { minor: '-2801' } });
    expect(shift?.tenders?.[0]?.expected.minor).toBe('7199');
    expectBooksHold(shop);
  });

  it('is not given where the drawer does not hold it', async () => {
    const shop = await openShop();
    const saleId = await sellTwoLines(shop);
    await shop.ask('shift.moveCash', { direction: 'out', purpose: 'bank', reason: 'bank', amount: '205' });
    expect(await refusalOf(shop, saleId, whole)).toBe('drawer-short');
    await refundOf(shop, saleId, pieces([1, '3']));
    expectBooksHold(shop);
  });
});

describe('money that was taken elsewhere', () => {
  it('is said to go back there, by the same way, and comes off what is counted there', async () => {
    const shop = await openShop();
    await ringUpTwoLines(shop);
    const { paid } = await shop.ask('pay.elsewhere', { how: 'wechat' });
    const document = await refundOf(shop, paid?.saleId ?? '', pieces([1, '1']));
    expect(document.tenders).toMatchObject([{ kind: 'elsewhere', how: 'wechat', amount: { minor: '600' } }]);
    expect(balanceOf(shop, 'assets:clearing:elsewhere')).toBe(2201n);
    expect(balanceOf(shop, 'assets:cash')).toBe(float);
    const { shift } = await shop.ask('shift.get', {});
    expect(shift?.tenders?.find(({ kind }) => kind === 'elsewhere')?.expected.minor).toBe('2201');
    expectBooksHold(shop);
  });
});

describe('a sale that several tenders paid', () => {
  it('gives each its share of the lines that come back, and never more than it paid', async () => {
    const shop = await openShop();
    await ringUpTwoLines(shop);
    const saleId = sellSplit(shop, [1000n, 801n, 1000n]);
    // Cash is used up last: the tea was paid 8.01 by WeChat and 9.99 by Alipay.
    const tea = await refundOf(shop, saleId, pieces([1, '1']));
    expect(shares(tea.tenders)).toEqual(['wechat 267', 'alipay 333']);
    const bySum = await refundOf(shop, saleId, sum('7'));
    expect(bySum.total.minor).toBe('700');
    const rest = await refundOf(shop, saleId, pieces([1, '2'], [2, '1']));
    expect([600, 700, Number(rest.total.minor)].reduce((all, one) => all + one)).toBe(2801);
    expect(balanceOf(shop, 'assets:cash')).toBe(float);
    expect(balanceOf(shop, 'assets:clearing:elsewhere')).toBe(0n);
    const given = shop.db.all<{ how: string | null; sum: bigint }>(
      "SELECT how, SUM(tender.amount) AS sum FROM tender JOIN sale ON sale.id = sale_id WHERE sale.kind = 'refund' GROUP BY how ORDER BY how",
    );
    expect(given.map((row) => `${row.how} ${row.sum}`)).toEqual(['null 1000', 'alipay 1000', 'wechat 801']);
    expectBooksHold(shop);
  });
});

describe('a refund beyond the limit', () => {
  it('is the owner’s and the manager’s; a cashier is refused, and told so before anything is done', async () => {
    const shop = await openShop();
    const dear = await addGoods(shop, '200.01');
    const cheap = await addGoods(shop, '200');
    const sold = [await sellForCash(shop, dear), await sellForCash(shop, cheap)] as const;
    const { counter, givingBack } = shop.till;
    const as = (role: 'cashier' | 'manager') =>
      createRefundDesk({ ...counter, session: () => ({ actor: 'somebody', role }) }, givingBack);
    const one = pieces([1, '1']);
    const problemFor = (role: 'cashier' | 'manager', saleId: string) => {
      const preview = as(role).preview(saleId, one);
      return preview.ok ? preview.value.problem : preview.problem.code;
    };
    expect(problemFor('cashier', sold[0])).toBe('refund-above-limit');
    expect(problemFor('manager', sold[0])).toBeNull();
    expect(problemFor('cashier', sold[1])).toBeNull();
    const ask = await refundAsk(shop, sold[0], one);
    expect(as('cashier').refund(ask)).toMatchObject({ ok: false, problem: { code: 'refund-above-limit' } });
    expect(as('manager').refund(ask)).toMatchObject({ ok: true });
  });
});

describe('a refund’s receipt', () => {
  it('is found by its number and its code, and printed again as a marked copy', async () => {
    const shop = await openShop();
    const saleId = await sellTwoLines(shop);
    const { documentId } = await refundOf(shop, saleId, pieces([2, '1']));
    const { code, refundOf: of, copy } = await shop.ask('sales.receipt', { saleId: documentId });
    expect([of, copy]).toEqual([1, 0]);
    for (const text of [code, `https://pay.example/r/${code}`, ` ${code.toLowerCase()} `, '2'])
      expect((await shop.ask('sales.list', { text, limit: 5 })).sales.map((sale) => sale.saleId)).toEqual([
        documentId,
      ]);
    expect(await shop.ask('sales.list', { text: code.replace(/..$/, '00'), limit: 5 })).toEqual({
      sales: [],
      more: false,
    });
    const id = shop.till.counter.newId();
    const copied = await shop.ask('sales.copy', { saleId: documentId, id });
    expect(copied).toMatchObject({ copy: 1, kind: 'refund', refundOf: 1 });
  });

  it('and the sale’s are found by a scan, bare or as the printed link', async () => {
    const shop = await openShop();
    const saleId = await sellTwoLines(shop);
    const { code, qr } = await shop.ask('sales.receipt', { saleId });
    for (const text of [code, qr, `https://pay.example/r/${code}`])
      expect(shop.till.scanned({ text })).toEqual({ heard: 'receipt', id: saleId, problem: null });
  });
});

function shares(
  tenders: readonly { how: string | null; kind: string; amount: { minor: string } }[],
): string[] {
  return tenders.map(({ how, kind, amount }) => `${how ?? kind} ${amount.minor}`);
}

/** Books the basket on the pay screen as paid by cash, WeChat and Alipay together. */
function sellSplit(shop: Shop, minors: readonly [bigint, bigint, bigint]): string {
  const { counter, baskets, selling } = shop.till;
  const saleId = baskets.current().id;
  const ways = [
    { kind: 'cash', how: null },
    { kind: 'elsewhere', how: 'wechat' },
    { kind: 'elsewhere', how: 'alipay' },
  ] as const;
  const tenders = ways.map(
    (way, index): SaleTender => ({
      ...way,
      no: index + 1,
      amount: { minor: (minors[index] ?? 0n).toString(), currency: 'CNY' },
      tendered: null,
      change: null,
      paymentId: null,
      schemeRef: null,
    }),
  );
  counter.journal.commit((record) => recordSale(counter, record, basketById(counter.db, saleId), tenders));
  selling.back();
  return saleId;
}
