import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { verifyingKeyOf } from '../../platform/keys.ts';
import { systemRandom } from '../../platform/random.ts';
import type { EventData } from '../../shared/events.ts';
import { newId } from '../../shared/ids.ts';
import {
  addGoods,
  balanceOf,
  codeOf,
  expectBooksHold,
  openAfterKill,
  openShop,
  type Shop,
  sellForCash,
  sellForWallet,
  seqOf,
} from './shop.ts';

const aMovement = (): string => newId(Date.now(), systemRandom());

type Z = EventData<'shift-closed'>;

function signedZs(shop: Shop): { readonly seq: number; readonly data: Z }[] {
  return shop.db
    .all<{ seq: bigint; event: string }>('SELECT seq, event FROM journal ORDER BY seq')
    .map(({ seq, event }) => ({ seq: Number(seq), event: JSON.parse(event) as { kind: string; data: Z } }))
    .filter(({ event }) => event.kind === 'shift-closed')
    .map(({ seq, event }) => ({ seq, data: event.data }));
}

/** Checked as an auditor would: with nothing but the public key that the journal's first event holds. */
function isSigned(shop: Shop, z: Z): boolean {
  const row = shop.db.get<{ public_key: string }>('SELECT public_key FROM terminal');
  const key = verifyingKeyOf({ kty: 'OKP', crv: 'Ed25519', x: row?.public_key ?? '' });
  expect(key.kid).toBe(z.keyId);
  const { signature, ...signed } = z;
  return key.verify(Buffer.from(canonicalJson(signed), 'utf8'), Buffer.from(signature, 'base64'));
}

const expectedOf = async (shop: Shop): Promise<Record<string, string>> => {
  const { shift } = await shop.ask('shift.get', {});
  return Object.fromEntries((shift?.tenders ?? []).map(({ kind, expected }) => [kind, expected.minor]));
};

describe('a shift', () => {
  it('opens with a float out of the safe, once', async () => {
    const shop = await openShop();
    await shop.ask('shift.close', { countedCash: '200', countedElsewhere: '0' });
    expect(
      await Promise.all([
        shop.refusal('shift.open', { float: '150.50' }),
        shop.refusal('shift.open', { float: '150.50' }),
      ]),
    ).toEqual(['ok', 'shift-open']);
    expect(shop.view().shift?.number).toBe(2);
    expect(balanceOf(shop, 'assets:cash')).toBe(15_050n);
    expect(balanceOf(shop, 'assets:safe')).toBe(-15_050n);
    expect(await expectedOf(shop)).toEqual({ cash: '15050', wallet: '0', elsewhere: '0' });
  });

  it.each(['', '-1', '1e3', '10.001', '9999999999999999'])(
    'does not open with a float of %j',
    async (float) => {
      const shop = await openShop();
      await shop.ask('shift.close', { countedCash: '200', countedElsewhere: '0' });
      expect(await shop.refusal('shift.open', { float })).toBe('bad-amount');
      expect(shop.view().shift).toBeNull();
    },
  );

  it('counts what each tender should hold, sale by sale', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '6');
    await sellForCash(shop, tea, '10');
    await sellForWallet(shop, tea);
    shop.till.scanned({ text: codeOf(tea) });
    await shop.ask('pay.open', {});
    await shop.ask('pay.elsewhere', { how: 'alipay' });
    expect(await expectedOf(shop)).toEqual({ cash: '20600', wallet: '600', elsewhere: '600' });
    const { shift } = await shop.ask('shift.get', { number: 1 });
    expect(shift).toMatchObject({
      sales: 3,
      refunds: 0,
      takings: { minor: '1800' },
      z: null,
      closedAt: null,
    });
  });
});

