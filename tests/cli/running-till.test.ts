import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tileProducts } from '../../main/catalogue/records.ts';
import { localAnswers } from '../../main/cli/local-answers.ts';
import { localSocketPath, serveLocally } from '../../main/flow/local-socket.ts';
import { openPracticeTill, type PracticeTill } from '../practice-till.ts';
import { till } from './command.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'till-running-'));
let shop: PracticeTill;
let stopAnswering: () => void;

beforeAll(async () => {
  shop = await openPracticeTill({ dataDir });
  stopAnswering = serveLocally(localSocketPath(dataDir), localAnswers(shop));
  await sellToAWallet();
}, 120_000);
afterAll(async () => {
  stopAnswering();
  await shop.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function sellToAWallet(): Promise<void> {
  const { till: core, practice } = shop;
  const [product] = tileProducts(core.counter.db, null, 1);
  if (!product) throw new Error('the shelves are empty');
  core.baskets.addProduct(product);
  core.selling.open();
  const saleId = core.baskets.current().id;
  core.selling.sendCode(await practice.code(await practice.wallet({ currency: 'CNY' })));
  const attempt = core.collecting.lastAttemptOf(saleId);
  const ended = attempt && (await core.collecting.ended(attempt.id, 20_000));
  expect(ended?.state).toBe('succeeded');
}

describe('beside a running till', () => {
  it('its books are verified, and the till itself asks the witness', async () => {
    const { code, out, complaint } = await till(['verify', '--data', dataDir, '--witness']);
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    expect(JSON.parse(out)).toMatchObject({ ok: true, events: shop.till.counter.journal.head().seq });
  });

  it('its books are reconciled by the till itself', async () => {
    const { code, out } = await till(['reconcile', '--data', dataDir]);
    expect({ code, found: JSON.parse(out) }).toEqual({
      code: 0,
      found: { matched: 1, missingHere: 0, missingThere: 0, amountDiffers: 0, unresolved: 0 },
    });
  });

  it('its books are exported and reported', async () => {
    const file = join(dataDir, 'books.csv');
    expect((await till(['export', '--data', dataDir, '--format', 'csv', '--out', file])).code).toBe(0);
    const { out } = await till(['report', '--data', dataDir, '--day', shop.till.counter.today()]);
    expect(JSON.parse(out)).toMatchObject({ sales: 1, currency: 'CNY', unresolved: 0 });
  });

  it('nobody else may change them', async () => {
    const few = new URL('../../data/onlineretail/onlineretail_2010-12.csv', import.meta.url).pathname;
    const { code, out, complaint } = await till(['replay', '--baskets', few, '--data', dataDir]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(complaint).toContain('is open in another process: the till');
  });
});
