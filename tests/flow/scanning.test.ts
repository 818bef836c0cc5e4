import { describe, expect, it } from 'vitest';
import { badCodes } from '../catalogue/shop.ts';
import { addGoods, codeOf, expectBooksHold, labelOf, openShop, type Shop, seqOf } from './shop.ts';

/** A code with a right check digit that nobody sells. */
const stranger = '6901234567892';

describe('a product held to the scanner', () => {
  it('becomes a line, and counts up when it is scanned again', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '12.50');
    for (let times = 0; times < 3; times += 1)
      expect(shop.till.scanned({ text: codeOf(tea) }).heard).toBe('line');
    expect(shop.basket().lines).toHaveLength(1);
    expect(shop.basket().lines[0]).toMatchObject({
      productId: tea.id,
      quantity: '3',
      amount: { minor: '3750' },
    });
    expect(shop.basket()).toMatchObject({ pieces: 3, total: { minor: '3750', currency: 'CNY' } });
  });

  it('is the same product as UPC-A, EAN-13 and with a scanner’s AIM prefix', async () => {
    const shop = await openShop();
    await addGoods(shop, '3', { barcodes: ['036000291452'] });
    for (const text of ['036000291452', '0036000291452', ']E00036000291452', ' 036000291452\r\n'])
      expect(shop.till.scanned({ text }).heard, text).toBe('line');
    expect(shop.basket().lines[0]?.quantity).toBe('4');
  });

  it('starts a line of its own where the line that is there has a discount', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '10');
    const { id } = shop.till.scanned({ text: codeOf(tea) });
    await shop.ask('basket.discountLine', {
      lineId: id ?? '',
      discount: { kind: 'percent', basisPoints: 5000 },
    });
    shop.till.scanned({ text: codeOf(tea) });
    expect(shop.basket().lines.map((line) => line.amount.minor)).toEqual(['500', '1000']);
  });

  it('is told to the window with what it was heard as', async () => {
    const shop = await openShop();
    const told: unknown[] = [];
    shop.till.onTell((name, value) => name === 'scan' && told.push(value));
    const outcome = shop.till.scanned({ text: stranger });
    expect(told).toEqual([{ outcome, text: stranger }]);
  });

  it('is not sold any more once it is retired', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '10');
    await shop.ask('goods.save', { ...asForm(tea), id: tea.id, retired: true });
    expect(shop.till.scanned({ text: codeOf(tea) }).heard).toBe('refused');
    expect(shop.basket().lines).toEqual([]);
    expect(await shop.refusal('basket.addProduct', { productId: tea.id })).toBe('unknown-product');
  });
});

describe('a code that is not sold here', () => {
  it('gives a red row that names the code and the reason, and no line', async () => {
    const shop = await openShop();
    const outcome = shop.till.scanned({ text: stranger });
    expect(outcome.heard).toBe('refused');
    expect(shop.basket().lines).toEqual([]);
    expect(shop.basket().refusedScans).toEqual([
      { id: outcome.id, text: stranger, why: 'unknown-product', at: null },
    ]);
  });

  it('is a row and never an item for each of the 73 real codes with a wrong check digit', async () => {
    const shop = await openShop();
    const codes = badCodes();
    expect(codes).toHaveLength(73);
    for (const text of codes) expect(shop.till.scanned({ text }).heard, text).toBe('refused');
    expect(shop.basket().lines).toEqual([]);
    expect(shop.basket().refusedScans.map((scan) => [scan.text, scan.why])).toEqual(
      codes.map((text) => [text, 'bad-check-digit']),
    );
    expectBooksHold(shop);
  });

  it.each([
    ['nothing but a line end', '\r'],
    ['half a code', '69012345'],
    ['letters', 'HELLO'],
    ['control characters', '\u0000\u0007\u001b[2J'],
    ['half a character', '\ud83d'],
    ['something long that ends in an emoji where it is cut', `${'9'.repeat(199)}😀`],
    ['4,096 characters', 'x'.repeat(4096)],
  ])('gives a row for %s', async (_, text) => {
    const shop = await openShop();
    expect((await shop.ask('register.scan', { text, device: 'keyboard' })).heard).toBe('refused');
    expect(shop.basket().refusedScans).toHaveLength(1);
    expect(shop.basket().lines).toEqual([]);
    expectBooksHold(shop);
  });
});

