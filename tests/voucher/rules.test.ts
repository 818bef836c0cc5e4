import { describe, expect, it } from 'vitest';
import { gtinOf, redemptionOf } from '../../main/voucher/claims.ts';
import { planVouchers, type SaleForVouchers } from '../../main/voucher/rules.ts';
import { claimedLinesMost, redemptionAsk } from '../../shared/voucher-wire.ts';
import { aLine, aProgramme, aVoucher, cny, gtins, later, now } from './sale.ts';

const plan = (more: Partial<SaleForVouchers> = {}) =>
  planVouchers({
    currency: 'CNY',
    lines: [aLine()],
    programmes: [aProgramme()],
    vouchers: [aVoucher()],
    now,
    ...more,
  });
const paid = (more: Partial<SaleForVouchers>) =>
  plan(more).parts.map(({ voucher, amountMinor }) => [voucher.code, amountMinor]);

describe('a line is eligible', () => {
  const why = (line: Parameters<typeof aLine>[0], programme: Parameters<typeof aProgramme>[0] = {}) =>
    plan({ lines: [aLine(line)], programmes: [aProgramme(programme)] }).parts[0]?.lines[0]?.why;

  it('where the signed list names its GTIN, whatever the shop calls its category', () => {
    expect(why({ category: 'alcohol' })).toBe('listed');
    expect(why({ gtin: gtins[1] ?? null })).toBe('not-listed');
    expect(why({ gtin: gtins[1] ?? null }, { shopWord: ['staples'] })).toBe('not-listed');
  });

  it('without a GTIN only where the programme takes the shop’s word', () => {
    expect(why({ gtin: null })).toBe('no-gtin');
    expect(why({ gtin: null }, { shopWord: ['staples'] })).toBe('shop-word');
  });

  it('for a cut by another unit not, and not where nothing is left of it', () => {
    expect(why({ unit: 'kg' }, { priceCut: { perUnit: cny(5), unit: 'each' } })).toBe('other-unit');
    expect(why({ lineDiscountMinor: 10_000n, taxMinor: 0n })).toBe('nothing-left');
  });
});

it('discounts come off before the voucher: it pays for what the customer pays', () => {
  const lines = [aLine({ lineDiscountMinor: 4000n, basketDiscountMinor: 3000n, taxMinor: 247n })];
  expect(paid({ lines })).toEqual([['CV1-1', 3000n]]);
});

it('a programme that does not pay tax leaves it to the customer', () => {
  const voucher = aVoucher({ balance: { minor: 90_000n, currency: 'CNY' } });
  const without = plan({ programmes: [aProgramme({ paysTax: false })], vouchers: [voucher] });
  expect(without.parts[0]?.amountMinor).toBe(9174n);
  expect([...without.restMinor]).toEqual([['a', 826n]]);
});

it('a price cut is a line of its own for each of the goods, and is paid once however many vouchers there are', () => {
  const programmes = [aProgramme({ priceCut: { perUnit: cny(1200), unit: 'each' } })];
  const lines = [aLine({ quantity: 3000n }), aLine({ id: 'b', gtin: gtins[1] ?? null })];
  const vouchers = [
    aVoucher({ balance: { minor: 2000n, currency: 'CNY' } }),
    aVoucher({ code: 'CV1-2' }),
    aVoucher({ code: 'CV1-3' }),
  ];
  const { parts } = plan({ programmes, lines, vouchers });
  expect(parts.map(({ amountMinor, unused }) => [amountMinor, unused])).toEqual([
    [2000n, null],
    [1600n, null],
    [0n, 'nothing-left'],
  ]);
  expect(parts[1]?.cuts).toEqual([
    { line: 'a', perUnit: { minor: 1200n, currency: 'CNY' }, quantity: 3000n, amountMinor: 1600n },
  ]);
});

it('the narrowest programme pays first, so that the wider voucher is left for the rest', () => {
  const wide = aProgramme({ id: 'W1DE', goods: gtins.map((gtin) => ({ gtin, category: 'x' })) });
  const lines = [aLine(), aLine({ id: 'b', gtin: gtins[1] ?? null })];
  const balance = { minor: 10_000n, currency: 'CNY' };
  const vouchers = [
    aVoucher({ code: 'wide', programme: 'W1DE', balance, expires: '2026-11-24T00:00:00Z' }),
    aVoucher({ code: 'narrow', balance }),
  ];
  const programmes = [wide, aProgramme()];
  expect(paid({ programmes, lines, vouchers })).toEqual([
    ['narrow', 10_000n],
    ['wide', 10_000n],
  ]);
});

