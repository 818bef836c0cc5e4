import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tileProducts } from '../../main/catalogue/records.ts';
import { settleByRows } from '../../main/flow/settlement-rows.ts';
import { terminalIds } from '../../main/onboarding/records.ts';
import { paymentById } from '../../main/payment/records.ts';
import { saleById } from '../../main/receipt/records.ts';
import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import { parseFaults } from '../../sandbox/faults.ts';
import { openPracticeTill, type PracticeTill } from '../practice-till.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'till-rows-'));
let shop: PracticeTill;

/** A first start with a good network; after it every answer of the scheme is lost. */
beforeAll(async () => {
  await openPracticeTill({ dataDir }).then(({ close }) => close());
  shop = await openPracticeTill({ dataDir, faults: parseFaults('drop-reply=1') });
}, 120_000);
afterAll(async () => {
  await shop.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A wallet payment that nobody knows the end of, set aside. */
async function unknownPayment(): Promise<{
  readonly id: string;
  readonly saleId: string;
  readonly minor: bigint;
}> {
  const { till, practice } = shop;
  const [product] = tileProducts(till.counter.db, null, 1);
  if (!product) throw new Error('the shelves are empty');
  till.baskets.addProduct(product);
  till.selling.open();
  const saleId = till.baskets.current().id;
  till.selling.sendCode(await practice.code(await practice.wallet({ currency: 'CNY' })));
  const attempt = till.collecting.lastAttemptOf(saleId);
  if (!attempt) throw new Error('no attempt was made');
  till.selling.setAside(attempt.id);
  return { id: attempt.id, saleId, minor: BigInt(attempt.amount.minor) };
}

/** The books as they are once a final file of this one row is kept. */
function keep(day: string, id: string, gross: bigint): void {
  const { counter } = shop.till;
  const [terminalId = ''] = terminalIds(shop.db);
  const sum = { minor: gross.toString(), currency: 'CNY' };
  const zero = { ...sum, minor: '0' };
  const row = {
    seq: 1,
    kind: 'payment',
    id,
    schemeRef: `S-${day}`,
    gross: sum.minor,
    fee: '0',
    net: sum.minor,
  };
  const lines = [{ ...row, currency: 'CNY', at: `${day}T01:00:00.000Z`, terminalId }];
  const hash = sha256Hex(canonicalJson(lines));
  const head = { date: day, zone: 'Asia/Shanghai', from: `${day}T00:00:00Z`, to: `${day}T23:59:59Z`, hash };
  const body = JSON.stringify({ ...head, count: 1, gross: sum, fee: zero, net: sum, final: true, lines });
  const request = { method: 'GET', authority: '', path: '', query: '', headers: {} };
  const answer = { status: 200, headers: {}, body, request };
  counter.journal.commit((record) => {
    record('settlement-page', { day, page: 1, terminals: [terminalId], answer });
    record('settlement-kept', { day, pages: 1, count: 1, gross: sum, fee: zero, net: sum, hash, closes: [] });
  });
}

const settle = (running: readonly string[] = []) => settleByRows({ ...shop.till }, new Set(running));

describe('kept files', () => {
  const other = 'another payment';

  it('end a payment that two of them leave out, but not one, no earlier days, and none that runs still', async () => {
    keep('2020-01-01', other, 1n);
    keep('2020-01-02', other, 1n);
    const { id } = await unknownPayment();
    const state = () => paymentById(shop.till.counter.db, id)?.state;
    settle();
    keep('2098-01-01', other, 1n);
    settle();
    keep('2098-01-02', other, 1n);
    settle([id]);
    expect(state()).not.toBe('cancelled');
    settle();
    expect(state()).toBe('cancelled');
  });

  it('book a payment that they list for the same amount, with the page as its proof', async () => {
    const { id, saleId, minor } = await unknownPayment();
    keep('2097-12-01', id, minor + 1n);
    settle();
    expect(saleById(shop.till.counter.db, saleId)).toBeNull();
    keep('2097-12-02', id, minor);
    settle();
    expect(paymentById(shop.till.counter.db, id)?.state).toBe('succeeded');
    expect(saleById(shop.till.counter.db, saleId)?.totalMinor).toBe(minor);
  });
});
