import fc from 'fast-check';
import { expect, it } from 'vitest';
import { amountOf, planVouchers, type VoucherPlan } from '../../main/voucher/rules.ts';
import { lesser, sumMinor } from '../../shared/money.ts';
import { claimOf, cutOf, termsOf } from '../../shared/voucher.ts';
import { anySale } from './sale.ts';

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

it('earlier redemptions count as vouchers of the same plan: together they pay neither more nor less', () => {
  fc.assert(
    fc.property(anySale, (sale) => {
      const whole = planVouchers(sale);
      const [first, ...later] = whole.parts.filter(({ amountMinor }) => amountMinor > 0n);
      if (!first) return;
      const paid = first.lines
        .filter(({ shareMinor }) => shareMinor > 0n)
        .map(({ line, shareMinor }) => ({ programme: first.voucher.programme, line, minor: shareMinor }));
      const vouchers = later.map(({ voucher }) => voucher);
      const rest = planVouchers({ ...sale, vouchers, paid });
      expect(restOf(rest)).toBe(restOf(whole));
    }),
    runs,
  );
});
