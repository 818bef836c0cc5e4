import type { z } from 'zod';
import type { scanOutcome } from '../../shared/contract.ts';
import type { Id } from '../../shared/ids.ts';
import type { ElsewhereHow } from '../../shared/payment.ts';
import { decideScan, type ScanDecision } from '../../shared/qr/scan.ts';
import { type Problem, unreachable } from '../../shared/result.ts';
import { productByGtin, productByScaleItem } from '../catalogue/records.ts';
import { addition, fitsLabel, weighed } from '../checkout/rules.ts';
import type { Baskets } from './baskets.ts';
import type { CodeWallets } from './code-wallets.ts';
import type { Counter } from './counter.ts';
import { saleOfCode } from './find-sale.ts';
import type { Offline } from './offline.ts';
import type { Selling } from './sell.ts';
import type { Vouchers } from './vouchers.ts';

export type ScanOutcome = z.infer<typeof scanOutcome>;

export type ScanParts = {
  readonly counter: Counter;
  readonly baskets: Baskets;
  readonly selling: Selling;
  readonly offline: Pick<Offline, 'show'>;
  readonly vouchers: Pick<Vouchers, 'show'>;
  readonly codeWallets: CodeWallets;
};

/** As delivered, every in-store prefix is the scale's (`weighed` says what its value means). */
const scalePrefixes: readonly string[] = ['20', '21', '22', '23', '24', '25', '26', '27', '28', '29'];

/**
 * One scan from whichever scanner, decided once. Never silence and never a wrong item: what can't be
 * sold becomes a visible row or an outcome that the window sounds and says.
 */
export function createScanning(parts: ScanParts): Scanning {
  return (text, aim, isKept = false) =>
    answer({ ...parts, isKept }, text, decideScan(text, aim, scalePrefixes));
}

/** `isKept`: scanned while the till was locked. */
export type Scanning = (text: string, aim?: string, isKept?: boolean) => ScanOutcome;

/** A scan that was kept moves no money: whose code it is may have left since. */
type Scanned = ScanParts & { readonly isKept: boolean };

function heard(what: ScanOutcome['heard'], id: Id | null = null): ScanOutcome {
  return { heard: what, id, problem: null };
}

/** Nothing came of it, and the counter says why. */
function ignored(problem: Problem): ScanOutcome {
  return { heard: 'ignored', id: null, problem: problem.code };
}

function answer(parts: Scanned, text: string, decision: ScanDecision): ScanOutcome {
  switch (decision.is) {
    case 'product':
      return sellProduct(parts, text, decision.gtin);
    case 'weighted':
      return sellWeighed(parts, text, decision);
    case 'wallet-code':
      return takeCode(parts, decision.code);
    case 'foreign-payment-code':
      // A wallet that this shop has an account with is asked as the scheme's own is.
      return parts.codeWallets.ofCode(decision.code)
        ? takeCode(parts, decision.code)
        : offerElsewhere(parts, decision.issuer);
    case 'receipt': {
      const sale = saleOfCode(parts.counter, decision);
      return sale ? heard('receipt', sale.id) : heard('not-for-the-till');
    }
    case 'offline-pass':
      return takePass(parts, decision.code);
    case 'voucher': {
      const shown = parts.vouchers.show(decision.code);
      return shown.ok ? heard('voucher-shown') : ignored(shown.problem);
    }
    case 'merchant-code':
    case 'upi':
    case 'link':
      return heard('not-for-the-till');
    case 'refused':
      return refuse(parts, text, decision.problem.code, decision.problem.at);
    default:
      return unreachable(decision);
  }
}

/** The register takes goods only at the basket: under the pay screen the amount is already named. */
function atBasket({ selling }: ScanParts): boolean {
  return selling.screen() === null;
}

function sellProduct(parts: ScanParts, text: string, gtin: string): ScanOutcome {
  if (!atBasket(parts)) return heard('ignored');
  const product = productByGtin(parts.counter.db, gtin);
  if (!product || product.retired) return refuse(parts, text, 'unknown-product', null);
  const change = addition(parts.baskets.current(), product, parts.counter.newId());
  return changeBasket(parts, () => parts.baskets.change([change]));
}

function sellWeighed(
  parts: ScanParts,
  text: string,
  label: { readonly item: string; readonly prefix: string; readonly value: string; readonly gtin: string },
): ScanOutcome {
  if (!atBasket(parts)) return heard('ignored');
  const product = productByScaleItem(parts.counter.db, label.item);
  // The shop may have put a code of this range on goods of its own: then it is a product like any other.
  if (!product) return sellProduct(parts, text, label.gtin);
  if (!fitsLabel(product, label)) return refuse(parts, text, 'bad-value', 7);
  return changeBasket(parts, () => parts.baskets.change([weighed(product, parts.counter.newId(), label)]));
}

function changeBasket(parts: ScanParts, change: () => ReturnType<Baskets['change']>): ScanOutcome {
  parts.selling.next();
  const changed = change();
  return changed.ok ? heard('line', changed.value.newestLineId) : ignored(changed.problem);
}

/** Red rows: a scanner gone wild fills the screen with these, and nobody settles more of them. */
const mostRefusedScans = 100;

function refuse(parts: ScanParts, text: string, why: string, at: number | null): ScanOutcome {
  if (!atBasket(parts)) return { heard: 'refused', id: null, problem: 'code-unreadable' };
  if (parts.baskets.current().refusedScans.length >= mostRefusedScans)
    return ignored({ code: 'scan-refused' });
  const id = parts.counter.newId();
  const scan = { id, text: shownText(text), why, at };
  parts.selling.next();
  const changed = parts.baskets.change([{ type: 'scan-refused', scan }]);
  return changed.ok ? heard('refused', id) : ignored(changed.problem);
}

/** As much as a row shows, with U+FFFD for half a character: that has no UTF-8 and fits no journal. */
function shownText(text: string): string {
  return text.slice(0, 200).replace(/\p{Surrogate}/gu, '\ufffd');
}

/** On the pay screen the customer's code is the payment; at the register it is held until F12. */
function takeCode(parts: Scanned, code: string): ScanOutcome {
  // A scanner that reads the phone twice is no F12.
  if (parts.selling.screen()?.heldCode === code) return heard('code-held');
  if (!atBasket(parts) && !parts.isKept) {
    const sent = parts.selling.sendCode(code);
    return sent.ok ? heard('payment-sent') : ignored(sent.problem);
  }
  const opened = parts.selling.open({ code });
  return opened.ok ? heard('code-held') : ignored(opened.problem);
}

/** As a code is: held at the register, and the payment itself on the pay screen. */
function takePass(parts: Scanned, pass: string): ScanOutcome {
  if (parts.selling.screen()?.heldCode === pass) return heard('code-held');
  if (!atBasket(parts) && !parts.isKept) {
    const shown = parts.offline.show(pass);
    return shown.ok ? heard(shown.value) : ignored(shown.problem);
  }
  const opened = parts.selling.open({ code: pass });
  return opened.ok ? heard('code-held') : ignored(opened.problem);
}

function offerElsewhere(parts: ScanParts, issuer: string): ScanOutcome {
  const how: ElsewhereHow =
    issuer === 'wechat' || issuer === 'alipay' || issuer === 'unionpay' ? issuer : 'other';
  const opened = parts.selling.open({ foreign: how });
  return opened.ok ? heard('foreign-code') : ignored(opened.problem);
}
