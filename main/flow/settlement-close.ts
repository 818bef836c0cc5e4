import { done, type Result, refused } from '../../shared/result.ts';
import { closedByHand } from '../../shared/settlement.ts';
import { writtenOffPostings } from '../ledger/settlement-rules.ts';
import { schemeItemsById } from '../payment/scheme-items.ts';
import { type CaseRecord, caseById } from '../settlement/case-records.ts';
import { rowAt } from '../settlement/records.ts';
import { itemKey } from '../settlement/rules.ts';
import { type Counter, unlessFull } from './counter.ts';
import { itemOf } from './settlement-books.ts';

/**
 * A person closes a difference, with a reason: what the scheme did pay is booked, what the books had is
 * cleared, and what lies between is a settlement difference of its own account. Asked again, nothing is done.
 * Refused: `unknown-case`, `case-open` (it ends by itself), `case-closed` (it has ended by itself), `disk-full`.
 */
export function closeCase(counter: Counter, caseId: string, reason: string): Result<null> {
  const known = caseById(counter.db, caseId);
  if (!known) return refused('unknown-case');
  if (known.closedBy === 'hand') return done(null);
  if (known.closedAt !== null) return refused('case-closed');
  if (!closedByHand.includes(known.kind)) return refused('case-open');
  return unlessFull(() => {
    const postings = postingsOf(counter, known);
    counter.journal.commit((record) => record('settlement-case-closed', { caseId, reason, postings }));
    return done(null);
  });
}

function postingsOf(counter: Counter, { row, subject, kind }: CaseRecord) {
  const { currency } = counter.terminal();
  const found = row && rowAt(counter.db, row.day, row.no);
  // A row in another currency settles nothing that these books could hold.
  const theirs = found?.currency === currency ? found : null;
  const item =
    subject === null || kind === 'listed-twice'
      ? undefined
      : schemeItemsById(counter.db, [subject.id]).find((one) => itemKey(one) === itemKey(subject));
  return writtenOffPostings(theirs, item ? itemOf(item, null) : null, currency);
}
