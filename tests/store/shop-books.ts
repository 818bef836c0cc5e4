import { createHash } from 'node:crypto';
import { allProjectors } from '../../main/flow/projectors.ts';
import {
  cashMovedPostings,
  closingPostings,
  correctionPostings,
  floatPostings,
  refundPostings,
  salePostings,
} from '../../main/ledger/rules.ts';
import { nextReceipt, returnable } from '../../main/receipt/records.ts';
import { returnedPart, returnedTaxes, soldLines, taxTotals } from '../../main/receipt/rules.ts';
import { grandTotals, openShift } from '../../main/shift/records.ts';
import { type Database, openTillDatabase } from '../../main/store/database.ts';
import { type Journal, openJournal, type RecordEvent } from '../../main/store/journal.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { type BasketLine, emptyBasket, totalsOf } from '../../shared/basket.ts';
import type { EventData, SaleTender } from '../../shared/events.ts';
import { newId } from '../../shared/ids.ts';
import { type MoneyWire, toWire } from '../../shared/money.ts';
import type { TenderKind } from '../../shared/payment.ts';
import type { Product } from '../../shared/product.ts';
import { writeReceiptCode } from '../../shared/qr/receipt.ts';
import { dayOf, instantOf } from '../../shared/time.ts';
import {
  currency,
  makeShopScheme,
  merchantId,
  rates,
  type ShopScheme,
  terminalId,
  zone,
} from './shop-scheme.ts';

type Sale = EventData<'sale-settled'>;
type Z = EventData<'shift-closed'>;
type Rung = { readonly basketId: string; readonly totals: ReturnType<typeof totalsOf> };

const noTender = { how: null, tendered: null, change: null, paymentId: null, schemeRef: null } as const;

/**
 * A small shop's books, written event by event through the real journal and the rooms' own rules, so
 * that a test can also write what no counter would. The same seed makes the same books.
 */
class OpenShopBooks {
  readonly db: Database;
  readonly journal: Journal;
  readonly scheme: ShopScheme;
  readonly #id: () => string;
  readonly #products: readonly Product[];
  #nowMs = Date.parse('2026-11-23T01:00:00.000Z');
  #turn = 0;
  #lastZ: Z['previous'] = null;

  constructor(dataDir: string, seed: string) {
    const random = seededBytes(seed);
    const clock = { now: () => this.#tick(), mono: () => this.#nowMs, after: () => () => undefined };
    this.db = openTillDatabase(dataDir);
    this.scheme = makeShopScheme(random);
    this.#id = () => newId(clock.now(), random);
    const actor = this.#id();
    const session = () => ({ actor, role: 'owner' as const });
    this.journal = openJournal({
      db: this.db,
      projectors: allProjectors,
      clock,
      random,
      session,
      practice: true,
    });
    this.#products = goods(this.#id);
    this.#activate(actor);
  }

  openShift(): void {
    const number = Number(this.db.get<{ n: bigint }>('SELECT count(*) AS n FROM shift')?.n) + 1;
    const float = { minor: 20_000n, currency };
    this.#record('shift-opened', { number, float: toWire(float), postings: floatPostings(float) });
  }

  closeShift(change: (z: Z) => Z = (z) => z): void {
    const shift = openShift(this.db);
    if (!shift) throw new Error('no shift is open');
    const totals = grandTotals(this.db, 1);
    const { cash } = shift.expectedMinor;
    const kinds = ['cash', 'wallet', 'elsewhere'] as const;
    const unsigned = {
      number: shift.number,
      expected: kinds.map((kind) => ({ kind, amount: wire(shift.expectedMinor[kind]) })),
      counted: [{ kind: 'cash' as const, amount: wire(cash - 100n) }],
      postings: closingPostings({ minor: cash, currency }, { minor: cash - 100n, currency }),
      grandTotals: {
        sales: wire(totals.salesMinor),
        refunds: wire(totals.refundsMinor),
        net: wire(totals.salesMinor - totals.refundsMinor),
      },
      head: { ...this.journal.head() },
      previous: this.#lastZ,
      keyId: this.scheme.till.kid,
    };
    const bytes = this.scheme.till.sign(Buffer.from(canonicalJson(unsigned)));
    const signature = Buffer.from(bytes).toString('base64');
    this.#lastZ = { number: shift.number, signature };
    this.#record('shift-closed', change({ ...unsigned, signature }));
  }

  /** `change` makes the sale into one that no counter writes. */
  sell(kind: TenderKind, change: (sale: Sale) => Sale = (sale) => sale): string {
    const rung = this.#ringUp();
    const { total } = rung.totals;
    const tender: SaleTender = { ...noTender, no: 1, kind, amount: toWire(total) };
    if (kind === 'wallet') this.#payByWallet(rung, tender, change);
    if (kind === 'elsewhere')
      this.journal.commit((record) => this.#settle(record, rung, { ...tender, how: 'alipay' }, change));
    if (kind === 'cash') {
      const cash = { ...tender, tendered: wire(total.minor + 500n), change: wire(500n) };
      this.journal.commit((record) => {
        this.#settle(record, rung, cash, change);
        record('drawer-opened', { reason: 'sale', saleId: rung.basketId });
      });
    }
    return rung.basketId;
  }

  giveBack(saleId: string): void {
    const sold = returnable(this.db, saleId, 1);
    if (!sold) throw new Error('no such line');
    const line = returnedPart(sold, 1, 1000n);
    const taxes = returnedTaxes([line], currency);
    const tender = { ...noTender, no: 1, kind: 'cash', amount: line.amount, refundId: null } as const;
    this.#record('refund-settled', {
      ...this.#numbered(),
      documentId: this.#id(),
      saleId,
      reason: 'broken',
      lines: [line],
      taxes,
      total: line.amount,
      tenders: [tender],
      postings: refundPostings([tender], taxes),
    });
  }

