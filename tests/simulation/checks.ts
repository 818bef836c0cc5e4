import { join } from 'node:path';
import { allProjectors } from '../../main/flow/projectors.ts';
import { balances } from '../../main/ledger/records.ts';
import { type Database, databaseFile, readTillDatabase } from '../../main/store/database.ts';
import { verifyBooks } from '../../main/store/verify.ts';
import { numbersHold } from '../../main/store/verify-numbers.ts';
import { receivedHolds } from '../../main/store/verify-received.ts';
import { sumsHold } from '../../main/store/verify-sums.ts';
import { tendersHold } from '../../main/store/verify-tenders.ts';
import { openDatabase, type Reader } from '../../platform/database.ts';
import { audit, imbalances } from '../../sandbox/audit.ts';
import { accounts } from '../../shared/posting.ts';
import { paymentsBroken } from './check-payments.ts';
import type { World } from './world.ts';

/** The promises that were not kept, in words, by what they would mean to whom they were made. */
export type Findings = {
  /** A customer paid more than the sale cost. */
  readonly chargedTwice: readonly string[];
  /** Money or a sale that one party has and the other has not. */
  readonly lost: readonly string[];
  /** What nobody knows the end of, or whose end nobody has booked, at the end of the day. */
  readonly unresolved: readonly string[];
  /** Books that do not hold in themselves, or do not say what the scheme's say. */
  readonly booksDiffer: readonly string[];
};

/** What must be true after any day, read from the two parties' files after both have closed them. */
export function findBroken(world: World, folder: string): Findings {
  const till = readTillDatabase(join(folder, 'till'));
  const scheme = openDatabase(join(folder, 'scheme', 'scheme.db'), { readOnly: true });
  try {
    tallyCauses(world, till);
    const payments = paymentsBroken(till, scheme.exact);
    return {
      chargedTwice: payments.chargedTwice,
      lost: [...promisesHold(world, till), ...payments.lost],
      unresolved: nothingIsOpen(till),
      booksDiffer: [
        ...booksHold(join(folder, 'till', databaseFile)),
        ...schemeHolds(join(folder, 'scheme'), scheme.exact),
        ...numbersRun(till),
        ...figuresAgree(till),
        ...accountsHold(world, till, scheme.exact),
        ...payments.differ,
        ...witnessHolds(till, scheme.exact),
      ],
    };
  } finally {
    till.close();
    scheme.close();
  }
}

function unless(holds: boolean, promise: string): string[] {
  return holds ? [] : [promise];
}

/** Chain, balances, numbering, signatures, and every projection rebuilt from the journal. */
function booksHold(path: string): string[] {
  const verdict = verifyBooks({
    db: { path },
    projectors: allProjectors,
    auditors: [sumsHold, numbersHold, tendersHold, () => receivedHolds(() => null)],
  });
  return unless(verdict.ok, `the books do not verify: ${JSON.stringify(verdict.firstBad)}`);
}

function schemeHolds(folder: string, scheme: Reader): string[] {
  const database = openDatabase(join(folder, 'scheme.db'), { readOnly: true });
  const found = imbalances(database);
  database.close();
  const alarms = scheme.all<{ detail: string }>('SELECT detail FROM alarm');
  return [
    ...unless(audit(folder).balanced, `the scheme's books do not balance: ${found}`),
    ...unless(alarms.length === 0, `the scheme saw two histories of one till: ${alarms[0]?.detail}`),
  ];
}

type SaleRow = { id: string; kind: string; receipt: bigint; total: bigint; tenders: bigint; tender: string };

/** What customers were told, against what is booked: every sale once, and no other. */
function promisesHold({ truth }: World, till: Database): string[] {
  const sales = new Map(
    till
      .all<SaleRow>(
        `SELECT id, sale.kind, receipt, total, count(no) AS tenders, max(tender.kind) AS tender
           FROM sale LEFT JOIN tender ON sale_id = id GROUP BY id`,
      )
      .map((row) => [row.id, row]),
  );
  const soldVisits = truth.visits.filter(({ outcome }) => outcome === 'sold');
  const booked = [...sales.values()].filter(({ kind }) => kind === 'sale');
  return [
    ...truth.promised.flatMap(({ saleId, receipt, totalMinor }) => {
      const row = sales.get(saleId);
      const isKept = row?.receipt === BigInt(receipt) && row.total === totalMinor;
      return unless(isKept, `receipt ${receipt} of sale ${saleId} was acknowledged and is not in the books`);
    }),
    ...truth.visits.flatMap(({ no, saleId, outcome, tender, dueMinor }) => {
      const row = saleId === null ? undefined : sales.get(saleId);
      if (outcome !== 'sold') return unless(!row, `visit ${no} is ${outcome}, and booked as a sale`);
      const isKept = row?.tenders === 1n && row.tender === tender && row.total === dueMinor;
      return unless(isKept, `visit ${no} was sold by ${tender}, and is not booked so, once`);
    }),
    ...unless(booked.length === soldVisits.length, `${soldVisits.length} sold, ${booked.length} booked`),
    ...[...truth.givenBack].flatMap(([id, minor]) =>
      unless(
        sales.get(id)?.total === minor,
        `the refund document ${id} was handed out and is not in the books`,
      ),
    ),
    ...unless(sales.size === booked.length + truth.givenBack.size, 'there are documents that nobody made'),
  ];
}

