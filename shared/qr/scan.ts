import { inspectTrimmed, trimmed } from './inspect.ts';
import type { Gs1Fields, PaymentIssuer } from './inspection.ts';
import type { CodeProblem } from './reading.ts';

/** What a scan is for the register. `code` is the text as it is to be looked up, sent or shown. */
export type ScanDecision =
  | { readonly is: 'product'; readonly code: string; readonly gtin: string }
  | {
      readonly is: 'weighted';
      readonly code: string;
      readonly gtin: string;
      readonly prefix: string;
      /** The shop's item number: 5 digits. */
      readonly item: string;
      /** Price or weight, as the shop's scale prints it: 5 digits. */
      readonly value: string;
    }
  | { readonly is: 'wallet-code'; readonly code: string; readonly form: 'emv-cpm' | 'payment-code' }
  | {
      readonly is: 'foreign-payment-code';
      readonly issuer: Exclude<PaymentIssuer, 'scheme'>;
      readonly code: string;
    }
  | {
      readonly is: 'receipt';
      readonly code: string;
      readonly terminal: string;
      readonly epoch: number;
      readonly number: number;
    }
  | {
      readonly is: 'voucher' | 'offline-pass' | 'merchant-code' | 'upi' | 'link';
      readonly code: string;
    }
  | { readonly is: 'refused'; readonly problem: CodeProblem };

/**
 * Decides, once for the whole till, what a scan is: by symbology (the scanner's AIM identifier, if it
 * sends one), length, check digit and prefix. `weightedPrefixes` are the EAN-13 prefixes 20–29 that this
 * shop's scale prints; any other code of that range is looked up like a product of the shop's own.
 */
export function decideScan(
  text: string,
  aim: string | undefined,
  weightedPrefixes: readonly string[],
): ScanDecision {
  const scan = trimmed(text, aim);
  const found = inspectTrimmed(scan);
  const code = scan.text;
  if (!found.valid) return isLink(found.problem, code) ? { is: 'link', code } : refused(found.problem);
  switch (found.kind) {
    case 'product':
      return { is: 'product', code: found.fields.code, gtin: found.fields.gtin };
    case 'weighted-product': {
      const gtin = found.fields.code.padStart(14, '0');
      const isOfScale = weightedPrefixes.includes(found.fields.prefix);
      return isOfScale ? { is: 'weighted', ...found.fields, gtin } : { is: 'product', code, gtin };
    }
    case 'gs1':
      return productOf(found.fields);
    case 'payment-code': {
      const { issuer } = found.fields;
      if (issuer === 'scheme') return { is: 'wallet-code', code, form: 'payment-code' };
      return { is: 'foreign-payment-code', issuer, code };
    }
    case 'emv-cpm':
      return { is: 'wallet-code', code, form: 'emv-cpm' };
    case 'receipt':
      return { is: 'receipt', ...found.fields };
    case 'voucher':
      return { is: 'voucher', code: found.fields.code };
    case 'offline-pass':
    case 'upi':
      return { is: found.kind, code };
    case 'emv-mpm':
      return { is: 'merchant-code', code };
  }
}

/** Web addresses and other apps' links: not for the till, and no damaged goods either. */
function isLink(problem: CodeProblem, code: string): boolean {
  return problem.code === 'unknown-kind' && /^[a-z][a-z0-9+.-]*:\/\/./i.test(code);
}

function refused(problem: CodeProblem): ScanDecision {
  return { is: 'refused', problem };
}

/** Goods by their GTIN (AI 01), written as the bar code on them is: without the first zero of 14 digits. */
function productOf({ ais }: Gs1Fields): ScanDecision {
  const gtin = ais['01'];
  if (gtin === undefined) return refused({ code: 'unknown-kind', at: 0 });
  return { is: 'product', code: gtin.replace(/^0/, ''), gtin };
}
