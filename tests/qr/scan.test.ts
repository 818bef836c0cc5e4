import { describe, expect, test } from 'vitest';
import { writeReceiptCode } from '../../shared/qr/receipt.ts';
import { decideScan } from '../../shared/qr/scan.ts';
import { vectorsOf } from './vectors.ts';

const scan = (text: string, aim?: string) => decideScan(text, aim, ['21']);
const payload = (file: 'codes' | 'emv-cpm' | 'emv-mpm', id: string) =>
  vectorsOf(file).find((vector) => vector.id === id)?.payload ?? '';

describe('what a scan is at the register', () => {
  test('goods are looked up by the code on them', () => {
    expect(scan('6901234567892\r')).toEqual({ is: 'product', code: '6901234567892', gtin: '06901234567892' });
    expect(scan('(01)09521234543213(17)280229')).toMatchObject({ is: 'product', code: '9521234543213' });
  });

  test("a scale's label is weighed goods only under this shop's prefixes", () => {
    const label = { code: '2112345005676', gtin: '02112345005676' };
    expect(scan(label.code)).toEqual({
      is: 'weighted',
      ...label,
      prefix: '21',
      item: '12345',
      value: '00567',
    });
    expect(decideScan(label.code, undefined, ['28'])).toEqual({ is: 'product', ...label });
  });

  test("a wallet's code is sent as it was scanned", () => {
    const code = payload('emv-cpm', 'track2-with-cryptogram');
    expect(scan(`]Q1${code}\r\n`)).toEqual({ is: 'wallet-code', code, form: 'emv-cpm' });
    const digits = '81753436324940698420';
    expect(scan(digits)).toEqual({ is: 'wallet-code', code: digits, form: 'payment-code' });
  });

  test.each([
    ['134563217890123456', 'wechat'],
    ['288048656955829124', 'alipay'],
    ['6266295314177913811', 'unionpay'],
    ['0185423345182070123', 'ecny'],
  ])("%s is another wallet's code, of %s", (text, issuer) => {
    expect(scan(text)).toEqual({ is: 'foreign-payment-code', issuer, code: text });
  });

  test('a receipt is found by terminal, epoch and number', () => {
    const receipt = { terminal: 'T7K2M9', epoch: 1, number: 1234 };
    const code = writeReceiptCode(receipt);
    expect(scan(`https://pay.example/r/${code}`)).toEqual({ is: 'receipt', code, ...receipt });
  });

  test.each([
    ['cv1-food7h2k9qwe4tz368', 'voucher'],
    [payload('codes', 'pass-any-merchant'), 'offline-pass'],
    [payload('emv-mpm', 'sg-paynow-uen-dynamic'), 'merchant-code'],
    ['upi://pay?pa=teastall@testbank', 'upi'],
    ['https://qr.alipay.com/fkx00000000000000000000', 'link'],
    ['weixin://wxpay/bizpayurl?pr=Demo000', 'link'],
  ])('%s is a %s', (text, is) => {
    expect(scan(text)).toMatchObject({ is });
  });

  test("the scanner's symbology counts where the text does not bring it", () => {
    expect(scan('81753436324940698420', ']E0')).toEqual({
      is: 'refused',
      problem: { code: 'bad-length', at: 0 },
    });
    expect(scan(']C181753436324940698420', ']E0')).toMatchObject({ problem: { code: 'unknown-ai' } });
  });

  test.each([
    ['', 'empty', 0],
    ['6901234567895', 'bad-check-digit', 12],
    ['81753436324940698421', 'bad-check-digit', 19],
    ['hello', 'unknown-kind', 0],
    [']C100106141411234567897', 'unknown-kind', 0],
    [`https://example.com/${'x'.repeat(5000)}`, 'too-long', 4096],
  ])('%s is refused: %s at %d', (text, code, at) => {
    expect(scan(text)).toEqual({ is: 'refused', problem: { code, at } });
  });
});
