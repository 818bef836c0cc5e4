import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSettled } from '../../shared/payment.ts';
import { expectDayHolds, keptOf, wrongsAt } from './agree.ts';
import { createStage, type Stage } from './stage.ts';
import { openStreet, type Street } from './street.ts';

/**
 * Two tills and one scheme, and whatever cashiers, customers, cables, clocks and plugs do in any order. The
 * model knows little: who has a sale on the counter, and which code was shown last. What it holds the real
 * ones to after every step is the design's list: a sale has one open attempt at most, a code pays once,
 * and "paid" stands on a screen only for money that the scheme has taken.
 */
type Model = { readonly isOn: boolean; readonly tills: { hasSale: boolean; code: string | null }[] };

type Real = { readonly street: Street; readonly stages: readonly Stage[] };

type Step = fc.AsyncCommand<Model, Real>;

/** One thing that may be done at one till; what it is refused counts as done. */
function step(
  name: string,
  till: number,
  may: (sale: Model['tills'][number]) => boolean,
  act: (stage: Stage, sale: Model['tills'][number], real: Real) => Promise<unknown>,
): Step {
  return {
    check: (model) => may(model.tills[till] ?? { hasSale: false, code: null }),
    run: async (model, real) => {
      const [stage, sale] = [real.stages[till], model.tills[till]];
      if (!stage || !sale) throw new Error('no such till');
      for (const { counter } of real.stages) if (!counter.host.isOn()) await counter.host.boot();
      await act(stage, sale, real);
      await real.street.pass(200);
      holdsNow(real);
    },
    toString: () => `${name} at till ${till + 1}`,
  };
}

const always = (): boolean => true;

/** Goods on the counter and the pay screen open, whatever was there. */
async function serve({ counter }: Stage, sale: Model['tills'][number], yuan: number): Promise<void> {
  if (counter.look().pay !== null) return;
  await counter.ask('pay.next', {});
  await counter.ask('basket.addAmount', { amount: `${yuan}.00`, taxClass: 'standard' });
  sale.hasSale = (await counter.ask('pay.open', {})).ok || sale.hasSale;
}

function holdsNow({ street, stages }: Real): void {
  for (const { counter } of stages) {
    if (!counter.host.isOn()) continue;
    const { db } = counter.host.opened();
    const open = db
      .all<{ sale: string; state: string }>('SELECT sale_id AS sale, state FROM payment')
      .filter(({ state }) => !isSettled(state as 'created'));
    expect(new Set(open.map(({ sale }) => sale)).size, 'a sale has two open attempts').toBe(open.length);
    const twice = db.all(
      `SELECT code_hash FROM payment WHERE state = 'succeeded' AND code_hash <> ''
       GROUP BY code_hash HAVING count(*) > 1`,
    );
    expect(twice, 'a code has paid twice').toEqual([]);
    const { paid } = counter.look();
    const wallet = (paid?.tenders ?? []).filter(({ kind }) => kind === 'wallet');
    if (!paid || paid.offline || !street.scheme.isUp()) continue;
    const due = wallet.reduce((sum, { amount }) => sum + BigInt(amount.minor), 0n);
    const back = db.get<{ sum: bigint }>(
      `SELECT coalesce(sum(refund.amount), 0) AS sum FROM refund JOIN payment ON payment.id = payment_id WHERE sale_id = ?`,
      paid.saleId,
    );
    const taken = keptOf(street, counter, paid.saleId) + (back?.sum ?? 0n);
    expect(taken, 'paid is shown for money that nobody took').toBeGreaterThanOrEqual(due);
  }
}

const dayMs = 86_400_000;

/** Holds up a code, which the scanner reads twice, as scanners do. */
function customer(kind: string, till: number): Step {
  return step(`a customer with a ${kind}`, till, always, async (stage, sale, { street }) => {
    if (!street.scheme.isUp()) return;
    await serve(stage, sale, 12);
    if (kind === 'pin') {
      const { code, type } = await stage.codeWithPin();
      sale.code = code;
      type(9_000);
    } else sale.code = await (kind === 'poor' ? stage.poorCode() : stage.code());
    await Promise.all([stage.scan(sale.code), stage.scan(sale.code)]);
  });
}

