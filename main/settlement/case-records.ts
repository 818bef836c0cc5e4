import { type MoneyWire, money, toWire } from '../../shared/money.ts';
import {
  type CaseEnd,
  type CaseKind,
  caseEnd,
  caseKind,
  type RowPlace,
  type SubjectKind,
  subjectKind,
} from '../../shared/settlement.ts';
import type { Database, Row } from '../store/database.ts';

/** One difference between the scheme's files and the books, as the books have it. */
export type CaseRecord = {
  readonly id: string;
  readonly kind: CaseKind;
  readonly day: string;
  readonly row: RowPlace | null;
  readonly subject: { readonly kind: SubjectKind; readonly id: string } | null;
  readonly ours: MoneyWire | null;
  readonly theirs: MoneyWire | null;
  readonly why: string | null;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly closedBy: CaseEnd | null;
  readonly note: string | null;
};

type CaseRow = Row & {
  id: string;
  kind: string;
  day: string;
  row_day: string | null;
  row_no: bigint | null;
  subject_kind: string | null;
  subject_id: string | null;
  ours: bigint | null;
  theirs: bigint | null;
  ours_currency: string | null;
  theirs_currency: string | null;
  why: string | null;
  opened_at: string;
  closed_at: string | null;
  closed_by: string | null;
  note: string | null;
};

function caseOf(row: CaseRow): CaseRecord {
  const wire = (minor: bigint | null, currency: string | null): MoneyWire | null =>
    minor === null || currency === null ? null : toWire(money(minor, currency));
  return {
    id: row.id,
    kind: caseKind.parse(row.kind),
    day: row.day,
    row: row.row_day === null || row.row_no === null ? null : { day: row.row_day, no: Number(row.row_no) },
    subject:
      row.subject_id === null ? null : { kind: subjectKind.parse(row.subject_kind), id: row.subject_id },
    ours: wire(row.ours, row.ours_currency),
    theirs: wire(row.theirs, row.theirs_currency),
    why: row.why,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    closedBy: caseEnd.nullable().parse(row.closed_by),
    note: row.note,
  };
}

/** Cases without an end, oldest day first. */
export function openCases(db: Database): CaseRecord[] {
  return db
    .all<CaseRow>('SELECT * FROM settlement_case WHERE closed_at IS NULL ORDER BY day, id')
    .map(caseOf);
}

/** The cases that were closed last. */
export function closedCases(db: Database, limit: number): CaseRecord[] {
  return db
    .all<CaseRow>(
      'SELECT * FROM settlement_case WHERE closed_at IS NOT NULL ORDER BY closed_at DESC, id DESC LIMIT ?',
      limit,
    )
    .map(caseOf);
}

export function caseById(db: Database, id: string): CaseRecord | null {
  const row = db.get<CaseRow>('SELECT * FROM settlement_case WHERE id = ?', id);
  return row && caseOf(row);
}

/** The latest case about each of these that no file listed: whether a person has written it off. */
export function missingCases(
  db: Database,
  ids: readonly string[],
): Map<string, 'open' | 'written-off' | 'ended'> {
  const rows = db.all<{ subject_id: string; closed_by: string | null }>(
    `SELECT subject_id, closed_by FROM settlement_case
     WHERE kind = 'missing-there' AND subject_id IN (SELECT value FROM json_each(?)) ORDER BY opened_at, id`,
    JSON.stringify(ids),
  );
  return new Map(
    rows.map(({ subject_id, closed_by }) => {
      if (closed_by === null) return [subject_id, 'open'];
      return [subject_id, closed_by === 'hand' ? 'written-off' : 'ended'];
    }),
  );
}
