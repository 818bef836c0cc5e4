import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportBooks } from '../../main/cli/export.ts';
import { expectBooksHold, openAfterKill, openShop, seqOf, temporaryFolder } from './shop.ts';
import { createShopClock } from './shop-clock.ts';
import { call, codeFrom, hire, must, openStaffedShop, pins } from './staffed.ts';

const wrong = '60281734';

describe('the one-person shop', () => {
  it('opens without a PIN, can’t be locked before there is one, and is never locked by time', async () => {
    const clock = createShopClock();
    const shop = await openShop({ clock });
    expect(shop.view().lock).toMatchObject({ isLocked: false, usesPins: false, keptScans: 0 });
    expect(await codeFrom(shop, 'staff.lock', {})).toBe('pin-missing');
    const { id: personId } = shop.view().staff;
    await must(shop, 'staff.setPin', { personId, pin: pins.owner, ownPin: null });
    await clock.advance(24 * 3_600_000);
    expect(shop.view().lock.isLocked).toBe(false);
    expect((await openAfterKill(shop)).view().lock.isLocked).toBe(false);
  });

  it('stays locked over a kill where somebody has locked it', async () => {
    const shop = await openShop();
    const { id: personId } = shop.view().staff;
    await must(shop, 'staff.setPin', { personId, pin: pins.owner, ownPin: null });
    await must(shop, 'staff.lock', {});
    const again = await openAfterKill(shop);
    expect(again.view().lock.isLocked).toBe(true);
    await must(again, 'staff.signIn', { personId, pin: pins.owner });
    expectBooksHold(again);
  });

  it('has a second person only once the owner has a PIN', async () => {
    const shop = await openShop();
    const ask = { id: shop.till.counter.newId(), name: 'Mei', role: 'cashier', pin: '2751' } as const;
    expect(await codeFrom(shop, 'staff.add', { ...ask, ownPin: null })).toBe('pin-missing');
    expect(shop.view().lock.people).toHaveLength(1);
  });
});

describe('a locked till', () => {
  it('answers the lock screen and nothing else, whoever was there', async () => {
    const shop = await openStaffedShop();
    await must(shop, 'staff.lock', {});
    const before = seqOf(shop);
    for (const name of ['pay.open', 'staff.list', 'goods.categories', 'basket.hold', 'shift.get'] as const)
      expect(await codeFrom(shop, name, {}), name).toBe('till-locked');
    expect(await codeFrom(shop, 'settings.set', { serialScanner: '/dev/ttyACM0' })).toBe('till-locked');
    expect(seqOf(shop)).toBe(before);
    await must(shop, 'settings.set', { textSize: 'large' });
    expect((await must(shop, 'register.get', {})).lock.isLocked).toBe(true);
  });

  it('keeps what is scanned until the PIN, in its order, and refuses the flood', async () => {
    const shop = await openStaffedShop();
    const { products } = await shop.ask('goods.search', { text: 'cola', limit: 5 });
    const [first = '', second = ''] = products.flatMap(({ barcodes }) => barcodes);
    await must(shop, 'staff.lock', {});
    expect(shop.till.scanned({ text: first }).heard).toBe('kept');
    expect(await must(shop, 'register.scan', { text: second, device: 'keyboard' })).toMatchObject({
      heard: 'kept',
    });
    expect(shop.view()).toMatchObject({ lock: { keptScans: 2 }, basket: { lines: [] } });
    for (let more = 2; more < 64; more += 1) shop.till.scanned({ text: first });
    expect(shop.till.scanned({ text: first })).toMatchObject({ heard: 'ignored', problem: 'till-locked' });
    expect(await codeFrom(shop, 'staff.signIn', { personId: shop.cashier, pin: wrong })).toBe('pin-wrong');
    expect(shop.view().lock.keptScans).toBe(64);
    await must(shop, 'staff.signIn', { personId: shop.cashier, pin: pins.cashier });
    expect(shop.view().lock.keptScans).toBe(0);
    expect(shop.view().basket.lines.map(({ barcode }) => barcode)).toEqual([first, second]);
    expect(shop.view().basket.pieces).toBe(64);
    expect(shop.view().staff).toMatchObject({ id: shop.cashier, role: 'cashier' });
    expectBooksHold(shop);
  });

  it('locks itself after five idle minutes, not while somebody is there, not in a payment', async () => {
    const clock = createShopClock();
    const shop = await openStaffedShop({ clock });
    const isLocked = () => shop.view().lock.isLocked;
    await clock.advance(299_000);
    await must(shop, 'staff.stillHere', {});
    await clock.advance(299_000);
    expect(isLocked()).toBe(false);
    await shop.ask('basket.addAmount', { amount: '5', taxClass: 'standard' });
    await shop.ask('pay.open', {});
    await clock.advance(3_600_000);
    expect(isLocked()).toBe(false);
    await shop.ask('pay.cash', { tendered: '5' });
    await clock.advance(11_000);
    expect(isLocked()).toBe(true);
    clock.setWall(-86_400_000);
    await must(shop, 'staff.signIn', { personId: shop.owner, pin: pins.owner });
    clock.setWall(2 * 86_400_000);
    await clock.advance(1_000);
    expect(isLocked()).toBe(false);
    await clock.advance(300_000);
    expect(isLocked()).toBe(true);
  });
});

