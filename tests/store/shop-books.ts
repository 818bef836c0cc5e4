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
import { returnable } from '../../main/receipt/records.ts';
import { returnedPart, returnedTaxes, soldLines, taxTotals } from '../../main/receipt/rules.ts';
import { grandTotals, openShift } from '../../main/shift/records.ts';
import { type Database, openTillDatabase } from '../../main/store/database.ts';
import { type Journal, openJournal, type RecordEvent } from '../../main/store/journal.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { type FindKey, signAnswer, signRequest } from '../../platform/http-signatures.ts';
import { makeSigningKey, type SigningKey, verifyingKeyOf } from '../../platform/keys.ts';
import { type BasketLine, emptyBasket, totalsOf } from '../../shared/basket.ts';
import type { EventData, KeptAnswer, SaleTender } from '../../shared/events.ts';
import { newId } from '../../shared/ids.ts';
import { toWire } from '../../shared/money.ts';
import type { Product } from '../../shared/product.ts';
import { writeReceiptCode } from '../../shared/qr/receipt.ts';
import type { TaxRate } from '../../shared/tax.ts';
import { dayOf, instantOf } from '../../shared/time.ts';

/**
 * A small shop's books, written event by event through the real journal and the rooms' own rules, so
 * that a test can also write what no counter would.
 */
export type ShopBooks = {
  readonly db: Database;
  readonly journal: Journal;
  /** The scheme's answering key, as a till's list of keys would name it. */
  readonly findAnswerKey: FindKey;
  readonly answerKid: string;
  readonly openShift: () => void;
  readonly closeShift: (change?: (z: EventData<'shift-closed'>) => EventData<'shift-closed'>) => void;
  readonly sell: (kind: 'cash' | 'elsewhere' | 'wallet', change?: (sale: Sale) => Sale) => string;
  readonly giveBack: (saleId: string) => void;
  readonly correct: (saleId: string) => void;
  readonly moveCash: (reason: string) => void;
  readonly sundries: () => void;
};

type Sale = EventData<'sale-settled'>;

const currency = 'CNY';
const zone = 'Asia/Shanghai';
const rates: TaxRate[] = [
  { taxClass: 'standard', rateBasisPoints: 1300, from: '2020-01-01' },
  { taxClass: 'reduced', rateBasisPoints: 900, from: '2020-01-01' },
];

/** Deterministic bytes: the same seed makes the same books. */
function seededBytes(seed: string): (length: number) => Uint8Array {
  let count = 0;
  return (length) => {
    count += 1;
    return createHash('sha512').update(`${seed} ${count}`).digest().subarray(0, length);
  };
}

