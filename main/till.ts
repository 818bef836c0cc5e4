import type { SigningKey } from '../platform/keys.ts';
import type { Handlers, TellName, TellValue } from '../shared/contract.ts';
import type { SaleTender } from '../shared/events.ts';
import type { RandomBytes } from '../shared/ids.ts';
import { fromWire, type MoneyWire, toWire } from '../shared/money.ts';
import type { SaveSheet } from '../shared/printed-code.ts';
import type { Language } from '../shared/product.ts';
import type { Clock } from '../shared/time.ts';
import type { RegisterView } from '../shared/views.ts';
import { createGoodsSearch, type GoodsSearch } from './catalogue/search.ts';
import { type AutoLock, createAutoLock } from './flow/auto-lock.ts';
import { type Baskets, createBaskets } from './flow/baskets.ts';
import { createUndoing } from './flow/cancel-sale.ts';
import type { CodeWallets } from './flow/code-wallets.ts';
import type { Collecting } from './flow/collect.ts';
import { type Counter, createCounter, type Session } from './flow/counter.ts';
import type { GivingBack } from './flow/give-back.ts';
import { createGoods, type Goods } from './flow/goods.ts';
import { createKeptScans, type KeptScans, type Scan } from './flow/kept-scans.ts';
import { createLooking, type Looking } from './flow/looking.ts';
import { createNotices, type Notices } from './flow/notices.ts';
import type { Offline } from './flow/offline.ts';
import { createPeople, type People } from './flow/people.ts';
import type { Receiving } from './flow/received.ts';
import { createRefundDesk, type RefundDesk } from './flow/refund-desk.ts';
import { registerView } from './flow/register-view.ts';
import { createScanning, type ScanOutcome, type ScanParts } from './flow/scan.ts';
import type { Seat } from './flow/seat.ts';
import { createSelling, type Paid, type Selling } from './flow/sell.ts';
import { createSettings, type Settings } from './flow/settings.ts';
import type { Settlement } from './flow/settlement.ts';
import { createShifts, type Shifts, type Signer } from './flow/shifts.ts';
import { createVouchers, type Vouchers } from './flow/vouchers.ts';
import { createWallet } from './flow/wallet.ts';
import type { SchemeClient } from './scheme/client.ts';
import type { PinVault } from './staff/pin-vault.ts';
import type { Database } from './store/database.ts';
import type { Journal } from './store/journal.ts';
import { createHandlers } from './till-handlers.ts';

/** What the till is told about where it runs, for the settings screen. */
export type About = {
  readonly version: string;
  readonly runtime: string;
  readonly supportedRuntime: boolean;
  readonly dataDir: string;
  readonly keysWrapped: boolean;
  /** Practice pages of the scheme; null outside the practice shop. */
  readonly practice: { readonly phoneUrl: string; readonly sheetUrl: string; readonly pin: string } | null;
};

/** Everything the core stands on. The journal is open and the terminal activated. */
export type TillParts = {
  readonly db: Database;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly scheme: SchemeClient;
  /** Foreign wallets that this shop has an account with. */
  readonly codeWallets: CodeWallets;
  readonly key: SigningKey;
  /** Who is at the till. */
  readonly seat: Seat;
  /** The PINs' secrets, beside the books. */
  readonly vault: PinVault;
  readonly language: Language;
  readonly about: About;
  readonly openPage?: (page: 'phone' | 'sheet', url: string) => void;
  /** Makes the sheet with the shop's own code; without it, none is made. */
  readonly saveSheet?: SaveSheet;
  readonly serialPorts?: () => Promise<string[]>;
  /** A step could not be written or a call broke; nothing was lost, it is tried again. For the log. */
  readonly onTrouble?: (error: unknown) => void;
};

export type TellListener = <K extends TellName>(name: K, value: TellValue<K>) => void;

