import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Id } from '../../shared/ids.ts';
import { type PaymentRequestAnswer, requestRoutes } from '../../shared/request-wire.ts';
import type { CancelAsk } from '../../shared/scheme-wire.ts';
import type { Caller } from './call.ts';
import type { Outcome } from './outcome.ts';

/** The calls about codes that the till shows. Refunds of what they paid go by `putRefund`, as of any payment. */
export type RequestCalls = {
  /** `body` is the JSON of a `PaymentRequestAsk`, exactly as the journal keeps it. */
  readonly putRequest: (id: Id, body: string) => Promise<Outcome<PaymentRequestAnswer>>;
  readonly getRequest: (id: Id) => Promise<Outcome<PaymentRequestAnswer>>;
  /** One that comes first keeps the code from ever being made. */
  readonly cancelRequest: (id: Id, reason: CancelAsk['reason']) => Promise<Outcome<PaymentRequestAnswer>>;
};

export function createRequestCalls(caller: Caller): RequestCalls {
  const common = (id: Id) =>
    ({ answer: requestRoutes.putPaymentRequest.answer, signedBy: 'answer', id }) as const;
  return {
    putRequest: (id, body) =>
      caller.call({ method: 'PUT', path: `/payment-requests/${id}`, body, ...common(id) }),
    getRequest: (id) => caller.call({ method: 'GET', path: `/payment-requests/${id}`, ...common(id) }),
    cancelRequest: (id, reason) =>
      caller.call({
        method: 'POST',
        path: `/payment-requests/${id}/cancel`,
        body: canonicalJson({ reason }),
        ...common(id),
      }),
  };
}
