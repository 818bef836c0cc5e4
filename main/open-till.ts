import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { writeFileDurably } from '../platform/files.ts';
import { loadOrMakeSigningKey, type SigningKey } from '../platform/keys.ts';
import { systemRandom } from '../platform/random.ts';
import { newId, type RandomBytes } from '../shared/ids.ts';
import { parseAmount, toWire } from '../shared/money.ts';
import { foreignWallet } from '../shared/payment.ts';
import type { SaveSheet } from '../shared/printed-code.ts';
import type { Language } from '../shared/product.ts';
import { done, type Result } from '../shared/result.ts';
import { type Clock, instantOf } from '../shared/time.ts';
import { practiceCurrency, practiceProducts } from './catalogue/practice-shop.ts';
import { keepAccount, readAccount } from './code-wallet/account.ts';
import { type CodeWallet, createCodeWallet } from './code-wallet/client.ts';
import { activate, newOwnerId } from './flow/activate.ts';
import { createCodeWallets, recordLinks } from './flow/code-wallets.ts';
import type { Session } from './flow/counter.ts';
import { allProjectors } from './flow/projectors.ts';
import { createSeat } from './flow/seat.ts';
import { floatPostings } from './ledger/rules.ts';
import { currentTerminal } from './onboarding/records.ts';
import { createSchemeClient, type SchemeClient } from './scheme/client.ts';
import type { Ticket } from './scheme/practice.ts';
import { fileKeyStore } from './scheme/trusted-keys.ts';
import { openPinVault } from './staff/pin-vault.ts';
import { type Database, openTillDatabase, StoreError } from './store/database.ts';
import { type Journal, openJournal } from './store/journal.ts';
import { type FolderLock, lockFolder } from './store/lock.ts';
import { type About, createTill, type Till } from './till.ts';

/** What a data folder is opened with. Clock, randomness and keys have the machine's own as default. */
export type OpenTillOptions = {
  readonly dataDir: string;
  readonly schemeUrl: string;
  readonly practice: boolean;
  /** Asked once, when the folder holds no activated terminal yet. */
  readonly ticket: () => Promise<Ticket>;
  /** Accounts with foreign wallets to be kept before the till opens, as text of their files. */
  readonly accounts?: () => Promise<readonly string[]>;
  /** Put the practice goods on the shelves and open the first shift; only for a fresh practice shop. */
  readonly stock?: boolean;
  readonly language?: Language;
  readonly about?: Partial<Omit<About, 'dataDir'>>;
  readonly clock?: Clock;
  readonly random?: RandomBytes;
  /** The terminal's key, where a keystore wraps it; else `DIR/keys/terminal.json`, its user's alone. */
  readonly key?: SigningKey;
  /** What PINs are mixed with before they are hashed, where a keystore wraps it; else `DIR/keys/pepper`. */
  readonly pepper?: Uint8Array;
  readonly openPage?: (page: 'phone' | 'sheet', url: string) => void;
  readonly serialPorts?: () => Promise<string[]>;
  readonly saveSheet?: SaveSheet;
  /** Who has the folder open, for the line that refuses another process. */
  readonly work?: string;
};

export type OpenTill = {
  readonly till: Till;
  readonly db: Database;
  readonly scheme: SchemeClient;
  readonly close: () => void;
};

export const machineClock: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/**
 * Opens a data folder as a working till: database, keys, scheme; activates it the first time; takes up
 * every unresolved payment before it answers. Throws StoreError for books it may not touch; answers a
 * refusal where the first activation did not work, having kept nothing but the key.
 */