/** The whole core, without Electron: driven by the window, the command line, tests and the simulation alike. */
export type Till = {
  readonly handlers: Handlers;
  readonly session: () => Session & { readonly isLocked: boolean };
  /** Answers a function that stops telling. */
  readonly onTell: (listener: TellListener) => () => void;
  /** A scan of a scanner that the core reads itself: serial, practice. */
  readonly scanned: (scan: Scan) => ScanOutcome;
  readonly view: () => RegisterView;
  /** Tells every window the register, after something outside of the calls has changed it. */
  readonly tellRegister: () => void;
  readonly counter: Counter;
  readonly baskets: Baskets;
  readonly selling: Selling;
  readonly collecting: Collecting;
  readonly givingBack: GivingBack;
  readonly refunds: RefundDesk;
  readonly offline: Offline;
  readonly receiving: Receiving;
  readonly settlement: Settlement;
  readonly vouchers: Vouchers;
  readonly shifts: Shifts;
  readonly goods: Goods;
  readonly search: GoodsSearch;
  readonly settings: Settings;
  readonly notices: Notices;
  readonly people: People;
  readonly autoLock: AutoLock;
  readonly keptScans: KeptScans;
  readonly looking: Looking;
  /** Takes up every unresolved payment and refund; before the register opens. */
  readonly recover: () => void;
  /** Stops timers and listeners; the database stays the caller's. */
  readonly close: () => void;
};

export function createTill(parts: TillParts): Till {
  const { onTrouble = () => undefined } = parts;
  const view = (): RegisterView => registerView({ ...sale, ...basics.shown, lock: desk.lock });
  const basics = createBasics(parts, view);
  const { counter, telling, notices, settings, baskets, search, tellRegister, say, announce } = basics;
  const wallet = createWallet({
    counter,
    reach: parts,
    notices,
    selling: () => selling,
    onChange: tellRegister,
    onReceived: (amount) => say({ say: 'received', amount: toWire(amount) }),
    onUnknown: () => say({ say: 'unknown', amount: null }),
    onTrouble,
  });
  const { collecting, givingBack, offline, receiving, settlement } = wallet;
  const selling = createSelling({
    counter,
    baskets,
    collecting: () => collecting,
    undoing: createUndoing(counter, () => givingBack),
    showPass: offline.show,
    onBooked: (paid) => announce(spoken(paid)),
    onPart: (tender) => announce(spokenPart(tender)),
  });
  const shifts = createShifts(counter, () => signerOf(parts.key), isPaying(collecting));
  const goods = createGoods(counter, baskets, search);
  const at = { counter, baskets, selling, collecting };
  const told = { network: wallet.network, onChange: tellRegister, onTrouble };
  const vouchers = createVouchers({ ...at, client: parts.scheme, ...told });
  const sale = { ...at, offline, receiving, settlement, vouchers };
  const desk = createStaffDesk(parts, { ...basics, ...sale });
  const refunds = createRefundDesk(counter, givingBack);
  const { people, autoLock, keptScans, scanned, session } = desk;
  const staffed = { people, autoLock, keptScans, scanned, session, tellRegister, looking: basics.looking };
  const core = { ...sale, ...staffed, givingBack, refunds, shifts, goods, search, settings, notices, view };
  return {
    ...core,
    handlers: createHandlers({ ...core, parts }),
    onTell: telling.onTell,
    recover: () => {
      wallet.recover();
      selling.resume();
    },
    close: () => {
      autoLock.close();
      wallet.close();
      telling.close();
    },
  };
}

/** What everything else at the counter stands on, and how it is told. */
function createBasics(parts: TillParts, view: () => RegisterView) {
  const counter = createCounter({ ...parts, session: parts.seat.session });
  const telling = createTelling();
  const notices = createNotices(counter.instant);
  const settings = createSettings(counter, parts.language);
  const baskets = createBaskets(counter);
  const search = createGoodsSearch(parts.db);
  const tellRegister = (): void => telling.tellRegister(view);
  if (!parts.about.keysWrapped) notices.say('key-in-the-open', 'key');
  const voice = createVoice(telling.tell, settings, tellRegister);
  const looking = createLooking();
  const shown = { settings: settings.current, notices: notices.all, room: looking.room };
  return { shown, looking, counter, telling, notices, settings, baskets, search, tellRegister, ...voice };
}