const ways: readonly ((till: number) => fc.Arbitrary<Step>)[] = [
  (till) =>
    fc
      .integer({ min: 3, max: 30 })
      .map((yuan) => step(`ring up ${yuan}`, till, always, (stage, sale) => serve(stage, sale, yuan))),
  ...[0, 1, 2, 3].map(
    () => (till: number) =>
      fc.constantFrom('code', 'code', 'pin', 'poor').map((kind) => customer(kind, till)),
  ),
  (till) =>
    fc.constant(
      step(
        'the last code again',
        till,
        ({ code }) => code !== null,
        (stage, { code }) => stage.scan(code ?? ''),
      ),
    ),
  (till) =>
    fc.constantFrom('1.00', '0.50').map((part) =>
      step(
        `${part} in cash as a part`,
        till,
        ({ hasSale }) => hasSale,
        async ({ counter }) => {
          await counter.ask('pay.part', { amount: part });
          await counter.ask('pay.cash', { tendered: part });
        },
      ),
    ),
  (till) =>
    fc.constant(
      step(
        'our code is shown',
        till,
        ({ hasSale }) => hasSale,
        ({ counter }) => counter.ask('pay.showCode', {}),
      ),
    ),
  (till) =>
    fc.constant(
      step('the payment is stopped', till, always, async ({ counter }) => {
        const attemptId = counter.look().pay?.attempt?.id;
        if (attemptId) await counter.ask('pay.stop', { attemptId });
      }),
    ),
  (till) =>
    fc.constant(
      step('cash instead', till, always, async ({ counter }) => {
        const { pay } = counter.look();
        if (pay?.attempt && pay.mayTakeCashInstead)
          await counter.ask('pay.cashInstead', { attemptId: pay.attempt.id, tendered: '100' });
      }),
    ),
  (till) =>
    fc.constant(
      step('the sale is cancelled', till, always, async ({ counter }, sale) => {
        const saleId = counter.look().pay?.saleId;
        if (saleId) sale.hasSale = !(await counter.ask('pay.cancelSale', { saleId })).ok;
      }),
    ),
  (till) =>
    fc.constant(
      step('one yuan of the last sale goes back', till, always, async ({ counter }) => {
        const { newId, db } = counter.host.till().counter;
        const last = db.get<{ id: string }>(
          "SELECT id FROM sale WHERE kind = 'sale' ORDER BY receipt DESC LIMIT 1",
        );
        const what = { by: 'amount', amount: '1.00' } as const;
        const total = { minor: '100', currency: 'CNY' };
        const asked = { id: newId(), what, reason: 'faulty', note: '', total } as const;
        if (last) await counter.ask('sales.refund', { ...asked, saleId: last.id });
      }),
    ),
  (till) =>
    fc
      .constantFrom(1_000, 12_000, 95_000)
      .map((ms) => step(`${ms} ms pass`, till, always, (_, __, { street }) => street.pass(ms))),
  (till) => fc.constant(step('the cable breaks', till, always, async (stage) => stage.breakLine())),
  ...[0, 1].map(
    () => (till: number) => fc.constant(step('the cable is mended', till, always, (stage) => stage.mend())),
  ),
  (till) =>
    fc
      .constantFrom(-1, 1)
      .map((days) =>
        step(`the clock is set by ${days} day`, till, always, async ({ counter }) =>
          counter.host.wall.jump(days * dayMs),
        ),
      ),
  (till) =>
    fc.integer({ min: 0, max: 5 }).map((commits) =>
      step(`the power goes at commit ${commits}`, till, always, async (_, __, { stages }) => {
        for (const { counter } of stages) {
          if (commits === 0) counter.host.cut('model');
          else counter.host.cutAtCommit(commits, commits % 2 === 0 ? 'before' : 'after');
        }
      }),
    ),
  (till) =>
    fc.constant(
      step('the scheme dies', till, always, async (_, __, { street }) => street.scheme.kill(4_000, 'model')),
    ),
];

describe('two tills and one scheme, in any order of things', () => {
  it('never charge twice, lose nothing, leave nothing open, and have the same books in the end', async () => {
    const commands = fc.commands(
      [0, 1].flatMap((till) => ways.map((way) => way(till))),
      { maxCommands: 40, size: 'max' },
    );
    let runs = 0;
    const seen = { payments: 0, paid: 0 };
    await fc.assert(
      fc.asyncProperty(commands, async (steps) => {
        runs += 1;
        const street = await openStreet(`model ${runs}`, 2);
        try {
          const stages = street.counters.map((counter) => createStage(street, counter));
          for (const stage of stages) stage.calm();
          const tills = stages.map(() => ({ hasSale: false, code: null }));
          await fc.asyncModelRun(() => ({ model: { isOn: true, tills }, real: { street, stages } }), steps);
          for (const stage of stages) {
            stage.calm();
            stage.disarm();
          }
          expect(await street.settle(), 'something stays open for ever').toBe(true);
          for (const stage of stages) await closed(stage);
          expect(await street.settle()).toBe(true);
          expect(wrongsAt(street, street.counters)).toEqual([]);
          await expectDayHolds(street);
          for (const { host } of street.counters) {
            const count = (sql: string): number =>
              Number(host.opened().db.get<{ count: bigint }>(sql)?.count);
            seen.payments += count('SELECT count(*) AS count FROM payment');
            seen.paid += count("SELECT count(*) AS count FROM payment WHERE state = 'succeeded'");
          }
        } finally {
          await street.stop();
        }
      }),
      { numRuns: Number(process.env.MODEL_RUNS ?? 20), endOnFailure: true },
    );
    // A street on which nothing happened proves nothing.
    expect(seen.payments).toBeGreaterThan(5);
    expect(seen.paid).toBeGreaterThan(0);
  });
});

/** What is still on the counter is paid in cash, so that no part of a sale is left held. */
async function closed({ counter, payRestInCash }: Stage): Promise<void> {
  await counter.ask('pay.next', {});
  for (const { basketId } of counter.look().held) {
    if (counter.look().basket.lines.length > 0) await payRestInCash();
    await counter.ask('basket.recall', { basketId });
  }
  if (counter.look().basket.lines.length > 0) await payRestInCash();
}
