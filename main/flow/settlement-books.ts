import type { EventData } from '../../shared/events.ts';
import { money, toWire } from '../../shared/money.ts';
import { accounts } from '../../shared/posting.ts';
import { type Day, dayOf } from '../../shared/time.ts';
import { settledPostings } from '../ledger/settlement-rules.ts';
import { openOffline } from '../payment/offline-records.ts';
import { openAttempts, openRefunds, paymentById } from '../payment/records.ts';
import {
  type Answered,
  answersAfter,
  type SchemeItem,
  schemeItemsById,
  schemeItemsByRef,
} from '../payment/scheme-items.ts';
import { type CaseRecord, missingCases, openCases } from '../settlement/case-records.ts';
import { type CaseDraft, casesOf, type Pending } from '../settlement/case-rules.ts';
import { caseRows, keptDays, openRows, settledMark, settledNames } from '../settlement/records.ts';
import {
  type Beside,
  type FileRow,
  type Item,
  itemKey,
  type Judged,
  judge,
  kindInBooks,
  rangesOf,
  settledSums,
} from '../settlement/rules.ts';
import type { Counter } from './counter.ts';

/** Where an item's money stands until the scheme has settled it. */
function accountOf({ kind, isVoucher }: SchemeItem): string {
  if (kind === 'adjustment') return accounts.walletLossClaims;
  return isVoucher ? accounts.vouchers : accounts.walletReceivable;
}

export function itemOf(found: SchemeItem, fee: bigint | null): Item {
  const { kind, id, schemeRef, amountMinor, currency } = found;
  const gross = kind === 'refund' ? -amountMinor : amountMinor;
  return { kind, id, schemeRef, gross, currency, fee, account: accountOf(found) };
}

/** Kept rows that nothing was decided of, the books beside them, and what the scheme has answered since. */
type Gathered = Beside & {
  readonly answers: ReadonlyMap<string, Answered>;
  readonly missing: ReturnType<typeof missingCases>;
  readonly pending: readonly Pending[];
  readonly kept: readonly string[];
};

/**
 * `until`: the last day whose answers are looked at. A till that was away for months has a file a day to match,
 * and must not read all that came after for each of them; what is behind the first later answer is found by
 * its row, or with the next file.
 */
function gather(counter: Counter, until: Day | null): Gathered {
  const { db } = counter;
  const rows = [...openRows(db), ...caseRows(db)];
  const mark = settledMark(db);
  const { zone } = counter.terminal();
  const answers = new Map<string, Answered>();
  for (const answer of answersAfter(db, mark.epoch, mark.seq)) {
    if (until !== null && answer.at !== null && dayOf(answer.at, zone) > until) break;
    answers.set(answer.subjectId, answer);
  }
  const found = schemeItemsById(db, new Set([...rows.map(({ id }) => id), ...answers.keys()]));
  const known = new Set(found.map(itemKey));
  const strangers = rows.filter((row) => !known.has(`${kindInBooks(row)} ${row.id}`));
  const byRef = schemeItemsByRef(
    db,
    strangers.map(({ schemeRef }) => schemeRef),
  ).filter((item) => !known.has(itemKey(item)));
  const all = [...found, ...byRef];
  const ids = all.map(({ id }) => id);
  const missing = missingCases(db, ids);
  const feeCases = openCases(db).filter(({ kind }) => kind === 'fee-differs');
  const items = all.map((one) => {
    const item = itemOf(one, feeSaid(one, answers, feeCases));
    // What was written off and is listed after all comes back from where it was written off to.
    return missing.get(one.id) === 'written-off'
      ? { ...item, account: accounts.settlementDifferences }
      : item;
  });
  const pending = pendingOf(counter);
  const kept = keptDays(db);
  const waits = (row: FileRow): boolean => isAwaited(counter, row, pending, kept);
  return { rows, items, settled: settledNames(db, ids), waits, answers, missing, pending, kept };
}

/** The answer says it once; a case about it remembers it, as what would have been left. */
function feeSaid(
  { kind, id, amountMinor }: SchemeItem,
  answers: ReadonlyMap<string, Answered>,
  feeCases: readonly CaseRecord[],
): bigint | null {
  if (kind !== 'payment') return null;
  const known = feeCases.find(({ subject }) => subject?.id === id)?.ours;
  return known ? amountMinor - BigInt(known.minor) : (answers.get(id)?.feeMinor ?? null);
}

/** Payments, refunds and passes whose end nobody knows. */
function pendingOf({ db, terminal }: Counter): Pending[] {
  const { zone } = terminal();
  return [
    ...openAttempts(db).map(({ id, voucher, amount, createdAt }) => ({
      kind: voucher ? ('voucher' as const) : ('payment' as const),
      id,
      day: dayOf(createdAt, zone),
      gross: amount.minor,
      currency: amount.currency,
    })),
    ...openRefunds(db).map(({ id, amount, createdAt }) => ({
      kind: 'refund' as const,
      id,
      day: dayOf(createdAt, zone),
      gross: -amount.minor,
      currency: amount.currency,
    })),
    ...openOffline(db).map(({ id, amount, takenAt }) => ({
      kind: 'offline' as const,
      id,
      day: dayOf(takenAt, zone),
      gross: amount.minor,
      currency: amount.currency,
    })),
  ];
}

