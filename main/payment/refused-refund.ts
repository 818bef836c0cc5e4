import { answerMember, orderNumber, walletSaid } from '../../shared/code-wallet-wire.ts';
import type { KeptAnswer } from '../../shared/events.ts';
import { refundAnswer } from '../../shared/scheme-wire.ts';
import type { RefundRecord } from './records.ts';

type Refused = Pick<RefundRecord, 'id' | 'paymentId' | 'state'>;

/**
 * True where the wallet has signed that this very refund is refused: that is an end it keeps, so no
 * late success can follow. A signed 422 is no such end. It says that more than was paid would go back,
 * so the customer may have the money already by another way: a person must look before paying again.
 * `answers` are the kept ones about this refund, each checked against signature and row when it came.
 */
export function isRefusedForGood(refund: Refused, answers: readonly KeptAnswer[]): boolean {
  return refund.state === 'refused' && answers.some((answer) => namesRefusal(refund, answer));
}

function namesRefusal({ id, paymentId }: Refused, answer: KeptAnswer): boolean {
  if (answer.status !== 200) return false;
  const body: unknown = JSON.parse(answer.body);
  const said = refundAnswer.safeParse(body);
  if (said.success) return said.data.id === id && said.data.state === 'refused';
  const foreign = walletSaid('refund', memberOf(body, answerMember('refund')));
  return foreign?.means === 'refund-refused' && foreign.order === orderNumber(paymentId);
}

function memberOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null
    ? Object.entries(body).find(([key]) => key === name)?.[1]
    : null;
}
