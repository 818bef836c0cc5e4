import type { z } from 'zod';
import { receivedRoutes } from '../../shared/received-wire.ts';
import { requestRoutes } from '../../shared/request-wire.ts';
import { type keyList, type Route, routes } from '../../shared/scheme-wire.ts';
import { voucherRoutes } from '../../shared/voucher-wire.ts';
import type { Parts } from '../parts.ts';
import { answered, type Call, type Handler, type Outcome, problem } from './call.ts';
import { getOffline, putOffline } from './offline-payments.ts';
import { cancelRequest, getRequest, putRequest } from './payment-requests.ts';
import { cancelPayment, getPayment, putPayment } from './payments.ts';
import { getMerchantCode, listReceived } from './printed-code.ts';
import { cancelRedemption, getRedemption, putRedemption } from './redemptions.ts';
import { getRefund, putRefund } from './refunds.ts';
import { settlement } from './settlements.ts';
import { checkVoucher, programmes } from './vouchers.ts';
import { witness } from './witness.ts';

/** A call before its body was looked at. */
export type RawCall = Omit<Call<unknown>, 'ask'> & { readonly ask: unknown };

export type TableRow = {
  readonly route: Route;
  readonly run: (parts: Parts, call: RawCall) => Outcome<unknown>;
};

const keys: Handler<null, typeof keyList> = (parts) => answered({ keys: [...parts.keys.list()] });

/** Every signed call of a terminal that answers once; activation and the stream of events stand apart. */
const table: readonly TableRow[] = [
  withAsk(routes.putPayment, routes.putPayment.ask, putPayment),
  withoutAsk(routes.getPayment, getPayment),
  withAsk(routes.cancelPayment, routes.cancelPayment.ask, cancelPayment),
  withAsk(requestRoutes.putPaymentRequest, requestRoutes.putPaymentRequest.ask, putRequest),
  withoutAsk(requestRoutes.getPaymentRequest, getRequest),
  withAsk(requestRoutes.cancelPaymentRequest, requestRoutes.cancelPaymentRequest.ask, cancelRequest),
  withoutAsk(receivedRoutes.received, listReceived),
  withoutAsk(receivedRoutes.merchantCode, getMerchantCode),
  withAsk(routes.putOffline, routes.putOffline.ask, putOffline),
  withoutAsk(routes.getOffline, getOffline),
  withAsk(routes.putRefund, routes.putRefund.ask, putRefund),
  withoutAsk(routes.getRefund, getRefund),
  withoutAsk(routes.settlement, settlement),
  withoutAsk(routes.keys, keys),
  withoutAsk(routes.witness, witness),
  withoutAsk(voucherRoutes.programmes, programmes),
  withAsk(voucherRoutes.checkVoucher, voucherRoutes.checkVoucher.ask, checkVoucher),
  withAsk(voucherRoutes.putRedemption, voucherRoutes.putRedemption.ask, putRedemption),
  withoutAsk(voucherRoutes.getRedemption, getRedemption),
  withAsk(voucherRoutes.cancelRedemption, voucherRoutes.cancelRedemption.ask, cancelRedemption),
];

/** The row that serves a method and path, with what stands in the path's braces. */
export function findRow(
  method: string,
  path: string,
): { readonly row: TableRow; readonly params: Record<string, string> } | null {
  for (const row of table) {
    const params = row.route.method === method ? paramsOf(row.route.path, path) : null;
    if (params) return { row, params };
  }
  return null;
}

/** Matches piece by piece; a piece in braces takes any text that is itself no path. */
function paramsOf(template: string, path: string): Record<string, string> | null {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, piece] of wanted.entries()) {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    if (name) params[name] = given[index] ?? '';
    else if (piece !== given[index]) return null;
  }
  return params;
}

function withAsk<Ask, Answer extends z.ZodType>(
  route: Route,
  schema: z.ZodType<Ask>,
  handler: Handler<Ask, Answer>,
): TableRow {
  return {
    route,
    run: (parts, call) => {
      const parsed = schema.safeParse(call.ask);
      if (parsed.success) return handler(parts, { ...call, ask: parsed.data });
      return problem('field-invalid', { field: parsed.error.issues[0]?.path.join('.') || 'body' });
    },
  };
}

function withoutAsk<Answer extends z.ZodType>(route: Route, handler: Handler<null, Answer>): TableRow {
  return { route, run: (parts, call) => handler(parts, { ...call, ask: null }) };
}