describe('wrong PINs', () => {
  it('lead to waits for that person alone; neither clock nor kill shortens one', async () => {
    const clock = createShopClock();
    const shop = await openStaffedShop({ clock });
    await must(shop, 'staff.lock', {});
    const tryOne = (at = shop, pin: string = wrong) =>
      call(at, 'staff.signIn', { personId: shop.cashier, pin }).then((answer) =>
        answer.ok ? 'ok' : [answer.problem.code, ...Object.values(answer.problem.detail ?? {})].join(' '),
      );
    for (const left of ['3', '2', '1']) expect(await tryOne()).toBe(`pin-wrong ${left}`);
    expect(await tryOne()).toBe('pin-locked 30');
    const before = seqOf(shop);
    expect(await tryOne(shop, pins.cashier)).toBe('pin-locked 30');
    expect(seqOf(shop)).toBe(before);
    clock.setWall(86_400_000);
    expect(await tryOne(shop, pins.cashier)).toBe('pin-locked 30');
    await clock.advance(29_000);
    expect(await tryOne(shop, pins.cashier)).toBe('pin-locked 1');
    const killedClock = createShopClock();
    const killed = await openAfterKill(shop, { clock: killedClock });
    expect(await tryOne(killed as typeof shop, pins.cashier)).toBe('pin-locked 30');
    expect(killed.view().lock.people.find(({ id }) => id === shop.cashier)?.waitMs).toBe(30_000);
    await must(killed, 'staff.signIn', { personId: shop.manager, pin: pins.manager });
    await clock.advance(1_000);
    expect(await tryOne()).toBe('pin-locked 60');
    await clock.advance(60_000);
    expect(await tryOne(shop, pins.cashier)).toBe('ok');
    await must(shop, 'staff.lock', {});
    expect(await tryOne()).toBe('pin-wrong 3');
    expectBooksHold(shop);
  });

  it('are counted before they are looked at: a kill in between is a failure, many at once are one by one', async () => {
    const shop = await openStaffedShop();
    await must(shop, 'staff.lock', {});
    const tries = () =>
      shop.db.get<{ tries: bigint }>('SELECT tries FROM staff WHERE person_id = ?', shop.cashier)?.tries;
    const going = call(shop, 'staff.signIn', { personId: shop.cashier, pin: pins.cashier });
    await expect.poll(tries, { interval: 1 }).toBe(1n);
    const killed = await openAfterKill(shop);
    expect(killed.view().lock.isLocked).toBe(true);
    expect(killed.db.get('SELECT tries FROM staff WHERE person_id = ?', shop.cashier)).toEqual({ tries: 1n });
    expect((await going).ok).toBe(true);
    await must(shop, 'staff.lock', {});
    const guesses = ['60281734', '60281735', '60281736', '60281737', '60281738', pins.cashier];
    const answers = await Promise.all(
      guesses.map((pin) => codeFrom(shop, 'staff.signIn', { personId: shop.cashier, pin })),
    );
    expect(answers).toEqual([...Array(3).fill('pin-wrong'), ...Array(3).fill('pin-locked')]);
    expect(shop.view().lock.isLocked).toBe(true);
  });

  it('of nobody are answered as wrong ones of somebody, and leave no trace', async () => {
    const shop = await openStaffedShop();
    const before = seqOf(shop);
    const stranger = shop.till.counter.newId();
    expect(await codeFrom(shop, 'staff.signIn', { personId: stranger, pin: wrong })).toBe('pin-wrong');
    expect(seqOf(shop)).toBe(before);
  });
});

