import { describe, expect, it } from 'vitest';
import {
  addGoods,
  balanceOf,
  codeOf,
  decimal,
  expectBooksHold,
  openShop,
  payByWallet,
  type Shop,
  sellForCash,
  sellForWallet,
  seqOf,
} from './shop.ts';

/** A shop with goods of a price on the counter and the pay screen open. */
async function atPayScreen(price: string): Promise<Shop> {
  const shop = await openShop();
  shop.till.scanned({ text: codeOf(await addGoods(shop, price)) });
  await shop.ask('pay.open', {});
  return shop;
}

function kindsSince(shop: Shop, seq: number): string[] {
  return shop.db
    .all<{ event: string }>('SELECT event FROM journal WHERE seq > ? ORDER BY seq', seq)
    .map(({ event }) => (JSON.parse(event) as { kind: string }).kind);
}

describe('cash', () => {
  it('gives change, opens the drawer, and is said aloud', async () => {
    const shop = await atPayScreen('37.40');
    const said: unknown[] = [];
    shop.till.onTell((name, value) => name === 'said' && said.push(value));
    const before = seqOf(shop);
    await shop.ask('pay.cash', { tendered: '50' });
    expect(shop.view().paid).toMatchObject({
      number: 1,
      tender: 'cash',
      total: { minor: '3740' },
      change: { minor: '1260' },
    });
    expect(kindsSince(shop, before)).toEqual(['sale-settled', 'drawer-opened']);
    expect(said).toEqual([{ say: 'change', amount: { minor: '1260', currency: 'CNY' }, language: 'en' }]);
    expect(balanceOf(shop, 'assets:cash')).toBe(20_000n + 3740n);
  });

  it('offers the exact sum first and then notes that are enough', async () => {
    const shop = await atPayScreen('37.40');
    const offered = shop.view().pay?.presetCash.map((sum) => sum.minor) ?? [];
    expect(offered[0]).toBe('3740');
    expect(offered).toEqual([...new Set(offered)]);
    expect(offered.every((minor) => BigInt(minor) >= 3740n)).toBe(true);
    expect(offered).toContain('5000');
    expect(offered).toContain('10000');
  });

  it.each([
    ['too little', '37.39', 'cash-short'],
    ['nothing', '', 'bad-amount'],
    ['a product scanned into the field', '6901234567892', 'amount-too-large'],
    ['a short product code scanned into the field', '12345670', 'amount-too-large'],
    ['a payment code scanned into the field', '81234567890123456789', 'bad-amount'],
    ['a minus', '-50', 'bad-amount'],
    ['a comma', '50,00', 'bad-amount'],
    ['tenths of a fen', '50.001', 'bad-amount'],
  ])('refuses %s and books nothing', async (_, tendered, code) => {
    const shop = await atPayScreen('37.40');
    const before = seqOf(shop);
    expect(await shop.refusal('pay.cash', { tendered })).toBe(code);
    expect(seqOf(shop)).toBe(before);
    expect(shop.view()).toMatchObject({
      paid: null,
      nextReceiptNumber: 1,
      pay: { amount: { minor: '3740' } },
    });
  });

  it('is not taken without the pay screen, where nobody has seen the amount', async () => {
    const shop = await openShop();
    shop.till.scanned({ text: codeOf(await addGoods(shop, '1')) });
    expect(await shop.refusal('pay.cash', { tendered: '1' })).toBe('basket-empty');
    await shop.ask('pay.open', {});
    await shop.ask('pay.back', {});
    expect(await shop.refusal('pay.cash', { tendered: '1' })).toBe('basket-empty');
    expect(shop.basket().lines).toHaveLength(1);
  });
});

describe('taken elsewhere', () => {
  it.each(['wechat', 'alipay', 'unionpay', 'card', 'other'] as const)(
    'by %s goes to its own clearing account, with the drawer shut and nothing said',
    async (how) => {
      const shop = await atPayScreen('37.40');
      const said: unknown[] = [];
      shop.till.onTell((name, value) => name === 'said' && said.push(value));
      const before = seqOf(shop);
      await shop.ask('pay.elsewhere', { how });
      expect(kindsSince(shop, before)).toEqual(['sale-settled']);
      expect(balanceOf(shop, 'assets:clearing:elsewhere')).toBe(3740n);
      expect(balanceOf(shop, 'assets:wallet')).toBe(0n);
      expect(said).toEqual([]);
      const receipt = await shop.ask('sales.receipt', { saleId: shop.view().paid?.saleId ?? '' });
      expect(receipt.tenders).toMatchObject([{ kind: 'elsewhere', how, amount: { minor: '3740' } }]);
    },
  );

  it('is offered by a scanned WeChat code, and never sent to the scheme', async () => {
    const shop = await atPayScreen('37.40');
    expect(shop.till.scanned({ text: '134567890123456789' }).heard).toBe('foreign-code');
    expect(shop.view().pay?.foreignCode).toEqual({ how: 'wechat' });
    expect(await shop.refusal('pay.typeCode', { code: '134567890123456789' })).toBe('code-foreign');
    expect(await shop.refusal('pay.typeCode', { code: '81000' })).toBe('code-unreadable');
    expect(shop.view().unresolved).toEqual([]);
  });
});