type Staffed = Omit<ScanParts, 'codeWallets'> &
  Pick<ReturnType<typeof createBasics>, 'telling' | 'tellRegister'> & { readonly collecting: Collecting };

/** Who is at the till, and what waits while nobody is. */
function createStaffDesk({ seat, vault, codeWallets }: TillParts, at: Staffed) {
  const { counter, selling, collecting, telling, tellRegister } = at;
  const isBusy = isPaying(collecting);
  const autoLock = createAutoLock({
    counter,
    seat,
    isPaying: () => selling.screen() !== null || isBusy(),
    lock: () => {
      people.lock('idle');
      tellRegister();
    },
  });
  const people = createPeople({ counter, seat, vault, onSeated: autoLock.seated });
  const keptScans = createKeptScans(seat.isLocked, createScanning({ ...at, codeWallets }));
  const scanned = tellScans(keptScans.scan, telling.tell, tellRegister);
  return {
    people,
    autoLock,
    keptScans,
    scanned: (scan: Scan): ScanOutcome => {
      autoLock.touch();
      return scanned(scan);
    },
    session: () => ({ ...seat.session(), isLocked: seat.isLocked() }),
    lock: (): RegisterView['lock'] => ({ ...people.atTill(), keptScans: keptScans.count() }),
  };
}

/** A scan's outcome is told to every window, whichever scanner it came from. */
function tellScans(scanning: Till['scanned'], tell: TellListener, tellRegister: () => void): Till['scanned'] {
  return (scan) => {
    const outcome = scanning(scan);
    tell('scan', { outcome, text: scan.text.slice(0, 200) });
    tellRegister();
    return outcome;
  };
}

/** Everybody who listens to the core: windows, scanners' settings, tests. */
function createTelling() {
  const listeners = new Set<TellListener>();
  const tell: TellListener = (name, value) => {
    for (const listener of listeners) listener(name, value);
  };
  return {
    tell,
    /** The whole register is computed only where somebody looks: replays and simulations have no window. */
    tellRegister: (view: () => RegisterView): void => {
      if (listeners.size > 0) tell('register', view());
    },
    onTell: (listener: TellListener): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => listeners.clear(),
  };
}

function signerOf(key: SigningKey): Signer {
  return {
    keyId: key.kid,
    sign: (text) => Buffer.from(key.sign(Buffer.from(text, 'utf8'))).toString('base64'),
  };
}

type Said = { readonly say: 'paid' | 'change' | 'unknown' | 'received'; readonly amount: MoneyWire | null };

/** Says aloud, in the language of the moment; `announce` shows it as well. */
function createVoice(tell: TellListener, settings: Settings, tellRegister: () => void) {
  const say = (what: Said | null): void => {
    if (what) tell('said', { ...what, language: settings.current().language });
  };
  const announce = (what: Said | null): void => {
    say(what);
    tellRegister();
  };
  return { say, announce };
}

/** Only what was verified or counted is spoken: a wallet's money, and the change of a cash sale. */
function spoken(paid: Pick<Paid, 'tender' | 'offline' | 'amount' | 'change'>): Said | null {
  if (paid.tender === 'elsewhere' || paid.offline) return null;
  if (paid.change !== null && paid.change.minor > 0n) return { say: 'change', amount: toWire(paid.change) };
  return { say: 'paid', amount: toWire(paid.amount) };
}

function spokenPart({ kind: tender, amount, change }: SaleTender): Said | null {
  return spoken({ tender, offline: false, amount: fromWire(amount), change: change && fromWire(change) });
}

function isPaying({ unresolved }: Collecting): () => boolean {
  return () => unresolved().some((attempt) => !attempt.parked);
}
