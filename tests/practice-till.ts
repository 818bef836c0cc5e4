import { join } from 'node:path';
import { machineClock, type OpenTill, openTill } from '../main/open-till.ts';
import { type Practice, practiceCalls } from '../main/scheme/practice.ts';
import { systemRandom } from '../platform/random.ts';
import type { Faults } from '../sandbox/faults.ts';
import { createScheme, type Scheme } from '../sandbox/scheme.ts';
import type { RandomBytes } from '../shared/ids.ts';
import type { SaveSheet } from '../shared/printed-code.ts';
import type { Clock } from '../shared/time.ts';

/** A real till on a real folder with the real sandbox scheme over HTTP, all in this process. */
export type PracticeTill = OpenTill & {
  readonly sandbox: Scheme;
  readonly schemeUrl: string;
  readonly practice: Practice;
  readonly dataDir: string;
  /** Closes till and scheme; the folder stays. */
  readonly close: () => Promise<void>;
};

export type PracticeTillOptions = {
  readonly dataDir: string;
  readonly faults?: Faults;
  readonly seed?: number;
  readonly clock?: Clock;
  /** The scheme's, where it has another than the till. */
  readonly schemeClock?: Clock;
  readonly random?: RandomBytes;
  readonly currency?: string;
  readonly zone?: string;
  readonly stock?: boolean;
  /** The shop has an account with the foreign wallet's stand-in. */
  readonly foreign?: boolean;
  /** What the shell does when the newcomer wants to see the customer's phone or the practice sheet. */
  readonly openPage?: (page: 'phone' | 'sheet', url: string) => void;
  readonly saveSheet?: SaveSheet;
};

/** Opens (or opens again) a practice shop in `dataDir`; its scheme lives in `dataDir/sandbox`. */
export async function openPracticeTill(options: PracticeTillOptions): Promise<PracticeTill> {
  const { dataDir, currency = 'CNY', zone = 'Asia/Shanghai' } = options;
  const clock = options.clock ?? machineClock;
  const random = options.random ?? systemRandom();
  const sandbox = createScheme({
    dataDir: join(dataDir, 'sandbox'),
    clock: options.schemeClock ?? clock,
    random,
    ...(options.faults ? { faults: options.faults } : {}),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  const { url } = await sandbox.listen(0);
  const practice = practiceCalls(url);
  const opened = await openTill({
    dataDir,
    schemeUrl: url,
    practice: true,
    stock: options.stock ?? true,
    ...(options.foreign ? { accounts: async () => [(await practice.foreign()).account] } : {}),
    ticket: () => practice.terminal({ currency, zone }),
    clock,
    random,
    ...(options.openPage ? { openPage: options.openPage } : {}),
    ...(options.saveSheet ? { saveSheet: options.saveSheet } : {}),
  });
  if (!opened.ok)
    throw new Error(`the till did not open: ${opened.problem.code} ${JSON.stringify(opened.problem.detail)}`);
  return {
    ...opened.value,
    sandbox,
    schemeUrl: url,
    practice,
    dataDir,
    close: async () => {
      opened.value.close();
      await sandbox.close();
    },
  };
}
