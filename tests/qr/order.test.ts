import { expect, test } from 'vitest';
import { inspect } from '../../shared/qr/inspect.ts';

/** `kind` or, where it is refused, `kind: problem at`. */
function verdict(text: string): string {
  const answer = inspect(text);
  return answer.valid ? answer.kind : `${answer.kind}: ${answer.problem.code} ${answer.problem.at}`;
}

const longest = 4096;

test.each([
  // 1: nothing, or too much
  ['\ufeff \t\r\n', 'unknown: empty 0'],
  [']C1', 'unknown: empty 0'],
  ['厦'.repeat(1366), `unknown: too-long ${longest}`],
  [` ${'x'.repeat(longest)}\n`, 'unknown: unknown-kind 0'],
  // 2: a GS1 symbology beats what the text looks like, but not a web address
  [']C16901234567892', 'gs1: unknown-ai 0'],
  [']d2CT1:', 'gs1: unknown-ai 0'],
  [']e00109521234543213', 'gs1'],
  [']Q3https://example.com/01/09521234543213', 'gs1'],
  [']Q3https://example.com/menu', 'unknown: unknown-kind 0'],
  // 3: an EAN symbol holds goods and nothing else
  [']E081753436324940698420', 'product: bad-length 0'],
  [']E496385074', 'product'],
  [']E46901234567892', 'product: bad-length 0'],
  [']E096385074', 'product: bad-length 0'],
  [']E0CV1-F00D', 'product: bad-charset 0'],
  // 4: ours, by their first letters
  ['CT1:', 'offline-pass: bad-cbor 0'],
  ['ct1:', 'unknown: unknown-kind 0'],
  ['Cv1-', 'voucher: bad-length 4'],
  ['cr1-t7k2m9-1-1234-83', 'receipt'],
  ['HTTPS://pay.example/R/cr1-T7K2M9-1-1234-83', 'receipt'],
  ['https://pay.example/r/CR1-T7K2M9-1-1234-84', 'receipt: bad-check-digit 40'],
  ['https://pay.example/x/r/CR1-T7K2M9-1-1234-83', 'unknown: unknown-kind 0'],
  // 5: payment texts by their first letters
  ['UPI://pay', 'upi: missing-field 9'],
  ['hQVDUFY', 'emv-cpm: truncated 0'],
  ['HQVDUFY', 'unknown: unknown-kind 0'],
  // 6: digits by their number
  ['16901234567899', 'product'],
  ['2112345005676', 'weighted-product'],
  // 7: payment codes, unless they are a GTIN with its AI
  ['0109521234543213', 'gs1'],
  ['0109521234543214', 'payment-code: bad-length 0'],
  ['0109521234543213123', 'payment-code'],
  ['134563217890123456', 'payment-code'],
  ['992383401042203264', 'unknown: unknown-kind 0'],
  // 8: any other number
  ['1234567', 'unknown: unknown-kind 0'],
  ['1'.repeat(200), 'unknown: unknown-kind 0'],
  // 9: element strings without a symbology
  ['\u001d0109521234543213', 'gs1'],
  ['(01)09521234543213', 'gs1'],
  ['(x)', 'unknown: unknown-kind 0'],
  ['010952123454321310A', 'gs1'],
  ['010952123454321410A', 'unknown: unknown-kind 0'],
  // 11: half of a pair is one character, wherever it stands
  [`000201\ud800${'A'.repeat(506)}`, 'emv-mpm: too-long 514'],
  // 10: digital links
  ['http://example.com/a/b/01/95212345', 'gs1: bad-check-digit 33'],
  ['https://example.com/01/1234567', 'unknown: unknown-kind 0'],
  ['https://example.com/?x=/01/09521234543213', 'unknown: unknown-kind 0'],
  // 11: merchant codes
  ['0002x', 'emv-mpm: truncated 0'],
  ['5303AB6304ABCD', 'emv-mpm: bad-length 9'],
  ['12346304ABC', 'unknown: unknown-kind 0'],
  // 12: the rest
  ['WIFI:S:Shop;;', 'unknown: unknown-kind 0'],
])('%j is %s', (text, expected) => {
  expect(verdict(text)).toBe(expected);
});
