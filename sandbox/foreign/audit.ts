import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../platform/database.ts';

/** The stand-in's own books: fen that the shop was paid and that went back. */
export type ForeignAudit = {
  readonly trades: bigint;
  readonly paidMinor: bigint;
  readonly returnedMinor: bigint;
  readonly balanced: boolean;
};

/** Checks the stand-in's books without a server. Null where the folder holds none. */
export function auditForeign(dataDir: string): ForeignAudit | null {
  const file = join(dataDir, 'foreign.db');
  if (!existsSync(file)) return null;
  const database = openDatabase(file, { readOnly: true });
  try {
    return foreignAuditOf(database);
  } finally {
    database.close();
  }
}

export function foreignAuditOf(database: Database): ForeignAudit {
  const totals = database.exact.get<{ trades: bigint; paid: bigint; returned: bigint }>(
    `SELECT (SELECT count(*) FROM trade WHERE state <> 'refused') AS trades,
       coalesce(sum(minor) FILTER (WHERE kind = 'pay'), 0) AS paid,
       coalesce(sum(minor) FILTER (WHERE kind <> 'pay'), 0) AS returned FROM movement`,
  );
  if (!totals) throw new Error('a count has a row');
  return {
    trades: totals.trades,
    paidMinor: totals.paid,
    returnedMinor: totals.returned,
    balanced: foreignImbalances(database).length === 0,
  };
}

const rules = [
  {
    name: 'a paid trade moved its total once, and no other moved any',
    sql: `SELECT out_trade_no FROM trade WHERE state = 'TRADE_SUCCESS' AND total IS NOT
            (SELECT sum(minor) FROM movement WHERE kind = 'pay' AND movement.out_trade_no = trade.out_trade_no)
            OR state IN ('WAIT_BUYER_PAY', 'refused') AND EXISTS
            (SELECT 1 FROM movement WHERE movement.out_trade_no = trade.out_trade_no)`,
  },
  {
    name: 'a closed trade has given back all that it took',
    sql: `SELECT out_trade_no FROM trade WHERE state = 'TRADE_CLOSED' AND 0 <>
            (SELECT coalesce(sum(iif(kind = 'pay', minor, -minor)), 0) FROM movement
               WHERE movement.out_trade_no = trade.out_trade_no)`,
  },
  {
    name: 'no trade gives back more than it took',
    sql: `SELECT out_trade_no FROM movement GROUP BY out_trade_no
            HAVING sum(iif(kind = 'pay', minor, -minor)) < 0`,
  },
  {
    name: "a customer's balance is what it began with and every movement since",
    sql: `SELECT id FROM buyer WHERE balance <> began_with - (SELECT coalesce(sum(iif(kind = 'pay', minor, -minor)), 0)
            FROM movement JOIN trade USING (out_trade_no) WHERE trade.buyer = buyer.id)`,
  },
  {
    name: 'a code paid for one trade only',
    sql: 'SELECT used_by FROM code WHERE used_by IS NOT NULL GROUP BY used_by HAVING count(*) > 1',
  },
] as const;

/** The names of the rules that some row breaks. */
export function foreignImbalances(database: Database): string[] {
  return rules.filter(({ sql }) => database.get(`${sql} LIMIT 1`) !== null).map(({ name }) => name);
}
