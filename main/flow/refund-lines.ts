import type { EventData, ReturnedLine } from '../../shared/events.ts';
import { type Money, toWire } from '../../shared/money.ts';
import { elsewhereHow, type ForeignWallet, foreignWalletOf, isSchemeMoney } from '../../shared/payment.ts';
import type { Names } from '../../shared/product.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { rateOn } from '../../shared/tax.ts';
import { returnable, type TenderRecord, tendersOf } from '../receipt/records.ts';
import {
  afterReturn,
  leftOf,
  type ReturnableLine,
  returnedMoney,
  returnedPart,
  unlinkedReturns,
} from '../receipt/rules.ts';
import type { Counter } from './counter.ts';

type SoldLineAt = { readonly saleId: string; readonly no: number };

/** Pieces of a sold line come back, with their share of its money. */
type LinkedReturn = { readonly of: SoldLineAt; readonly quantity: bigint };

/** Money of a sold line goes back while the goods stay with the customer; minor units. */
type MoneyReturn = { readonly of: SoldLineAt; readonly moneyMinor: bigint };

/** Goods whose sale nobody can find: cash, with a reason. */
type OpenReturn = {
  readonly of: null;
  readonly names: Names;
  readonly barcode: string | null;
  readonly taxClass: string;
  readonly unitPrice: Money;
  readonly quantity: bigint;
  readonly amount: Money;
};

export type Return = LinkedReturn | MoneyReturn | OpenReturn;

/**
 * The lines of a refund document. Refused: `unknown-line`, `bad-quantity` and `refund-too-large` (more
 * than is left of a line), `field-invalid` (a tax class without a rate).
 */
export function returnedLines(
  counter: Counter,
  returns: readonly Return[],
  day: string,
): Result<ReturnedLine[]> {
  const linked: ReturnedLine[] = [];
  /** A line may come back twice within one document: the second part starts where the first ended. */
  const now = new Map<string, ReturnableLine>();
  for (const part of returns) {
    if (part.of === null) continue;
    const key = `${part.of.saleId}/${part.of.no}`;
    const from = now.get(key) ?? returnable(counter.db, part.of.saleId, part.of.no);
    if (!from) return refused('unknown-line');
    const line = partOf(from, part, linked.length + 1);
    if (!line.ok) return line;
    linked.push(line.value);
    now.set(key, afterReturn(from, line.value));
  }
  const open = pricedReturns(counter, returns, day);
  return open.ok ? done([...linked, ...unlinkedReturns(open.value, linked.length + 1)]) : open;
}

function partOf(from: ReturnableLine, part: LinkedReturn | MoneyReturn, no: number): Result<ReturnedLine> {
  if ('moneyMinor' in part) {
    if (part.moneyMinor <= 0n || part.moneyMinor > leftOf(from).minor) return refused('refund-too-large');
    return done(returnedMoney(from, no, part.moneyMinor));
  }
  if (part.quantity <= 0n || from.returned + part.quantity > BigInt(from.line.quantity))
    return refused('bad-quantity');
  return done(returnedPart(from, no, part.quantity));
}

function pricedReturns(
  counter: Counter,
  returns: readonly Return[],
  day: string,
): Result<Parameters<typeof unlinkedReturns>[0]> {
  const priced = [];
  for (const part of returns) {
    if (part.of !== null) continue;
    const rateBasisPoints = rateOn(counter.terminal().taxRates, part.taxClass, day);
    if (rateBasisPoints === null) return refused('field-invalid', { field: 'taxClass' });
    priced.push({
      productId: null,
      names: part.names,
      barcode: part.barcode,
      category: '',
      taxClass: part.taxClass,
      rateBasisPoints,
      unit: 'each' as const,
      quantity: part.quantity.toString(),
      unitPrice: toWire(part.unitPrice),
      amount: toWire(part.amount),
    });
  }
  return done(priced);
}

/** Whose wallet it goes back to; null for the scheme's, and for whatever is no wallet's. */
function foreignHow(paid: TenderRecord | undefined): ForeignWallet | null {
  return paid ? foreignWalletOf(paid) : null;
}

export type RefundTender = EventData<'refund-settled'>['tenders'][number];

/** What one tender gives back, before a refund has an id. */
export type TenderSum = Pick<RefundTender, 'kind' | 'how' | 'paymentId'> & { readonly minor: bigint };

/**
 * Money goes back to the tenders that paid, by their shares of each line: one sum a wallet payment, one
 * for all cash, one for each way elsewhere. What has no sale is cash.
 */
export function tenderSums(counter: Counter, lines: readonly ReturnedLine[]): TenderSum[] {
  const sums = new Map<string, TenderSum>();
  const add = (paid: TenderRecord | undefined, minor: bigint): void => {
    const kind = paid?.kind ?? 'cash';
    const how = kind === 'elsewhere' ? elsewhereHow.parse(paid?.how ?? 'other') : foreignHow(paid);
    const paymentId = isSchemeMoney(kind) ? (paid?.paymentId ?? null) : null;
    const key = `${kind}/${how ?? ''}/${paymentId ?? ''}`;
    sums.set(key, { kind, how, paymentId, minor: (sums.get(key)?.minor ?? 0n) + minor });
  };
  for (const line of lines) {
    const paid = line.of ? tendersOf(counter.db, line.of.saleId) : [];
    const shares = line.tenderShares?.map(({ minor }) => BigInt(minor)) ?? [BigInt(line.amount.minor)];
    // Goods that cost nothing still go back somewhere.
    const parts = shares.some((minor) => minor > 0n) ? shares : shares.slice(0, 1);
    for (const [index, minor] of parts.entries())
      if (minor > 0n || parts.length === 1) add(paid[index], minor);
  }
  return [...sums.values()];
}