function numbersRun(till: Database): string[] {
  const row = till.get<{ count: bigint; least: bigint; most: bigint }>(
    'SELECT count(*) AS count, min(receipt) AS least, max(receipt) AS most FROM sale',
  );
  return unless(row?.least === 1n && row.most === row.count, 'the receipt numbers have gaps');
}

/** Running figures against the documents that they were added up from, each by its own way. */
function figuresAgree(till: Database): string[] {
  const one = (sql: string) => till.get<{ minor: bigint | null }>(sql)?.minor ?? 0n;
  const documents = (kind: string) => one(`SELECT sum(total) AS minor FROM sale WHERE kind = '${kind}'`);
  const figure = (name: string) =>
    one(`SELECT sum(amount) AS minor FROM day_figure WHERE figure = '${name}'`);
  const inShifts = `SELECT sum(CASE kind WHEN 'sale' THEN total ELSE -total END) AS minor FROM sale WHERE shift IS NOT NULL`;
  return [
    ...unless(figure('sales') === documents('sale'), 'the day reports do not sum to the sales'),
    ...unless(figure('refunds') === documents('refund'), 'the day reports do not sum to the refunds'),
    ...unless(
      one('SELECT sum(takings) AS minor FROM shift') === one(inShifts),
      'the shifts took something else',
    ),
  ];
}

const openThings = {
  'an open basket': 'SELECT count(*) AS count FROM basket',
  'an unresolved payment': `SELECT count(*) AS count FROM payment
    WHERE state NOT IN ('succeeded', 'declined', 'cancelled')`,
  'an unresolved refund': `SELECT count(*) AS count FROM refund WHERE state <> 'refunded'`,
  'an open shift': 'SELECT count(*) AS count FROM shift WHERE closed_at IS NULL',
  'an alarm': 'SELECT count(*) AS count FROM payment WHERE alarms > 0',
};

function nothingIsOpen(till: Database): string[] {
  return Object.entries(openThings).flatMap(([what, sql]) =>
    unless(till.get<{ count: bigint }>(sql)?.count === 0n, `the day ends with ${what}`),
  );
}

/** The shop's accounts against the notes, the other wallets, and what the scheme owes the merchant. */
function accountsHold({ truth }: World, till: Database, scheme: Reader): string[] {
  const all = balances(till);
  const of = (account: string) => all.find((one) => one.account === account)?.minor ?? 0n;
  const taken =
    scheme.get<{ net: bigint | null }>(
      `SELECT sum(amount_minor - refunded_minor) AS net FROM payment WHERE state = 'succeeded'`,
    )?.net ?? 0n;
  const sum = all.reduce((total, { minor }) => total + minor, 0n);
  // Settled or not: what is still due, what was paid out, and what the scheme has kept of it.
  const booked = of(accounts.walletReceivable) + of(accounts.settled) + of(accounts.walletFees);
  return [
    ...unless(sum === 0n, `the accounts sum to ${sum}`),
    ...unless(of(accounts.cash) === truth.drawerMinor, `the drawer is booked with ${of(accounts.cash)}`),
    ...unless(of(accounts.cashOverShort) === 0n, `the drawer was ${of(accounts.cashOverShort)} off`),
    ...unless(
      of(accounts.owedToCustomers) === 0n,
      `${of(accounts.owedToCustomers)} is still owed to customers`,
    ),
    ...unless(
      of(accounts.elsewhereClearing) === truth.elsewhereAllMinor,
      `taken elsewhere: ${truth.elsewhereAllMinor}, booked: ${of(accounts.elsewhereClearing)}`,
    ),
    ...unless(booked === taken, `the scheme has ${taken} for this shop, the till has booked ${booked}`),
  ];
}

/** Every head that the scheme has heard is a link of the journal as it is now: nothing was taken back. */
function witnessHolds(till: Database, scheme: Reader): string[] {
  return scheme
    .all<{ epoch: bigint; seq: bigint; hash: string }>('SELECT epoch, seq, hash FROM witness')
    .filter(({ epoch, seq, hash }) => {
      const link = till.get<{ hash: string }>(
        'SELECT hash FROM journal WHERE epoch = ? AND seq = ?',
        epoch,
        seq,
      );
      return link?.hash !== hash;
    })
    .slice(0, 1)
    .map(({ seq }) => `the scheme heard of link ${seq}, which is not in the journal`);
}

/** What the engine went through, for the closing line: a day that met nothing proves nothing. */
function tallyCauses({ tally }: World, till: Database): void {
  const rows = till.all<{ name: string; count: bigint }>(
    `SELECT coalesce(event ->> '$.kind', '') || ' ' || coalesce(event ->> '$.data.cause', '') AS name, count(*) AS count
       FROM journal WHERE event ->> '$.kind' LIKE 'payment-%' OR event ->> '$.kind' = 'refund-moved' GROUP BY 1`,
  );
  for (const { name, count } of rows) tally.add(name.trim(), Number(count));
}
