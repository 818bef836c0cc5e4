import { sumMinor } from '../../shared/money.ts';
import { epochMsOf } from '../../shared/time.ts';
import { type Claim, claimOf, type ProgrammeTerms } from '../../shared/voucher.ts';
import type { VoucherLine, VoucherReason, VoucherState } from '../../shared/voucher-wire.ts';

/** A voucher as the scheme keeps it; nobody can read its code from it. */
export type Voucher = {
  readonly id: string;
  readonly programme: string;
  readonly state: VoucherState;
  readonly currency: string;
  readonly balanceMinor: bigint;
  /** How long it is good for, from its activation on. */
  readonly lifeMs: number;
  readonly expiresAtMs: number | null;
  readonly person: string | null;
};

export type Redemption = {
  readonly id: string;
  readonly merchant: string;
  readonly terminal: string;
  /** Null while nothing but a cancel was heard of it. */
  readonly askHash: string | null;
  readonly state: 'succeeded' | 'declined' | 'cancelled';
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly voucher: string | null;
  readonly listVersion: number | null;
  /** The claimed lines with what the programme says of each, as JSON; never with the code. */
  readonly lines: string | null;
  readonly saleRef: string | null;
  readonly reason: string | null;
  readonly schemeRef: string;
  readonly atMs: number;
  /** When money moved, and when it was taken back whole. */
  readonly redeemedAtMs: number | null;
  readonly cancelledAtMs: number | null;
  readonly returnedMinor: bigint;
  readonly cancelledTo: ReturnPlace | null;
};

export type ReturnPlace = 'voucher' | 'programme';

export type RedemptionFacts = {
  readonly amountMinor: bigint;
  readonly merchantBlocked: boolean;
  readonly voucher: Voucher | null;
  readonly terms: ProgrammeTerms | null;
  readonly currency: string;
  readonly listVersion: number;
  readonly claims: readonly Claim[];
};

/** Null: it is redeemed; else why not. What stops the voucher comes before what is wrong with the sale. */
export function decideRedemption(facts: RedemptionFacts, nowMs: number): VoucherReason | null {
  if (facts.merchantBlocked) return 'merchant-blocked';
  const { voucher, terms } = facts;
  if (!voucher || !terms || voucher.currency !== facts.currency) return 'voucher-unknown';
  const refusal = voucherRefusal(voucher, terms, nowMs);
  if (refusal) return refusal;
  if (facts.listVersion !== terms.programme.listVersion) return 'list-outdated';
  if (facts.amountMinor > sumMinor(facts.claims.map(({ mostMinor }) => mostMinor))) return 'not-eligible';
  return facts.amountMinor > voucher.balanceMinor ? 'insufficient-funds' : null;
}

/** Why nothing at all can be taken off a voucher now; null where something can. */
export function voucherRefusal(
  voucher: Voucher,
  { programme }: ProgrammeTerms,
  nowMs: number,
): VoucherReason | null {
  switch (voucher.state) {
    case 'Purged':
      return 'voucher-unknown';
    case 'Pre-Activated':
      return 'voucher-inactive';
    case 'Suspended':
    case 'Blocked':
      return 'voucher-blocked';
    case 'Activated':
    case 'Consumed':
      if (isOver(voucher, programme.expires, nowMs)) return 'voucher-expired';
      return voucher.state === 'Consumed' || voucher.balanceMinor === 0n ? 'voucher-consumed' : null;
  }
}

/** Money given back goes to the voucher as long as somebody can use it there, else to the programme. */
export function returnPlace(voucher: Voucher, programmeExpires: string, nowMs: number): ReturnPlace {
  return voucher.state === 'Purged' || isOver(voucher, programmeExpires, nowMs) ? 'programme' : 'voucher';
}

export function claimsOf(terms: ProgrammeTerms, lines: readonly VoucherLine[]): Claim[] {
  return lines.map((line) =>
    claimOf(terms, {
      gtin: line.gtin,
      category: line.category,
      unit: line.unit ?? 'each',
      quantity: BigInt(line.quantity),
      amountMinor: BigInt(line.amount.minor),
      taxMinor: BigInt(line.tax?.minor ?? '0'),
    }),
  );
}

/** The state that a balance makes of a voucher: used up, or usable again once something came back. */
export function stateAt(state: VoucherState, balanceMinor: bigint): VoucherState {
  if (state === 'Activated' && balanceMinor === 0n) return 'Consumed';
  return state === 'Consumed' && balanceMinor > 0n ? 'Activated' : state;
}

function isOver(voucher: Voucher, programmeExpires: string, nowMs: number): boolean {
  const endsAtMs = epochMsOf(programmeExpires);
  return nowMs >= endsAtMs || (voucher.expiresAtMs !== null && nowMs >= voucher.expiresAtMs);
}