describe('the staff', () => {
  it('is changed by the owner alone, by their PIN, and the last owner stays', async () => {
    const shop = await openStaffedShop();
    const { cashier: personId, owner, manager } = shop;
    const change = { personId, name: 'Mei Lin', role: 'manager', pin: null } as const;
    expect(await codeFrom(shop, 'staff.change', { ...change, ownPin: wrong })).toBe('pin-wrong');
    expect(await codeFrom(shop, 'staff.change', { ...change, ownPin: null })).toBe('field-invalid');
    await must(shop, 'staff.change', { ...change, ownPin: pins.owner });
    const asOwner = { ownPin: pins.owner };
    expect(await codeFrom(shop, 'staff.change', { ...change, role: 'owner', ...asOwner })).toBe(
      'pin-too-short',
    );
    expect(await codeFrom(shop, 'staff.deactivate', { personId: owner, ...asOwner })).toBe('last-owner');
    expect(
      await codeFrom(shop, 'staff.change', { ...change, personId: owner, role: 'cashier', ...asOwner }),
    ).toBe('last-owner');
    await must(shop, 'staff.signIn', { personId: manager, pin: pins.manager });
    expect(await codeFrom(shop, 'staff.deactivate', { personId, ownPin: pins.manager })).toBe(
      'not-permitted',
    );
    expect(await codeFrom(shop, 'staff.setPin', { personId: owner, pin: wrong, ownPin: pins.manager })).toBe(
      'not-permitted',
    );
    expectBooksHold(shop);
  });

  it('loses a person at once: no PIN, no approval, and the till locks under their hands', async () => {
    const shop = await openStaffedShop();
    const second = await hire(shop, 'owner', 'An', '60281734');
    await must(shop, 'staff.signIn', { personId: second, pin: '60281734' });
    await must(shop, 'staff.deactivate', { personId: second, ownPin: '60281734' });
    expect(shop.view().lock.isLocked).toBe(true);
    expect(await codeFrom(shop, 'staff.signIn', { personId: second, pin: '60281734' })).toBe('pin-wrong');
    await must(shop, 'staff.signIn', { personId: shop.owner, pin: pins.owner });
    expect((await must(shop, 'staff.list', {})).people.find(({ id }) => id === second)?.isActive).toBe(false);
  });

  it('has a new PIN from the moment the books say so; the old one is gone, also from the disk', async () => {
    const shop = await openStaffedShop();
    const { manager } = shop;
    await must(shop, 'staff.setPin', { personId: manager, pin: wrong, ownPin: pins.owner });
    expect(await codeFrom(shop, 'staff.signIn', { personId: manager, pin: pins.manager })).toBe('pin-wrong');
    await must(shop, 'staff.signIn', { personId: manager, pin: wrong });
    await must(shop, 'staff.setPin', { personId: manager, pin: pins.manager, ownPin: wrong });
    const kept = JSON.parse(readFileSync(join(shop.dataDir, 'keys/pins.json'), 'utf8'));
    // The one before is dropped with the next change; of three people there are never more than four.
    expect(Object.keys(kept.pins).length).toBeLessThanOrEqual(4);
    expect(statSync(join(shop.dataDir, 'keys/pins.json')).mode & 0o777).toBe(0o600);
  });
});

it('no PIN and no secret of one is in books, write-ahead log, exports or any file of the shop', async () => {
  const shop = await openStaffedShop();
  await must(shop, 'staff.signIn', { personId: shop.cashier, pin: pins.cashier });
  await codeFrom(shop, 'staff.signIn', { personId: shop.manager, pin: wrong });
  const subject = shop.till.counter.newId();
  const need = { action: 'drawer', subject, amount: null } as const;
  await must(shop, 'staff.approve', { ...need, approverId: shop.owner, pin: pins.owner });
  const out = temporaryFolder();
  for (const format of ['csv', 'json', 'hledger'] as const)
    await exportBooks(['--data', shop.dataDir, '--format', format, '--out', join(out, format)]);
  const secrets = Object.values(
    JSON.parse(readFileSync(join(shop.dataDir, 'keys/pins.json'), 'utf8')).pins as Record<
      string,
      { hash: string }
    >,
  ).map(({ hash }) => hash);
  expect(secrets.length).toBeGreaterThanOrEqual(3);
  const files = [...filesIn(shop.dataDir), ...filesIn(out)];
  expect(files.some((path) => path.endsWith('till.db-wal'))).toBe(true);
  const found = files.flatMap((path) => {
    const bytes = readFileSync(path);
    const hidden = path.endsWith('keys/pins.json') ? [] : secrets;
    return [...Object.values(pins), wrong, ...hidden]
      .filter((text) => bytes.includes(text))
      .map((text) => `${path}: ${text}`);
  });
  expect(found).toEqual([]);
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
