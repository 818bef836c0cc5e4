import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { type Database, openDatabase } from '../platform/database.ts';
import { runMigrations } from '../platform/migrations.ts';
import type { RandomBytes } from '../shared/ids.ts';
import type { Clock } from '../shared/time.ts';
import { createEventHub } from './event-hub.ts';
import { createFaultLine, type FaultLine, type Faults } from './faults.ts';
import { migrations } from './files.ts';
import { openStandIn } from './foreign/stand-in.ts';
import { createGate } from './gate.ts';
import { createApp } from './http.ts';
import type { Parts } from './parts.ts';
import { openDemoWallet } from './practice/accounts.ts';
import { openDemoProgrammes } from './practice/vouchers.ts';
import { createReach } from './reach.ts';
import { countBoot, readSetting, writeSetting } from './records/setting.ts';
import { createScanHub } from './scan-hub.ts';
import { openSchemeKeys } from './scheme-keys.ts';

export type SchemeOptions = {
  /** A folder; made where it isn't there. Holds `scheme.db` and the scheme's keys. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly faults?: Faults;
  readonly seed?: number;
  /** What a `crash` fault does; without it nothing. The worker kills itself. */
  readonly onCrash?: () => void;
  /** Calls a terminal may make in a second. */
  readonly ratePerS?: number;
};

/** What a till needs to know of a scheme: where it listens, and the thumbprint of its root key. */
export type SchemeAddress = { readonly url: string; readonly root: string };

export type Scheme = {
  /** Listens on 127.0.0.1; port 0 takes any free one. Rejects where the port is taken. */
  readonly listen: (port: number) => Promise<SchemeAddress>;
  /** Ends all connections and closes the books; asked again it does nothing more. */
  readonly close: () => Promise<void>;
  readonly parts: Parts;
};

/** Enough for every till of a test and every open page; a newcomer beyond is turned away. */
const mostSockets = 100;
const usualRatePerS = 500;

/**
 * The reference scheme on a folder: ready to listen, in this process. Throws where the folder was
 * written by a newer release.
 */
export function createScheme(options: SchemeOptions): Scheme {
  const parts = openParts(options);
  const boot = parts.database.transaction(() => countBoot(parts.database));
  const faults = createFaultLine({
    faults: options.faults ?? {},
    seed: options.seed ?? 0,
    boot,
    clock: options.clock,
    onCrash: options.onCrash ?? (() => undefined),
  });
  const reach = createReach();
  const line: FaultLine = {
    ...faults,
    run: (handle) => (reach.isCut() ? Promise.resolve({ kind: 'drop' }) : faults.run(handle)),
  };
  const app = createApp(parts, createGate(parts), line, createScanHub(), reach);
  const server = serverOf(app.fetch);
  let closing: Promise<void> | null = null;
  return {
    parts,
    listen: async (port) => ({ url: await listen(server, port), root: parts.keys.of('root').kid }),
    close: () => {
      closing ??= closeServer(server).then(() => {
        parts.foreign.close();
        parts.database.close();
      });
      return closing;
    },
  };
}

function openParts(options: SchemeOptions): Parts {
  const { dataDir, clock, random } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const database = openDatabase(join(dataDir, 'scheme.db'));
  const outcome = runMigrations(database, migrations());
  if (outcome.kind !== 'ready') {
    database.close();
    throw new Error(`the scheme's data in ${dataDir} is of another release: ${JSON.stringify(outcome)}`);
  }
  const keys = openSchemeKeys(join(dataDir, 'keys'), random, madeAt(database, clock));
  const ratePerS = options.ratePerS ?? usualRatePerS;
  const foreign = openStandIn({ dataDir, clock, random });
  const parts: Parts = { database, clock, random, keys, events: createEventHub(), foreign, ratePerS };
  openDemoWallet(parts);
  openDemoProgrammes(parts);
  return parts;
}

/** When this scheme first started; its keys are valid from then on. */
function madeAt(database: Database, clock: Clock): number {
  return database.transaction(() => {
    const known = readSetting(database, 'made at');
    const madeAtMs = known === null ? clock.now() : Number(known);
    if (known === null) writeSetting(database, 'made at', String(madeAtMs));
    return madeAtMs;
  });
}

/** trust.md §7: headers 16 KB within 5 s, a whole request within 10 s. */
const serverOptions = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 5000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1000,
  // Longer than a till waits between two polls, so that it rarely meets a connection just closing.
  keepAliveTimeout: 75_000,
};

function serverOf(fetch: Parameters<typeof getRequestListener>[0]): Server {
  const server = createServer(serverOptions, getRequestListener(fetch, { overrideGlobalObjects: false }));
  server.maxConnections = mostSockets;
  return server;
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve(`http://127.0.0.1:${portOf(server.address())}`);
    });
  });
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
