import fc from 'fast-check';
import { expect, it } from 'vitest';
import { basketById } from '../../main/checkout/records.ts';
import { createRefundDesk, type RefundDesk } from '../../main/flow/refund-desk.ts';
import { recordSale } from '../../main/flow/settle.ts';
import { balances } from '../../main/ledger/records.ts';
import { returnableLines, tendersOf } from '../../main/receipt/records.ts';
import { type BasketLine, emptyBasket, totalsOf } from '../../shared/basket.ts';
import type { SaleTender } from '../../shared/events.ts';
import { allocate, money, sumMinor, toDecimal } from '../../shared/money.ts';
import { accounts } from '../../shared/posting.ts';
import { formatQuantity } from '../../shared/quantity.ts';
import type { RefundWhat } from '../../shared/refund.ts';
import { createFaultyScheme } from './faulty-scheme.ts';
import { createShopClock, type ShopClock, seededBytes } from './shop-clock.ts';
import { openWalletShop, type WalletShop } from './wallet-shop.ts';
import { createWalletWorld, merchant, type WalletWorld } from './wallet-world.ts';

/** Any sale, and any sequence of partial refunds of it, in pieces, weights and sums, on real books. */

const { currency } = merchant;

const anyLine = fc.record({
  price: fc.bigInt({ min: 1n, max: 5_000n }),
  unit: fc.constantFrom('each' as const, 'kg' as const),
  pieces: fc.bigInt({ min: 1n, max: 5n }),
  grams: fc.bigInt({ min: 1n, max: 3_000n }),
});

/** `share` of what is there, in thousandths; above 1000 asks for too much. */
const anyStep = fc.record({
  by: fc.constantFrom('line' as const, 'amount' as const),
  line: fc.nat(3),
  share: fc.bigInt({ min: 1n, max: 1_300n }),
});

const anySale = fc.record({
  lines: fc.array(anyLine, { minLength: 1, maxLength: 4 }),
  weights: fc.tuple(...[0, 1, 2].map(() => fc.bigInt({ min: 0n, max: 10n }))),
  steps: fc.array(anyStep, { minLength: 1, maxLength: 9 }),
});

type Made<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Line = Made<typeof anyLine>;
type Step = Made<typeof anyStep>;
type Scene = {
  readonly shop: WalletShop;
  readonly desk: RefundDesk;
  readonly clock: ShopClock;
  readonly world: WalletWorld;
};

function openScene(): Scene {
  const clock = createShopClock();
  const world = createWalletWorld(clock);
  const scheme = createFaultyScheme(world, clock, () => null);
  const shop = openWalletShop({ clock, random: seededBytes(1), scheme });
  return { shop, clock, world, desk: createRefundDesk(shop.counter, shop.givingBack) };
}

function ringUp(
  { shop }: Scene,
  lines: readonly Line[],
): { readonly saleId: string; readonly minor: bigint } {
  const { counter, journal } = shop;
  const saleId = counter.newId();
  const added = lines.map(
    (line): BasketLine => ({
      id: counter.newId(),
      productId: null,
      names: { en: 'Tea' },
      barcode: null,
      category: '',
      taxClass: 'standard',
      unit: line.unit,
      quantity: (line.unit === 'each' ? line.pieces * 1000n : line.grams).toString(),
      unitPrice: { minor: line.price.toString(), currency },
      discount: null,
    }),
  );
  journal.commit((record) => {
    record('basket-opened', { basketId: saleId, currency, soldAt: null });
    record('basket-changed', {
      basketId: saleId,
      changes: added.map((line) => ({ type: 'line-added' as const, line })),
    });
  });
  const basket = { ...emptyBasket(saleId, currency), lines: added };
  const { total } = totalsOf(basket, counter.terminal().taxRates, counter.today());
  return { saleId, minor: total.minor };
}

function payByThree({ shop }: Scene, saleId: string, minors: readonly bigint[]): void {
  const ways = [
    { kind: 'cash', how: null },
    { kind: 'elsewhere', how: 'wechat' },
    { kind: 'elsewhere', how: 'alipay' },
  ] as const;
  const tenders = ways.map(
    (way, index): SaleTender => ({
      ...way,
      no: index + 1,
      amount: { minor: (minors[index] ?? 0n).toString(), currency },
      tendered: null,
      change: null,
      paymentId: null,
      schemeRef: null,
    }),
  );
  shop.journal.commit((record) => recordSale(shop.counter, record, basketById(shop.db, saleId), tenders));
}

function whatOf({ shop }: Scene, saleId: string, step: Step): RefundWhat | null {
  const lines = returnableLines(shop.db, saleId);
  const scaled = (whole: bigint): bigint => (whole * step.share) / 1000n;
  if (step.by === 'amount') {
    const left = sumMinor(lines.map((line) => BigInt(line.line.amount.minor) - line.returnedMinor));
    return { by: 'amount', amount: toDecimal(money(scaled(left), currency)) };
  }
  const from = lines[step.line];
  if (!from) return null;
  const left = scaled(BigInt(from.line.quantity) - from.returned);
  const quantity = from.line.unit === 'each' ? (left / 1000n) * 1000n : left;
  return { by: 'lines', lines: [{ no: from.line.no, quantity: formatQuantity(quantity) }] };
}

