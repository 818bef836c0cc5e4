import { z } from 'zod';

/** States of one attempt to take money from a wallet (design, "Payment states"). */
export const paymentStates = [
  'created',
  'sent',
  'awaiting-customer',
  'unknown',
  'cancelling',
  'succeeded',
  'declined',
  'cancelled',
] as const;

export const paymentState = z.enum(paymentStates);

export type PaymentState = z.infer<typeof paymentState>;

/** A settled attempt never leaves these three. */
export function isSettled(state: PaymentState): boolean {
  return state === 'succeeded' || state === 'declined' || state === 'cancelled';
}

/** States of one refund; the payment it gives back stays succeeded. */
export const refundStates = ['created', 'sent', 'refunding', 'refunded', 'refused'] as const;

export const refundState = z.enum(refundStates);

export type RefundState = z.infer<typeof refundState>;

/**
 * How a part of a sale is paid. `elsewhere` = WeChat, Alipay, card: not checked by this till. `wallet` is
 * checked: the scheme's, or with a `how` the foreign one that this till asked itself.
 */
export const tenderKind = z.enum(['cash', 'wallet', 'elsewhere', 'voucher']);

export type TenderKind = z.infer<typeof tenderKind>;

/** True where only the scheme can give it back: it is owed until the scheme has said so, never paid in cash. */
export function isSchemeMoney(kind: TenderKind): boolean {
  return kind === 'wallet' || kind === 'voucher';
}

export const elsewhereHow = z.enum(['wechat', 'alipay', 'unionpay', 'card', 'other']);

export type ElsewhereHow = z.infer<typeof elsewhereHow>;

/** Wallets other than the scheme's that this till can ask itself, named as their payment codes' issuer. */
export const foreignWallet = z.enum(['alipay']);

export type ForeignWallet = z.infer<typeof foreignWallet>;

/** Whose wallet paid a tender of kind `wallet`, by its `how`: null is the scheme's own. */
export function foreignWalletOf(tender: {
  readonly kind: TenderKind;
  readonly how: string | null;
}): ForeignWallet | null {
  return tender.kind === 'wallet' ? (foreignWallet.safeParse(tender.how).data ?? null) : null;
}
