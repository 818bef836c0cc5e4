import type { CaseEnd, CaseKind, RowPlace, SubjectKind } from '../../shared/settlement.ts';
import type { Item, Judged } from './rules.ts';

/** Pure: which differences between the files and the books are cases, and which have come to their end. */

/** What stands open without an end, by the till's books. */
export type Pending = {
  /** `offline`: a pass that is still to be handed in. */
  readonly kind: 'payment' | 'voucher' | 'refund' | 'offline';
  readonly id: string;
  /** The day on which it was begun, in the scheme's zone. */
  readonly day: string;
  readonly gross: bigint;
  readonly currency: string;
};

export type KnownCase = {
  readonly id: string;
  readonly kind: CaseKind;
  readonly row: RowPlace | null;
  readonly subject: { readonly kind: SubjectKind; readonly id: string } | null;
};

export type CaseDraft = {
  readonly kind: CaseKind;
  readonly day: string;
  readonly row: RowPlace | null;
  readonly subject: { readonly kind: SubjectKind; readonly id: string } | null;
  readonly ours: { readonly minor: bigint; readonly currency: string } | null;
  readonly theirs: { readonly minor: bigint; readonly currency: string } | null;
};

export type CasesAsked = {
  readonly judged: Judged;
  /** Every open case. */
  readonly open: readonly KnownCase[];
  /** Scheme day of an item; null where nobody knows it. */
  readonly dayOf: (item: Item) => string | null;
  /** True for an item that has or had a case of its own. */
  readonly isCased: (item: Item) => boolean;
  readonly pending: readonly Pending[];
  /** Days whose final files are kept. */
  readonly kept: readonly string[];
};

/** Which cases are opened by this look at the files, and which have come to their end. */
export function casesOf(asked: CasesAsked): {
  readonly opened: readonly CaseDraft[];
  readonly closed: readonly { readonly caseId: string; readonly by: CaseEnd }[];
} {
  const opened = [...rowCases(asked), ...missingThere(asked), ...pendingCases(asked)];
  return { opened, closed: asked.open.flatMap((known) => endOf(asked, known, opened) ?? []) };
}

function netOf({ gross, fee }: Pick<Item, 'gross' | 'fee'>): bigint {
  return gross - (fee ?? 0n);
}

function samePlace(a: RowPlace | null, b: RowPlace): boolean {
  return a !== null && a.day === b.day && a.no === b.no;
}

function rowCases({ judged, open }: CasesAsked): CaseDraft[] {
  return judged.differing
    .filter(({ row, kind }) => !open.some((known) => known.kind === kind && samePlace(known.row, row)))
    .map(({ row, item, kind }) => ({
      kind,
      day: row.day,
      row: { day: row.day, no: row.no },
      subject: item && { kind: item.kind, id: item.id },
      // Where only the fee differs, what is left after it says so.
      ours: item && { minor: kind === 'fee-differs' ? netOf(item) : item.gross, currency: item.currency },
      theirs: { minor: kind === 'fee-differs' ? netOf(row) : row.gross, currency: row.currency },
    }));
}

/** Near the cut a payment may stand in the next file: so two files have to leave it out. */
function missingThere({ judged, dayOf, isCased, kept }: CasesAsked): CaseDraft[] {
  return judged.unlisted.flatMap((item) => {
    const day = dayOf(item);
    if (day === null || isCased(item) || !kept.includes(day) || !kept.some((later) => later > day)) return [];
    const ours = { minor: item.gross, currency: item.currency };
    const subject = { kind: item.kind, id: item.id };
    return [{ kind: 'missing-there' as const, day, row: null, subject, ours, theirs: null }];
  });
}

function pendingCases({ pending, open, kept }: CasesAsked): CaseDraft[] {
  return pending.flatMap(({ kind, id, day, gross, currency }) => {
    const isKnown = open.some((known) => isPendingCase(known) && known.subject?.id === id);
    if (isKnown || !kept.some((one) => one >= day)) return [];
    return [
      {
        kind: kind === 'refund' ? ('refund-pending' as const) : ('payment-pending' as const),
        day,
        row: null,
        subject: { kind: kind === 'offline' ? ('payment' as const) : kind, id },
        ours: { minor: gross, currency },
        theirs: null,
      },
    ];
  });
}

function isPendingCase({ kind }: KnownCase): boolean {
  return kind === 'payment-pending' || kind === 'refund-pending';
}

function endOf(
  { judged, pending }: CasesAsked,
  known: KnownCase,
  opened: readonly CaseDraft[],
): { readonly caseId: string; readonly by: CaseEnd } | null {
  const end = (by: CaseEnd) => ({ caseId: known.id, by });
  if (isPendingCase(known)) return pending.some(({ id }) => id === known.subject?.id) ? null : end('ended');
  if (known.row !== null) {
    const { row } = known;
    const match = judged.matched.find((one) => samePlace(row, one.row));
    if (match) return end(match.row.kind === 'adjustment' || match.item === null ? 'adjustment' : 'row');
    // It was found to be something else meanwhile: then that is its case.
    return opened.some((draft) => samePlace(draft.row, row)) ? end('ended') : null;
  }
  if (known.kind !== 'missing-there') return null;
  const isListed = [...judged.matched, ...judged.differing].some(
    ({ item }) => item !== null && item.id === known.subject?.id && item.kind === known.subject.kind,
  );
  return isListed ? end('row') : null;
}
