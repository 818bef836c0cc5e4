import { allocate, lesser, type Money, sumMinor } from '../../shared/money.ts';
import type { Unit } from '../../shared/product.ts';
import type { Quantity } from '../../shared/quantity.ts';
import { epochMsOf } from '../../shared/time.ts';
import {
  type Claim,
  claimOf,
  cutOf,
  type LineReason,
  type ProgrammeTerms,
  termsOf,
} from '../../shared/voucher.ts';
import { claimedLinesMost, type Programme } from '../../shared/voucher-wire.ts';

/**
 * What subsidy vouchers pay of a sale (payments.md §4), purely: discounts first, then eligibility line
 * by line, the narrowest programme before the wider, and what is left to the other tenders. All
 * amounts in minor units of the sale's currency. Nothing depends on the order of the lines.
 */

export type SaleLine = {
  /** The line's own id: shares are kept by it. */
  readonly id: string;
  /** 14 digits; null for goods without one, such as weighed ones. */
  readonly gtin: string | null;
  readonly category: string;
  readonly unit: Unit;
  readonly quantity: Quantity;
  readonly grossMinor: bigint;
  readonly lineDiscountMinor: bigint;
  readonly basketDiscountMinor: bigint;
  readonly taxMinor: bigint;
};

/** A voucher that its check found usable. `expires` is when it ends; the programme may end earlier. */
export type PresentedVoucher = {
  readonly code: string;
  readonly programme: string;
  readonly balance: Money;
  readonly expires: string;
};

/** Why a presented voucher pays nothing: closed, for the screens to translate. */
export const unusedReasons = [
  'presented-twice',
  'programme-unknown',
  'other-currency',
  'expired',
  'empty',
  'nothing-eligible',
  'nothing-left',
] as const;
export type UnusedReason = (typeof unusedReasons)[number];

/** What one voucher does to one line. */
export type LinePart = {
  readonly line: string;
  readonly why: LineReason;
  readonly eligibleMinor: bigint;
  readonly shareMinor: bigint;
};

/** A price cut as its own line on screen and receipt: what the programme pays for so many units. */
export type PriceCutLine = {
  readonly line: string;
  readonly perUnit: Money;
  readonly quantity: Quantity;
  readonly amountMinor: bigint;
};

export type VoucherPart = {
  readonly voucher: PresentedVoucher;
  readonly listVersion: number | null;
  /** What its programme would pay of what was left, and what it pays: never above that nor its balance. */
  readonly eligibleMinor: bigint;
  readonly amountMinor: bigint;
  readonly unused: UnusedReason | null;
  readonly lines: readonly LinePart[];
  readonly cuts: readonly PriceCutLine[];
};

/** `parts` in the order in which they are redeemed; undone from the last to the first. */
export type VoucherPlan = {
  readonly currency: string;
  readonly parts: readonly VoucherPart[];
  /** What the other tenders must pay of each line, by its id. */
  readonly restMinor: ReadonlyMap<string, bigint>;
};

export type PaidByVoucher = {
  readonly programme: string;
  readonly line: string;
  readonly minor: bigint;
};

export type SaleForVouchers = {
  readonly currency: string;
  readonly lines: readonly SaleLine[];
  readonly programmes: readonly Programme[];
  readonly vouchers: readonly PresentedVoucher[];
  /** What earlier redemptions of this sale have paid already. */
  readonly paid?: readonly PaidByVoucher[];
  /** The scheme's time, RFC 3339 in UTC. */
  readonly now: string;
};

/** Decides what each presented voucher pays. Throws where two lines share an id or cost less than nothing. */
export function planVouchers(sale: SaleForVouchers): VoucherPlan {
  const lines = [...sale.lines].sort((a, b) => (a.id < b.id ? -1 : 1));
  const state: Draft = { sale, lines, left: amountsById(lines), paidBy: new Map() };
  for (const { programme, line, minor } of sale.paid ?? []) book(state, `${programme}/${line}`, line, minor);
  const parts = inOrder(sale, lines).map((candidate) => partOf(state, candidate));
  return { currency: sale.currency, parts, restMinor: state.left };
}

