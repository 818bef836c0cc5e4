import type { SettlementLine } from '../../shared/scheme-wire.ts';

/** A payment or refund that the till's books say went through. */
export type Booked = {
  readonly kind: 'payment' | 'voucher' | 'refund' | 'adjustment';
  readonly id: string;
  readonly schemeRef: string | null;
  /** Above zero for both. */
  readonly amountMinor: bigint;
  readonly currency: string;
};

export type Matching = {
  readonly matched: number;
  /** The scheme lists them, the till's books don't. */
  readonly missingHere: number;
  /** The till's books have them, the scheme doesn't list them. */
  readonly missingThere: number;
  /** Amount or currency differ, or the scheme lists one twice. */
  readonly amountDiffers: number;
};

/**
 * Matches one to one: by id, else by the scheme's own number; amount and time alone only suggest
 * (payments.md §6). What the till is still asking about (`open`) is neither here nor there yet.
 */
export function match(
  booked: readonly Booked[],
  lines: readonly SettlementLine[],
  open: ReadonlySet<string>,
): Matching {
  const byId = new Map(booked.map((item) => [`${item.kind} ${item.id}`, item]));
  const byRef = new Map(booked.map((item) => [`${item.kind} ${item.schemeRef}`, item]));
  const found = new Set<Booked>();
  const counts = { matched: 0, missingHere: 0, amountDiffers: 0 };
  for (const line of lines) {
    // A pass taken without network is a payment in the books once it is accepted.
    const kind = line.kind === 'offline' ? 'payment' : line.kind;
    const item = byId.get(`${kind} ${line.id}`) ?? byRef.get(`${kind} ${line.schemeRef}`);
    if (!item) {
      if (!open.has(line.id)) counts.missingHere += 1;
    } else if (found.has(item) || !isSameAmount(item, line)) {
      counts.amountDiffers += 1;
    } else counts.matched += 1;
    if (item) found.add(item);
  }
  const { matched, missingHere, amountDiffers } = counts;
  return { matched, missingHere, missingThere: booked.length - found.size, amountDiffers };
}

/** A refund stands below zero in the file. */
function isSameAmount(item: Booked, line: SettlementLine): boolean {
  const gross = item.kind === 'refund' ? -BigInt(line.gross) : BigInt(line.gross);
  return gross === item.amountMinor && line.currency === item.currency;
}
