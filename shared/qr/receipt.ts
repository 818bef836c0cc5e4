import { hasMod97, mod97Digits } from './check-digits.ts';
import type { ReceiptFields } from './inspection.ts';
import { bad, type Reading, read } from './reading.ts';
import { byteOffset } from './utf8.ts';
import { crockford } from './voucher.ts';

const start = /^(?:countertop:r\/|https?:\/\/[^/?#\s]+\/r\/)?cr1-/i;
const parts = /^([0-9a-z]{6})-([1-9]\d{0,2})-([1-9]\d{0,9})-(\d{2})$/i;

export function looksLikeReceipt(text: string): boolean {
  return start.test(text);
}

/**
 * Reads `CR1-TTTTTT-epoch-number-KK`, alone or at the end of `countertop:r/…` or `https://HOST/r/…`
 * (what a receipt's QR holds, so that a customer's phone opens the scheme's page).
 */
export function readReceipt(text: string): Reading<ReceiptFields> {
  const bodyIndex = start.exec(text)?.[0].length ?? 0;
  const match = parts.exec(text.slice(bodyIndex));
  const [, terminalGiven = '', epoch = '', number = '', check = ''] = match ?? [];
  const terminal = [...terminalGiven].map(crockford).join('');
  if (!match || terminal.includes('U')) return bad('bad-length', byteOffset(text, bodyIndex));
  if (!hasMod97(`CR1${terminal}${epoch}${number}`, check)) {
    return bad('bad-check-digit', byteOffset(text, text.length - check.length));
  }
  const code = `CR1-${terminal}-${epoch}-${number}-${check}`;
  return read({ code, terminal, epoch: Number(epoch), number: Number(number) });
}

/**
 * The code that a receipt carries. `terminal` is 6 Crockford base32 symbols, `epoch` 1–999, `number`
 * up to 10 digits. Throws for other input: a till never makes such a receipt.
 */
export function writeReceiptCode(receipt: {
  readonly terminal: string;
  readonly epoch: number;
  readonly number: number;
}): string {
  const { terminal, epoch, number } = receipt;
  const check = mod97Digits(`CR1${terminal}${epoch}${number}`);
  const code = `CR1-${terminal}-${epoch}-${number}-${check}`;
  const again = readReceipt(code);
  if (!again.ok || again.value.code !== code) throw new Error(`not a receipt: ${code}`);
  return code;
}
