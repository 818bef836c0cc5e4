import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, openDatabase, type Row } from '../platform/database.ts';
import { auditForeign, type ForeignAudit } from './foreign/audit.ts';
import { type Rule, voucherRules } from './voucher-audit.ts';

/** Minor units over all currencies; `balanced` is what `imbalances` found nothing against. */
export type Audit = {
  readonly payments: bigint;
  readonly succeeded: bigint;
  readonly settledMinor: bigint;
  readonly refundedMinor: bigint;
  readonly balanced: boolean;
  /** Of `payments`, how many were asked for by a code that the shop showed; only where there was one. */
  readonly requests?: bigint;
  /** Of `payments`, how many came by a printed code, without a till; only where there was one. */
  readonly printed?: bigint;
  /** What vouchers paid and got back; only of a scheme where one was ever held to a scanner. */
  readonly redemptions?: bigint;
  readonly redeemedMinor?: bigint;
  readonly returnedMinor?: bigint;
  /** The foreign wallet's stand-in; only where a till ever asked it for money. */
  readonly foreignPayments?: bigint;
  readonly foreignPaidMinor?: bigint;
  readonly foreignReturnedMinor?: bigint;
};

type Totals = Row & { payments: bigint; succeeded: bigint; settled: bigint; refunded: bigint };

/**
 * Checks the scheme's books without a server; one may be running meanwhile. Throws where the folder
 * holds no scheme. `payments` counts what was asked for, tombstones not.
 */
export function audit(dataDir: string): Audit {
  const file = join(dataDir, 'scheme.db');
  if (!existsSync(file)) throw new Error(`there is no scheme in ${dataDir}`);
  const database = openDatabase(file, { readOnly: true });
  try {
    const totals = database.exact.get<Totals>(
      `SELECT count(*) FILTER (WHERE ask_hash IS NOT NULL) AS payments,
         count(*) FILTER (WHERE state = 'succeeded') AS succeeded,
         coalesce(sum(amount_minor) FILTER (WHERE state = 'succeeded'), 0) AS settled,
         (SELECT coalesce(sum(amount_minor), 0) FROM refund) AS refunded
       FROM payment`,
    );
    if (!totals) throw new Error('a count has a row');
    const { payments, succeeded, settled, refunded } = totals;
    const foreign = auditForeign(dataDir);
    const balanced = imbalances(database).length === 0 && (foreign?.balanced ?? true);
    const paid = { payments, succeeded, settledMinor: settled, refundedMinor: refunded, balanced };
    const others = { ...requestsOf(database), ...printedOf(database), ...vouchersOf(database) };
    return { ...paid, ...others, ...foreignOf(foreign) };
  } finally {
    database.close();
  }
}

function foreignOf(foreign: ForeignAudit | null): Partial<Audit> {
  if (!foreign || foreign.trades === 0n) return {};
  const { trades, paidMinor, returnedMinor } = foreign;
  return { foreignPayments: trades, foreignPaidMinor: paidMinor, foreignReturnedMinor: returnedMinor };
}

function requestsOf(database: Database): Pick<Audit, 'requests'> {
  if (!hasTable(database, 'payment_request')) return {};
  const row = database.exact.get<Row & { made: bigint }>('SELECT count(*) AS made FROM payment_request');
  return row && row.made > 0n ? { requests: row.made } : {};
}

function printedOf(database: Database): Pick<Audit, 'printed'> {
  if (!hasTable(database, 'printed_payment')) return {};
  const row = database.exact.get<Row & { paid: bigint }>('SELECT count(seq) AS paid FROM printed_payment');
  return row && row.paid > 0n ? { printed: row.paid } : {};
}

type VoucherTotals = Row & { asked: bigint; succeeded: bigint; redeemed: bigint; returned: bigint };

/** Cancelled redemptions gave all back and count as none; `returned` is the vouchers' part of refunds. */
function vouchersOf(database: Database): Pick<Audit, 'redemptions' | 'redeemedMinor' | 'returnedMinor'> {
  if (!hasTable(database, 'redemption')) return {};
  const totals = database.exact.get<VoucherTotals>(
    `SELECT count(*) FILTER (WHERE ask_hash IS NOT NULL) AS asked,
       count(*) FILTER (WHERE state = 'succeeded') AS succeeded,
       coalesce(sum(amount_minor) FILTER (WHERE state = 'succeeded'), 0) AS redeemed,
       coalesce(sum(returned_minor), 0) AS returned
     FROM redemption`,
  );
  if (!totals || totals.asked === 0n) return {};
  const { succeeded, redeemed, returned } = totals;
  return { redemptions: succeeded, redeemedMinor: redeemed, returnedMinor: returned };
}

/** An audit only reads, so books of an earlier release may not have every table yet. */
function hasTable(database: Database, name: string): boolean {
  return database.get('SELECT 1 FROM sqlite_schema WHERE name = ?', name) !== null;
}