export async function openTill(options: OpenTillOptions): Promise<Result<OpenTill>> {
  const keysDir = join(options.dataDir, 'keys');
  mkdirSync(keysDir, { recursive: true, mode: 0o700 });
  const clock = options.clock ?? machineClock;
  const lock = lockFolder(options.dataDir, options.work ?? 'the till', instantOf(clock.now()));
  try {
    for (const text of (await options.accounts?.()) ?? []) keepAccount(keysDir, text);
    const opened = await openLocked(options, keysDir, clock, lock);
    if (!opened.ok) lock.release();
    return opened;
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openLocked(
  options: OpenTillOptions,
  keysDir: string,
  clock: Clock,
  lock: FolderLock,
): Promise<Result<OpenTill>> {
  const random = options.random ?? systemRandom();
  const key = options.key ?? ownKey(keysDir, random);
  const db = openTillDatabase(options.dataDir);
  const seat = createSeat(db);
  const journal = openJournal({
    db,
    projectors: allProjectors,
    clock,
    random,
    session: seat.session,
    practice: options.practice,
  });
  const scheme = createSchemeClient({
    url: options.schemeUrl,
    key,
    journalHead: journal.head,
    clock,
    random,
    keyStore: fileKeyStore(join(keysDir, 'scheme.json')),
  });
  if (journal.identity() === null) {
    const activated = await firstStart(options, { journal, scheme, key, clock, random }, seat.sit);
    if (!activated.ok) {
      db.close();
      return activated;
    }
  }
  if (options.stock && isUnstocked(db, journal)) stockPractice({ journal, scheme, key, clock, random });
  const accounts = openAccounts(keysDir, clock, db);
  recordLinks(journal, db, accounts.wallets);
  const till = createTill({
    db,
    journal,
    clock,
    random,
    scheme,
    codeWallets: createCodeWallets(accounts.wallets),
    key,
    seat,
    vault: openPinVault({ path: join(keysDir, 'pins.json'), pepper: pepperOf(options, keysDir, random) }),
    language: options.language ?? 'en',
    about: aboutOf(options),
    ...(options.openPage ? { openPage: options.openPage } : {}),
    ...(options.saveSheet ? { saveSheet: options.saveSheet } : {}),
    ...(options.serialPorts ? { serialPorts: options.serialPorts } : {}),
  });
  till.recover();
  for (const wallet of accounts.broken) till.notices.say('wallet-account-broken', wallet, { wallet });
  if (lock.wasLeft) till.notices.say('core-restarted', instantOf(clock.now()));
  return done({ till, db, scheme, close: () => closeTill(till, db, lock) });
}

/**
 * The shop's accounts with foreign wallets. One that can't be read is said and left out: the till opens all
 * the same. Their money is yuan, so a shop of another currency has none.
 */
function openAccounts(
  keysDir: string,
  clock: Clock,
  db: Database,
): { readonly wallets: readonly CodeWallet[]; readonly broken: readonly string[] } {
  if (currentTerminal(db)?.currency !== 'CNY') return { wallets: [], broken: [] };
  const broken: string[] = [];
  const wallets = foreignWallet.options.flatMap((wallet) => {
    try {
      const account = readAccount(keysDir, wallet);
      return account ? [createCodeWallet({ account, clock })] : [];
    } catch {
      broken.push(wallet);
      return [];
    }
  });
  return { wallets, broken };
}

function closeTill(till: Till, db: Database, lock: FolderLock): void {
  till.close();
  db.checkpoint();
  db.close();
  lock.release();
}

/** Never a second key beside one that the keystore wraps: the scheme would take it for another terminal. */
function ownKey(keysDir: string, random: RandomBytes): SigningKey {
  if (existsSync(join(keysDir, 'terminal.wrapped'))) {
    throw new StoreError(
      'key-wrapped',
      "this till's key is kept by the system: open the till, then ask again",
    );
  }
  return loadOrMakeSigningKey(join(keysDir, 'terminal.json'), random);
}

/** Read, or made, when the first PIN is: a till without PINs needs none. */
function pepperOf(options: OpenTillOptions, keysDir: string, random: RandomBytes): () => Uint8Array {
  const path = join(keysDir, 'pepper');
  return () => {
    if (options.pepper) return options.pepper;
    if (existsSync(path)) return readFileSync(path);
    if (existsSync(`${path}.wrapped`))
      throw new StoreError(
        'key-wrapped',
        "the PINs' secret is kept by the system: open the till, then ask again",
      );
    const made = random(32);
    writeFileDurably(path, made, 0o600);
    return made;
  };
}

type FirstStart = {
  readonly journal: Journal;
  readonly scheme: SchemeClient;
  readonly key: SigningKey;
  readonly clock: Clock;
  readonly random: RandomBytes;
};

async function firstStart(
  options: OpenTillOptions,
  parts: FirstStart,
  signIn: (owner: Session) => void,
): Promise<Result<null>> {
  const ownerId = newOwnerId(parts.clock, parts.random);
  signIn({ actor: ownerId, role: 'owner' });
  const activated = await activate(
    { ...parts, keyId: parts.key.kid, publicKey: parts.key.publicJwk.x, ownerId },
    (code, root) =>
      parts.scheme.activate({ code, device: { name: 'counter', software: 'Countertop' } }, root),
    await options.ticket(),
  );
  if (!activated.ok) return activated;
  return done(null);
}

/** What a float usually is; a newcomer sells within a minute and learns closing later. */
const practiceFloat = '200';

/** Activated, and nothing happened since: also after a power cut between activation and first stock. */
function isUnstocked(db: Database, journal: Journal): boolean {
  return journal.head().seq <= 2 && currentTerminal(db)?.currency === practiceCurrency;
}

/** Goods on the shelves and an open shift, so that the first thing a newcomer does is sell. */
function stockPractice({ journal, clock, random }: FirstStart): void {
  const float = parseAmount(practiceFloat, practiceCurrency);
  if (!float) throw new Error('the practice float is no amount');
  const products = practiceProducts(() => newId(clock.now(), random));
  journal.commit((record) => {
    record('products-imported', { importId: newId(clock.now(), random), products });
    record('shift-opened', { number: 1, float: toWire(float), postings: floatPostings(float) });
  });
}

/** Where the sandbox serves its practice pages, and the PIN that its demo wallet prints on the page. */
const practicePages = { phone: '/phone', sheet: '/sheet', pin: '1234' };

function aboutOf(options: OpenTillOptions): About {
  const given = options.about ?? {};
  const page = (path: string): string => new URL(path, options.schemeUrl).href;
  return {
    version: given.version ?? '0.0.0',
    runtime: given.runtime ?? `Node.js ${process.versions.node}`,
    supportedRuntime: given.supportedRuntime ?? true,
    keysWrapped: given.keysWrapped ?? options.key !== undefined,
    dataDir: options.dataDir,
    practice: options.practice
      ? { phoneUrl: page(practicePages.phone), sheetUrl: page(practicePages.sheet), pin: practicePages.pin }
      : null,
  };
}
