import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { machineClock } from '../../main/open-till.ts';
import { hledgerOf } from '../../main/reports/export-hledger.ts';
import { decodeBase45, encodeBase45 } from '../../shared/qr/base45.ts';
import {
  offlineRows,
  passFor,
  plugIn,
  ringUp,
  schemeAudit,
  sellForPass,
  showPass,
  unplug,
} from './offline-shop.ts';
import {
  addGoods,
  balanceOf,
  expectBooksHold,
  openAfterKill,
  openShop,
  type Shop,
  sellForWallet,
  seqOf,
} from './shop.ts';

const limitMs = 20_000;

/** One bit of the signature at the end of a pass turned over: well-formed still, and not genuine. */
function tampered(pass: string): string {
  const decoded = decodeBase45(pass.slice(4), 4);
  const bytes = decoded.ok ? decoded.value : [];
  return `CT1:${encodeBase45(bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte)))}`;
}

async function refusalOf(shop: Shop, pass: string): Promise<string | null | undefined> {
  await showPass(shop, pass);
  return shop.view().pay?.pass?.why;
}

function expectStrictLedger(shop: Shop): void {
  const file = join(shop.dataDir, 'books.hledger');
  writeFileSync(file, [...hledgerOf(shop.db)].join(''));
  execFileSync('hledger', ['-f', file, 'check', '--strict']);
}

describe('a pass while the scheme is silent', () => {
  it('is taken, booked apart in one transaction with its sale, and handed in when the scheme is back', async () => {
    const shop = await openShop();
    const pass = await passFor(shop);
    await unplug(shop);
    const saleId = await ringUp(shop);
    const before = seqOf(shop);
    await showPass(shop, pass);
    expect(shop.view()).toMatchObject({
      paid: { saleId, tender: 'wallet', offline: true, total: { minor: '1250' } },
      network: { state: 'silent' },
      handIns: [{ saleId, amount: { minor: '1250' } }],
      unresolved: [],
    });
    expect((await shop.ask('sales.receipt', { saleId })).tenders).toMatchObject([
      { kind: 'wallet', offline: true },
    ]);
    expect(seqOf(shop)).toBe(before + 2);
    expect(balanceOf(shop, 'assets:wallet:offline')).toBe(1250n);
    expect(balanceOf(shop, 'assets:wallet')).toBe(0n);
    expectBooksHold(shop);
    expectStrictLedger(shop);
    await plugIn(shop);
    await shop.till.offline.handIn.idle(limitMs);
    expect(shop.view()).toMatchObject({ handIns: [], network: { state: 'answering' } });
    expect(balanceOf(shop, 'assets:wallet:offline')).toBe(0n);
    expect(balanceOf(shop, 'assets:wallet')).toBe(1250n);
    expect(schemeAudit(shop)).toMatchObject({ succeeded: 1n, settledMinor: 1250n, balanced: true });
    expectBooksHold(shop);
    expectStrictLedger(shop);
  });

  it('held at the register is taken with F12, and pays nothing before', async () => {
    const shop = await openShop();
    const pass = await passFor(shop);
    await unplug(shop);
    await ringUp(shop);
    await shop.ask('pay.back', {});
    expect(shop.till.scanned({ text: pass }).heard).toBe('code-held');
    expect(shop.till.scanned({ text: pass }).heard).toBe('code-held');
    expect(offlineRows(shop)).toEqual([]);
    await shop.ask('pay.sendHeldCode', {});
    await expect.poll(() => shop.view().paid?.offline).toBe(true);
  });

  it('says how much may be taken without network, and no such thing while the scheme answers', async () => {
    const shop = await openShop();
    await sellForWallet(shop, await addGoods(shop, '1.00'));
    const pass = await passFor(shop);
    await ringUp(shop);
    expect(shop.view().pay?.passUpTo).toBeNull();
    await unplug(shop);
    await showPass(shop, pass);
    await shop.ask('pay.next', {});
    await ringUp(shop);
    expect(shop.view().pay?.passUpTo).toEqual({ minor: '20000', currency: 'CNY' });
  });

  it('is not taken beside a payment of the sale that nobody knows the end of', async () => {
    const shop = await openShop();
    const pass = await passFor(shop);
    const code = await shop.practice.code(await shop.practice.wallet({ currency: 'CNY' }));
    await unplug(shop);
    await plugIn(shop, { 'drop-reply': { share: 1, ms: 0 } });
    await ringUp(shop);
    shop.till.scanned({ text: code });
    await expect.poll(() => shop.view().pay?.attempt?.state).toBe('unknown');
    expect(shop.till.scanned({ text: pass })).toMatchObject({ heard: 'ignored', problem: 'payment-open' });
    expect(offlineRows(shop)).toEqual([]);
  });
});

