import { type Money, money } from '../../shared/money.ts';
import { accounts, type Posting } from '../../shared/posting.ts';
import { credit, debit, entry } from './rules.ts';

/** Pure: what the scheme's settlement does to the shop's accounts. */

/**
 * What the scheme's file settles: Dr the shop's account at the scheme, net, and its fees · Cr where the money
 * stood, each below zero for refunds. Nothing to post where everything comes to zero.
 */
export function settledPostings(
  sums: readonly { readonly account: string; readonly gross: bigint; readonly fee: bigint }[],
  currency: string,
): Posting[] {
  const of = (minor: bigint): Money => money(minor, currency);
  const fee = sums.reduce((sum, part) => sum + part.fee, 0n);
  const gross = sums.reduce((sum, part) => sum + part.gross, 0n);
  const postings = [
    debit(accounts.settled, of(gross - fee)),
    debit(accounts.walletFees, of(fee)),
    ...sums.map((part) => credit(part.account, of(part.gross))),
  ].filter(({ amount }) => amount.minor !== '0');
  return postings.length === 0 ? [] : entry(postings);
}

/**
 * A difference that a person has closed: what the scheme did settle is booked, what the books had is cleared,
 * and what lies between stands as a settlement difference.
 */
export function writtenOffPostings(
  theirs: { readonly gross: bigint; readonly fee: bigint } | null,
  ours: { readonly account: string; readonly gross: bigint } | null,
  currency: string,
): Posting[] {
  const paid = theirs?.gross ?? 0n;
  const due = ours?.gross ?? 0n;
  const parts = [
    { account: ours?.account ?? accounts.settlementDifferences, gross: due, fee: 0n },
    { account: accounts.settlementDifferences, gross: paid - due, fee: theirs?.fee ?? 0n },
  ];
  return settledPostings(theirs ? parts : parts.map((part) => ({ ...part, fee: 0n })), currency);
}
