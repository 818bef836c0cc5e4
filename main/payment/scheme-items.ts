import { z } from 'zod';
import { moneyWire } from '../../shared/money.ts';
import type { SubjectKind } from '../../shared/settlement.ts';
import type { Database, Row } from '../store/database.ts';

/** What the scheme has moved for this till, as the till's books have it; other wallets' money is not its. */
export type SchemeItem = {
  readonly kind: SubjectKind;
  readonly id: string;
  readonly schemeRef: string | null;
  /** Above zero, also for refunds. */
  readonly amountMinor: bigint;
  readonly currency: string;
  /** Paid by a voucher, or given back to one. */
  readonly isVoucher: boolean;
};

type ItemRow = Row & {
  kind: SubjectKind;
  id: string;
  scheme_ref: string | null;
  amount: bigint;
  currency: string;
  is_voucher: bigint;
};

/**
 * A payment that came too late for its sale is cancelled to the counter, and paid all the same: it is owed
 * back under the refund that was fixed for it.
 */
const paid = `SELECT CASE WHEN voucher IS NULL THEN 'payment' ELSE 'voucher' END AS kind, id, scheme_ref, amount,
    currency, voucher IS NOT NULL AS is_voucher
  FROM payment WHERE wallet IS NULL
    AND (state = 'succeeded' OR EXISTS (SELECT 1 FROM refund WHERE refund.id = cash_refund_id))`;
const givenBack = `SELECT 'refund' AS kind, refund.id AS id, refund.scheme_ref AS scheme_ref, refund.amount AS amount,
    refund.currency AS currency, payment.voucher IS NOT NULL AS is_voucher
  FROM refund LEFT JOIN payment ON payment.id = refund.payment_id WHERE refund.state = 'refunded'
    AND payment.wallet IS NULL`;
const claimed = `SELECT 'adjustment' AS kind, id, scheme_ref, amount, currency, 0 AS is_voucher
  FROM offline_payment WHERE bearer = 'scheme'`;

function itemsOf(rows: readonly ItemRow[]): SchemeItem[] {
  return rows.map((row) => ({
    kind: row.kind,
    id: row.id,
    schemeRef: row.scheme_ref,
    amountMinor: row.amount,
    currency: row.currency,
    isVoucher: row.is_voucher === 1n,
  }));
}

export function allSchemeItems(db: Database): SchemeItem[] {
  return itemsOf(db.all<ItemRow>(`${paid} UNION ALL ${givenBack} UNION ALL ${claimed}`));
}

export function schemeItemsById(db: Database, ids: Iterable<string>): SchemeItem[] {
  const asked = JSON.stringify([...ids]);
  const among = 'IN (SELECT value FROM json_each(?1))';
  return itemsOf(
    db.all<ItemRow>(
      `${paid} AND id ${among} UNION ALL ${givenBack} AND refund.id ${among} UNION ALL ${claimed} AND id ${among}`,
      asked,
    ),
  );
}

/** By the scheme's own numbers, which no index holds: for the few rows that name nothing else. */
export function schemeItemsByRef(db: Database, refs: readonly string[]): SchemeItem[] {
  if (refs.length === 0) return [];
  const among = 'IN (SELECT value FROM json_each(?1))';
  return itemsOf(
    db.all<ItemRow>(
      `${paid} AND scheme_ref ${among} UNION ALL ${givenBack} AND refund.scheme_ref ${among}
       UNION ALL ${claimed} AND scheme_ref ${among}`,
      JSON.stringify(refs),
    ),
  );
}

/** What an answer of the scheme says of when it happened, and of what is kept of it. */
export type Answered = {
  readonly epoch: number;
  readonly seq: number;
  readonly subjectId: string;
  readonly at: string | null;
  readonly feeMinor: bigint | null;
};

const answered = z.object({ at: z.iso.datetime().optional(), fee: z.object(moneyWire.shape).optional() });

/** Every kept answer after a link of the journal, oldest first. */
export function* answersAfter(db: Database, epoch: number, seq: number): Generator<Answered> {
  const rows = db.each<{ epoch: bigint; seq: bigint; subject_id: string; answer: string }>(
    'SELECT epoch, seq, subject_id, answer FROM scheme_answer WHERE (epoch, seq) > (?, ?) ORDER BY epoch, seq',
    epoch,
    seq,
  );
  for (const row of rows) {
    const said = answered.safeParse(bodyOf(row.answer));
    const { at, fee } = said.success ? said.data : {};
    yield {
      epoch: Number(row.epoch),
      seq: Number(row.seq),
      subjectId: row.subject_id,
      at: at ?? null,
      feeMinor: fee ? BigInt(fee.minor) : null,
    };
  }
}

function bodyOf(answer: string): unknown {
  try {
    return JSON.parse((JSON.parse(answer) as { body: string }).body);
  } catch {
    return null;
  }
}