/** Asks for it as the window does; what was refused must have changed nothing. Answers what went back. */
function giveBack(scene: Scene, saleId: string, what: RefundWhat): bigint {
  const { shop, desk } = scene;
  const preview = desk.preview(saleId, what);
  if (!preview.ok) throw new Error(preview.problem.code);
  const { seq } = shop.journal.head();
  const ask = { id: shop.counter.newId(), saleId, what, reason: 'faulty', note: '' } as const;
  const given = desk.refund({ ...ask, total: preview.value.total });
  expect(given.ok ? null : given.problem.code).toBe(preview.value.problem);
  if (!given.ok) {
    expect(shop.journal.head().seq).toBe(seq);
    return 0n;
  }
  return BigInt(given.value.total.minor);
}

function expectWithinWhatWasPaid({ shop }: Scene, saleId: string): void {
  for (const { line, returned, returnedMinor, returnedTaxMinor, returnedShares } of returnableLines(
    shop.db,
    saleId,
  )) {
    expect(returned).toBeLessThanOrEqual(BigInt(line.quantity));
    expect(returnedMinor).toBeLessThanOrEqual(BigInt(line.amount.minor));
    expect(returnedTaxMinor).toBeLessThanOrEqual(BigInt(line.tax.minor));
    for (const [index, share] of line.tenderShares.entries())
      expect(returnedShares[index] ?? 0n).toBeLessThanOrEqual(BigInt(share.minor));
  }
  const given = shop.db.all<{ kind: string; how: string | null; sum: bigint }>(
    "SELECT tender.kind, how, SUM(tender.amount) AS sum FROM tender JOIN sale ON sale.id = sale_id WHERE sale.kind = 'refund' GROUP BY 1, 2",
  );
  for (const { kind, how, sum } of given) {
    const paid = tendersOf(shop.db, saleId).find((tender) => tender.kind === kind && tender.how === how);
    expect(sum).toBeLessThanOrEqual(paid?.amountMinor ?? -1n);
  }
}

/** All that is left, piece by piece, then as a sum: after it nothing is left anywhere. */
function giveBackTheRest(scene: Scene, saleId: string): bigint {
  const left = returnableLines(scene.shop.db, saleId);
  const goods = left
    .filter(({ line, returned }) => returned < BigInt(line.quantity))
    .map(({ line, returned }) => ({
      no: line.no,
      quantity: formatQuantity(BigInt(line.quantity) - returned),
    }));
  return giveBack(scene, saleId, { by: 'lines', lines: goods });
}

it('never gives back more than was paid by a line or a tender, whatever is asked in whatever order', () => {
  fc.assert(
    fc.property(anySale, ({ lines, weights, steps }) => {
      const scene = openScene();
      const { saleId, minor } = ringUp(scene, lines);
      fc.pre(minor > 0n);
      const paid = allocate(minor, weights);
      payByThree(scene, saleId, paid);
      let given = 0n;
      for (const step of steps) {
        const what = whatOf(scene, saleId, step);
        if (what) given += giveBack(scene, saleId, what);
        expectWithinWhatWasPaid(scene, saleId);
        expect(given).toBeLessThanOrEqual(minor);
      }
      given += giveBackTheRest(scene, saleId);
      expectWithinWhatWasPaid(scene, saleId);
      expect(given).toBe(minor);
      const balance = new Map(balances(scene.shop.db).map((row) => [row.account, row.minor]));
      for (const account of [accounts.cash, accounts.elsewhereClearing])
        expect(balance.get(account) ?? 0n).toBe(0n);
      scene.shop.close();
    }),
    { numRuns: 120 },
  );
}, 60_000);

it('never asks a wallet’s scheme for more than was paid, and leaves it with exactly the rest', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 6 }), async (steps) => {
      const scene = openScene();
      const { shop, clock, world } = scene;
      const saleId = shop.ringUp();
      const amount = money(1250n, currency);
      shop.collecting.start({ saleId, tenderNo: 1, amount, customerCode: 'pay-1' });
      await clock.until(() => shop.collecting.unresolved().length === 0, 1_000);
      let given = 0n;
      for (const step of steps) {
        const what = whatOf(scene, saleId, { ...step, line: 0 });
        if (what) given += giveBack(scene, saleId, what);
        await clock.until(() => shop.collecting.unresolved().length === 0, 1_000);
      }
      expect(world.keptOf(saleId)).toBe(1250n - given);
      expect(shop.db.get("SELECT 1 FROM refund WHERE state <> 'refunded'")).toBeNull();
      shop.close();
    }),
    { numRuns: 60 },
  );
}, 60_000);