export function openShopBooks(dataDir: string, seed = 'books'): ShopBooks {
  const db = openTillDatabase(dataDir);
  const random = seededBytes(seed);
  let nowMs = Date.parse('2026-11-23T01:00:00.000Z');
  const clock = { now: () => (nowMs += 1000), mono: () => nowMs, after: () => () => {} };
  const id = (): string => newId(clock.now(), random);
  const till = makeSigningKey(random);
  const root = makeSigningKey(random);
  const answering = makeSigningKey(random);
  const actor = id();
  const journal = openJournal({
    db,
    projectors: allProjectors,
    clock,
    random,
    session: () => ({ actor, role: 'owner' }),
    practice: true,
  });
  const terminalId = '7K3M9Q';
  const kept = (key: SigningKey, method: string, path: string, body: unknown): KeptAnswer => {
    const head = journal.head();
    const request = signRequest(
      {
        method,
        authority: '127.0.0.1:1',
        path,
        query: '',
        headers: { 'content-type': 'application/json' },
        body: Buffer.from('{}'),
      },
      { key: till, head, nowS: 1_795_000_000, nonce: random(16) },
    );
    const answer = signAnswer(
      {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(canonicalJson(body)),
      },
      request,
      { key, nowS: 1_795_000_000 },
    );
    const flat = (headers: typeof answer.headers): Record<string, string> =>
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    const { body: _, headers, ...rest } = request;
    return {
      status: 200,
      headers: flat(answer.headers),
      body: canonicalJson(body),
      request: { ...rest, headers: flat(headers) },
    };
  };

  const products = goods(id);
  activate();

  function activate(): void {
    const grant = grantOf();
    const said = {
      terminalId,
      merchantId: 'M-1',
      currency,
      zone,
      root: root.kid,
      rootKey: root.publicJwk,
      grant,
    };
    journal.commit((record) => {
      record('terminal-activated', {
        terminalId,
        merchantId: 'M-1',
        shop: '街角小店',
        currency,
        zone,
        root: root.kid,
        keyId: till.kid,
        publicKey: till.publicJwk.x,
        taxRates: rates,
        grant: canonicalJson(grant),
        answer: kept(root, 'POST', '/terminals/activate', said),
      });
      record('staff-added', { personId: actor, personKey: null, name: '店主', role: 'owner' });
      record('settings-changed', { settings: { language: 'zh-CN', serialScanner: null } });
      record('products-imported', { importId: id(), products: products.slice(1) });
    });
    for (const price of ['250', '300']) {
      const [first] = products;
      if (first)
        journal.commit((record) =>
          record('product-saved', { product: { ...first, price: { minor: price, currency } } }),
        );
    }
  }

  let turn = 0;
  let receipt = 0;
  let shiftNumber = 0;
  let lastZ: EventData<'shift-closed'>['previous'] = null;
  const code = (): string => writeReceiptCode({ terminal: terminalId, epoch: 1, number: receipt });

  function ringUp(): { basketId: string; totals: ReturnType<typeof totalsOf> } {
    turn += 1;
    const basketId = id();
    const lines: BasketLine[] = products.slice(0, 1 + (turn % 3)).map((product, index) => ({
      id: id(),
      productId: product.id,
      names: product.names,
      barcode: product.barcodes[0] ?? null,
      category: product.category,
      taxClass: product.taxClass,
      unit: product.unit,
      quantity: `${((turn + index) % 4) + 1}000`,
      unitPrice: product.price,
      discount: index === 1 ? { kind: 'percent', basisPoints: 1000 } : null,
    }));
    const discount = turn % 4 === 0 ? ({ kind: 'amount', amount: { minor: '77', currency } } as const) : null;
    journal.commit((record) => {
      record('basket-opened', { basketId, currency, soldAt: null });
      record('basket-changed', { basketId, changes: lines.map((line) => ({ type: 'line-added', line })) });
    });
    if (discount)
      journal.commit((record) =>
        record('basket-changed', { basketId, changes: [{ type: 'discounted', discount }] }),
      );
    const basket = { ...emptyBasket(basketId, currency), lines, discount };
    return { basketId, totals: totalsOf(basket, rates, dayOf(instantOf(nowMs), zone)) };
  }

  function settle(
    record: RecordEvent,
    rung: ReturnType<typeof ringUp>,
    tender: SaleTender,
    change: (sale: Sale) => Sale,
  ): void {
    const { totals, basketId: saleId } = rung;
    const taxes = taxTotals(totals);
    receipt += 1;
    record(
      'sale-settled',
      change({
        saleId,
        receipt,
        code: code(),
        businessDay: dayOf(instantOf(nowMs), zone),
        lines: soldLines(totals, [tender]),
        taxes,
        gross: { minor: totals.grossMinor.toString(), currency },
        discount: { minor: totals.discountMinor.toString(), currency },
        total: toWire(totals.total),
        tenders: [tender],
        postings: salePostings([tender], taxes),
        personKey: null,
      }),
    );
  }

  const sell: ShopBooks['sell'] = (kind, change = (sale) => sale) => {
    const rung = ringUp();
    const amount = toWire(rung.totals.total);
    const tender: SaleTender = {
      no: 1,
      kind,
      how: null,
      amount,
      tendered: null,
      change: null,
      paymentId: null,
      schemeRef: null,
    };
    if (kind === 'wallet') payByWallet(rung, tender, change);
    else
      journal.commit((record) => {
        const tendered = { minor: (rung.totals.total.minor + 500n).toString(), currency };
        const cash = { ...tender, tendered, change: { minor: '500', currency } };
        settle(record, rung, kind === 'cash' ? cash : { ...tender, how: 'alipay' }, change);
        if (kind === 'cash') record('drawer-opened', { reason: 'sale', saleId: rung.basketId });
      });
    return rung.basketId;
  };

  function payByWallet(
    rung: ReturnType<typeof ringUp>,
    tender: SaleTender,
    change: (sale: Sale) => Sale,
  ): void {
    const paymentId = id();
    const { amount } = tender;
    const schemeRef = `S${turn}`;
    const request = canonicalJson({ amount, customerCode: 'CODE', saleRef: rung.basketId });
    const moved = { paymentId, reason: null, schemeRef: null, expiresAt: null, answer: null };
    journal.commit((record) =>
      record('payment-created', {
        paymentId,
        saleId: rung.basketId,
        tenderNo: 1,
        amount,
        merchantId: 'M-1',
        codeHash: `hash-${turn}`,
        request,
      }),
    );
    journal.commit((record) => record('payment-moved', { ...moved, to: 'sent', cause: 'send' }));
    const said = {
      id: paymentId,
      state: 'succeeded',
      amount,
      merchantId: 'M-1',
      terminalId,
      schemeRef,
      at: instantOf(nowMs),
    };
    const answer = kept(answering, 'PUT', `/payments/${paymentId}`, said);
    journal.commit((record) => {
      record('payment-moved', { ...moved, to: 'succeeded', cause: 'paid', schemeRef, answer });
      settle(record, rung, { ...tender, paymentId, schemeRef }, change);
    });
  }

  function moveCash(reason: string): void {
    const amount = { minor: 1234n, currency };
    const postings = cashMovedPostings('out', 'stock', amount);
    const moved = { direction: 'out', purpose: 'stock', reason, amount: toWire(amount), postings } as const;
    journal.commit((record) => record('cash-moved', { movementId: id(), ...moved }));
  }

  return {
    db,
    journal,
    sell,
    answerKid: answering.kid,
    findAnswerKey: (kid) => (kid === answering.kid ? verifyingKeyOf(answering.publicJwk) : null),
    openShift: () => {
      shiftNumber += 1;
      const float = { minor: 20_000n, currency };
      journal.commit((record) =>
        record('shift-opened', { number: shiftNumber, float: toWire(float), postings: floatPostings(float) }),
      );
    },
    closeShift: (change = (z) => z) => {
      const shift = openShift(db);
      if (!shift) throw new Error('no shift is open');
      const totals = grandTotals(db, 1);
      const wire = (minor: bigint) => ({ minor: minor.toString(), currency });
      const unsigned = {
        number: shift.number,
        expected: (['cash', 'wallet', 'elsewhere'] as const).map((kind) => ({
          kind,
          amount: wire(shift.expectedMinor[kind]),
        })),
        counted: [{ kind: 'cash' as const, amount: wire(shift.expectedMinor.cash - 100n) }],
        postings: closingPostings(
          { minor: shift.expectedMinor.cash, currency },
          { minor: shift.expectedMinor.cash - 100n, currency },
        ),
        grandTotals: {
          sales: wire(totals.salesMinor),
          refunds: wire(totals.refundsMinor),
          net: wire(totals.salesMinor - totals.refundsMinor),
        },
        head: { ...journal.head() },
        previous: lastZ,
        keyId: till.kid,
      };
      const signature = Buffer.from(till.sign(Buffer.from(canonicalJson(unsigned)))).toString('base64');
      lastZ = { number: shift.number, signature };
      journal.commit((record) => record('shift-closed', change({ ...unsigned, signature })));
    },
    giveBack: (saleId) => {
      const sold = returnable(db, saleId, 1);
      if (!sold) throw new Error('no such line');
      const lines = [returnedPart(sold, 1, 1000n)];
      const amount = lines[0]?.amount ?? { minor: '0', currency };
      const taxes = returnedTaxes(lines, currency);
      const tender = {
        no: 1,
        kind: 'cash',
        how: null,
        amount,
        tendered: null,
        change: null,
        paymentId: null,
        schemeRef: null,
        refundId: null,
      } as const;
      receipt += 1;
      journal.commit((record) =>
        record('refund-settled', {
          documentId: id(),
          receipt,
          code: code(),
          businessDay: dayOf(instantOf(nowMs), zone),
          saleId,
          reason: 'broken',
          lines,
          taxes,
          total: amount,
          tenders: [tender],
          postings: refundPostings([tender], taxes),
        }),
      );
    },
    correct: (saleId) => {
      const amount =
        db.get<{ amount: bigint }>('SELECT amount FROM tender WHERE sale_id = ?', saleId)?.amount ?? 0n;
      const of = { minor: amount, currency };
      journal.commit((record) =>
        record('tender-corrected', {
          saleId,
          tenderNo: 1,
          from: 'cash',
          to: 'elsewhere',
          how: 'card',
          amount: toWire(of),
          postings: correctionPostings('cash', 'elsewhere', of),
        }),
      );
    },
    moveCash,
    sundries: () => {
      moveCash('牛奶; milk\nfrom next door');
      journal.commit((record) => record('drawer-opened', { reason: 'change', saleId: null }));
      const held = ringUp();
      journal.commit((record) => record('basket-held', { basketId: held.basketId }));
      ringUp();
    },
  };
}

