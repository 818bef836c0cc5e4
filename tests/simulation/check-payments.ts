import type { Database } from '../../main/store/database.ts';
import type { Reader } from '../../platform/database.ts';

/** Payment by payment and sale by sale: what the scheme moved is what the till's books say. */

type TillPayment = {
  id: string;
  sale_id: string;
  state: string;
  amount: bigint;
  tender: bigint;
  given: bigint;
  /** Came in by the printed code and is nobody's sale: what of it did not go back. */
  income: bigint;
};
type SchemePayment = { id: string; sale_ref: string | null; state: string; amount: bigint; refunded: bigint };
type Refund = { id: string; payment: string; amount: bigint; state: string };

export type PaymentFindings = {
  readonly chargedTwice: readonly string[];
  readonly lost: readonly string[];
  readonly differ: readonly string[];
};

export function paymentsBroken(till: Database, scheme: Reader): PaymentFindings {
  const theirs = new Map(
    scheme
      .all<SchemePayment>(
        `SELECT id, sale_ref, state, amount_minor AS amount, refunded_minor AS refunded FROM payment
         UNION ALL SELECT id, sale_ref, state, amount_minor, returned_minor FROM redemption`,
      )
      .map((row) => [row.id, row]),
  );
  const ours = till.all<TillPayment>(
    `SELECT payment.id, payment.sale_id, payment.state, payment.amount, coalesce(tender.amount, 0) AS tender,
       (SELECT coalesce(sum(refund.amount), 0) FROM refund
          WHERE refund.payment_id = payment.id AND refund.document_id IS NOT NULL) AS given,
       coalesce((SELECT payment.amount - (SELECT coalesce(sum(amount), 0) FROM refund WHERE payment_id = payment.id)
          FROM received_payment WHERE received_payment.id = payment.id AND received_payment.state <> 'matched'), 0) AS income
     FROM payment LEFT JOIN tender ON tender.payment_id = payment.id
       AND tender.sale_id IN (SELECT id FROM sale WHERE kind = 'sale')`,
  );
  const known = new Set(ours.map(({ id }) => id));
  return {
    chargedTwice: chargedTwice(till, ours, theirs),
    lost: [
      ...ours.flatMap((payment) => paymentBroken(payment, theirs.get(payment.id))),
      ...[...theirs.values()].flatMap(({ id, state }) =>
        known.has(id) ? [] : [`the scheme has a payment ${id}, ${state}, that the till never made`],
      ),
    ],
    differ: refundsBroken(till, scheme),
  };
}

function paymentBroken(payment: TillPayment, there: SchemePayment | undefined): string[] {
  const { id, state, tender, given, income } = payment;
  const isPaidThere = there?.state === 'succeeded';
  const keptThere = isPaidThere ? there.amount - there.refunded : 0n;
  const keptHere = tender - given + income;
  const broken: string[] = [];
  if (keptThere !== keptHere)
    broken.push(
      `payment ${id}: the scheme kept ${keptThere} of the customer, the till has ${keptHere} of it`,
    );
  if (isPaidThere && there.amount !== payment.amount)
    broken.push(`payment ${id} took ${there.amount} instead of ${payment.amount}`);
  if (state === 'succeeded' && !isPaidThere)
    broken.push(`payment ${id} is paid in the till, and ${there?.state ?? 'unheard of'} at the scheme`);
  if (there?.state === 'awaiting-customer') broken.push(`payment ${id} still waits for the customer`);
  return broken;
}

/** No sale has taken more than it cost, from however many wallets. */
function chargedTwice(
  till: Database,
  ours: readonly TillPayment[],
  theirs: ReadonlyMap<string, SchemePayment>,
): string[] {
  const kept = new Map<string, bigint>();
  for (const { id, sale_id } of ours) {
    const there = theirs.get(id);
    // By the printed code, and no sale is known for it: income, until somebody comes to the counter with it.
    if (there?.state !== 'succeeded' || sale_id === id) continue;
    kept.set(sale_id, (kept.get(sale_id) ?? 0n) + there.amount - there.refunded);
  }
  return [...kept].flatMap(([saleId, minor]) => {
    const sale = till.get<{ total: bigint }>("SELECT total FROM sale WHERE id = ? AND kind = 'sale'", saleId);
    const cost = sale?.total ?? 0n;
    return minor > cost ? [`sale ${saleId} cost ${cost} and was charged ${minor}`] : [];
  });
}

function refundsBroken(till: Database, scheme: Reader): string[] {
  const line = ({ id, payment, amount, state }: Refund) => `${id} ${payment} ${amount} ${state}`;
  const ours = till.all<Refund>('SELECT id, payment_id AS payment, amount, state FROM refund').map(line);
  const theirs = scheme
    .all<Refund>(
      `SELECT id, payment, amount_minor AS amount, state FROM refund
       UNION ALL SELECT id, redemption, amount_minor, 'refunded' FROM voucher_return`,
    )
    .map(line);
  return [
    ...ours.filter((one) => !theirs.includes(one)).map((one) => `the refund ${one} is not the scheme's`),
    ...theirs
      .filter((one) => !ours.includes(one))
      .map((one) => `the scheme's refund ${one} is not the till's`),
  ];
}