describe('from the red row the shopkeeper', () => {
  it('sells by amount: the row goes, an open-price line comes, taxed as said', async () => {
    const shop = await openShop();
    const { id } = shop.till.scanned({ text: stranger });
    const scanId = id ?? '';
    await shop.ask('basket.addAmount', { amount: '4.5', taxClass: 'reduced', scanId });
    expect(shop.basket().refusedScans).toEqual([]);
    expect(shop.basket().lines).toMatchObject([
      { productId: null, taxClass: 'reduced', quantity: '1', amount: { minor: '450' } },
    ]);
  });

  it('sells by amount once, however often the button is hit', async () => {
    const shop = await openShop();
    const { id } = shop.till.scanned({ text: stranger });
    const sell = { amount: '4.5', taxClass: 'reduced', scanId: id ?? '' };
    const taps = [shop.refusal('basket.addAmount', sell), shop.refusal('basket.addAmount', sell)];
    expect(await Promise.all(taps)).toEqual(['ok', 'unknown-line']);
    expect(shop.basket().total.minor).toBe('450');
  });

  it('adds the product: the row goes, the product is rung up and known from then on', async () => {
    const shop = await openShop();
    const { id } = shop.till.scanned({ text: stranger });
    const product = await addGoods(shop, '8', { barcodes: [stranger], scanId: id ?? '' });
    expect(shop.basket().refusedScans).toEqual([]);
    expect(shop.basket().lines).toMatchObject([{ productId: product.id, amount: { minor: '800' } }]);
    expect(shop.till.scanned({ text: stranger }).heard).toBe('line');
    expect(shop.basket().lines).toMatchObject([{ quantity: '2' }]);
  });

  it('adds the product once, however often the button is hit', async () => {
    const shop = await openShop();
    const { id } = shop.till.scanned({ text: '6901234567893' });
    const asked = { ...emptyForm, price: '8', scanId: id ?? '' };
    const answers = await Promise.all([shop.refusal('goods.save', asked), shop.refusal('goods.save', asked)]);
    expect(answers).toEqual(['ok', 'unknown-line']);
    expect(shop.basket().total.minor).toBe('800');
  });

  it('is asked to settle the rows that stand there once a scanner gone wild has filled the screen', async () => {
    const shop = await openShop();
    const heard = Array.from({ length: 105 }, (_, index) =>
      shop.till.scanned({ text: `${stranger}x${index}` }),
    );
    expect(shop.basket().refusedScans).toHaveLength(100);
    expect(heard.at(-1)).toEqual({ heard: 'ignored', id: null, problem: 'scan-refused' });
    await shop.ask('basket.ignoreScan', { scanId: heard[0]?.id ?? '' });
    expect(shop.till.scanned({ text: stranger }).heard).toBe('refused');
  });

  it('ignores it: the row goes and nothing is sold', async () => {
    const shop = await openShop();
    const { id } = shop.till.scanned({ text: stranger });
    await shop.ask('basket.ignoreScan', { scanId: id ?? '' });
    expect(shop.basket()).toMatchObject({ refusedScans: [], lines: [], total: { minor: '0' } });
  });

  it.each([
    ['an amount of nothing', { amount: '0', taxClass: 'standard' }, 'bad-amount'],
    ['letters', { amount: '4,5o', taxClass: 'standard' }, 'bad-amount'],
    ['a third of a fen', { amount: '4.555', taxClass: 'standard' }, 'bad-amount'],
    ['a barcode', { amount: '69012345678921234', taxClass: 'standard' }, 'bad-amount'],
    ['a tax class that nobody granted', { amount: '4', taxClass: 'luxury' }, 'field-invalid'],
  ])('can’t sell for %s; the row stays', async (_, input, code) => {
    const shop = await openShop();
    const { id } = shop.till.scanned({ text: stranger });
    expect(await shop.refusal('basket.addAmount', { ...input, scanId: id ?? '' })).toBe(code);
    expect(shop.basket().refusedScans).toHaveLength(1);
    expect(shop.basket().lines).toEqual([]);
  });
});