describe('a wallet', () => {
  it('pays from the scan on the pay screen to the books, and is said aloud once', async () => {
    const shop = await atPayScreen('37.40');
    const said: unknown[] = [];
    shop.till.onTell((name, value) => name === 'said' && said.push(value));
    await payByWallet(shop);
    expect(shop.view()).toMatchObject({
      pay: null,
      unresolved: [],
      paid: { tender: 'wallet', total: { minor: '3740' }, change: null },
      network: { state: 'answering' },
    });
    expect(said).toEqual([{ say: 'paid', amount: { minor: '3740', currency: 'CNY' }, language: 'en' }]);
    expect(balanceOf(shop, 'assets:wallet')).toBe(3740n);
    expectBooksHold(shop);
  });

  it('that declines leaves the sale on the counter with the reason, and cash still works', async () => {
    const shop = await atPayScreen('37.40');
    const response = await fetch(`${shop.schemeUrl}/practice/wallets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ currency: 'CNY', balance: 100 }),
    });
    const { id } = (await response.json()) as { id: string };
    shop.till.scanned({ text: await shop.practice.code(id) });
    await shop.till.collecting.idle(10_000);
    expect(shop.view().pay?.attempt).toMatchObject({ state: 'declined', reason: 'insufficient-funds' });
    expect(shop.view()).toMatchObject({ paid: null, nextReceiptNumber: 1 });
    await shop.ask('pay.cash', { tendered: '37.40' });
    expect(shop.view().paid).toMatchObject({ number: 1, tender: 'cash' });
    expectBooksHold(shop);
  });

  it('freezes its sale while nobody knows the end, and other customers go on', async () => {
    const shop = await atPayScreen('37.40');
    const saleId = shop.view().pay?.saleId ?? '';
    const wallet = await shop.practice.wallet({ currency: 'CNY', limit: '0', pin: '4321' });
    shop.till.scanned({ text: await shop.practice.code(wallet) });
    await untilState(shop, 'awaiting-customer');
    const attemptId = shop.view().pay?.attempt?.id ?? '';
    expect(await shop.refusal('pay.cash', { tendered: '50' })).toBe('payment-open');
    expect(await shop.refusal('pay.elsewhere', { how: 'card' })).toBe('payment-open');
    expect(await shop.refusal('pay.back', {})).toBe('payment-open');
    expect(await shop.refusal('pay.cashInstead', { attemptId, tendered: '50' })).toBe('payment-open');
    await shop.ask('pay.setAside', { attemptId });
    expect(shop.view()).toMatchObject({ pay: null, held: [{ basketId: saleId, parked: true }] });
    expect(await shop.refusal('basket.recall', { basketId: saleId })).toBe('basket-frozen');
    await sellForCash(shop, await addGoods(shop, '1'));
    expect(shop.view().paid).toMatchObject({ number: 1, tender: 'cash' });
    await shop.ask('pay.stop', { attemptId });
    await shop.till.collecting.idle(10_000);
    expect(shop.view()).toMatchObject({ unresolved: [], held: [{ basketId: saleId, parked: false }] });
    const told = { kind: 'payment-ended', values: { saleId, state: 'cancelled' }, amount: { minor: '3740' } };
    expect(shop.view().notices.find(({ kind }) => kind === 'payment-ended')).toMatchObject(told);
    expectBooksHold(shop);
  });
});

describe('hit twice at once', () => {
  it('cash books one sale', async () => {
    const shop = await atPayScreen('37.40');
    const taps = [shop.refusal('pay.cash', { tendered: '50' }), shop.refusal('pay.cash', { tendered: '50' })];
    expect(await Promise.all(taps)).toEqual(['ok', 'basket-empty']);
    expect(shop.view().nextReceiptNumber).toBe(2);
    expect(balanceOf(shop, 'assets:cash')).toBe(20_000n + 3740n);
  });

  it('cash and elsewhere book one sale', async () => {
    const shop = await atPayScreen('37.40');
    const taps = [
      shop.refusal('pay.elsewhere', { how: 'card' }),
      shop.refusal('pay.cash', { tendered: '50' }),
    ];
    expect(await Promise.all(taps)).toEqual(['ok', 'basket-empty']);
    expect(shop.view().nextReceiptNumber).toBe(2);
    expectBooksHold(shop);
  });

  it('the held code makes one payment', async () => {
    const shop = await openShop();
    shop.till.scanned({ text: codeOf(await addGoods(shop, '6')) });
    shop.till.scanned({ text: await shop.practice.code(await shop.practice.wallet({ currency: 'CNY' })) });
    await Promise.all([shop.refusal('pay.sendHeldCode', {}), shop.refusal('pay.sendHeldCode', {})]);
    await shop.till.collecting.idle(10_000);
    expect(shop.db.all('SELECT id FROM payment')).toHaveLength(1);
    expect(shop.view()).toMatchObject({ nextReceiptNumber: 2, paid: { tender: 'wallet' } });
  });

  it('the same code scanned twice makes one payment', async () => {
    const shop = await atPayScreen('6');
    const code = await shop.practice.code(await shop.practice.wallet({ currency: 'CNY' }));
    shop.till.scanned({ text: code });
    shop.till.scanned({ text: code });
    await shop.till.collecting.idle(10_000);
    shop.till.scanned({ text: code });
    await shop.till.collecting.idle(10_000);
    expect(shop.db.all('SELECT id FROM payment')).toHaveLength(1);
    expect(balanceOf(shop, 'assets:wallet')).toBe(600n);
  });

  it('hold sets one sale aside, abandon drops one', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '6');
    shop.till.scanned({ text: codeOf(tea) });
    expect(await Promise.all([shop.refusal('basket.hold', {}), shop.refusal('basket.hold', {})])).toEqual([
      'ok',
      'basket-empty',
    ]);
    expect(shop.view().held).toHaveLength(1);
    shop.till.scanned({ text: codeOf(tea) });
    expect(
      await Promise.all([shop.refusal('basket.abandon', {}), shop.refusal('basket.abandon', {})]),
    ).toEqual(['ok', 'basket-empty']);
    expect(shop.view().held).toHaveLength(1);
  });
});

describe('the next sale', () => {
  it('is one key away, and the first scan of it is that key too', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '6');
    await sellForCash(shop, tea);
    await shop.ask('pay.next', {});
    expect(shop.view()).toMatchObject({ paid: null, pay: null, basket: { lines: [] } });
    await sellForCash(shop, tea);
    shop.till.scanned({ text: codeOf(tea) });
    expect(shop.view()).toMatchObject({ paid: null, basket: { pieces: 1, total: { minor: '600' } } });
  });

  it('is refused without a shift, also where the shift was closed under the pay screen', async () => {
    const shop = await atPayScreen('6');
    await shop.ask('shift.close', { countedCash: '200', countedElsewhere: '0' });
    expect(await shop.refusal('pay.cash', { tendered: '6' })).toBe('shift-closed');
    expect(await shop.refusal('pay.elsewhere', { how: 'card' })).toBe('shift-closed');
    const code = await shop.practice.code(await shop.practice.wallet({ currency: 'CNY' }));
    expect(shop.till.scanned({ text: code }).heard).toBe('ignored');
    await shop.ask('pay.back', {});
    expect(await shop.refusal('pay.open', {})).toBe('shift-closed');
    expect(shop.view().nextReceiptNumber).toBe(1);
    await shop.ask('shift.open', { float: '0' });
    await shop.ask('pay.open', {});
    await shop.ask('pay.cash', { tendered: '6' });
    expectBooksHold(shop);
  });

  it('has the next number, whatever paid the last one and whatever came to nothing between', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '6');
    const numbers: (number | undefined)[] = [];
    for (let round = 0; round < 3; round += 1) {
      await sellForCash(shop, tea, decimal('1000'));
      numbers.push(shop.view().paid?.number);
      shop.till.scanned({ text: codeOf(tea) });
      await shop.ask('basket.abandon', {});
      await sellForWallet(shop, tea);
      numbers.push(shop.view().paid?.number);
    }
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
    expectBooksHold(shop);
  });
});

async function untilState(shop: Shop, state: string): Promise<void> {
  const isThere = () => shop.view().pay?.attempt?.state === state;
  for (let times = 0; times < 500 && !isThere(); times += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(shop.view().pay?.attempt?.state).toBe(state);
}
