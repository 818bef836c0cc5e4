import type { KeptAnswer } from '../../shared/events.ts';
import { refundAnswer } from '../../shared/scheme-wire.ts';
import type { RefundRecord } from './records.ts';

/**
 * True where the scheme has signed that this very refund is refused: that is an end it keeps, so no
 * late success can follow. A signed 422 is no such end. It says that more than was paid would go back,
 * so the customer may have the money already by another way: a person must look before paying again.
 * `answers` are the kept ones about this refund, each checked against signature and row when it came.
 */
export function isRefusedForGood(
  refund: Pick<RefundRecord, 'id' | 'state'>,
  answers: readonly KeptAnswer[],
): boolean {
  return refund.state === 'refused' && answers.some((answer) => namesRefusal(refund.id, answer));
}

function namesRefusal(id: string, answer: KeptAnswer): boolean {
  if (answer.status !== 200) return false;
  const said = refundAnswer.safeParse(JSON.parse(answer.body));
  return said.success && said.data.id === id && said.data.state === 'refused';
}
