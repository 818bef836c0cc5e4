import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tileProducts } from '../../main/catalogue/records.ts';
import { type DayFile, settleByFiles } from '../../main/cli/reconcile-files.ts';
import { paymentById } from '../../main/payment/records.ts';
import { saleById } from '../../main/receipt/records.ts';
import { parseFaults } from '../../sandbox/faults.ts';
import { openPracticeTill, type PracticeTill } from '../practice-till.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'till-files-'));
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

function fileOf(date: string, id: string, gross: bigint, final = true): DayFile {
  const line = {
    seq: 1,
    kind: 'payment',
    id,
    schemeRef: 'S-1',
    fee: '0',
    currency: 'CNY',
    at: `${date}T01:00:00.000Z`,
  };
  const lines = [{ ...line, gross: gross.toString(), net: gross.toString(), terminalId: 'AAAAAA' }];
  const sum = { minor: gross.toString(), currency: 'CNY' };
  const head = {
    date,
    zone: 'Asia/Shanghai',
    from: `${date}T00:00:00Z`,
    to: `${date}T23:59:59Z`,
    hash: '0'.repeat(64),
  };
  const day = { ...head, count: 1, gross: sum, fee: { ...sum, minor: '0' }, net: sum, final, lines };
  const request = { method: 'GET', authority: '', path: '', query: '', headers: {} };
  return { day, proof: { status: 200, headers: {}, body: JSON.stringify(day), request } };
}

describe('the day files of the scheme', () => {
  const other = 'another payment';

  it('book a payment that they list, once they are final and say the same amount', async () => {
    const { id, saleId, minor } = await unknownPayment();
    const today = shop.till.counter.today();
    settleByFiles(shop.till, [fileOf(today, id, minor, false)]);
    settleByFiles(shop.till, [fileOf(today, id, minor + 1n)]);
    expect(saleById(shop.till.counter.db, saleId)).toBeNull();
    settleByFiles(shop.till, [fileOf(today, id, minor)]);
    expect(paymentById(shop.till.counter.db, id)?.state).toBe('succeeded');
    expect(saleById(shop.till.counter.db, saleId)?.totalMinor).toBe(minor);
  });

  it('end a payment that two of them leave out, but not one, and no earlier days', async () => {
    const { id } = await unknownPayment();
    const state = () => paymentById(shop.till.counter.db, id)?.state;
    settleByFiles(shop.till, [fileOf('2020-01-01', other, 1n), fileOf('2020-01-02', other, 1n)]);
    settleByFiles(shop.till, [fileOf('2098-01-01', other, 1n)]);
    expect(state()).not.toBe('cancelled');
    settleByFiles(shop.till, [fileOf('2098-01-01', other, 1n), fileOf('2098-01-02', other, 1n)]);
    expect(state()).toBe('cancelled');
  });
});
