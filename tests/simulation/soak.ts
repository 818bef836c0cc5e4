import { parseArgs } from 'node:util';
import { type DayReport, runDay } from './day.ts';
import { dayPlan } from './plan.ts';

/*
 * `npm run soak -- [--seeds N] [--from SEED] [--sales N] [--faults SHARE|by-seed]`: trading days one after
 * the other, a line a seed and a closing line. As it stands more than 10,000 wallet payments in 36 days on
 * each of which 30% of the scheme's requests are struck by a fault; `by-seed`: each seed says how bad. Ends with 1 where a promise was broken; the seed brings the very day back.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '36' },
      from: { type: 'string', default: '1' },
      sales: { type: 'string', default: '500' },
      faults: { type: 'string', default: '0.3' },
      tally: { type: 'boolean', default: false },
    },
  });
  const [seeds, from, sales] = [Number(values.seeds), Number(values.from), Number(values.sales)];
  const startedMs = performance.now();
  const bad: string[] = [];
  const mood = values.faults === 'by-seed' ? 'by-seed' : { struck: Number(values.faults) };
  const found = { chargedTwice: 0, lost: 0, unresolved: 0, booksDiffer: 0 };
  let soldAll = 0;
  let payments = 0;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const dayStartedMs = performance.now();
    const report = await runDay(dayPlan(seed, sales, mood));
    soldAll += report.sales;
    payments += report.payments;
    for (const kind of Object.keys(found) as (keyof typeof found)[]) found[kind] += report.found[kind];
    process.stdout.write(`${line(report, performance.now() - dayStartedMs)}\n`);
    if (values.tally) process.stdout.write(`${JSON.stringify(report.tally, null, 1)}\n`);
    if (report.broken.length === 0) continue;
    bad.push(report.seed);
    process.stdout.write(`${[...report.broken, ...report.story].map((text) => `  ${text}`).join('\n')}\n`);
  }
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  process.stdout.write(
    `${JSON.stringify({ seeds, from, faults: values.faults, sales: soldAll, payments, ...found, brokenSeeds: bad, seconds })}\n`,
  );
  process.exitCode = bad.length === 0 ? 0 : 1;
}

function line(report: DayReport, tookMs: number): string {
  const { tally } = report;
  const sum = (prefix: string) =>
    Object.entries(tally)
      .filter(([name]) => name.startsWith(prefix))
      .reduce((total, [, count]) => total + count, 0);
  return JSON.stringify({
    seed: report.seed,
    ok: report.broken.length === 0,
    sales: report.sales,
    payments: report.payments,
    wallet: tally['sold by wallet'] ?? 0,
    refunds: sum('given back'),
    faults: sum('fault '),
    powerCuts: sum('power cut'),
    withPaymentOpen: tally['restart with a payment open'] ?? 0,
    setAside: tally['set aside'] ?? 0,
    cashInstead: sum('cash instead'),
    owedBack: tally['payment-owed'] ?? 0,
    clockJumps: tally['clock jump'] ?? 0,
    dayHours: Math.round(report.dayMs / 360_000) / 10,
    steps: report.steps,
    story: report.print,
    ms: Math.round(tookMs),
  });
}

void main();
