import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../platform/database.ts';
import { runMigrations } from '../../platform/migrations.ts';
import { isRsa2, rsaPrivateKey, rsaPublicKey, signRsa2, textOfParameters } from '../../platform/rsa2.ts';
import type { RandomBytes } from '../../shared/ids.ts';
import type { Clock } from '../../shared/time.ts';
import type { Lie } from '../faults.ts';
import { foreignMigrations } from '../files.ts';
import { answerers, type Books, type Fields } from './answers.ts';

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

type Keys = {
  readonly appId: string;
  readonly own: KeyObject;
  readonly shop: KeyObject;
  readonly shopSecret: string;
  readonly publicKey: string;
};

function keysOf(database: Database, bits: number): Keys {
  const kept = (name: string, make: () => string): string => {
    const row = database.get<{ value: string }>('SELECT value FROM setting WHERE name = ?', name);
    if (row) return row.value;
    const value = make();
    database.run('INSERT INTO setting (name, value) VALUES (?, ?)', name, value);
    return value;
  };
  const pair = (name: string): { secret: string; open: string } => {
    const made = kept(name, () => {
      const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
      // Bare base64, as their console shows keys.
      const secret = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
      return `${secret} ${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
    });
    const [secret = '', open = ''] = made.split(' ');
    return { secret, open };
  };
  return database.transaction(() => {
    const own = pair('provider key');
    const shop = pair('shop key');
    return {
      appId: kept('app id', () => '2021000000000001'),
      own: rsaPrivateKey(own.secret),
      publicKey: own.open,
      shop: rsaPublicKey(shop.open),
      shopSecret: shop.secret,
    };
  });
}

function answer(books: Books, keys: Keys, query: string, form: string, lie: Lie): string {
  const parameters = { ...fieldsOf(query), ...fieldsOf(form) };
  const method = parameters.method ?? '';
  const run = Object.hasOwn(answerers, method) ? answerers[method] : undefined;
  const why = refusalOf(keys, parameters, run !== undefined);
  const biz = why === null ? bizOf(parameters.biz_content ?? '') : null;
  if (why !== null || !run || !biz)
    return sealed(keys, 'error_response', refused(why ?? 'isv.invalid-parameter'));
  const said = books.database.transaction(() => run(books, biz, parameters.biz_content ?? ''));
  return sealed(keys, `${method.replaceAll('.', '_')}_response`, said, lie);
}

function fieldsOf(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Why nothing of a request is looked at; null where it is signed by the shop. */
function refusalOf(
  keys: Keys,
  parameters: Readonly<Record<string, string>>,
  isKnown: boolean,
): string | null {
  if (parameters.app_id !== keys.appId) return 'isv.invalid-app-id';
  if (parameters.sign_type !== 'RSA2' || parameters.version !== '1.0') return 'isv.invalid-signature-type';
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(parameters.timestamp ?? '')) return 'isv.invalid-timestamp';
  if (!isRsa2(keys.shop, textOfParameters(parameters), parameters.sign ?? '')) return 'isv.invalid-signature';
  return isKnown ? null : 'isv.invalid-method';
}

function refused(subCode: string): Fields {
  return { code: '40002', msg: 'Invalid Arguments', sub_code: subCode };
}

/** The order's fields; all of them are text on this wire. */
function bizOf(text: string): Record<string, string> | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, String(field)]));
  } catch {
    return null;
  }
}

function sealed(keys: Keys, member: string, said: Fields, lie: Lie = 'none'): string {
  // A wrong amount is signed: a true answer about some other payment.
  const told = lie === 'wrong-amount' ? bent(said) : said;
  const text = JSON.stringify(told);
  if (lie === 'unsigned') return `{${JSON.stringify(member)}:${text}}`;
  return `{${JSON.stringify(member)}:${text},"sign":${JSON.stringify(signRsa2(keys.own, text))}}`;
}

function bent(said: Fields): Fields {
  const amounts = ['total_amount', 'refund_amount'].filter((name) => said[name] !== undefined);
  return { ...said, ...Object.fromEntries(amounts.map((name) => [name, '9999.99'])) };
}
