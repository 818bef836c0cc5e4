import type { EventData, JournalEvent } from '../../shared/events.ts';
import { type MoneyWire, sumMinor } from '../../shared/money.ts';
import { isBalanced, type Posting } from '../../shared/posting.ts';
import { dayOf } from '../../shared/time.ts';
import { type Auditor, type Check, firstFailed } from './verdict.ts';

/** Every entry balances in the terminal's own currency; every document's parts sum to its whole. */
export function sumsHold(): Auditor {
  let currency = '';
  return (event) => {
    if (event.kind === 'terminal-activated') currency = event.data.currency;
    if ('postings' in event.data) {
      const why = entryHolds(event.data.postings, currency);
      if (why !== null) return why;
    }
    if (event.kind === 'sale-settled') return saleHolds(event, event.data);
    return event.kind === 'refund-settled' ? refundHolds(event, event.data) : null;
  };
}

function entryHolds(postings: readonly Posting[], currency: string): string | null {
  return firstFailed([
    [postings.length === 0 || isBalanced(postings), 'the postings do not balance'],
    [postings.every(({ amount }) => amount.currency === currency), 'a posting is in another currency'],
  ]);
}

type Sale = EventData<'sale-settled'>;
type Refund = EventData<'refund-settled'>;

function saleHolds(event: JournalEvent, sale: Sale): string | null {
  const total = BigInt(sale.total.minor);
  const gross = sum(sale.lines, (line) => line.gross);
  return firstFailed([
    ...documentChecks(event, sale),
    [gross === BigInt(sale.gross.minor), 'the lines do not sum to the gross'],
    [gross - BigInt(sale.discount.minor) === total, 'gross less discount is not the total'],
    ...sale.lines.map(
      (line): Check => [lineSums(line), `line ${line.no} less its discounts is not its amount`],
    ),
    ...sale.tenders.map(
      (tender, index): Check => [
        sum(sale.lines, (line) => line.tenderShares[index]) === BigInt(tender.amount.minor),
        `the lines' shares do not sum to tender ${tender.no}`,
      ],
    ),
    ...sale.tenders.map(
      (tender): Check => [
        minorOf(tender.tendered) - minorOf(tender.change) ===
          (tender.tendered ? BigInt(tender.amount.minor) : 0n),
        `what was handed over less the change is not tender ${tender.no}`,
      ],
    ),
  ]);
}

function refundHolds(event: JournalEvent, refund: Refund): string | null {
  return firstFailed([
    ...documentChecks(event, refund),
    ...refund.lines.map(
      (line): Check => [
        !line.tenderShares || sum(line.tenderShares, (share) => share) === BigInt(line.amount.minor),
        `what line ${line.no} gives back to the tenders is not its amount`,
      ],
    ),
  ]);
}

/** What sales and refunds have in common. */
type Document = Pick<Refund, 'businessDay' | 'taxes' | 'total' | 'postings'> & {
  readonly lines: readonly Pick<Sale['lines'][number], 'no' | 'amount' | 'tax'>[];
  readonly tenders: readonly Pick<Sale['tenders'][number], 'no' | 'amount'>[];
};

function documentChecks(event: JournalEvent, data: Document): Check[] {
  const total = BigInt(data.total.minor);
  const debits = data.postings.map(({ amount }) => BigInt(amount.minor)).filter((minor) => minor > 0n);
  return [
    [data.businessDay === dayOf(event.occurredAt, event.zone), 'the business day is not the day it happened'],
    [data.lines.every((line, index) => line.no === index + 1), 'the lines are not numbered from 1'],
    [isRising(data.tenders), 'the tenders are not numbered in their order'],
    [sum(data.lines, (line) => line.amount) === total, 'the lines do not sum to the total'],
    [sum(data.tenders, (tender) => tender.amount) === total, 'the tenders do not sum to the total'],
    [sum(data.taxes, (tax) => tax.amount) === total, 'the amounts by tax rate do not sum to the total'],
    [
      sum(data.taxes, (tax) => tax.tax) === sum(data.lines, (line) => line.tax),
      "the lines' tax is not the tax by rate",
    ],
    ...data.taxes.map(
      (tax): Check => [
        BigInt(tax.net.minor) + BigInt(tax.tax.minor) === BigInt(tax.amount.minor),
        `net and tax of ${tax.taxClass} do not sum to its amount`,
      ],
    ),
    [sumMinor(debits) === total, 'the postings do not move the total'],
  ];
}

/** The number of a part that was given back before the sale was settled is not used again. */
function isRising(tenders: readonly { readonly no: number }[]): boolean {
  return tenders.every((tender, index) => tender.no > (tenders[index - 1]?.no ?? 0));
}

function lineSums(line: Sale['lines'][number]): boolean {
  const discounts = BigInt(line.lineDiscount.minor) + BigInt(line.basketDiscount.minor);
  return BigInt(line.gross.minor) - discounts === BigInt(line.amount.minor);
}

function minorOf(amount: MoneyWire | null | undefined): bigint {
  return amount ? BigInt(amount.minor) : 0n;
}

function sum<T>(parts: readonly T[], amountOf: (part: T) => MoneyWire | undefined): bigint {
  return parts.reduce((total, part) => total + minorOf(amountOf(part)), 0n);
}
