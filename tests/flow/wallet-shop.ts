import { basketById } from '../../main/checkout/records.ts';
import { type Collecting, createCollecting } from '../../main/flow/collect.ts';
import { type Counter, createCounter } from '../../main/flow/counter.ts';
import { createGivingBack, type GivingBack } from '../../main/flow/give-back.ts';
import { createNetwork } from '../../main/flow/network.ts';
import { allProjectors } from '../../main/flow/projectors.ts';
import { recordSale } from '../../main/flow/settle.ts';
import type { WalletNotice, WalletScheme } from '../../main/flow/wallet-parts.ts';
import { balances } from '../../main/ledger/records.ts';
import { keptAnswers, paymentsOfDay } from '../../main/payment/records.ts';
import type { RequestCalls } from '../../main/scheme/request-calls.ts';
import { type Database, emptyTillDatabase, openTillDatabase } from '../../main/store/database.ts';
import { type Journal, openJournal } from '../../main/store/journal.ts';
import type { SaleTender } from '../../shared/events.ts';
import { newId, type RandomBytes } from '../../shared/ids.ts';
import { accounts } from '../../shared/posting.ts';
import type { Clock } from '../../shared/time.ts';
import { merchant, proofOf, type WalletWorld } from './wallet-world.ts';

/** A counter with real books and the real flows for wallet money, and what the cashier was told. */
export type WalletShop = {
  readonly db: Database;
  readonly journal: Journal;
  readonly counter: Counter;
  readonly collecting: Collecting;
  readonly givingBack: GivingBack;
  readonly told: {
    readonly unknown: string[];
    readonly notices: WalletNotice[];
    readonly trouble: unknown[];
  };
  /** Rings up one thing of this price and answers the sale. */
  readonly ringUp: (minor?: string) => string;
  /** Cash for a sale whose payment nobody knows the end of. */
  readonly takeCashInstead: (saleId: string, paymentId: string) => void;
  readonly paidBy: (saleId: string) => 'wallet' | 'cash' | null;
  readonly close: () => void;
};

type ShopOptions = {
  /** A data folder; without one the books are in memory. */
  readonly dir?: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly scheme: WalletScheme & Partial<RequestCalls>;
  /** Stands around the real journal: where a test pulls the plug. */
  readonly around?: (journal: Journal) => Journal;
};

export function openWalletShop(options: ShopOptions): WalletShop {
  const { clock, random, scheme } = options;
  const db = options.dir === undefined ? emptyTillDatabase() : openTillDatabase(options.dir);
  const session = () => ({ actor: 'owner', role: 'owner' }) as const;
  const real = openJournal({ db, projectors: allProjectors, clock, random, session, practice: true });
  if (real.head().seq === 0) activate(real);
  const journal = options.around?.(real) ?? real;
  const counter = createCounter({ db, journal, clock, random, session });
  const told: WalletShop['told'] = { unknown: [], notices: [], trouble: [] };
  const parts = {
    journal,
    db,
    scheme,
    clock,
    newId: () => newId(clock.now(), random),
    merchant: () => merchant,
    network: createNetwork(clock),
    onChange: () => undefined,
    onNotice: (kind: WalletNotice) => void told.notices.push(kind),
    onTrouble: (error: unknown) => void told.trouble.push(error),
  };
  const givingBack = createGivingBack(parts);
  const collecting = createCollecting({
    ...parts,
    random,
    givingBack,
    ...requestsOf(scheme),
    onUnknown: (payment) => void told.unknown.push(payment.id),
    settle: (record, { saleId, tenderNo, amount, paymentId, schemeRef }) => {
      const minor = amount.minor.toString();
      const tender = walletTender(tenderNo, minor, paymentId, schemeRef);
      return recordSale(counter, record, basketById(db, saleId), [tender]) ? 'booked' : 'sale-gone';
    },
  });
  return {
    db,
    journal,
    counter,
    collecting,
    givingBack,
    told,
    ringUp: (minor = '1250') => ringUp(journal, parts.newId, minor),
    takeCashInstead: (saleId, paymentId) => {
      journal.commit((record) => {
        collecting.replaceByCash(record, paymentId);
        recordSale(counter, record, basketById(db, saleId), [cashTender('1250')]);
      });
      collecting.afterReplaced(paymentId);
    },
    paidBy: (saleId) =>
      db.get<{ kind: 'wallet' | 'cash' }>('SELECT kind FROM tender WHERE sale_id = ?', saleId)?.kind ?? null,
    close: () => {
      collecting.close();
      givingBack.close();
      db.close();
    },
  };
}