it('of two equally narrow the one that ends first pays first, and the programme may end before the voucher', () => {
  const early = aVoucher({ code: 'z', expires: '2026-11-30T00:00:00Z' });
  expect(paid({ vouchers: [aVoucher(), early] }).map(([code]) => code)).toEqual(['z', 'CV1-1']);
  const programmes = [aProgramme(), aProgramme({ id: 'ENDS', expires: '2026-11-24T00:00:00Z' })];
  const ending = aVoucher({ code: 'y', programme: 'ENDS' });
  expect(paid({ programmes, vouchers: [early, ending] }).map(([code]) => code)).toEqual(['y', 'z']);
});

it.each([
  ['programme-unknown', { programmes: [] }],
  ['other-currency', { vouchers: [aVoucher({ balance: { minor: 1n, currency: 'EUR' } })] }],
  ['other-currency', { programmes: [aProgramme({ currency: 'EUR' })] }],
  ['expired', { vouchers: [aVoucher({ expires: now })] }],
  ['expired', { programmes: [aProgramme({ expires: now })] }],
  ['empty', { vouchers: [aVoucher({ balance: { minor: 0n, currency: 'CNY' } })] }],
  ['nothing-eligible', { lines: [aLine({ gtin: null })] }],
  ['nothing-eligible', { lines: [] }],
] as const)('a voucher that pays nothing says why: %s', (unused, more) => {
  expect(plan(more).parts).toMatchObject([{ unused, amountMinor: 0n }]);
});

it('a second voucher for what is paid already says so, and one that is held twice counts once', () => {
  const balance = { minor: 10_000n, currency: 'CNY' };
  const vouchers = [aVoucher({ balance }), aVoucher({ code: 'CV1-2', expires: later })];
  expect(plan({ vouchers }).parts.map(({ unused }) => unused)).toEqual([null, 'nothing-left']);
  const twice = plan({ vouchers: [aVoucher(), aVoucher()] }).parts;
  expect(twice.map(({ unused }) => unused).sort()).toEqual(['presented-twice', null].sort());
});

it('lines that share an id, or cost less than nothing, are a broken invariant', () => {
  expect(() => plan({ lines: [aLine(), aLine()] })).toThrow('share an id');
  expect(() => plan({ lines: [aLine({ lineDiscountMinor: 10_001n })] })).toThrow('less than nothing');
});

it('what is asked of the scheme is the plan, with what earlier vouchers left, within one message', () => {
  const balance = { minor: 3000n, currency: 'CNY' };
  const vouchers = [aVoucher({ balance }), aVoucher({ code: 'CV1-2', expires: '2026-12-31T01:00:00Z' })];
  const lines = [aLine(), aLine({ id: 'b', gtin: gtins[1] ?? null })];
  const two = plan({ lines, vouchers });
  const asks = two.parts.map((part) => redemptionOf(two, part, lines, 'sale'));
  expect(asks[1]).toEqual({
    code: 'CV1-2',
    amount: cny(5000),
    lines: [
      {
        gtin: gtins[0],
        category: 'staples',
        unit: 'each',
        quantity: '1000',
        amount: cny(7000),
        tax: cny(826),
      },
    ],
    listVersion: 3,
    saleRef: 'sale',
  });
  const nothing = plan({ lines: [] });
  expect(nothing.parts[0] && redemptionOf(nothing, nothing.parts[0], [], 'sale')).toBeNull();
});

it('of a sale too long for one message the dearest lines are claimed for', () => {
  const lines = Array.from({ length: claimedLinesMost + 5 }, (_, index) =>
    aLine({ id: String(index), grossMinor: BigInt(1000 + index), taxMinor: 0n }),
  );
  const balance = { minor: 10_000_000n, currency: 'CNY' };
  const long = plan({ lines, vouchers: [aVoucher({ balance })] });
  const [part] = long.parts;
  const ask = part && redemptionOf(long, part, lines, 'sale');
  expect(redemptionAsk.parse(ask).lines).toHaveLength(claimedLinesMost);
  expect(JSON.stringify(ask).length).toBeLessThan(64 * 1024);
  expect(
    part?.lines
      .filter(({ why }) => why === 'too-many-lines')
      .map(({ line }) => line)
      .sort(),
  ).toEqual(['0', '1', '2', '3', '4']);
  expect([...long.restMinor.values()].filter((rest) => rest > 0n)).toHaveLength(5);
});

it.each([
  ['6952032902088', '06952032902088'],
  ['54061064', '00000054061064'],
  ['061483059183', '00061483059183'],
  ['06952032902088', '06952032902088'],
  ['6952032902089', null],
  ['2000101008503', null],
  ['12345', null],
  [null, null],
])('barcode %s is GTIN %s', (barcode, gtin) => {
  expect(gtinOf(barcode)).toBe(gtin);
});