/** Each rule as a query for the rows that break it. */
const rules: readonly Rule[] = [
  {
    name: 'an entry sums to zero in each currency',
    sql: 'SELECT entry FROM posting GROUP BY entry, currency HAVING sum(minor) <> 0',
  },
  {
    name: 'no money is made or lost',
    sql: 'SELECT currency FROM posting GROUP BY currency HAVING sum(minor) <> 0',
  },
  {
    name: 'a balance is the sum of its postings',
    sql: `SELECT account FROM balance WHERE minor <> (SELECT coalesce(sum(minor), 0) FROM posting
            WHERE posting.account = balance.account AND posting.currency = balance.currency)`,
  },
  {
    name: 'every posted account has a balance',
    sql: `SELECT account FROM posting WHERE NOT EXISTS (SELECT 1 FROM balance
            WHERE balance.account = posting.account AND balance.currency = posting.currency)`,
  },
  {
    name: 'no wallet is below zero',
    sql: `SELECT account FROM balance WHERE account LIKE 'wallet:%' AND minor < 0`,
  },
  {
    name: 'a paid payment is booked once, with its amount, out of its wallet',
    sql: `SELECT id FROM payment WHERE (state = 'succeeded') <> EXISTS (SELECT 1 FROM entry JOIN posting ON entry = entry.id
            WHERE kind = 'payment' AND resource = payment.id AND account = 'wallet:' || payment.wallet
              AND posting.currency = payment.currency AND minor = -payment.amount_minor)`,
  },
  {
    name: 'a refund is booked once, with its amount',
    sql: `SELECT id FROM refund WHERE NOT EXISTS (SELECT 1 FROM entry JOIN posting ON entry = entry.id
            WHERE kind = 'refund' AND resource = refund.id AND account = 'merchant:' || refund.merchant
              AND posting.currency = refund.currency AND minor = -refund.amount_minor)`,
  },
  {
    name: 'a payment knows what it has given back, never more than it took',
    sql: `SELECT id FROM payment WHERE refunded_minor > amount_minor OR refunded_minor <>
            (SELECT coalesce(sum(amount_minor), 0) FROM refund WHERE refund.payment = payment.id)`,
  },
  {
    name: 'a code paid for one payment only',
    sql: `SELECT used_by FROM wallet_code WHERE used_by IS NOT NULL GROUP BY used_by HAVING count(*) > 1`,
  },
];

/** What must hold of passes, once there are any. */
const passRules: readonly Rule[] = [
  {
    name: 'a pass is charged once',
    sql: `SELECT serial FROM offline_payment JOIN payment USING (id) WHERE state = 'succeeded'
            GROUP BY serial HAVING count(*) > 1`,
  },
  {
    name: 'a loss that the scheme bears is paid to the merchant, and no other',
    sql: `SELECT id FROM offline_payment JOIN payment USING (id) WHERE (bearer IS 'scheme') <> EXISTS (
            SELECT 1 FROM entry JOIN posting ON entry = entry.id WHERE kind = 'issue' AND resource = payment.id
              AND account = 'merchant:' || payment.merchant AND minor = payment.amount_minor)`,
  },
];

/** What must hold of shown codes, once there are any. */
const requestRules: readonly Rule[] = [
  {
    name: 'a shown code stands for one payment, which a wallet has scanned where it was paid',
    sql: `SELECT payment_request.id FROM payment_request LEFT JOIN payment USING (id)
            WHERE state IS NULL OR state = 'succeeded' AND wallet IS NULL`,
  },
];

/** What must hold of printed codes, once there are any. */
const printedRules: readonly Rule[] = [
  {
    name: 'what came by a printed code is numbered exactly when it was paid',
    sql: `SELECT printed_payment.id FROM printed_payment LEFT JOIN payment USING (id)
            WHERE (state IS 'succeeded') <> (seq IS NOT NULL)`,
  },
  {
    name: 'the numbers of a terminal have no gap',
    sql: 'SELECT terminal FROM printed_payment GROUP BY terminal HAVING coalesce(max(seq), 0) <> count(seq)',
  },
];

/** Before there were vouchers every entry was of a wallet's money. */
const earlierRules: readonly Rule[] = [
  {
    name: 'an entry stands for a payment that was paid, or a refund',
    sql: `SELECT id FROM entry
            WHERE kind = 'payment' AND resource NOT IN (SELECT id FROM payment WHERE state = 'succeeded')
               OR kind = 'refund' AND resource NOT IN (SELECT id FROM refund)`,
  },
];

/** The names of the rules that some row breaks. */
export function imbalances(database: Database): string[] {
  const all = [
    ...rules,
    ...(hasTable(database, 'offline_payment') ? passRules : []),
    ...(hasTable(database, 'payment_request') ? requestRules : []),
    ...(hasTable(database, 'printed_payment') ? printedRules : []),
    ...(hasTable(database, 'redemption') ? voucherRules : earlierRules),
  ];
  return all.filter(({ sql }) => database.get(`${sql} LIMIT 1`) !== null).map(({ name }) => name);
}

/** One JSON line with its amounts as numbers; bigints are written digit by digit, so none is rounded. */
export function auditLine(found: Audit): string {
  const fields = Object.entries(found).map(([name, value]) => `${JSON.stringify(name)}:${value}`);
  return `{${fields.join(',')}}`;
}
