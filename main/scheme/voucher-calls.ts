import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Id } from '../../shared/ids.ts';
import type { CancelAsk } from '../../shared/scheme-wire.ts';
import {
  type ProgrammesAnswer,
  type RedemptionAnswer,
  type VoucherCheckAnswer,
  type VoucherCheckAsk,
  voucherRoutes,
} from '../../shared/voucher-wire.ts';
import type { Caller } from './call.ts';
import type { Outcome } from './outcome.ts';

/** The calls about subsidy vouchers. The voucher's part of a refund goes by `putRefund`, with the redemption's id. */
export type VoucherCalls = {
  /** The lists that hold now; `proof` is the scheme's signature on them. */
  readonly programmes: () => Promise<Outcome<ProgrammesAnswer>>;
  /**
   * What a voucher would pay now; `code` as `readVoucher` gives it. A code is money and stands in this
   * address, so the kept proof names the call without it, and can't be checked again later.
   */
  readonly checkVoucher: (code: string, ask: VoucherCheckAsk) => Promise<Outcome<VoucherCheckAnswer>>;
  /** `body` is the JSON of a `RedemptionAsk`, exactly as it was made durable. */
  readonly putRedemption: (id: Id, body: string) => Promise<Outcome<RedemptionAnswer>>;
  readonly getRedemption: (id: Id) => Promise<Outcome<RedemptionAnswer>>;
  /** Gives back what was redeemed; one that comes first keeps the redemption from ever being taken. */
  readonly cancelRedemption: (id: Id, reason: CancelAsk['reason']) => Promise<Outcome<RedemptionAnswer>>;
};

export function createVoucherCalls(caller: Caller): VoucherCalls {
  const redemption = (id: Id) =>
    ({ answer: voucherRoutes.putRedemption.answer, signedBy: 'answer', id }) as const;
  const { programmes, checkVoucher } = voucherRoutes;
  return {
    programmes: () =>
      caller.call({ method: 'GET', path: programmes.path, answer: programmes.answer, signedBy: 'answer' }),
    checkVoucher: async (code, ask) =>
      withoutCode(
        await caller.call({
          method: 'POST',
          path: checkVoucher.path.replace('{code}', encodeURIComponent(code)),
          body: canonicalJson(ask),
          answer: checkVoucher.answer,
          signedBy: 'answer',
        }),
      ),
    putRedemption: (id, body) =>
      caller.call({ method: 'PUT', path: `/voucher-redemptions/${id}`, body, ...redemption(id) }),
    getRedemption: (id) =>
      caller.call({ method: 'GET', path: `/voucher-redemptions/${id}`, ...redemption(id) }),
    cancelRedemption: (id, reason) =>
      caller.call({
        method: 'POST',
        path: `/voucher-redemptions/${id}/cancel`,
        body: canonicalJson({ reason }),
        ...redemption(id),
      }),
  };
}

function withoutCode<T>(outcome: Outcome<T>): Outcome<T> {
  if (!('proof' in outcome) || outcome.proof === null) return outcome;
  const request = { ...outcome.proof.request, path: voucherRoutes.checkVoucher.path };
  return { ...outcome, proof: { ...outcome.proof, request } };
}
