import { describe, expect, it } from 'vitest';
import { refund } from '../../main/flow/refund.ts';
import { machineClock } from '../../main/open-till.ts';
import {
  forgeAt,
  neighbourOf,
  offlineRows,
  passFor,
  plugIn,
  poorPass,
  schemeAudit,
  sellForPass,
  unplug,
} from './offline-shop.ts';
import {
  addGoods,
  balanceOf,
  expectBooksHold,
  openAfterKill,
  openShop,
  type Shop,
  sellForCash,
} from './shop.ts';

const limitMs = 40_000;

/** Passes of different customers, got while there was network. */
async function passesFor(shop: Shop, count: number): Promise<string[]> {
  const passes: string[] = [];
  for (let n = 0; n < count; n += 1) passes.push(await passFor(shop));
  return passes;
}

describe('handing in what was taken without network', () => {
  it('goes in order, each once, while other sales go on', async () => {
    const shop = await openShop();
    const passes = await passesFor(shop, 4);
    const tea = await addGoods(shop, '3.00');
    await unplug(shop);
    for (const pass of passes) await sellForPass(shop, pass);
    const scheme = await plugIn(shop, { delay: { share: 1, ms: 150 } });
    await expect.poll(() => shop.view().handIns.length, { timeout: limitMs }).toBeLessThan(4);
    await sellForCash(shop, tea);
    await shop.ask('pay.next', {});
    await shop.till.offline.handIn.idle(limitMs);
    expect(offlineRows(shop).map(({ state }) => state)).toEqual(Array(4).fill('accepted'));
    const seqs = scheme.parts.database.all<{ seq: number }>(
      'SELECT seq FROM offline_payment JOIN payment USING (id) ORDER BY at_ms, seq',
    );
    expect(seqs.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(schemeAudit(shop)).toMatchObject({ succeeded: 4n, settledMinor: 5000n, balanced: true });
    expect(balanceOf(shop, 'assets:wallet')).toBe(5000n);
    expectBooksHold(shop);
  });

  it('survives requests and answers that are lost, doubled, late, and a scheme that breaks down', async () => {
    const shop = await openShop();
    const passes = await passesFor(shop, 5);
    await unplug(shop);
    for (const pass of passes) await sellForPass(shop, pass);
    await plugIn(shop, {
      'drop-request': { share: 0.15, ms: 0 },
      'drop-reply': { share: 0.2, ms: 0 },
      duplicate: { share: 0.3, ms: 0 },
      error: { share: 0.1, ms: 0 },
    });
    await shop.till.offline.handIn.idle(110_000);
    expect(shop.view().handIns).toEqual([]);
    expect(schemeAudit(shop)).toMatchObject({ succeeded: 5n, settledMinor: 6250n, balanced: true });
    expect(balanceOf(shop, 'assets:wallet')).toBe(6250n);
    expect(balanceOf(shop, 'assets:wallet:offline')).toBe(0n);
    expectBooksHold(shop);
  });

  it('killed in the middle: what was charged and not heard of is asked for again under its id', async () => {
    const shop = await openShop();
    const passes = await passesFor(shop, 3);
    await unplug(shop);
    for (const pass of passes) await sellForPass(shop, pass);
    const deaf = await plugIn(shop, { 'drop-reply': { share: 1, ms: 0 } });
    await expect.poll(() => schemeAudit(shop).succeeded, { timeout: limitMs }).toBe(1n);
    expect(offlineRows(shop).map(({ state }) => state)).toEqual(['taken', 'taken', 'taken']);
    await deaf.close();
    const again = await openAfterKill(shop);
    await again.till.offline.handIn.idle(limitMs);
    expect(offlineRows(again).map(({ state }) => state)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(schemeAudit(again)).toMatchObject({ succeeded: 3n, settledMinor: 3750n, balanced: true });
    expect(balanceOf(again, 'assets:wallet')).toBe(3750n);
    expectBooksHold(again);
  });

  it('an answer that the scheme did not sign ends nothing, and is told', async () => {
    const shop = await openShop();
    const pass = await passFor(shop);
    await unplug(shop);
    await sellForPass(shop, pass);
    const forger = await forgeAt(shop.schemeUrl);
    await expect
      .poll(() => shop.view().notices.map(({ kind }) => kind), { timeout: limitMs })
      .toContain('forged-answer');
    expect(offlineRows(shop)).toMatchObject([{ state: 'taken' }]);
    expect(balanceOf(shop, 'assets:wallet:offline')).toBe(1250n);
    await forger.close();
    await plugIn(shop);
    await shop.till.offline.handIn.idle(limitMs);
    expect(offlineRows(shop)).toMatchObject([{ state: 'accepted' }]);
    expectBooksHold(shop);
  });
});

describe('a pass that the scheme refuses later', () => {
  it('shown at two tills is charged once; the other sale is a named loss that the scheme bears', async () => {
    const shop = await openShop();
    const neighbour = await neighbourOf(shop);
    const pass = await passFor(shop);
    await unplug(shop);
    await sellForPass(shop, pass, '12.50');
    await sellForPass(neighbour, pass, '7.50');
    await plugIn(shop);
    await Promise.all([shop, neighbour].map(({ till }) => till.offline.handIn.idle(limitMs)));
    const rows = [shop, neighbour].flatMap((till) => offlineRows(till));
    const lost = rows.find(({ state }) => state === 'refused');
    expect(rows.map(({ state }) => state).sort()).toEqual(['accepted', 'refused']);
    expect(lost).toMatchObject({ reason: 'pass-used', bearer: 'scheme' });
    const victim = offlineRows(shop)[0]?.state === 'refused' ? shop : neighbour;
    const minor = victim === shop ? 1250n : 750n;
    expect(balanceOf(victim, 'assets:wallet:offline')).toBe(0n);
    expect(balanceOf(victim, 'assets:wallet:loss-claims')).toBe(minor);
    expect(lossesOf(victim)).toMatchObject([
      { values: { reason: 'pass-used', bearer: 'scheme' }, amount: { minor: minor.toString() } },
    ]);
    expect(schemeAudit(shop)).toMatchObject({ succeeded: 1n, balanced: true });
    for (const till of [shop, neighbour]) expectBooksHold(till);
  });

  it('for want of money is told with its reason, also after a restart, and is no loss of the shop', async () => {
    const shop = await openShop();
    const pass = await poorPass(shop);
    await unplug(shop);
    await sellForPass(shop, pass);
    await plugIn(shop);
    await shop.till.offline.handIn.idle(limitMs);
    const told = [{ values: { reason: 'insufficient-funds', bearer: 'scheme' }, amount: { minor: '1250' } }];
    expect(lossesOf(shop)).toMatchObject(told);
    expect(balanceOf(shop, 'assets:wallet:loss-claims')).toBe(1250n);
    const again = await openAfterKill(shop);
    expect(lossesOf(again)).toMatchObject(told);
    expectBooksHold(again);
  });

  it('handed in after three days is the shop’s own loss, under its name in the books', async () => {
    const shop = await openShop();
    const pass = await passFor(shop);
    await unplug(shop);
    const saleId = await sellForPass(shop, pass);
    const later = { ...machineClock, now: () => machineClock.now() + 73 * 3_600_000 };
    await plugIn(shop, {}, later);
    await shop.till.offline.handIn.idle(limitMs);
    expect(lossesOf(shop)).toMatchObject([{ values: { reason: 'too-late', bearer: 'merchant' } }]);
    expect(balanceOf(shop, 'expenses:offline-loss')).toBe(1250n);
    expect(balanceOf(shop, 'assets:wallet:offline')).toBe(0n);
    expect(schemeAudit(shop)).toMatchObject({ succeeded: 0n, balanced: true });
    const back = refund(shop.till.counter, shop.till.givingBack, {
      documentId: shop.till.counter.newId(),
      returns: [{ of: { saleId, no: 1 }, quantity: 1000n }],
      reason: 'broken',
    });
    expect(back).toMatchObject({ ok: false, problem: { code: 'payment-open' } });
    expectBooksHold(shop);
  });

  it('is told again after every start until somebody has read it, and who did is in the books', async () => {
    const shop = await openShop();
    const pass = await poorPass(shop);
    await unplug(shop);
    await sellForPass(shop, pass);
    await plugIn(shop);
    await shop.till.offline.handIn.idle(limitMs);
    const unread = await openAfterKill(shop);
    const [loss] = lossesOf(unread);
    await unread.ask('register.dismissNotice', { id: loss?.id ?? '' });
    expect(lossesOf(unread)).toEqual([]);
    // A second click, or another window that still shows it, writes nothing more.
    const written = unread.till.counter.journal.head().seq;
    await unread.ask('register.dismissNotice', { id: loss?.id ?? '' });
    expect(unread.till.counter.journal.head().seq).toBe(written);
    const read = await openAfterKill(unread);
    expect(lossesOf(read)).toEqual([]);
    expectBooksHold(read);
  });

  it('never has its sale undone: the receipt stays, and an accepted one can be given back', async () => {
    const shop = await openShop();
    const pass = await passFor(shop);
    await unplug(shop);
    const saleId = await sellForPass(shop, pass);
    const ask = () => ({
      documentId: shop.till.counter.newId(),
      returns: [{ of: { saleId, no: 1 }, quantity: 1000n }],
      reason: 'broken',
    });
    expect(refund(shop.till.counter, shop.till.givingBack, ask())).toMatchObject({
      problem: { code: 'payment-open' },
    });
    await plugIn(shop);
    await shop.till.offline.handIn.idle(limitMs);
    expect(refund(shop.till.counter, shop.till.givingBack, ask())).toMatchObject({ ok: true });
    await shop.till.collecting.idle(limitMs);
    expect(schemeAudit(shop)).toMatchObject({ succeeded: 1n, refundedMinor: 1250n, balanced: true });
    expect(balanceOf(shop, 'assets:wallet')).toBe(0n);
    expectBooksHold(shop);
  });
});

function lossesOf(shop: Shop) {
  return shop.view().notices.filter(({ kind }) => kind === 'offline-loss');
}
