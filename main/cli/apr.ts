import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type CashFlow, signChanges, yearlyRate } from '../../shared/apr.ts';
import { percentOfRate } from '../../shared/credit/offers.ts';
import { answer, type Command, CommandError, flagsOf, required } from './command.ts';

/** No loan has more rows, or turns so often; each turn may be a rate of its own. */
const mostRows = 20_000;
const mostChanges = 100;

/** A hundred years on either side: no loan runs longer. */
const day = z.int().min(0).max(36_525);
const minor = z.int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const file = z.object({ cashflows: z.array(z.object({ day, minor })).min(1).max(mostRows) });

/**
 * `apr --cashflows FILE.json`: the effective yearly rate of `{"cashflows":[{"day","minor"}]}` as
 * `{"aprPercent"}` with four decimals, half up, and `"severalRates":true` where it is not the only one.
 * Flows that have no rate are answered with `{"problem":{"code":"no-rate"}}` and exit code 1.
 */
export const apr: Command = async (words) => {
  const flows = flowsIn(required(flagsOf(words, ['cashflows']).cashflows, 'cashflows'));
  const found = signChanges(flows) > mostChanges ? null : yearlyRate(flows);
  if (found === null) {
    answer({ problem: { code: 'no-rate' } });
    process.stderr.write(
      'till: no yearly rate makes these payments worth nothing: is there money both ways?\n',
    );
    return 1;
  }
  answer({ aprPercent: percentOfRate(found.rate), ...(found.severalRates ? { severalRates: true } : {}) });
  return 0;
};

function flowsIn(path: string): readonly CashFlow[] {
  const checked = file.safeParse(jsonIn(path));
  if (checked.success) return checked.data.cashflows;
  const [issue] = checked.error.issues;
  throw new CommandError(`${path} at ${issue?.path.join('.') || 'its root'}: ${issue?.message}`);
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is no JSON' : `can't be read: ${codeOf(error)}`;
    throw new CommandError(`${path} ${why}`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