function goods(id: () => string): Product[] {
  const product = (zh: string, en: string, barcode: string, minor: string, taxClass: string): Product => ({
    id: id(),
    names: { 'zh-CN': zh, en },
    barcodes: [barcode],
    scaleItem: null,
    category: 'drinks',
    taxClass,
    unit: 'each',
    price: { minor, currency },
    retired: false,
  });
  return [
    product('可口可乐', 'Coca-Cola', '6928804011142', '300', 'standard'),
    product('鲜牛奶', 'Milk', '6901939621257', '1299', 'reduced'),
    product('=SUM(1) 茶', 'Tea', '6901939691601', '450', 'standard'),
  ];
}

function grantOf() {
  const money = { minor: '100000', currency };
  return {
    id: 'G-1',
    issuedAt: '2026-11-01T00:00:00.000Z',
    expiresAt: '2027-11-01T00:00:00.000Z',
    merchant: { id: 'M-1', name: '街角小店' },
    limits: {
      payment: money,
      offline: { pass: money, wallet: money, terminal: money, sales: 100, hours: 72 },
    },
    programmes: [],
    features: ['wallet', 'refunds'],
    taxRates: rates,
  };
}

/** A day with something in every table. */
export function tradeADay(books: ShopBooks, sales: number): void {
  books.openShift();
  const sold = Array.from({ length: sales }, (_, index) => books.sell(index % 3 === 2 ? 'wallet' : 'cash'));
  books.sell('elsewhere');
  const [first, second] = sold;
  if (first) books.giveBack(first);
  if (second) books.correct(second);
  if (first) books.journal.commit((record) => record('receipt-copied', { saleId: first, copy: 1 }));
  books.sundries();
  books.closeShift();
  books.openShift();
  books.sell('cash');
}