describe('cash in and out of the drawer', () => {
  it.each([
    ['in', 'change-money', 'assets:safe'],
    ['in', 'owner', 'equity:owner'],
    ['out', 'stock', 'expenses:purchases'],
    ['out', 'expense', 'expenses:shop'],
    ['out', 'bank', 'assets:bank'],
    ['out', 'other', 'assets:suspense'],
  ] as const)('%s for %s moves %s', async (direction, purpose, account) => {
    const shop = await openShop();
    const before = balanceOf(shop, account);
    await shop.ask('shift.moveCash', {
      id: aMovement(),
      direction,
      purpose,
      reason: '  王大爷，鸡蛋 ',
      amount: '35.5',
    });
    const sign = direction === 'in' ? 1n : -1n;
    expect(balanceOf(shop, 'assets:cash')).toBe(20_000n + sign * 3550n);
    expect(balanceOf(shop, account) - before).toBe(-sign * 3550n);
    const { shift } = await shop.ask('shift.get', {});
    expect(shift?.movements).toMatchObject([
      { direction, purpose, reason: '王大爷，鸡蛋', amount: { minor: '3550' } },
    ]);
    expect((await expectedOf(shop)).cash).toBe(String(20_000n + sign * 3550n));
    expectBooksHold(shop);
  });

  it('moves once, however often the button is hit', async () => {
    const shop = await openShop();
    const asked = {
      id: aMovement(),
      direction: 'in',
      purpose: 'owner',
      reason: 'eggs',
      amount: '5',
    } as const;
    await Promise.all([shop.ask('shift.moveCash', asked), shop.ask('shift.moveCash', asked)]);
    expect(await shop.refusal('shift.moveCash', { ...asked, amount: '50' })).toBe('id-spent');
    expect((await shop.ask('shift.get', {})).shift?.movements).toHaveLength(1);
    expect(balanceOf(shop, 'assets:cash')).toBe(20_500n);
    expectBooksHold(shop);
  });

  it('needs a reason, an amount, a shift, and no more than the drawer holds', async () => {
    const shop = await openShop();
    const out = {
      id: aMovement(),
      direction: 'out',
      purpose: 'stock',
      reason: 'eggs',
      amount: '200.01',
    } as const;
    expect(await shop.refusal('shift.moveCash', out)).toBe('amount-too-large');
    expect(await shop.refusal('shift.moveCash', { ...out, amount: '0' })).toBe('bad-amount');
    expect(await shop.refusal('shift.moveCash', { ...out, amount: '5', reason: '  ' })).toBe('field-invalid');
    await shop.ask('shift.moveCash', { ...out, amount: '200' });
    await shop.ask('shift.close', { countedCash: '0', countedElsewhere: '0' });
    expect(await shop.refusal('shift.moveCash', { ...out, id: aMovement(), amount: '1' })).toBe(
      'shift-closed',
    );
    expect(await shop.refusal('shift.openDrawer', { reason: 'look' })).toBe('shift-closed');
    expect(balanceOf(shop, 'expenses:purchases')).toBe(20_000n);
  });
});

