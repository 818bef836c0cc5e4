import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, figure } from './figure.ts';

const invoices = 'data/onlineretail/onlineretail_2010-12.csv';

/** What this file comes to, from its own rows (GBP, minor units). */
const fileSalesMinor = 82_374_614;
const fileRefundsMinor = 7_478_912;
const fileInvoices = 2025;

type Summary = {
  readonly sales: number;
  readonly refunds: number;
  readonly refusedBaskets: number;
  readonly totalsMinor: Readonly<Record<string, number>>;
  readonly unresolved: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

/** All invoices of a month through the same core, paid in turns by cash and wallet, then proved. */
export async function replayFigures(): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'countertop-replay-'));
  try {
    const summary = JSON.parse(
      till(['replay', '--baskets', invoices, '--data', dataDir, '--pay', 'cash,wallet']),
    ) as Summary;
    const verdict = JSON.parse(till(['verify', '--data', dataDir])) as { ok: boolean };
    const books = join(dataDir, 'books.journal');
    till(['export', '--data', dataDir, '--format', 'hledger', '--out', books]);
    const hledger = spawnSync('hledger', ['check', '-f', books]).status === 0;
    const net = Object.values(summary.totalsMinor).reduce((sum, minor) => sum + minor, 0);
    const accounted = summary.sales + summary.refunds + summary.refusedBaskets;
    return [
      figure('invoices accounted for, of the file', accounted, fileInvoices, 1, 'count'),
      figure('net total, of the file', net, fileSalesMinor - fileRefundsMinor, 1, 'count'),
      figure('verify ok and hledger check ok', Number(verdict.ok && hledger), 1, 1, 'count'),
      figure('unresolved at the end, plus one', summary.unresolved + 1, 1, 1, 'count'),
      figure('replayed invoice, p99 against p50', summary.p99Ms, summary.p50Ms, 1000),
    ];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function till(args: readonly string[]): string {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'main/cli.ts', ...args], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (run.status !== 0) throw new Error(`till ${args[0]}: ${run.stderr.trim()}`);
  return run.stdout.trim().split('\n').at(-1) ?? '';
}
