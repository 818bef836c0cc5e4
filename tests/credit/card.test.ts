import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Offer, offersFor } from '../../shared/credit/offers.ts';
import { bufferPoints, burdenPoints, cardMonths, judge } from '../../shared/credit/scorecard.ts';
import { type Takings, type TakingsRow, takingsOf } from '../../shared/credit/takings.ts';

/** Rules that the card must keep whatever the shop (credit.md §3), on made-up histories from seeds. */
type Sale = readonly [days: number, minor: number];

const sale = (day: string, minor: number): TakingsRow => ({ day, minor, kind: 'sale', tender: 'wallet' });
const dayAt = (number: number): string => new Date(number * 86_400_000).toISOString().slice(0, 10);
const start = Date.parse('2024-01-01') / 86_400_000;

/** Takings of up to three years: sales so many days apart, from some day on. */
const history = fc
  .tuple(
    fc.integer({ min: 0, max: 40 }),
    fc.array(fc.tuple(fc.integer({ min: 0, max: 45 }), fc.integer({ min: 1, max: 5_000_000 })), {
      minLength: 2,
      maxLength: 120,
    }),
  )
  .map(([offset, sales]: readonly [number, readonly Sale[]]) => {
    let day = start + offset;
    return sales.map(([days, minor], index) => {
      day += index === 0 ? 0 : days;
      return sale(dayAt(day), minor);
    });
  })
  .filter((rows) => rows[0]?.day !== rows.at(-1)?.day);

function read(rows: readonly TakingsRow[], asOf: string | null = null): Takings {
  const takings = takingsOf(rows, cardMonths, asOf);
  if ('problem' in takings) throw new Error(takings.problem);
  return takings;
}

function all(rows: readonly TakingsRow[], asOf: string | null = null) {
  const takings = read(rows, asOf);
  const judged = judge(takings.facts);
  return { takings, judged, offers: offersFor(takings, judged, 'CNY') };
}

const total = (offers: readonly Offer[]): number =>
  offers.reduce((sum, offer) => sum + offer.receivedMinor, 0);
const runs = { numRuns: 500 };

describe('the points card', () => {
  it('answers the same whatever the order of the rows, to the last bit', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (rows, random) => {
        const order = rows.map((row) => ({ row, at: random.next().value ?? 0 })).sort((a, b) => a.at - b.at);
        const shuffled = order.map(({ row }) => row);
        expect(JSON.stringify(all(shuffled))).toBe(JSON.stringify(all(rows)));
      }),
      runs,
    );
  });

  it('gives the same points for amounts a hundred times as large', () => {
    fc.assert(
      fc.property(history, (rows) => {
        const larger = rows.map((row) => ({ ...row, minor: row.minor * 100 }));
        expect(all(larger).judged).toEqual(all(rows).judged);
      }),
      runs,
    );
  });

  it('takes no notice of tips, tax, or a sale that is rung up in two parts on its day', () => {
    fc.assert(
      fc.property(history, fc.nat(), (rows, at) => {
        const chosen = rows[at % rows.length] ?? sale('2024-01-01', 2);
        const asOf = read(rows).asOf;
        const tip = { ...chosen, kind: 'tip' as const };
        const tax = { ...chosen, kind: 'tax' as const };
        expect(all([...rows, tip, tax], asOf)).toEqual(all(rows, asOf));
        if (chosen.minor < 2) return;
        const halves = [1, chosen.minor - 1].map((minor) => ({ ...chosen, minor }));
        const parted = [...rows.filter((row) => row !== chosen), ...halves];
        expect(all(parted, asOf)).toEqual(all(rows, asOf));
      }),
      runs,
    );
  });

  it('never gives more for a refund or a voided sale, and offers no more', () => {
    fc.assert(
      fc.property(
        history,
        fc.nat(),
        fc.constantFrom('refund' as const, 'void' as const),
        (rows, at, kind) => {
          const chosen = rows[at % rows.length] ?? sale('2024-01-01', 2);
          const { asOf } = read(rows);
          const before = all(rows, asOf);
          const after = all([...rows, { ...chosen, kind }], asOf);
          expect(after.judged.score ?? 0).toBeLessThanOrEqual(before.judged.score ?? 0);
          expect(total(after.offers)).toBeLessThanOrEqual(total(before.offers));
        },
      ),
      runs,
    );
  });

  it('gives the same or more where older months come in front of six complete ones', () => {
    fc.assert(
      fc.property(
        history,
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (rows, days, minor) => {
          const now = all(rows);
          fc.pre(now.takings.months.length === cardMonths);
          const first = Date.parse([...rows].map(({ day }) => day).sort()[0] ?? '') / 86_400_000;
          const older = all([sale(dayAt(first - days), minor), ...rows], now.takings.asOf);
          expect(older.judged.score ?? 0).toBeGreaterThanOrEqual(now.judged.score ?? 0);
        },
      ),
      runs,
    );
  });

  it('has lines that add up to the score, reasons by what they lost, and a way to the next band', () => {
    fc.assert(
      fc.property(history, (rows) => {
        const { takings, judged } = all(rows);
        const sum = 380 + judged.points.reduce((added, { points }) => added + points, 0);
        expect(judged.score).toBe(takings.facts.tenure < 3 ? null : sum);
        expect(judged.reasons.length).toBeLessThanOrEqual(4);
        const lost = judged.reasons.map(({ code }) => {
          const line = judged.points.find(({ fact }) => fact === code);
          return (line?.of ?? 0) - (line?.points ?? 0);
        });
        expect(lost).toEqual([...lost].sort((a, b) => b - a));
        expect(Math.min(5, ...lost)).toBe(5);
        if (judged.score === null || judged.band === 'A') {
          expect(judged.toNextBand).toEqual([]);
          return;
        }
        const facts = { ...takings.facts };
        for (const { fact, need } of judged.toNextBand) Object.assign(facts, { [fact]: need });
        const reached = judge(facts);
        expect(reached.band).not.toBe(judged.band);
        expect(reached.score).toBeGreaterThan(judged.score);
      }),
      runs,
    );
  });

  it.each([
    ['no rows at all', [], null, 'no-rows'],
    ['takings of one day', [sale('2025-01-01', 5), sale('2025-01-01', 9)], null, 'one-day'],
    [
      'nothing but tips',
      ['2025-01-01', '2025-03-01'].map((day) => ({ ...sale(day, 5), kind: 'tip' as const })),
      null,
      'no-takings',
    ],
    ['a row after the day', [sale('2025-01-01', 5), sale('2025-03-02', 9)], '2025-03-01', 'rows-after-as-of'],
  ] as const)('has a name for %s', (_, rows, asOf, problem) => {
    expect(takingsOf(rows, cardMonths, asOf)).toEqual({ problem });
  });

  it('says nothing yet of a shop of two complete months, but shows its lines', () => {
    const rows = ['2025-01-01', '2025-01-20', '2025-02-10', '2025-03-02'].map((day) => sale(day, 100_00));
    const { judged, takings } = all(rows);
    expect(judged).toMatchObject({ score: null, band: null, toNextBand: [] });
    expect(judged.points).toHaveLength(6);
    expect(takings.facts).toMatchObject({ tenure: 2, dir: null });
  });

  it('weighs the months as they are printed: 30 days each, the half-begun first one left out', () => {
    // January from the 5th on is left out; February brings 28.00 and March 31.00: 30.00 each as 30 days.
    const rows = [
      sale('2025-01-05', 99_00),
      sale('2025-02-03', 28_00),
      sale('2025-03-03', 31_00),
      sale('2025-04-01', 1),
    ];
    const { facts, months } = read(rows);
    expect(months.map(({ month }) => month)).toEqual(['2025-02', '2025-03']);
    expect(months.map(({ gross }) => Math.round(gross))).toEqual([3000, 3000]);
    expect(facts).toMatchObject({ steady: 0, weak: 1, tenure: 2 });
    // Days on which was sold: 3 February, 3 March, 1 April; 28 and 29 days apart, 28 usually.
    expect(facts.gap).toBe(1);
  });

  it('has points for one offer: its burden, and the balance before it', () => {
    expect([10, 15, 20, 30, 60, 61].map((monthly) => burdenPoints(monthly, 100))).toEqual([
      80, 64, 52, 36, 12, 0,
    ]);
    expect([burdenPoints(10, 0), burdenPoints(10, -5)]).toEqual([0, 0]);
    expect([50, 35, 15, 0, -1].map((low) => bufferPoints(low, 100))).toEqual([80, 60, 20, 10, 0]);
  });
});

