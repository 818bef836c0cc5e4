import fc from 'fast-check';
import { expect, it } from 'vitest';
import { amountOf, planVouchers, type VoucherPlan } from '../../main/voucher/rules.ts';
import { type PaidTender, refundParts, refundShares, sharesByTender } from '../../main/voucher/shares.ts';
import { allocate, lesser, sumMinor } from '../../shared/money.ts';
import { claimOf, cutOf, termsOf } from '../../shared/voucher.ts';
import { anySale, later, now } from './sale.ts';

const runs = { numRuns: 500 };
const restOf = (plan: VoucherPlan) => sumMinor(plan.restMinor.values());

it('shares sum to what each voucher pays, and with the rest to the line and to the sale', () => {
  fc.assert(
    fc.property(anySale, (sale) => {
      const plan = planVouchers(sale);
      for (const part of plan.parts) {
        expect(sumMinor(part.lines.map(({ shareMinor }) => shareMinor))).toBe(part.amountMinor);
      }
      for (const line of sale.lines) {
        const shares = plan.parts.flatMap((part) => part.lines.filter((one) => one.line === line.id));
        const rest = plan.restMinor.get(line.id) ?? -1n;
        expect(rest).toBeGreaterThanOrEqual(0n);
        expect(sumMinor(shares.map(({ shareMinor }) => shareMinor)) + rest).toBe(amountOf(line));
      }
      const paid = sumMinor(plan.parts.map(({ amountMinor }) => amountMinor));
      expect(paid + restOf(plan)).toBe(sumMinor(sale.lines.map(amountOf)));
    }),
    runs,
  );
});

it('no voucher pays above its balance or what is eligible, and none leaves eligible money unpaid', () => {
  fc.assert(
    fc.property(anySale, (sale) => {
      for (const part of planVouchers(sale).parts) {
        for (const { shareMinor, eligibleMinor } of part.lines) {
          expect(shareMinor >= 0n && shareMinor <= eligibleMinor).toBe(true);
        }
        if (part.unused !== null) expect(part.amountMinor).toBe(0n);
        else expect(part.amountMinor).toBe(lesser(part.voucher.balance.minor, part.eligibleMinor));
      }
    }),
    runs,
  );
});

it('all vouchers of a programme together stay within the whole lines that it takes, its tax rule and its cut', () => {
  fc.assert(
    fc.property(anySale, (sale) => {
      const plan = planVouchers(sale);
      for (const programme of sale.programmes) {
        const parts = plan.parts.filter(({ voucher }) => voucher.programme === programme.id);
        for (const line of sale.lines) {
          const shares = parts.flatMap((part) => part.lines.filter((one) => one.line === line.id));
          const paid = sumMinor(shares.map(({ shareMinor }) => shareMinor));
          const whole = claimOf(termsOf(programme), { ...line, amountMinor: amountOf(line) });
          expect(paid).toBeLessThanOrEqual(whole.mostMinor);
          const cut = cutOf(programme, line);
          if (cut !== null) expect(paid).toBeLessThanOrEqual(cut);
        }
      }
    }),
    runs,
  );
});

it('neither the order of the lines nor that of the vouchers and lists changes anything', () => {
  const shuffled = anySale.chain((sale) =>
    fc
      .record({
        lines: fc.shuffledSubarray([...sale.lines], { minLength: sale.lines.length }),
        programmes: fc.shuffledSubarray([...sale.programmes], { minLength: 3 }),
      })
      .map((other) => ({ sale, other: { ...sale, ...other } })),
  );
  fc.assert(
    fc.property(shuffled, ({ sale, other }) => {
      const [plan, again] = [planVouchers(sale), planVouchers(other)];
      expect(again.parts).toEqual(plan.parts);
      expect([...again.restMinor].sort()).toEqual([...plan.restMinor].sort());
    }),
    runs,
  );
});

it('distinct vouchers may be presented in any order', () => {
  const distinct = anySale
    .map((sale) => ({
      ...sale,
      vouchers: sale.vouchers.map((one, index) => ({ ...one, code: `CV1-${index}` })),
    }))
    .chain((sale) =>
      fc
        .shuffledSubarray([...sale.vouchers], { minLength: sale.vouchers.length })
        .map((vouchers) => ({ sale, other: { ...sale, vouchers } })),
    );
  fc.assert(
    fc.property(distinct, ({ sale, other }) => {
      expect(planVouchers(other).parts).toEqual(planVouchers(sale).parts);
    }),
    runs,
  );
});

it('currencies never mix: a voucher or a programme of another one pays nothing', () => {
  fc.assert(
    fc.property(anySale, (sale) => {
      for (const part of planVouchers(sale).parts) {
        const programme = sale.programmes.find(({ id }) => id === part.voucher.programme);
        const isForeign = part.voucher.balance.currency !== 'CNY' || programme?.currency !== 'CNY';
        if (isForeign) expect(part).toMatchObject({ amountMinor: 0n, lines: [], cuts: [] });
      }
    }),
    runs,
  );
});

