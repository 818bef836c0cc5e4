import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { machineClock, type OpenTill, openTill } from '../../main/open-till.ts';
import { practiceCalls } from '../../main/scheme/practice.ts';
import { createScheme, type Scheme } from '../../sandbox/scheme.ts';

/** What the child is told to do (`ringing-child.ts`). */
export type Task = {
  readonly dataDir: string;
  readonly schemeUrl: string;
  /** The tenders in turn. */
  readonly pay: readonly ('cash' | 'wallet')[];
  /** null: until it is killed. */
  readonly sales: number | null;
  /** Weaker than the till sets it itself: for proving that a check can fail. */
  readonly synchronous?: 'NORMAL';
  /** Moves the WAL into the file after every so many sales, as an idle till does. */
  readonly checkpointEvery?: number;
};

export type Ack = {
  readonly sale: string;
  readonly receipt: number;
  readonly totalMinor: number;
  readonly tender: 'cash' | 'wallet';
};

export type CounterState = { readonly pieces: number; readonly held: number; readonly sales: number };

/** All that a child has said, in its order. */
export type Said = { readonly word: string; readonly value: unknown };

export type Ringing = {
  readonly child: ChildProcess;
  readonly said: readonly Said[];
  /** Resolves with the first thing of that word, from now on or before. Rejects when the child ends without. */
  readonly until: (word: string, count?: number) => Promise<void>;
  readonly ended: Promise<void>;
};

const script = fileURLToPath(new URL('./ringing-child.ts', import.meta.url));

/** Starts the child, under `wrap` where that is a program and its words. */
export function startRinging(task: Task, wrap: readonly string[] = []): Ringing {
  const [program = '', ...words] = [
    ...wrap,
    process.execPath,
    '--import',
    'tsx',
    script,
    JSON.stringify(task),
  ];
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const said: Said[] = [];
  let look: () => void = () => undefined;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const gap = line.indexOf(' ');
    said.push({ word: line.slice(0, gap), value: JSON.parse(line.slice(gap + 1)) });
    look();
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    child,
    said,
    ended,
    until: (word, count = 1) =>
      new Promise((resolve, reject) => {
        look = () => {
          if (said.filter((each) => each.word === word).length >= count) resolve();
        };
        look();
        void ended.then(() => reject(new Error(`the child ended before it said ${word} ${count} times`)));
      }),
  };
}

export function acksOf({ said }: Pick<Ringing, 'said'>): Ack[] {
  return said.filter(({ word }) => word === 'ACK').map(({ value }) => value as Ack);
}

/** Where the counter may stand after a kill: before the last step that was begun, or after it. */
export function statesAtEnd({ said }: Pick<Ringing, 'said'>): CounterState[] {
  const last = (word: string) => said.filter((each) => each.word === word).at(-1)?.value as CounterState;
  return [last('STATE') ?? last('READY'), last('NEXT') ?? last('READY')];
}

/** A folder, and a scheme in this process that outlives every till that is killed. */
export async function openWorld(): Promise<{ dataDir: string; schemeUrl: string; sandbox: Scheme }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'countertop-'));
  const sandbox = createScheme({
    dataDir: join(dataDir, 'sandbox'),
    clock: machineClock,
    random: (length) => randomBytes(length),
  });
  onTestFinished(async () => {
    await sandbox.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const { url } = await sandbox.listen(0);
  return { dataDir, schemeUrl: url, sandbox };
}

/** Opens the folder in this process as the next start would. */
export async function openAgain(dataDir: string, schemeUrl: string): Promise<OpenTill> {
  const opened = await openTill({
    dataDir,
    schemeUrl,
    practice: true,
    stock: true,
    ticket: () => practiceCalls(schemeUrl).terminal({ currency: 'CNY', zone: 'Asia/Shanghai' }),
  });
  if (!opened.ok) throw new Error(`the till did not open again: ${opened.problem.code}`);
  return opened.value;
}

export type SaleRow = { id: string; receipt: bigint; total: bigint };

/** Every sale in the books by its id. */
export function salesIn(db: OpenTill['db']): Map<string, SaleRow> {
  const rows = db.all<SaleRow>('SELECT id, receipt, total FROM sale ORDER BY receipt');
  return new Map(rows.map((row) => [row.id, row]));
}
