import { expect, it } from 'vitest';
import { crc16 } from '../../shared/qr/check-digits.ts';
import { readShopCode, writeShopCode } from '../../shared/qr/shop-code.ts';

const draft = {
  merchantId: 'M7QK2Z9HTX',
  merchantName: 'Practice shop 练习商店',
  category: '5411',
  currency: 'CNY',
  amount: { minor: 1250n, currency: 'CNY' },
  reference: 'P7QK2Z9HTX4MN8',
};

/** The same text with something replaced, its check sum put right. */
function forged(from: string, to: string): string {
  const body = writeShopCode(draft).slice(0, -4);
  expect(body).toContain(from);
  const changed = body.replace(from, to);
  return changed + crc16(changed);
}

it('a code that was written is read as what it was made of', () => {
  const { merchantId, amount, reference } = draft;
  expect(readShopCode(writeShopCode(draft))).toEqual({ merchantId, amount, reference });
  const printed = writeShopCode({ ...draft, amount: null, reference: null });
  expect(readShopCode(printed)).toEqual({ merchantId, amount: null, reference: null });
});

it('is pure ASCII whatever the shop is called', () => {
  for (const merchantName of ['练习商店', 'Café Zürich with a name that is far too long', '\u0000\n', ' '])
    expect(writeShopCode({ ...draft, merchantName })).toMatch(/^[\x20-\x7e]+$/);
});

it('a currency that nobody counts in makes no code', () => {
  expect(() => writeShopCode({ ...draft, currency: 'ZZZ' })).toThrow();
});

it.each([
  ['a second account beside the shop’s', '5204', '27180014com.elsewhere5204'],
  ['a card network’s account instead', '26320014org.countertop0110M7QK2Z9HTX', '0216400000000000000'],
  ['an account without a shop', '0110M7QK2Z9HTX', '0210M7QK2Z9HTX'],
  ['a tip that the customer is asked for', '5802CN', '5502015802CN'],
  ['an amount on a code that says it is a printed one', '010212', '010211'],
  ['no amount on a code for one payment', '540512.50', ''],
])('%s is no code to show', (_, from, to) => {
  expect(readShopCode(forged(from, to))).toBeNull();
});

it('anything else is no code either', () => {
  for (const text of ['', 'CV1-0000', 'https://example.com', writeShopCode(draft).slice(0, -1)])
    expect(readShopCode(text)).toBeNull();
});
