import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isCurrency } from '../../shared/qr/iso-codes.ts';
import { instantOf, isZone } from '../../shared/time.ts';
import { machineClock, openTill } from '../open-till.ts';
import { practiceCalls, type Ticket } from '../scheme/practice.ts';
import { databaseFile } from '../store/database.ts';
import { lockFolder } from '../store/lock.ts';
import {
  answer,
  type Command,
  CommandError,
  fileToWrite,
  flagsOf,
  required,
  wholeNumber,
} from './command.ts';
import { rememberScheme, withScheme } from './own-scheme.ts';
import { untilItWorks } from './patience.ts';
import { type ReadInvoices, readInvoices } from './replay-baskets.ts';
import type { PayBy } from './replay-lines.ts';
import { Replay } from './replay-run.ts';
import { summaryOf } from './replay-summary.ts';

/**
 * `replay --baskets FILE.csv --data DIR [--scheme URL] [--limit N] [--pay cash,wallet] [--seed N] [--zone Z]
 * [--currency C] [--acks FILE] [--settle-s N]`: rings every invoice up through the same core. Run again on
 * the same folder it goes on where it stopped. One JSON line says what came of it.
 */
export const replay: Command = async (words) => {
  const wanted = wantedOf(words);
  // Refused before the folder's own sandbox is started beside one that runs.
  if (existsSync(wanted.dataDir)) lockFolder(wanted.dataDir, work, instantOf(Date.now())).release();
  const summary = await withScheme(wanted.dataDir, wanted.scheme, wanted.seed, (url) => run(wanted, url));
  answer(summary);
  return 0;
};

const work = 'till replay';

type Wanted = ReturnType<typeof wantedOf>;

/** Everything is looked at before anything is opened, so that a mistake changes nothing. */
function wantedOf(words: readonly string[]) {
  const flags = flagsOf(words, [
    'baskets',
    'data',
    'scheme',
    'limit',
    'pay',
    'seed',
    'zone',
    'currency',
    'acks',
    'settle-s',
  ]);
  const dataDir = required(flags.data, 'data');
  if (existsSync(dataDir) && !statSync(dataDir).isDirectory())
    throw new CommandError(`${dataDir} is no folder`);
  const zone = flags.zone ?? 'Europe/London';
  if (!isZone(zone)) throw new CommandError(`--zone takes a zone such as Europe/London, not ${zone}`);
  const currency = flags.currency ?? 'GBP';
  if (!isCurrency(currency)) throw new CommandError(`--currency takes a code such as GBP, not ${currency}`);
  const limit = flags.limit === undefined ? {} : { limit: wholeNumber(flags.limit, 'limit', 0) };
  const acks = flags.acks === undefined ? null : fileToWrite(flags.acks, dataDir);
  return {
    dataDir,
    currency,
    zone,
    scheme: flags.scheme,
    pay: payOf(flags.pay ?? 'cash,wallet'),
    seed: flags.seed === undefined ? 0 : wholeNumber(flags.seed, 'seed', 0),
    acks,
    settleMs: 1000 * wholeNumber(flags['settle-s'] ?? '120', 'settle-s', 0),
    read: readFile(required(flags.baskets, 'baskets'), { currency, zone, ...limit }),
  };
}

function payOf(text: string): readonly PayBy[] {
  const known = { cash: 'cash', wallet: 'wallet' } as const;
  return text.split(',').map((word) => {
    const by = known[word as PayBy];
    if (by === undefined)
      throw new CommandError(`--pay takes cash, wallet or both with a comma, not ${text}`);
    return by;
  });
}

function readFile(path: string, options: Parameters<typeof readInvoices>[1]): ReadInvoices {
  if (!existsSync(path) || !statSync(path).isFile()) throw new CommandError(`there is no file ${path}`);
  return readInvoices(readFileSync(path, 'utf8'), options);
}

async function run(wanted: Wanted, url: string): Promise<unknown> {
  const practice = practiceCalls(url);
  const { currency, zone, dataDir } = wanted;
  const askTicket = (): Promise<Ticket> =>
    untilItWorks(machineClock, () => practice.terminal({ currency, zone }));
  // Asked before there is a folder: a scheme that isn't there leaves none behind.
  const ticket = existsSync(join(dataDir, databaseFile)) ? null : await askTicket();
  const opened = await openTill({
    dataDir,
    schemeUrl: url,
    practice: true,
    ticket: async () => ticket ?? askTicket(),
    work,
  });
  if (!opened.ok) throw new CommandError(`the scheme refused this till: ${opened.problem.code}`);
  const { till, close } = opened.value;
  try {
    const terminal = till.counter.terminal();
    if (terminal.currency !== currency || terminal.zone !== zone)
      throw new CommandError(`the books in ${dataDir} are kept in ${terminal.currency}, ${terminal.zone}`);
    if (wanted.scheme !== undefined) rememberScheme(dataDir, url);
    const { acks, pay, settleMs, read } = wanted;
    const done = await new Replay({ till, practice, acks, pay, settleMs }).run(read.invoices);
    return summaryOf(till, read, done);
  } finally {
    close();
  }
}