describe('a label of the shop’s scale', () => {
  const weighing = async (shop: Shop) => {
    await addGoods(shop, '9.98', { barcodes: [], scaleItem: '54321', unit: 'kg' });
    await addGoods(shop, '30', { barcodes: [], scaleItem: '54322', unit: 'each' });
  };

  it('sells the grams on it, to the fen, and a second bag is a second line', async () => {
    const shop = await openShop();
    await weighing(shop);
    for (const grams of [535, 1235])
      expect(shop.till.scanned({ text: labelOf('25', '54321', grams) }).heard).toBe('line');
    expect(shop.basket().lines.map((line) => [line.quantity, line.amount.minor])).toEqual([
      ['0.535', '534'],
      ['1.235', '1233'],
    ]);
    expect(shop.basket().pieces).toBe(2);
  });

  it('sells at exactly the price on it', async () => {
    const shop = await openShop();
    await weighing(shop);
    shop.till.scanned({ text: labelOf('21', '54321', 1267) });
    expect(shop.basket().lines).toMatchObject([{ quantity: '1', amount: { minor: '1267' } }]);
  });

  it.each([
    ['of an item nobody knows', labelOf('25', '99999', 500), 'unknown-product'],
    ['that says nothing', labelOf('25', '54321', 0), 'bad-value'],
    ['of a weight for goods sold by the piece', labelOf('25', '54322', 535), 'bad-value'],
    ['with a wrong check digit', '2554321005359', 'bad-check-digit'],
  ])('%s gives a red row', async (_, text, why) => {
    const shop = await openShop();
    await weighing(shop);
    expect(shop.till.scanned({ text }).heard).toBe('refused');
    expect(shop.basket().refusedScans).toMatchObject([{ text, why }]);
    expect(shop.basket().lines).toEqual([]);
  });
});

describe('a customer’s payment code at the register', () => {
  it('opens the pay screen with the code held, and asks nobody before F12', async () => {
    const shop = await openShop();
    shop.till.scanned({ text: codeOf(await addGoods(shop, '6')) });
    const code = await shop.practice.code(await shop.practice.wallet({ currency: 'CNY' }));
    const before = seqOf(shop);
    expect(shop.till.scanned({ text: code }).heard).toBe('code-held');
    // The scanner reads the phone a second time: that is no F12.
    expect(shop.till.scanned({ text: code }).heard).toBe('code-held');
    expect(shop.view().pay).toMatchObject({ amount: { minor: '600' }, attempt: null });
    expect(shop.view().pay?.heldCode?.masked).not.toContain(code.slice(0, 8));
    expect(seqOf(shop)).toBe(before);
    // Typed at the pay screen, the code that is held is sent.
    await shop.ask('pay.typeCode', { code });
    await shop.till.collecting.idle(10_000);
    expect(shop.view().paid).toMatchObject({ tender: 'wallet', total: { minor: '600' } });
  });

  it('is never sent while a red row is unresolved', async () => {
    const shop = await openShop();
    shop.till.scanned({ text: codeOf(await addGoods(shop, '6')) });
    const { id } = shop.till.scanned({ text: stranger });
    const wallet = await shop.practice.wallet({ currency: 'CNY' });
    expect(shop.till.scanned({ text: await shop.practice.code(wallet) }).heard).toBe('ignored');
    expect(await shop.refusal('pay.sendHeldCode', {})).toBe('field-invalid');
    expect(await shop.refusal('pay.open', {})).toBe('scan-refused');
    expect(shop.view()).toMatchObject({ pay: null, unresolved: [] });
    await shop.ask('basket.ignoreScan', { scanId: id ?? '' });
    expect(shop.till.scanned({ text: await shop.practice.code(wallet) }).heard).toBe('code-held');
  });

  it('of WeChat or Alipay says whose it is and is never sent', async () => {
    const shop = await openShop();
    shop.till.scanned({ text: codeOf(await addGoods(shop, '6')) });
    expect(shop.till.scanned({ text: '134567890123456789' }).heard).toBe('foreign-code');
    expect(shop.view().pay).toMatchObject({ foreignCode: { how: 'wechat' }, heldCode: null });
    expect(await shop.refusal('pay.sendHeldCode', {})).toBe('field-invalid');
    expect(shop.view().unresolved).toEqual([]);
  });

  it('goods scanned under the pay screen change nothing of the amount that was named', async () => {
    const shop = await openShop();
    const tea = await addGoods(shop, '6');
    shop.till.scanned({ text: codeOf(tea) });
    await shop.ask('pay.open', {});
    expect(shop.till.scanned({ text: codeOf(tea) }).heard).toBe('ignored');
    expect(await shop.refusal('basket.addProduct', { productId: tea.id })).toBe('basket-frozen');
    expect(shop.view().pay?.amount.minor).toBe('600');
  });
});

const emptyForm = {
  id: null,
  names: { 'zh-CN': '', en: 'Tea' },
  barcodes: [] as string[],
  scaleItem: null,
  category: 'tea',
  taxClass: 'standard',
  unit: 'each',
  price: '1',
  retired: false,
} as const;

function asForm(product: Awaited<ReturnType<typeof addGoods>>) {
  return {
    ...emptyForm,
    barcodes: [...product.barcodes],
    price: `${Number(product.price.minor) / 100}`,
  };
}