/** A scheme that makes codes to show does all three of their calls. */
function requestsOf(scheme: Partial<RequestCalls>): { readonly requests?: RequestCalls } {
  const { putRequest, getRequest, cancelRequest } = scheme;
  if (!putRequest || !getRequest || !cancelRequest) return {};
  return { requests: { putRequest, getRequest, cancelRequest } };
}

/**
 * What must be true once nothing is open: for every sale the scheme keeps exactly what the till booked
 * by wallet, nobody paid twice, nothing is owed, and the accounts say the same. Answers what is wrong.
 */
export function wrongsOf(shop: WalletShop, world: WalletWorld, sales: readonly string[]): string[] {
  const wrongs: string[] = [];
  for (const open of shop.collecting.unresolved()) wrongs.push(`open: ${open.state}/${open.refund}`);
  for (const saleId of sales) {
    const booked = shop.paidBy(saleId) === 'wallet' && !isReturned(shop, saleId) ? 1250n : 0n;
    const kept = world.keptOf(saleId);
    if (booked !== kept) wrongs.push(`sale booked ${booked} by wallet, the scheme keeps ${kept}`);
  }
  for (const payment of paymentsOfDay(shop.db, shop.counter.today())) {
    const isProved = keptAnswers(shop.db, payment.id).some(({ body }) =>
      body.includes('"state":"succeeded"'),
    );
    if (payment.state === 'succeeded' && !isProved) wrongs.push(`payment ${payment.id} without proof`);
  }
  const balance = new Map(balances(shop.db).map(({ account, minor }) => [account, minor]));
  const wallet = balance.get(accounts.walletReceivable) ?? 0n;
  const owed = balance.get(accounts.owedToCustomers) ?? 0n;
  if (wallet !== world.kept()) wrongs.push(`wallet account ${wallet}, the scheme keeps ${world.kept()}`);
  if (owed !== 0n) wrongs.push(`owed to customers ${owed}`);
  return wrongs;
}

function isReturned(shop: WalletShop, saleId: string): boolean {
  return shop.db.get('SELECT id FROM sale WHERE refund_of = ?', saleId) !== null;
}

const noTender = { how: null, tendered: null, change: null, paymentId: null, schemeRef: null } as const;

function walletTender(no: number, minor: string, paymentId: string, schemeRef: string | null): SaleTender {
  return {
    ...noTender,
    no,
    kind: 'wallet',
    amount: { minor, currency: merchant.currency },
    paymentId,
    schemeRef,
  };
}

function cashTender(minor: string): SaleTender {
  return { ...noTender, no: 1, kind: 'cash', amount: { minor, currency: merchant.currency } };
}

function ringUp(journal: Journal, nextId: () => string, minor: string): string {
  const basketId = nextId();
  const line = {
    id: nextId(),
    productId: null,
    names: { 'zh-CN': '茶', en: 'Tea' },
    barcode: null,
    category: 'drinks',
    taxClass: 'standard',
    unit: 'each' as const,
    quantity: '1000',
    unitPrice: { minor, currency: merchant.currency },
    discount: null,
  };
  journal.commit((record) => {
    record('basket-opened', { basketId, currency: merchant.currency, soldAt: null });
    record('basket-changed', { basketId, changes: [{ type: 'line-added', line }] });
  });
  return basketId;
}

function activate(journal: Journal): void {
  journal.commit((record) => {
    record('terminal-activated', {
      ...merchant,
      shop: '街角小店',
      zone: 'Asia/Shanghai',
      root: 'root',
      keyId: 'key',
      publicKey: 'x',
      taxRates: [{ taxClass: 'standard', rateBasisPoints: 1300, from: '2020-01-01' }],
      grant: '{}',
      answer: proofOf(200, {}),
    });
    record('shift-opened', { number: 1, float: { minor: '0', currency: merchant.currency }, postings: [] });
  });
}
