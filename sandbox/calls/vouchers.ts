import { readVoucher } from '../../shared/qr/voucher.ts';
import { instantOf } from '../../shared/time.ts';
import { termsOf } from '../../shared/voucher.ts';
import type { programmesAnswer, VoucherCheckAsk, voucherCheckAnswer } from '../../shared/voucher-wire.ts';
import type { Parts } from '../parts.ts';
import { findProgramme, programmesIn } from '../records/programme.ts';
import { findVoucherByCode } from '../records/voucher.ts';
import { claimsOf, type Voucher, voucherRefusal } from '../rules/voucher.ts';
import { answered, type Handler, problem } from './call.ts';

/** The lists that hold now, signed with the answer; a till keeps them until a redemption finds them outdated. */
export const programmes: Handler<null, typeof programmesAnswer> = (parts, call) =>
  answered({ programmes: programmesIn(parts.database, call.terminal.merchant.currency) });

/** What a voucher would pay of a sale now. Takes nothing, promises nothing. */
export const checkVoucher: Handler<VoucherCheckAsk, typeof voucherCheckAnswer> = (parts, call) => {
  const { currency } = call.terminal.merchant;
  if (call.ask.lines.some((line) => line.amount.currency !== currency)) {
    return problem('field-invalid', { field: 'lines' });
  }
  const voucher = heldTo(parts, call.params.code ?? '');
  const programme = voucher && findProgramme(parts.database, voucher.programme);
  // Another currency's voucher is as unknown here as a purged one: neither can be used in this shop.
  if (!voucher || !programme || voucher.currency !== currency || voucher.state === 'Purged') {
    return problem('not-found', { field: 'code' });
  }
  const terms = termsOf(programme);
  const refusal = voucherRefusal(voucher, terms, call.nowMs);
  return answered({
    programme: programme.id,
    listVersion: programme.listVersion,
    state: voucher.state,
    balance: { minor: voucher.balanceMinor.toString(), currency },
    expires: voucher.expiresAtMs === null ? null : instantOf(voucher.expiresAtMs),
    ...(refusal ? { reason: refusal } : {}),
    lines: claimsOf(terms, call.ask.lines).map(({ why, mostMinor }) => ({
      eligible: mostMinor > 0n,
      why,
      most: { minor: mostMinor.toString(), currency },
    })),
  });
};

/** The voucher of a code as somebody may have typed it; null where there is none. */
export function heldTo(parts: Parts, text: string): Voucher | null {
  const read = /^CV1-/i.test(text) ? readVoucher(text) : null;
  return read?.ok ? findVoucherByCode(parts.database, read.value.code) : null;
}