type Candidate = {
  readonly voucher: PresentedVoucher;
  readonly terms: ProgrammeTerms | null;
  readonly unused: UnusedReason | null;
};

type Draft = {
  readonly sale: SaleForVouchers;
  readonly lines: readonly SaleLine[];
  /** What is still to be paid of each line. */
  readonly left: Map<string, bigint>;
  /** What each programme has paid of each line already, as `programme/line`: a price cut is paid once. */
  readonly paidBy: Map<string, bigint>;
};

function amountsById(lines: readonly SaleLine[]): Map<string, bigint> {
  const amounts = new Map(lines.map((line) => [line.id, amountOf(line)]));
  if (amounts.size !== lines.length) throw new Error('two lines of a sale share an id');
  if (lines.some((line) => amountOf(line) < 0n || line.taxMinor < 0n || line.taxMinor > amountOf(line))) {
    throw new Error('a line of a sale costs less than nothing, or less than its tax');
  }
  return amounts;
}

/** What the customer pays for a line, tax included. */
export function amountOf(line: SaleLine): bigint {
  return line.grossMinor - line.lineDiscountMinor - line.basketDiscountMinor;
}

/**
 * Narrowest first: the programme that could pay for the fewest lines of this sale, then the one with
 * the shorter list; then what ends first; then the code, so that the order is always the same.
 */
function inOrder(sale: SaleForVouchers, lines: readonly SaleLine[]): Candidate[] {
  const seen = new Set<string>();
  const known = new Map(sale.programmes.map((programme) => [programme.id, termsOf(programme)]));
  const candidates = sale.vouchers.map((voucher): Candidate => {
    const terms = known.get(voucher.programme) ?? null;
    const unused = seen.has(voucher.code) ? 'presented-twice' : obstacle(sale, voucher, terms);
    seen.add(voucher.code);
    return { voucher, terms, unused };
  });
  const rank = new Map(
    [...known].map(([id, terms]) => [id, [widthOn(terms, lines), terms.gtins.size] as const]),
  );
  return candidates.sort((a, b) => {
    const [first, second] = [rank.get(a.voucher.programme), rank.get(b.voucher.programme)];
    const byWidth = (first?.[0] ?? 0) - (second?.[0] ?? 0) || (first?.[1] ?? 0) - (second?.[1] ?? 0);
    return byWidth || endMsOf(a) - endMsOf(b) || (a.voucher.code < b.voucher.code ? -1 : 1);
  });
}

function obstacle(
  sale: SaleForVouchers,
  voucher: PresentedVoucher,
  terms: ProgrammeTerms | null,
): UnusedReason | null {
  if (!terms) return 'programme-unknown';
  const isOurs = [voucher.balance.currency, terms.programme.currency].every((one) => one === sale.currency);
  if (!isOurs) return 'other-currency';
  if (endMsOf({ voucher, terms }) <= epochMsOf(sale.now)) return 'expired';
  return voucher.balance.minor <= 0n ? 'empty' : null;
}

function endMsOf({ voucher, terms }: Pick<Candidate, 'voucher' | 'terms'>): number {
  const endsMs = epochMsOf(voucher.expires);
  return terms ? Math.min(endsMs, epochMsOf(terms.programme.expires)) : endsMs;
}

function widthOn(terms: ProgrammeTerms, lines: readonly SaleLine[]): number {
  return lines.filter((line) => claimOf(terms, { ...line, amountMinor: amountOf(line) }).mostMinor > 0n)
    .length;
}