/**
 * A row that the till is still asking about; and that of a voucher which the till has cancelled: where that
 * was on another day the next file takes it back.
 */
function isAwaited(
  { db }: Counter,
  row: FileRow,
  pending: readonly Pending[],
  kept: readonly string[],
): boolean {
  const open = pending.find(({ kind, id }) => kind === row.kind && id === row.id);
  if (open) return open.gross === row.gross && open.currency === row.currency;
  if (row.kind !== 'voucher' || kept.some((day) => day > row.day)) return false;
  return paymentById(db, row.id)?.state === 'cancelled';
}

/** What was taken less what was given back, and no file has settled yet, whatever the reason: minor units. */
export function unsettledMinor(counter: Counter): bigint {
  const gathered = gather(counter, null);
  const { unlisted, differing } = judge(gathered);
  const open = [
    ...unlisted.filter(({ id }) => gathered.missing.get(id) === undefined),
    ...differing.flatMap(({ item, kind }) => (item && kind !== 'listed-twice' ? [item] : [])),
  ];
  const missing = openCases(counter.db).filter(({ kind }) => kind === 'missing-there');
  return [...open.map(({ gross }) => gross), ...missing.map(({ ours }) => BigInt(ours?.minor ?? '0'))].reduce(
    (sum, gross) => sum + gross,
    0n,
  );
}

/** How far a day that still runs agrees with the books so far: rows of this till that have their part in them. */
export function matchedSoFar({ db }: Counter, rows: readonly FileRow[]): Judged {
  const items = schemeItemsById(
    db,
    rows.map(({ id }) => id),
  ).map((one) => itemOf(one, null));
  return judge({ rows, items, settled: new Set(), waits: () => true });
}

export type Matched = { readonly opened: EventData<'settlement-matched'>['opened'] };

/**
 * Matches kept rows with the books and writes down in one transaction what that settles, what differs, and
 * which differences have ended. Writes nothing where nothing is new. Throws what the disk refuses.
 */
export function matchKept(counter: Counter): Matched {
  const gathered = gather(counter, keptDays(counter.db).at(-1) ?? null);
  const { missing, answers, kept, pending } = gathered;
  const { zone, currency } = counter.terminal();
  const judged = judge(gathered);
  const { opened, closed } = casesOf({
    judged,
    open: openCases(counter.db),
    dayOf: ({ id }) => {
      const at = answers.get(id)?.at ?? null;
      return at === null ? null : dayOf(at, zone);
    },
    isCased: ({ id }) => missing.get(id) === 'open' || missing.get(id) === 'written-off',
    pending,
    kept,
  });
  if (judged.matched.length + opened.length + closed.length === 0) return { opened: [] };
  const named = opened.map((draft) => namedCase(counter, draft));
  counter.journal.commit((record) =>
    record('settlement-matched', {
      upTo: markAfter(counter, gathered, judged, opened),
      ...placesOf(judged.matched),
      opened: named,
      closed: closed.map((end) => ({ ...end })),
      postings: settledPostings(settledSums(judged.matched), currency),
    }),
  );
  return { opened: named };
}

function placesOf(matched: Judged['matched']): Pick<EventData<'settlement-matched'>, 'rows' | 'others'> {
  const isById = ({ row, item }: Judged['matched'][number]): boolean =>
    item !== null && item.id === row.id && item.kind === kindInBooks(row);
  return {
    rows: rangesOf(matched.filter(isById).map(({ row }) => row)),
    others: matched
      .filter((one) => !isById(one))
      .map(({ row, item }) => ({ day: row.day, no: row.no, subjectId: item?.id ?? null })),
  };
}

function namedCase(
  counter: Counter,
  { kind, day, row, subject, ours, theirs }: CaseDraft,
): EventData<'settlement-matched'>['opened'][number] {
  const wire = (amount: CaseDraft['ours']) => amount && toWire(money(amount.minor, amount.currency));
  return {
    caseId: counter.newId(),
    kind,
    day,
    row,
    subject,
    ours: wire(ours),
    theirs: wire(theirs),
  };
}

/** The link before the first answer whose item has neither a row nor a case: from there it is looked again. */
function markAfter(
  { db }: Counter,
  { items, settled, missing, answers }: Gathered,
  judged: Judged,
  opened: readonly CaseDraft[],
): { readonly epoch: number; readonly seq: number } {
  const decided = new Set([
    ...settled,
    ...[...judged.matched, ...judged.differing].flatMap(({ item }) => (item ? [itemKey(item)] : [])),
    ...opened.flatMap(({ subject }) => (subject ? [itemKey(subject)] : [])),
  ]);
  const undecided = new Set(
    items
      .filter((item) => !decided.has(itemKey(item)) && (missing.get(item.id) ?? 'ended') === 'ended')
      .map(({ id }) => id),
  );
  let { epoch, seq } = settledMark(db);
  const inOrder = [...answers.values()].sort((a, b) => a.epoch - b.epoch || a.seq - b.seq);
  for (const answer of inOrder) {
    if (undecided.has(answer.subjectId)) break;
    ({ epoch, seq } = answer);
  }
  return { epoch, seq };
}