describe('closing', () => {
  it.each([
    ['short', '205.50', '-50', 50n],
    ['over', '206.80', '80', -80n],
    ['exact', '206', '0', 0n],
  ])(
    'a drawer that is %s books the difference and leaves the drawer at nothing',
    async (_, counted, difference, short) => {
      const shop = await openShop();
      await sellForCash(shop, await addGoods(shop, '6'));
      const { shift } = await shop.ask('shift.close', { countedCash: counted, countedElsewhere: '0' });
      expect(shift.tenders?.[0]).toMatchObject({
        kind: 'cash',
        expected: { minor: '20600' },
        difference: { minor: difference },
      });
      expect(shift.tenders?.[1]).toMatchObject({ kind: 'wallet', counted: null, difference: null });
      expect(balanceOf(shop, 'expenses:cash-over-short')).toBe(short);
      expect(balanceOf(shop, 'assets:cash')).toBe(0n);
      expect(balanceOf(shop, 'assets:safe')).toBe(-20_000n + 20_600n - short);
      expectBooksHold(shop);
    },
  );

  it('hit twice makes one Z', async () => {
    const shop = await openShop();
    const count = { countedCash: '200', countedElsewhere: '0' };
    expect(
      await Promise.all([shop.refusal('shift.close', count), shop.refusal('shift.close', count)]),
    ).toEqual(['ok', 'shift-closed']);
    expect(signedZs(shop)).toHaveLength(1);
  });

  it('waits for a payment that nobody knows the end of, unless it was set aside', async () => {
    const shop = await openShop();
    shop.till.scanned({ text: codeOf(await addGoods(shop, '6')) });
    await shop.ask('pay.open', {});
    const wallet = await shop.practice.wallet({ currency: 'CNY', limit: '0', pin: '4321' });
    shop.till.scanned({ text: await shop.practice.code(wallet) });
    const count = { countedCash: '200', countedElsewhere: '0' };
    expect(await shop.refusal('shift.close', count)).toBe('payment-open');
    await shop.ask('pay.setAside', { attemptId: shop.view().pay?.attempt?.id ?? '' });
    expect(await shop.refusal('shift.close', count)).toBe('ok');
  });

  it('signs a Z that covers every figure and names the Z before it and the link it stands on', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '6');
    for (let round = 0; round < 3; round += 1) {
      await sellForCash(shop, tea);
      if (round === 1) await sellForWallet(shop, tea);
      await shop.ask('shift.close', { countedCash: '206', countedElsewhere: '0' });
      await shop.ask('shift.open', { float: '200' });
    }
    const zs = signedZs(shop);
    expect(zs.map(({ data }) => data.number)).toEqual([1, 2, 3]);
    expect(zs.map(({ data }) => data.grandTotals.sales.minor)).toEqual(['600', '1800', '2400']);
    zs.forEach(({ seq, data }, index) => {
      expect(isSigned(shop, data)).toBe(true);
      const before = zs[index - 1]?.data;
      expect(data.previous).toEqual(before ? { number: before.number, signature: before.signature } : null);
      const stood = shop.db.get<{ hash: string }>('SELECT hash FROM journal WHERE seq = ?', seq - 1);
      expect(data.head).toEqual({ epoch: 1, seq: seq - 1, hash: stood?.hash });
    });
    expectBooksHold(shop);
  });

  it('signs so that no figure can be changed afterwards', async () => {
    const shop = await openShop();
    await shop.ask('shift.close', { countedCash: '199', countedElsewhere: '0' });
    const [closed] = signedZs(shop);
    if (!closed) throw new Error('there is no Z');
    const { data } = closed;
    const cash = { minor: '20000', currency: 'CNY' };
    const forged: Z[] = [
      { ...data, number: 2 },
      { ...data, counted: [{ kind: 'cash', amount: cash }] },
      { ...data, grandTotals: { ...data.grandTotals, sales: cash } },
      { ...data, head: { ...data.head, seq: data.head.seq - 1 } },
      { ...data, previous: { number: 1, signature: data.signature } },
    ];
    expect(isSigned(shop, data)).toBe(true);
    for (const z of forged) expect(isSigned(shop, z)).toBe(false);
  });

  it('goes on with the number and the Z chain after a kill', async () => {
    const shop = await openShop();
    await shop.ask('shift.close', { countedCash: '200', countedElsewhere: '0' });
    const again = await openAfterKill(shop);
    expect(again.view().shift).toBeNull();
    await again.ask('shift.open', { float: '100' });
    await again.ask('shift.close', { countedCash: '100', countedElsewhere: '0' });
    const [first, second] = signedZs(again);
    expect(second?.data).toMatchObject({
      number: 2,
      previous: { number: 1, signature: first?.data.signature },
    });
    expectBooksHold(again);
  });

  it('leaves what comes after it to no shift, until the next one opens', async () => {
    const shop = await openShop();
    const shiftOfLast = () => {
      const row = shop.db.get<{ event: string }>('SELECT event FROM journal ORDER BY seq DESC LIMIT 1');
      return (JSON.parse(row?.event ?? '{}') as { shift: number | null }).shift;
    };
    await addGoods(shop, '6');
    expect(shiftOfLast()).toBe(1);
    await shop.ask('shift.close', { countedCash: '200', countedElsewhere: '0' });
    await addGoods(shop, '6');
    expect(shiftOfLast()).toBeNull();
    await shop.ask('shift.open', { float: '200' });
    await addGoods(shop, '6');
    expect(shiftOfLast()).toBe(2);
    expectBooksHold(shop);
  });

  it('of an empty day changes nothing but the count', async () => {
    const shop = await openShop();
    const before = seqOf(shop);
    const { shift } = await shop.ask('shift.close', { countedCash: '200', countedElsewhere: '0' });
    expect(seqOf(shop)).toBe(before + 1);
    expect(shift).toMatchObject({ sales: 0, takings: { minor: '0' }, z: { number: 1, previous: null } });
  });
});
