import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../platform/database.ts';
import { runMigrations } from '../../platform/migrations.ts';
import type { RandomBytes } from '../../shared/ids.ts';
import type { Clock } from '../../shared/time.ts';
import type { Lie } from '../faults.ts';
import { foreignMigrations } from '../files.ts';
import { answer } from './gateway.ts';
import { type Keys, keysOf } from './keys.ts';
import type { Books } from './wire.ts';

/**
 * A stand-in for a foreign wallet of the code-payment family, on its own folder and books, so that a till
 * can be tried against another party than the scheme. Written from what Alipay publishes; not Alipay's.
 */
export type StandIn = Books & {
  /** One request at the gateway: its query and its form, as sent. `lie`: what is wrong with the answer. */
  readonly answer: (query: string, form: string, lie: Lie) => string;
  /** The shop's account there, as a till keeps it; `origin` is where this sandbox listens. */
  readonly account: (origin: string) => Readonly<Record<string, string>>;
  readonly close: () => void;
};

export type StandInOptions = {
  /** Holds `foreign.db`; null keeps the books in memory. */
  readonly dataDir: string | null;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** RSA bits of keys that are made new; 2048 as they ask for. */
  readonly bits?: number;
};

export const gatewayPath = '/foreign/gateway.do';

/** Opens the stand-in's books. Throws where the folder was written by a newer release. */
export function openStandIn(options: StandInOptions): StandIn {
  const { dataDir, clock, random, bits = 2048 } = options;
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const database = openDatabase(dataDir === null ? ':memory:' : join(dataDir, 'foreign.db'));
  const outcome = runMigrations(database, foreignMigrations());
  if (outcome.kind !== 'ready') {
    database.close();
    throw new Error(`the foreign wallet's data in ${dataDir ?? 'memory'} is of another release`);
  }
  let keys: Keys | null = null;
  // Made when they are first needed, since it takes a while and many a sandbox never needs them.
  const keysNow = (): Keys => {
    keys ??= keysOf(database, bits);
    return keys;
  };
  const books: Books = { database, clock, random };
  return {
    ...books,
    answer: (query, form, lie) => answer(books, keysNow(), query, form, lie),
    account: (origin) => ({
      wallet: 'alipay',
      url: new URL(gatewayPath, origin).href,
      appId: keysNow().appId,
      privateKey: keysNow().shopSecret,
      publicKey: keysNow().publicKey,
    }),
    close: () => database.close(),
  };
}