  correct(saleId: string): void {
    const paid = this.db.get<{ amount: bigint }>('SELECT amount FROM tender WHERE sale_id = ?', saleId);
    const amount = { minor: paid?.amount ?? 0n, currency };
    const postings = correctionPostings('cash', 'elsewhere', amount);
    const picked = { from: 'cash', to: 'elsewhere', how: 'card' } as const;
    this.#record('tender-corrected', { saleId, tenderNo: 1, ...picked, amount: toWire(amount), postings });
  }

  moveCash(reason: string): void {
    const amount = { minor: 1234n, currency };
    const postings = cashMovedPostings('out', 'stock', amount);
    const moved = { direction: 'out', purpose: 'stock', reason, amount: toWire(amount), postings } as const;
    this.#record('cash-moved', { movementId: this.#id(), ...moved });
  }

  /** What a day has besides sales: stock bought, the drawer opened, one basket held and one open. */
  sundries(): void {
    this.moveCash('牛奶; milk\nfrom next door');
    this.#record('drawer-opened', { reason: 'change', saleId: null });
    this.#record('basket-held', { basketId: this.#ringUp().basketId });
    this.#ringUp();
  }

  #tick(): number {
    this.#nowMs += 1000;
    return this.#nowMs;
  }

  #record: RecordEvent = (kind, data) => this.journal.commit((record) => record(kind, data));

  #activate(actor: string): void {
    const [first, ...others] = this.#products;
    this.journal.commit((record) => {
      record('terminal-activated', this.scheme.activation(this.journal.head()));
      record('staff-added', { personId: actor, personKey: null, name: '店主', role: 'owner' });
      record('settings-changed', { settings: { language: 'zh-CN', serialScanner: null } });
      record('products-imported', { importId: this.#id(), products: others });
    });
    if (!first) return;
    for (const price of [250n, 300n])
      this.#record('product-saved', { product: { ...first, price: wire(price) } });
  }

  #ringUp(): Rung {
    this.#turn += 1;
    const turn = this.#turn;
    const basketId = this.#id();
    const lines = this.#products
      .slice(0, 1 + (turn % 3))
      .map((product, index) => lineOf(product, this.#id(), ((turn + index) % 4) + 1, index === 1));
    this.journal.commit((record) => {
      record('basket-opened', { basketId, currency, soldAt: null });
      record('basket-changed', { basketId, changes: lines.map((line) => ({ type: 'line-added', line })) });
    });
    const discount = turn % 4 === 0 ? ({ kind: 'amount', amount: wire(77n) } as const) : null;
    if (discount) this.#record('basket-changed', { basketId, changes: [{ type: 'discounted', discount }] });
    const basket = { ...emptyBasket(basketId, currency), lines, discount };
    return { basketId, totals: totalsOf(basket, rates, this.#today()) };
  }

  #settle(record: RecordEvent, rung: Rung, tender: SaleTender, change: (sale: Sale) => Sale): void {
    const { totals, basketId: saleId } = rung;
    const taxes = taxTotals(totals);
    const sale: Sale = {
      ...this.#numbered(),
      saleId,
      lines: soldLines(totals, [tender]),
      taxes,
      gross: wire(totals.grossMinor),
      discount: wire(totals.discountMinor),
      total: toWire(totals.total),
      tenders: [tender],
      postings: salePostings([tender], taxes),
      personKey: null,
    };
    record('sale-settled', change(sale));
  }

  #payByWallet(rung: Rung, tender: SaleTender, change: (sale: Sale) => Sale): void {
    const paymentId = this.#id();
    const { amount } = tender;
    const schemeRef = `S${this.#turn}`;
    const about = { paymentId, saleId: rung.basketId, tenderNo: 1, amount, merchantId };
    const request = canonicalJson({ amount, customerCode: 'CODE', saleRef: rung.basketId });
    this.#record('payment-created', { ...about, codeHash: `hash-${this.#turn}`, request });
    const moved = { paymentId, reason: null, schemeRef: null, expiresAt: null, answer: null };
    this.#record('payment-moved', { ...moved, to: 'sent', cause: 'send' });
    const at = instantOf(this.#nowMs);
    const said = { id: paymentId, state: 'succeeded', amount, merchantId, terminalId, schemeRef, at };
    const answer = this.scheme.answer(this.journal.head(), `/payments/${paymentId}`, said);
    this.journal.commit((record) => {
      record('payment-moved', { ...moved, to: 'succeeded', cause: 'paid', schemeRef, answer });
      this.#settle(record, rung, { ...tender, paymentId, schemeRef }, change);
    });
  }

  #numbered(): Pick<Sale, 'receipt' | 'code' | 'businessDay'> {
    const receipt = nextReceipt(this.db, 1);
    const code = writeReceiptCode({ terminal: terminalId, epoch: 1, number: receipt });
    return { receipt, code, businessDay: this.#today() };
  }

  #today(): string {
    return dayOf(instantOf(this.#nowMs), zone);
  }
}

export type ShopBooks = OpenShopBooks;

/** A folder's books, of a shop that is activated, has its owner and three products. */
export function openShopBooks(dataDir: string, seed = 'books'): ShopBooks {
  return new OpenShopBooks(dataDir, seed);
}

/** A day with something in every table. */
export function tradeADay(books: ShopBooks, sales: number): void {
  books.openShift();
  const sold = Array.from({ length: sales }, (_, index) => books.sell(index % 3 === 2 ? 'wallet' : 'cash'));
  books.sell('elsewhere');
  const [first, second] = sold;
  if (!first || !second) throw new Error('a day has two sales at least');
  books.giveBack(first);
  books.correct(second);
  books.journal.commit((record) => record('receipt-copied', { saleId: first, copy: 1 }));
  books.sundries();
  books.closeShift();
  books.openShift();
  books.sell('cash');
}

/** Deterministic bytes, a new piece at each call. */
function seededBytes(seed: string): (length: number) => Uint8Array {
  let count = 0;
  return (length) => {
    count += 1;
    return createHash('sha512').update(`${seed} ${count}`).digest().subarray(0, length);
  };
}

function wire(minor: bigint): MoneyWire {
  return { minor: minor.toString(), currency };
}

function lineOf(product: Product, id: string, pieces: number, isCheaper: boolean): BasketLine {
  const { names, category, taxClass, unit } = product;
  return {
    id,
    productId: product.id,
    names,
    barcode: product.barcodes[0] ?? null,
    category,
    taxClass,
    unit,
    quantity: `${pieces}000`,
    unitPrice: product.price,
    discount: isCheaper ? { kind: 'percent', basisPoints: 1000 } : null,
  };
}

function goods(id: () => string): Product[] {
  const product = (zh: string, en: string, barcode: string, minor: bigint, taxClass: string): Product => ({
    id: id(),
    names: { 'zh-CN': zh, en },
    barcodes: [barcode],
    scaleItem: null,
    category: 'drinks',
    taxClass,
    unit: 'each',
    price: wire(minor),
    retired: false,
  });
  return [
    product('可口可乐', 'Coca-Cola', '6928804011142', 300n, 'standard'),
    product('鲜牛奶', 'Milk', '6901939621257', 1299n, 'reduced'),
    product('=SUM(1) 茶', 'Tea', '6901939691601', 450n, 'standard'),
  ];
}