describe('a pass while the scheme answers', () => {
  it('is not taken: the till asks, hears the scheme, and wants the ordinary code', async () => {
    const shop = await openShop();
    const pass = await passFor(shop);
    await ringUp(shop);
    expect(shop.till.scanned({ text: pass }).heard).toBe('pass-asking');
    await expect.poll(() => shop.view().pay?.pass?.state).toBe('answering');
    expect(offlineRows(shop)).toEqual([]);
    expect(shop.view()).toMatchObject({ paid: null, network: { state: 'answering' } });
  });

  it('is not taken for a sale that was changed while the till asked', async () => {
    const shop = await openShop();
    const pass = await passFor(shop);
    await unplug(shop);
    await ringUp(shop);
    expect(shop.till.scanned({ text: pass }).heard).toBe('pass-asking');
    await shop.ask('pay.back', {});
    await expect.poll(() => shop.view().network.state).toBe('silent');
    expect(shop.view().paid).toBeNull();
    expect(offlineRows(shop)).toEqual([]);
  });
});

describe('a pass that is refused', () => {
  it('says why: changed, used here before, another shop, above the limit; and nothing is booked', async () => {
    const shop = await openShop();
    const good = await passFor(shop);
    const strange = await passFor(shop, 'M-SOMEBODY');
    const own = await passFor(shop, shop.view().shop.merchantId);
    await unplug(shop);
    await sellForPass(shop, good);
    const saleId = await ringUp(shop);
    const seq = seqOf(shop);
    expect(await refusalOf(shop, tampered(own))).toBe('bad-signature');
    expect(await refusalOf(shop, good)).toBe('replayed');
    expect(await refusalOf(shop, strange)).toBe('wrong-merchant');
    expect(seqOf(shop)).toBe(seq);
    expect(shop.view()).toMatchObject({ pay: { saleId }, paid: null });
    await showPass(shop, own);
    expect(shop.view().paid).toMatchObject({ saleId, offline: true });
    await shop.ask('pay.next', {});
    await ringUp(shop, '200.01');
    expect(await refusalOf(shop, tampered(own))).toBe('bad-signature');
    expectBooksHold(shop);
  });

  it('is over the limit of the grant, a pass or a wallet, until the scheme has accepted what was taken', async () => {
    const shop = await openShop();
    const wallet = await shop.practice.wallet({ currency: 'CNY' });
    const passes = [];
    for (let n = 0; n < 4; n += 1) passes.push(await shop.practice.pass(wallet));
    await unplug(shop);
    const [first = '', second = '', third = '', fourth = ''] = passes;
    await ringUp(shop, '200.01');
    expect(await refusalOf(shop, first)).toBe('over-limit');
    await shop.ask('pay.back', {});
    await shop.ask('basket.abandon', {});
    await sellForPass(shop, first, '200.00');
    await sellForPass(shop, second, '200.00');
    await ringUp(shop, '100.01');
    expect(await refusalOf(shop, third)).toBe('over-limit');
    await shop.ask('pay.back', {});
    await shop.ask('basket.abandon', {});
    await sellForPass(shop, third, '100.00');
    const back = await plugIn(shop);
    await shop.till.offline.handIn.idle(limitMs);
    await back.close();
    await sellForPass(shop, fourth, '200.00');
    expect(offlineRows(shop).map(({ state }) => state)).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'taken',
    ]);
  });

  it('is expired by the scheme’s clock, whatever the machine’s clock says', async () => {
    const clock = driftingClock();
    const shop = await openShop({ clock });
    await sellForWallet(shop, await addGoods(shop, '1.00'));
    await shop.ask('pay.next', {});
    const pass = await passFor(shop);
    await unplug(shop);
    await ringUp(shop);
    clock.runs(25 * hourMs);
    clock.setWall(-25 * hourMs);
    expect(await refusalOf(shop, pass)).toBe('expired');
    clock.runs(60 * hourMs);
    const seq = seqOf(shop);
    expect(await refusalOf(shop, pass)).toBe('expired');
    expect(seqOf(shop)).toBe(seq);
  });

  it('comes too late for a till that has not heard the scheme for three days', async () => {
    const clock = driftingClock();
    const shop = await openShop({ clock });
    await sellForWallet(shop, await addGoods(shop, '1.00'));
    await shop.ask('pay.next', {});
    clock.runs(73 * hourMs);
    const pass = await passFor(shop);
    await unplug(shop);
    await ringUp(shop);
    expect(await refusalOf(shop, pass)).toBe('grant-expired');
  });

  it('is still expired after a restart with a clock that was set back', async () => {
    const clock = driftingClock();
    const shop = await openShop({ clock });
    const old = await passFor(shop);
    clock.runs(25 * hourMs);
    await sellForWallet(shop, await addGoods(shop, '1.00'));
    shop.till.close();
    clock.setWall(-25 * hourMs);
    const again = await openAfterKill(shop, { clock });
    await again.sandbox.close();
    await ringUp(again);
    expect(await refusalOf(again, old)).toBe('expired');
  });
});

const hourMs = 3_600_000;

/** The machine's clock and monotonic clock, both moved at will. */
function driftingClock() {
  let wallMs = 0;
  let monoMs = 0;
  return {
    ...machineClock,
    now: () => machineClock.now() + wallMs,
    mono: () => machineClock.mono() + monoMs,
    runs: (ms: number) => {
      wallMs += ms;
      monoMs += ms;
    },
    setWall: (ms: number) => {
      wallMs += ms;
    },
  };
}