function partOf(draft: Draft, { voucher, terms, unused }: Candidate): VoucherPart {
  const listVersion = terms?.programme.listVersion ?? null;
  if (unused || !terms) {
    return { voucher, listVersion, eligibleMinor: 0n, amountMinor: 0n, unused, lines: [], cuts: [] };
  }
  const claims = withinLimit(draft.lines.map((line) => claimNow(draft, terms, line)));
  const weights = claims.map(({ mostMinor }) => mostMinor);
  const eligibleMinor = sumMinor(weights);
  const amountMinor = lesser(voucher.balance.minor, eligibleMinor);
  const shares = weights.length === 0 ? [] : allocate(amountMinor, weights);
  const lines = draft.lines.map((line, index) => ({
    line: line.id,
    why: claims[index]?.why ?? 'not-listed',
    eligibleMinor: weights[index] ?? 0n,
    shareMinor: shares[index] ?? 0n,
  }));
  for (const part of lines) take(draft, terms, part);
  return {
    voucher,
    listVersion,
    eligibleMinor,
    amountMinor,
    unused: amountMinor > 0n ? null : whyNothing(lines),
    lines,
    cuts: cutLines(draft, terms, lines),
  };
}

/** A line with what earlier vouchers left of it: they paid for the goods first, and for the tax last. */
function claimNow(draft: Draft, terms: ProgrammeTerms, line: SaleLine): Claim {
  const amountMinor = draft.left.get(line.id) ?? 0n;
  const claim = claimOf(terms, { ...line, amountMinor, taxMinor: lesser(line.taxMinor, amountMinor) });
  const cutMinor = cutOf(terms.programme, line);
  if (cutMinor === null || claim.mostMinor === 0n) return claim;
  const cutLeft = cutMinor - (draft.paidBy.get(`${terms.programme.id}/${line.id}`) ?? 0n);
  const mostMinor = lesser(claim.mostMinor, cutLeft);
  return mostMinor > 0n ? { ...claim, mostMinor } : { why: 'nothing-left', mostMinor: 0n };
}

/** One redemption holds so many lines: of a longer sale the dearest are claimed for. */
function withinLimit(claims: readonly Claim[]): readonly Claim[] {
  const eligible = claims.filter(({ mostMinor }) => mostMinor > 0n);
  if (eligible.length <= claimedLinesMost) return claims;
  const dearest = [...eligible].sort(
    (a, b) => Number(b.mostMinor > a.mostMinor) - Number(a.mostMinor > b.mostMinor),
  );
  const kept = new Set(dearest.slice(0, claimedLinesMost));
  return claims.map((claim) =>
    claim.mostMinor === 0n || kept.has(claim) ? claim : { why: 'too-many-lines', mostMinor: 0n },
  );
}

function take(draft: Draft, { programme }: ProgrammeTerms, part: LinePart): void {
  book(draft, `${programme.id}/${part.line}`, part.line, part.shareMinor);
}

function book(draft: Draft, key: string, line: string, minor: bigint): void {
  draft.left.set(line, (draft.left.get(line) ?? 0n) - minor);
  draft.paidBy.set(key, (draft.paidBy.get(key) ?? 0n) + minor);
}

function whyNothing(lines: readonly LinePart[]): UnusedReason {
  return lines.some(({ why }) => why === 'nothing-left') ? 'nothing-left' : 'nothing-eligible';
}

function cutLines(draft: Draft, { programme }: ProgrammeTerms, lines: readonly LinePart[]): PriceCutLine[] {
  const { priceCut } = programme;
  if (!priceCut) return [];
  const perUnit = { minor: BigInt(priceCut.perUnit.minor), currency: priceCut.perUnit.currency };
  const quantities = new Map(draft.lines.map(({ id, quantity }) => [id, quantity]));
  return lines
    .filter(({ shareMinor }) => shareMinor > 0n)
    .map(({ line, shareMinor }) => ({
      line,
      perUnit,
      quantity: quantities.get(line) ?? 0n,
      amountMinor: shareMinor,
    }));
}