describe('the offers', () => {
  it('of a steady shop cost what the published table says, and leave the month what it needs', () => {
    const rows = Array.from({ length: 600 }, (_, day) => sale(dayAt(start + day), 100_000));
    const { offers } = all(rows);
    const [share] = offers;
    expect(share).toMatchObject({ programme: 'working-capital', receivedMinor: 900_000, needsPerson: false });
    expect(share?.aprPercent).toBeGreaterThan(6.9);
    expect(share?.aprPercent).toBeLessThan(7.2);
    for (const offer of offers) {
      expect(offer.totalRepayableMinor).toBe(offer.receivedMinor + offer.feeMinor);
      if (offer.repay.kind === 'instalments') expect(offer.repay.monthlyMinor).toBeLessThanOrEqual(450_000);
    }
    // Two points a year come back, so the rate after the subsidy is about so much lower.
    const instalment = offers.find(({ repay }) => repay.kind === 'instalments');
    const after = instalment?.repay.kind === 'instalments' ? instalment.repay.aprAfterSubsidyPercent : null;
    expect((instalment?.aprPercent ?? 0) - (after ?? 0)).toBeCloseTo(2.1, 0);
  });

  it('grow with wallet takings only where the share is taken of them', () => {
    const cash = (day: number): TakingsRow => ({ ...sale(dayAt(start + day), 100_000), tender: 'cash' });
    const rows = Array.from({ length: 600 }, (_, day) => cash(day));
    expect(all(rows).offers.filter(({ repay }) => repay.kind === 'share')).toEqual([]);
    const mixed = [...rows, ...rows.map((row) => ({ ...row, tender: 'wallet' as const }))];
    expect(all(mixed).offers[0]?.receivedMinor).toBe(900_000);
  });

  it('go to a person where much was given back', () => {
    const rows = Array.from({ length: 600 }, (_, day) => sale(dayAt(start + day), 100_000));
    const returned = rows.map((row) => ({ ...row, minor: 20_000, kind: 'refund' as const }));
    const { offers } = all([...rows, ...returned]);
    expect(offers.length).toBeGreaterThan(0);
    expect(offers.every(({ needsPerson }) => needsPerson)).toBe(true);
  });

  it('are none to a shop that gave back what it took', () => {
    const rows = Array.from({ length: 300 }, (_, day) => sale(dayAt(start + day), 100_000));
    expect(all([...rows, ...rows.map((row) => ({ ...row, kind: 'refund' as const }))]).offers).toEqual([]);
  });
});