it('a code that is presented twice pays once', () => {
  fc.assert(
    fc.property(anySale, (sale) => {
      const paying = planVouchers(sale).parts.filter(({ amountMinor }) => amountMinor > 0n);
      expect(new Set(paying.map(({ voucher }) => voucher.code)).size).toBe(paying.length);
    }),
    runs,
  );
});

/** Splits a whole into two parts by a weight of 0 to 100. */
const split = (whole: bigint, percent: number) => allocate(whole, [BigInt(percent), BigInt(100 - percent)]);
const percent = fc.integer({ min: 0, max: 100 });

it('rows sum to lines and columns to tenders, whatever pays the rest', () => {
  fc.assert(
    fc.property(anySale, percent, (sale, walletPercent) => {
      const plan = planVouchers(sale);
      const others = split(restOf(plan), walletPercent);
      const rows = sharesByTender(plan, sale.lines, others);
      const vouchers = plan.parts.map(({ amountMinor }) => amountMinor).filter((minor) => minor > 0n);
      expect(rows.map(sumMinor)).toEqual(sale.lines.map(amountOf));
      expect(rows.flat().every((share) => share >= 0n)).toBe(true);
      if (rows.length === 0) return;
      const columns = [...vouchers, ...others].map((_, column) =>
        sumMinor(rows.map((row) => row[column] ?? 0n)),
      );
      expect(columns).toEqual([...vouchers, ...others]);
    }),
    runs,
  );
});

it('tenders that do not come to the sale are a broken invariant', () => {
  fc.assert(
    fc.property(anySale, (sale) => {
      const plan = planVouchers(sale);
      expect(() => sharesByTender(plan, sale.lines, [restOf(plan) + 1n])).toThrow('do not come to');
    }),
    { numRuns: 50 },
  );
});

it('refunds in parts come to exactly what each tender paid, and a voucher’s part is never cash', () => {
  fc.assert(
    fc.property(
      anySale,
      percent,
      fc.array(fc.array(percent, { minLength: 8, maxLength: 8 }), { maxLength: 4 }),
      (sale, walletPercent, steps) => {
        const plan = planVouchers(sale);
        const rows = sharesByTender(plan, sale.lines, split(restOf(plan), walletPercent));
        const used = plan.parts.filter(({ amountMinor }) => amountMinor > 0n);
        const tenders: PaidTender[] = [
          ...used.map(({ voucher }) => ({
            kind: 'voucher' as const,
            redemptionId: voucher.code,
            expires: voucher.expires,
          })),
          { kind: 'wallet' },
          { kind: 'cash' },
        ];
        const left = rows.map((row) => [...row]);
        const given = tenders.map(() => 0n);
        // The last step returns whatever is still there.
        for (const step of [...steps, Array.from({ length: 8 }, () => 100)]) {
          const returning = left.map((row, index) => ({
            leftMinor: [...row],
            amountMinor: (sumMinor(row) * BigInt(step[index] ?? 0)) / 100n,
          }));
          const shares = refundShares(returning);
          for (const part of refundParts(tenders, shares, now)) {
            expect(part.kind).toBe(tenders[part.tender]?.kind);
            given[part.tender] = (given[part.tender] ?? 0n) + part.amountMinor;
          }
          shares.forEach((row, line) => {
            row.forEach((share, column) => {
              const rest = (left[line]?.[column] ?? 0n) - share;
              expect(share >= 0n && rest >= 0n).toBe(true);
              left[line]?.splice(column, 1, rest);
            });
          });
        }
        expect(given).toEqual(tenders.map((_, column) => sumMinor(rows.map((row) => row[column] ?? 0n))));
      },
    ),
    runs,
  );
});

it('the part of an expired voucher goes to the programme, else to the voucher', () => {
  const tenders: PaidTender[] = [
    { kind: 'voucher', redemptionId: 'one', expires: now },
    { kind: 'voucher', redemptionId: 'other', expires: later },
    { kind: 'cash' },
  ];
  expect(
    refundParts(
      tenders,
      [
        [1n, 2n, 0n],
        [1n, 0n, 0n],
      ],
      now,
    ),
  ).toEqual([
    { kind: 'voucher', tender: 0, redemptionId: 'one', to: 'programme', amountMinor: 2n },
    { kind: 'voucher', tender: 1, redemptionId: 'other', to: 'voucher', amountMinor: 2n },
  ]);
  expect(() => refundShares([{ leftMinor: [3n, 4n], amountMinor: 8n }])).toThrow('more is returned');
});
