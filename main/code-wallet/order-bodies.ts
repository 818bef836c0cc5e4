import { canonicalJson } from '../../platform/canonical-json.ts';
import { orderNumber, yuanOf } from '../../shared/code-wallet-wire.ts';
import type { Id } from '../../shared/ids.ts';
import type { Money } from '../../shared/money.ts';

/** The `biz_content` of a payment; a retry sends it again, byte for byte. Throws where `yuanOf` does. */
export function payBody(order: {
  readonly id: Id;
  readonly amount: Money;
  readonly customerCode: string;
  readonly shop: string;
}): string {
  return canonicalJson({
    out_trade_no: orderNumber(order.id),
    scene: 'bar_code',
    product_code: 'FACE_TO_FACE_PAYMENT',
    auth_code: order.customerCode,
    total_amount: yuanOf(order.amount),
    // They take no sign of these four in a subject.
    subject: order.shop.replace(/[/=&\\]/g, ' ').slice(0, 128) || '-',
    // The shortest that they take; the till's own patience ends with it.
    timeout_express: '1m',
  });
}

/** The `biz_content` of a refund. Its own number: the same one again moves no money a second time. */
export function refundBody(refund: {
  readonly id: Id;
  readonly paymentId: Id;
  readonly amount: Money;
  readonly reason: string;
}): string {
  return canonicalJson({
    out_trade_no: orderNumber(refund.paymentId),
    out_request_no: orderNumber(refund.id),
    refund_amount: yuanOf(refund.amount),
    refund_reason: refund.reason.slice(0, 200),
  });
}
