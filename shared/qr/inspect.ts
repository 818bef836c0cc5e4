import { readCpm } from './emv-cpm.ts';
import { readMpm } from './emv-mpm.ts';
import {
  isDigitalLink,
  looksLikeElementString,
  readDigitalLink,
  readElementString,
  startsWithGtin,
} from './gs1.ts';
import type { Inspection, RefusedInspection } from './inspection.ts';
import { readOfflinePass } from './offline-pass.ts';
import { readPaymentCode } from './payment-codes.ts';
import { type ProductReading, readEanSymbol, readProduct } from './products.ts';
import type { CodeProblemCode } from './reading.ts';
import { looksLikeReceipt, readReceipt } from './receipt.ts';
import { readUpi } from './upi.ts';
import { isLongerThan } from './utf8.ts';
import { readVoucher } from './voucher.ts';

/** More than any symbol holds (QR 40-L: 2,953 bytes). */
const mostBytes = 4096;

/**
 * What a scanned text is, and what it says. Total: answers for every string, in time that grows with
 * at most 4096 bytes of it; nothing is verified against the world. The first class that fits decides,
 * so that 16–24 digits are never taken for goods and a damaged code is refused as what it was.
 */
export function inspect(text: string): Inspection {
  return inspectTrimmed(trimmed(text));
}

/** A scanned text without the white space around it, its AIM symbology identifier (`]E0`) apart. */
export type TrimmedScan = { readonly text: string; readonly aim: string };

/** A byte order mark, spaces, tabs and line ends go; `aim` counts where the text does not bring its own. */
export function trimmed(text: string, aim = ''): TrimmedScan {
  let from = 0;
  let to = text.length;
  while (text.startsWith('\ufeff', from)) from += 1;
  while (from < to && ' \t\r\n'.includes(text.charAt(from))) from += 1;
  while (to > from && ' \t\r\n'.includes(text.charAt(to - 1))) to -= 1;
  const start = text.slice(from, Math.min(from + 3, to));
  // ISO/IEC 15424: EAN/UPC, Code 128, QR, Data Matrix, DataBar, Interleaved 2 of 5.
  const isAim = /^\](?:E[0-4]|C[0-2]|Q[0-6]|d[1-6]|e0|I[01])$/.test(start);
  return isAim ? { text: text.slice(from + 3, to), aim: start } : { text: text.slice(from, to), aim };
}

export function inspectTrimmed({ text, aim }: TrimmedScan): Inspection {
  if (text === '') return unknown('empty', 0);
  if (isLongerThan(text, mostBytes)) return unknown('too-long', mostBytes);
  const isWebAddress = /^https?:\/\//i.test(text);
  if ([']C1', ']d2', ']e0', ']Q3'].includes(aim) && !isWebAddress) return gs1ElementString(text);
  if (aim.startsWith(']E')) return product(readEanSymbol(text, aim));
  return inspectOurs(text) ?? inspectNumber(text) ?? inspectByStart(text) ?? unknown('unknown-kind', 0);
}

/** Codes that say by their first characters what they are. */
function inspectOurs(text: string): Inspection | null {
  if (text.startsWith('CT1:')) {
    const pass = readOfflinePass(text);
    return pass.ok
      ? { kind: 'offline-pass', valid: true, fields: pass.value }
      : refused('offline-pass', pass);
  }
  if (/^cv1-/i.test(text)) {
    const voucher = readVoucher(text);
    return voucher.ok ? { kind: 'voucher', valid: true, fields: voucher.value } : refused('voucher', voucher);
  }
  if (looksLikeReceipt(text)) {
    const receipt = readReceipt(text);
    return receipt.ok ? { kind: 'receipt', valid: true, fields: receipt.value } : refused('receipt', receipt);
  }
  if (/^upi:\/\//i.test(text)) {
    const upi = readUpi(text);
    return upi.ok ? { kind: 'upi', valid: true, fields: upi.value } : refused('upi', upi);
  }
  // Base64 of 85 05 "CPV" and what can follow it (EMVCo QRCPS-CPM v1.1 §5.1.1).
  if (!text.startsWith('hQVDUFY')) return null;
  const cpm = readCpm(text);
  return cpm.ok ? { kind: 'emv-cpm', valid: true, fields: cpm.value } : refused('emv-cpm', cpm);
}

/** Digits only: goods by 8, 12, 13 or 14 of them, payment codes by 16 to 24. */
function inspectNumber(text: string): Inspection | null {
  if (/\D/.test(text)) return null;
  if ([8, 12, 13, 14].includes(text.length)) return product(readProduct(text));
  if (text.length < 16 || text.length > 24) return unknown('unknown-kind', 0);
  if (text.length !== 19 && startsWithGtin(text)) return gs1ElementString(text);
  const code = readPaymentCode(text);
  if (code === null) return unknown('unknown-kind', 0);
  return code.ok ? { kind: 'payment-code', valid: true, fields: code.value } : refused('payment-code', code);
}

function inspectByStart(text: string): Inspection | null {
  if (looksLikeElementString(text)) return gs1ElementString(text);
  if (isDigitalLink(text)) {
    const link = readDigitalLink(text);
    return link.ok ? { kind: 'gs1', valid: true, fields: link.value } : refused('gs1', link);
  }
  if (!looksLikeMpm(text)) return null;
  const mpm = readMpm(text);
  return mpm.ok ? { kind: 'emv-mpm', valid: true, fields: mpm.value } : refused('emv-mpm', mpm);
}

/** Begins as the standard has it, or at least ends with a check sum and begins with some object. */
function looksLikeMpm(text: string): boolean {
  if (text.startsWith('0002')) return true;
  return /^\d{4}/.test(text) && /6304[0-9A-Fa-f]{4}$/.test(text) && [...text].length >= 12;
}

function gs1ElementString(text: string): Inspection {
  const gs1 = readElementString(text);
  return gs1.ok ? { kind: 'gs1', valid: true, fields: gs1.value } : refused('gs1', gs1);
}

function product(reading: ProductReading): Inspection {
  if (!reading.ok) return refused('product', reading);
  const { value } = reading;
  return value.kind === 'product'
    ? { kind: 'product', valid: true, fields: value.fields }
    : { kind: 'weighted-product', valid: true, fields: value.fields };
}

function unknown(code: CodeProblemCode, at: number): Inspection {
  return { kind: 'unknown', valid: false, problem: { code, at } };
}

function refused(
  kind: RefusedInspection['kind'],
  refusal: Pick<RefusedInspection, 'problem'>,
): RefusedInspection {
  return { kind, valid: false, problem: refusal.problem };
}
