import { expect, it } from 'vitest';
import { openTill } from '../../main/open-till.ts';
import { standingClock } from '../sandbox/counter.ts';
import { forgeAt } from './offline-shop.ts';
import { payPrinted, printedCode, received } from './printed.ts';
import {
  addGoods,
  balanceOf,
  expectBooksHold,
  openAfterKill,
  openShop,
  type Shop,
  sellForWallet,
} from './shop.ts';

/** The scheme signs what its own tables say: so it is made to lie by changing them behind its back. */
async function lie(shop: Shop, sql: string): Promise<Shop> {
  shop.till.close();
  shop.sandbox.parts.database.transaction(() => shop.sandbox.parts.database.run(sql));
  await shop.close();
  return openAfterKill(shop);
}

async function paidWhileClosed(): Promise<Shop> {
  const shop = await openShop();
  await printedCode(shop);
  await shop.till.receiving.idle(5000);
  shop.till.close();
  for (const amount of ['1', '2']) await payPrinted(shop, amount);
  return shop;
}

function alarms(shop: Shop): string[] {
  return shop.db
    .all<{ event: string }>("SELECT event FROM journal WHERE event LIKE '%received-alarmed%'")
    .map(({ event }) => JSON.parse(event).data.why);
}

const newest = 'SELECT id FROM payment ORDER BY at_ms DESC, id DESC LIMIT 1';

it.each([
  ['another merchant', `UPDATE payment SET merchant = 'M-OTHER' WHERE id = (${newest})`, 'mismatch:merchant'],
  ['another terminal', `UPDATE payment SET terminal = 'ZZZZZZ' WHERE id = (${newest})`, 'mismatch:terminal'],
  ['another currency', `UPDATE payment SET currency = 'JPY' WHERE id = (${newest})`, 'mismatch:currency'],
  ['no amount', `UPDATE payment SET amount_minor = 0 WHERE id = (${newest})`, 'mismatch:amount'],
  ['a gap', 'UPDATE printed_payment SET seq = 9 WHERE seq = 2', 'mismatch:order'],
])('a page that speaks of %s is believed in nothing, and the cashier is told', async (_, sql, why) => {
  const shop = await lie(await paidWhileClosed(), sql);
  await expect.poll(() => alarms(shop), { timeout: 10_000 }).toEqual([why]);
  expect(shop.view().received).toEqual([]);
  expect(balanceOf(shop, 'income:received')).toBe(0n);
  expect(shop.view().notices.map(({ kind }) => kind)).toContain('forged-answer');
  // Asked again it lies again: the alarm stands in the journal once.
  shop.till.receiving.hint();
  await shop.till.receiving.idle(5000);
  expect(alarms(shop)).toEqual([why]);
  expectBooksHold(shop);
});

it('a payment that the till itself asked for is not booked a second time because the list names it', async () => {
  const shop = await openShop();
  await printedCode(shop);
  await sellForWallet(shop, await addGoods(shop, '6'));
  await shop.till.receiving.idle(5000);
  const { terminalId } = shop.view().shop;
  const sql = `INSERT INTO printed_payment SELECT id, '${terminalId}', 1 FROM payment LIMIT 1`;
  const later = await lie(shop, sql);
  await expect.poll(() => alarms(later), { timeout: 10_000 }).toEqual(['mismatch:known']);
  expect(balanceOf(later, 'assets:wallet')).toBe(600n);
  expectBooksHold(later);
});

it('who answers without the scheme’s signature is not believed', async () => {
  const shop = await paidWhileClosed();
  await shop.close();
  const forger = await forgeAt(shop.schemeUrl);
  const opened = await openTill({
    dataDir: shop.dataDir,
    schemeUrl: shop.schemeUrl,
    practice: true,
    ticket: () => Promise.reject(new Error('it is activated already')),
  });
  if (!opened.ok) throw new Error(opened.problem.code);
  const { till, db, close } = opened.value;
  await till.receiving.idle(5000);
  expect(till.view().received).toEqual([]);
  expect(db.get("SELECT 1 FROM journal WHERE event LIKE '%payment-received%'")).toBeNull();
  expect(till.view().notices.map(({ kind }) => kind)).toContain('forged-answer');
  close();
  await forger.close();
});

it('what was paid long ago is shown and not said', async () => {
  const shop = await paidWhileClosed();
  await shop.close();
  const clock = standingClock(Date.now() + 3_600_000);
  const later = await openAfterKill(shop, { clock });
  const said: string[] = [];
  later.till.onTell((name) => {
    if (name === 'said') said.push(name);
  });
  await received(later, 2);
  expect(said).toEqual([]);
});
