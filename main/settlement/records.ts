import type { EventData } from '../../shared/events.ts';
import { settlementAnswer } from '../../shared/scheme-wire.ts';
import type { CaseEnd } from '../../shared/settlement.ts';
import type { Database, Row } from '../store/database.ts';
import type { FullLink, Projectors } from '../store/journal.ts';

/** What the scheme's daily files add up to: their rows, what became of each, and the cases. */
export const settlementProjectors: Projectors = {
  'settlement-page': (db, { data }, link) => keepRows(db, data, link),
  'settlement-kept': (db, { data, recordedAt }, link) => {
    db.run(
      `INSERT INTO settlement_file (day, epoch, seq, pages, count, gross, fee, net, currency, hash, kept_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      data.day,
      link.epoch,
      link.seq,
      data.pages,
      data.count,
      BigInt(data.gross.minor),
      BigInt(data.fee.minor),
      BigInt(data.net.minor),
      data.gross.currency,
      data.hash,
      recordedAt,
    );
    for (const caseId of data.closes) closeCase(db, caseId, recordedAt, 'file');
  },
  'settlement-matched': (db, { data, recordedAt }) => {
    for (const { day, from, to } of data.rows)
      db.run(
        "UPDATE settlement_row SET state = 'matched' WHERE day = ? AND no BETWEEN ? AND ? AND state <> 'other'",
        day,
        from,
        to,
      );
    for (const { day, no, subjectId } of data.others) setRow(db, day, no, 'matched', subjectId);
    for (const opened of data.opened) {
      openCase(db, { ...opened, why: null }, recordedAt);
      if (opened.row) setRow(db, opened.row.day, opened.row.no, 'case', opened.subject?.id ?? null);
    }
    for (const { caseId, by } of data.closed) closeCase(db, caseId, recordedAt, by);
    const { epoch, seq } = data.upTo;
    db.run('INSERT OR REPLACE INTO settlement_mark (one, epoch, seq) VALUES (1, ?, ?)', epoch, seq);
  },
  'settlement-alarmed': (db, { data, recordedAt }) => {
    const { caseId, kind, day, why } = data;
    openCase(db, { caseId, kind, day, why, row: null, subject: null, ours: null, theirs: null }, recordedAt);
  },
  'settlement-case-closed': (db, { data, recordedAt, actor }) => {
    closeCase(db, data.caseId, recordedAt, 'hand');
    db.run('UPDATE settlement_case SET closer = ?, note = ? WHERE id = ?', actor, data.reason, data.caseId);
    db.run(
      `UPDATE settlement_row SET state = 'closed' WHERE state = 'case' AND (day, no) IN
         (SELECT row_day, row_no FROM settlement_case WHERE id = ?)`,
      data.caseId,
    );
  },
};

function keepRows(db: Database, data: EventData<'settlement-page'>, link: FullLink): void {
  const { lines } = settlementAnswer.parse(JSON.parse(data.answer.body));
  const ours = new Set(data.terminals);
  // A signed page may hold any number of lines, and SQLite takes 32,766 values in one statement.
  for (let from = 0; from < lines.length; from += 1000) {
    db.insert(
      `INSERT INTO settlement_row (day, no, kind, id, scheme_ref, gross, fee, currency, at, state, epoch, seq)`,
      lines
        .slice(from, from + 1000)
        .map((line) => [
          data.day,
          line.seq,
          line.kind,
          line.id,
          line.schemeRef,
          BigInt(line.gross),
          BigInt(line.fee),
          line.currency,
          line.at,
          ours.has(line.terminalId) ? 'open' : 'other',
          link.epoch,
          link.seq,
        ]),
    );
  }
}

function setRow(
  db: Database,
  day: string,
  no: number,
  state: 'matched' | 'case',
  subjectId: string | null,
): void {
  db.run(
    'UPDATE settlement_row SET state = ?, subject_id = COALESCE(?, subject_id) WHERE day = ? AND no = ?',
    state,
    subjectId,
    day,
    no,
  );
}

type Opened = EventData<'settlement-matched'>['opened'][number] & { readonly why: string | null };

function openCase(db: Database, opened: Opened, at: string): void {
  const { caseId, kind, day, row, subject, ours, theirs, why } = opened;
  db.run(
    `INSERT INTO settlement_case (id, kind, day, row_day, row_no, subject_kind, subject_id, ours, theirs,
       ours_currency, theirs_currency, why, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    caseId,
    kind,
    day,
    row?.day ?? null,
    row?.no ?? null,
    subject?.kind ?? null,
    subject?.id ?? null,
    ours && BigInt(ours.minor),
    theirs && BigInt(theirs.minor),
    ours?.currency ?? null,
    theirs?.currency ?? null,
    why,
    at,
  );
}

function closeCase(db: Database, caseId: string, at: string, by: CaseEnd): void {
  db.run(
    'UPDATE settlement_case SET closed_at = ?, closed_by = ? WHERE id = ? AND closed_at IS NULL',
    at,
    by,
    caseId,
  );
}

/** One row of a kept file. Minor units; a refund's gross is below zero. */
export type KeptRow = {
  readonly day: string;
  readonly no: number;
  readonly kind: string;
  readonly id: string;
  readonly schemeRef: string;
  readonly gross: bigint;
  readonly fee: bigint;
  readonly currency: string;
  readonly at: string;
  readonly state: 'open' | 'matched' | 'case' | 'closed' | 'other';
  readonly subjectId: string | null;
  /** The journal's link of its signed page. */
  readonly epoch: number;
  readonly seq: number;
};

type RowRow = Row & {
  day: string;
  no: bigint;
  kind: string;
  id: string;
  scheme_ref: string;
  gross: bigint;
  fee: bigint;
  currency: string;
  at: string;
  state: KeptRow['state'];
  subject_id: string | null;
  epoch: bigint;
  seq: bigint;
};

function rowOf(row: RowRow): KeptRow {
  return {
    day: row.day,
    no: Number(row.no),
    kind: row.kind,
    id: row.id,
    schemeRef: row.scheme_ref,
    gross: row.gross,
    fee: row.fee,
    currency: row.currency,
    at: row.at,
    state: row.state,
    subjectId: row.subject_id,
    epoch: Number(row.epoch),
    seq: Number(row.seq),
  };
}

/** Rows that nothing was decided of yet, in their order. */
export function openRows(db: Database): KeptRow[] {
  return db.all<RowRow>("SELECT * FROM settlement_row WHERE state = 'open' ORDER BY day, no").map(rowOf);
}

/** The rows of open cases. */
export function caseRows(db: Database): KeptRow[] {
  return db
    .all<RowRow>(
      `SELECT settlement_row.* FROM settlement_case
         JOIN settlement_row ON settlement_row.day = row_day AND no = row_no
       WHERE closed_at IS NULL AND state = 'case' ORDER BY row_day, row_no`,
    )
    .map(rowOf);
}

/** Every row of this till in the days from one to another; without days all that were kept. */
export function rowsBetween(db: Database, from: string, to: string): KeptRow[] {
  return db
    .all<RowRow>(
      "SELECT * FROM settlement_row WHERE day BETWEEN ? AND ? AND state <> 'other' ORDER BY day, no",
      from,
      to,
    )
    .map(rowOf);
}

export function rowAt(db: Database, day: string, no: number): KeptRow | null {
  const row = db.get<RowRow>('SELECT * FROM settlement_row WHERE day = ? AND no = ?', day, no);
  return row && rowOf(row);
}

/** Rows that name something of the books, or were found to settle it, whatever became of them. */
export function rowsNaming(db: Database, id: string): KeptRow[] {
  return db
    .all<RowRow>(
      `SELECT * FROM settlement_row WHERE id = ?1 AND state <> 'other'
       UNION SELECT * FROM settlement_row WHERE subject_id = ?1 AND state <> 'other' ORDER BY day, no`,
      id,
    )
    .map(rowOf);
}

export type KeptFile = {
  readonly day: string;
  readonly count: number;
  readonly hash: string;
  readonly grossMinor: bigint;
  readonly feeMinor: bigint;
  readonly keptAt: string;
};

/** The days whose files are kept, oldest first. */
export function keptDays(db: Database): string[] {
  return db.all<{ day: string }>('SELECT day FROM settlement_file ORDER BY day').map(({ day }) => day);
}

export function keptFile(db: Database, day: string): KeptFile | null {
  const row = db.get<{ count: bigint; hash: string; gross: bigint; fee: bigint; kept_at: string }>(
    'SELECT count, hash, gross, fee, kept_at FROM settlement_file WHERE day = ?',
    day,
  );
  return (
    row && {
      day,
      count: Number(row.count),
      hash: row.hash,
      grossMinor: row.gross,
      feeMinor: row.fee,
      keptAt: row.kept_at,
    }
  );
}

/** Up to which link of the journal every answer has found its row, or has a case. */
export function settledMark(db: Database): { readonly epoch: number; readonly seq: number } {
  const row = db.get<{ epoch: bigint; seq: bigint }>('SELECT epoch, seq FROM settlement_mark');
  return { epoch: Number(row?.epoch ?? 0n), seq: Number(row?.seq ?? 0n) };
}

/** A kept page as it was signed. */
export function pageAt(db: Database, epoch: number, seq: number): EventData<'settlement-page'> | null {
  const row = db.get<{ event: string }>('SELECT event FROM journal WHERE epoch = ? AND seq = ?', epoch, seq);
  return row ? (JSON.parse(row.event) as { data: EventData<'settlement-page'> }).data : null;
}

/** Which of these the rows of files have settled, as `kind id` with the kind that the books have. */
export function settledNames(db: Database, ids: readonly string[]): Set<string> {
  const rows = db.all<{ kind: string; name: string }>(
    `SELECT CASE kind WHEN 'offline' THEN 'payment' ELSE kind END AS kind, COALESCE(subject_id, id) AS name
     FROM settlement_row WHERE id IN (SELECT value FROM json_each(?1)) AND state IN ('matched', 'closed')
     UNION SELECT CASE kind WHEN 'offline' THEN 'payment' ELSE kind END, subject_id
     FROM settlement_row WHERE subject_id IN (SELECT value FROM json_each(?1)) AND state IN ('matched', 'closed')`,
    JSON.stringify(ids),
  );
  return new Set(rows.map(({ kind, name }) => `${kind} ${name}`));
}
