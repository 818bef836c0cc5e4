import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTill } from '../../main/open-till.ts';
import { practiceCalls } from '../../main/scheme/practice.ts';
import type { Till } from '../../main/till.ts';
import { type Figure, figure, percentile } from './figure.ts';

/** What the till itself may add to a wallet payment, in milliseconds. */
const limitMs = 25;
/** A good of the practice shop. */
const soldCode = '6928804011142';
const payments = 220;
/** The first ones warm the compiler and the disk, as at a till that has been open for a while. */
const warming = 20;

/**
 * A wallet payment from the scan of the customer's code to "paid", less the time for which the scheme had
 * the requests. What is left is the till's: deciding, writing down before and after, signing, the
 * connection, checking the answer, booking the sale.
 */
export async function ownShareFigures(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'countertop-share-'));
  const script = fileURLToPath(new URL('./timed-scheme.ts', import.meta.url));
  const scheme = fork(script, [join(folder, 'scheme')], { execArgv: ['--import', 'tsx'] });
  try {
    const [{ url }] = (await once(scheme, 'message')) as [{ url: string }];
    const samples = await sharesOf(join(folder, 'till'), url, scheme);
    const [p50, p95] = [percentile(samples, 0.5), percentile(samples, 0.95)];
    return [
      figure('till’s own share of a wallet payment, p50', p50, limitMs, 1),
      figure('till’s own share of a wallet payment, p95', p95, limitMs, 1),
    ];
  } finally {
    scheme.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sharesOf(dataDir: string, schemeUrl: string, scheme: ChildProcess): Promise<number[]> {
  const practice = practiceCalls(schemeUrl);
  const ticket = () => practice.terminal({ currency: 'CNY', zone: 'Asia/Shanghai' });
  const opened = await openTill({ dataDir, schemeUrl, practice: true, stock: true, ticket });
  if (!opened.ok) throw new Error(`the till did not open: ${opened.problem.code}`);
  const { till, close } = opened.value;
  try {
    const samples: number[] = [];
    const wallet = await practice.wallet({ currency: 'CNY' });
    for (let turn = 0; turn < payments; turn += 1) {
      const code = await practice.code(wallet);
      const share = await shareOfOne(till, code, scheme);
      if (turn >= warming) samples.push(share);
    }
    return samples;
  } finally {
    close();
  }
}

type Served = { readonly method: string; readonly path: string; readonly ms: number };

async function shareOfOne(till: Till, code: string, scheme: ChildProcess): Promise<number> {
  till.scanned({ text: soldCode });
  const open = await till.handlers['pay.open']({});
  if (!open.ok) throw new Error(`there was nothing to pay: ${open.problem.code}`);
  let schemeMs = 0;
  let seen: () => void = () => undefined;
  const heard = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const hear = ({ method, path, ms }: Served): void => {
    if (!path.startsWith('/payments/')) return;
    schemeMs += ms;
    if (method === 'PUT') seen();
  };
  scheme.on('message', hear);
  const start = performance.now();
  till.scanned({ text: code });
  await till.collecting.idle(10_000);
  const ms = performance.now() - start;
  if (till.view().paid === null) throw new Error('the payment did not end as paid');
  // The scheme's word of how long it took comes by another way, maybe after its answer.
  await heard;
  scheme.off('message', hear);
  await till.handlers['pay.next']({});
  return ms - schemeMs;
}
