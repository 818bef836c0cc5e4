import fc from 'fast-check';
import type { PresentedVoucher, SaleForVouchers, SaleLine } from '../../main/voucher/rules.ts';
import type { Programme } from '../../shared/voucher-wire.ts';

export const now = '2026-11-23T02:00:00.000Z';
export const later = '2026-12-31T00:00:00.000Z';

export const gtins = ['06952032902088', '06928804011142', '09520000000011', '00061483059183'];
const categories = ['staples', 'drinks', 'by-weight'];

export const cny = (minor: bigint | number) => ({ minor: minor.toString(), currency: 'CNY' });

export const aProgramme = (more: Partial<Programme> = {}): Programme => ({
  id: 'F00D',
  names: { 'zh-CN': '主食', en: 'Staples' },
  currency: 'CNY',
  group: 'households',
  listVersion: 3,
  issuedAt: '2026-01-01T00:00:00.000Z',
  expires: '2027-01-01T00:00:00.000Z',
  goods: [{ gtin: '06952032902088', category: 'staples' }],
  shopWord: [],
  paysTax: true,
  priceCut: null,
  ...more,
});

/** Rice at 100.00 with 8.26 of tax, unless something else is said. */
export const aLine = (more: Partial<SaleLine> = {}): SaleLine => ({
  id: 'a',
  gtin: '06952032902088',
  category: 'staples',
  unit: 'each',
  quantity: 1000n,
  grossMinor: 10_000n,
  lineDiscountMinor: 0n,
  basketDiscountMinor: 0n,
  taxMinor: 826n,
  ...more,
});

export const aVoucher = (more: Partial<PresentedVoucher> = {}): PresentedVoucher => ({
  code: 'CV1-1',
  programme: 'F00D',
  balance: { minor: 5000n, currency: 'CNY' },
  expires: later,
  ...more,
});

const anyLine = fc
  .record({
    gtin: fc.option(fc.constantFrom(...gtins), { nil: null }),
    category: fc.constantFrom(...categories),
    unit: fc.constantFrom('each' as const, 'kg' as const),
    quantity: fc.bigInt({ min: 1n, max: 20_000n }),
    grossMinor: fc.bigInt({ min: 0n, max: 50_000n }),
    discounts: fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })),
    taxPercent: fc.bigInt({ min: 0n, max: 30n }),
  })
  .map(({ discounts, taxPercent, grossMinor, ...line }) => {
    const lineDiscountMinor = (grossMinor * BigInt(discounts[0])) / 100n;
    const basketDiscountMinor = ((grossMinor - lineDiscountMinor) * BigInt(discounts[1])) / 100n;
    const taxMinor = ((grossMinor - lineDiscountMinor - basketDiscountMinor) * taxPercent) / 100n;
    return { ...line, grossMinor, lineDiscountMinor, basketDiscountMinor, taxMinor };
  });

const anyProgramme = fc.record({
  goods: fc.subarray(gtins).map((some) => some.map((gtin) => ({ gtin, category: 'x' }))),
  shopWord: fc.subarray(categories),
  paysTax: fc.boolean(),
  priceCut: fc.option(
    fc.record({
      perUnit: fc.bigInt({ min: 1n, max: 9000n }).map(cny),
      unit: fc.constantFrom('each' as const, 'kg' as const),
    }),
    { nil: null },
  ),
  currency: fc.constantFrom('CNY', 'CNY', 'CNY', 'EUR'),
  expires: fc.constantFrom(later, later, now),
});

const programmeIds = ['AAAA', 'BBBB', 'CCCC'];

const anyVoucher = fc.record({
  programme: fc.constantFrom(...programmeIds, 'ZZZZ'),
  balance: fc.record({
    minor: fc.bigInt({ min: 0n, max: 60_000n }),
    currency: fc.constantFrom('CNY', 'CNY', 'CNY', 'CNY', 'EUR'),
  }),
  expires: fc.constantFrom(later, '2026-11-30T00:00:00.000Z', '2026-11-01T00:00:00.000Z'),
  code: fc.integer({ min: 1, max: 6 }).map((number) => `CV1-${number}`),
});

/** Any sale with any programmes and vouchers, some of them useless. */
export const anySale: fc.Arbitrary<SaleForVouchers> = fc
  .record({
    lines: fc.array(anyLine, { maxLength: 8 }),
    programmes: fc.array(anyProgramme, { minLength: 3, maxLength: 3 }),
    vouchers: fc.array(anyVoucher, { maxLength: 5 }),
  })
  .map(({ lines, programmes, vouchers }) => ({
    currency: 'CNY',
    lines: lines.map((line, index) => ({ ...line, id: `line-${index}` })),
    programmes: programmes.map((programme, index) =>
      aProgramme({ ...programme, id: programmeIds[index] ?? 'DDDD' }),
    ),
    vouchers,
    now,
  }));
