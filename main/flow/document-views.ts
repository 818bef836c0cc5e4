import type { EventData, JournalEvent, ReturnedLine, SoldLine } from '../../shared/events.ts';
import { type MoneyWire, money, toWire } from '../../shared/money.ts';
import { elsewhereHow, type ForeignWallet, foreignWallet, type TenderKind } from '../../shared/payment.ts';
import { names } from '../../shared/product.ts';
import { formatQuantity } from '../../shared/quantity.ts';
import type { DayView, ReceiptView, SaleRow, ShiftView } from '../../shared/views.ts';
import { offlineTenders } from '../payment/offline-records.ts';
import { receivedOfDay } from '../payment/received-records.ts';
import { type SaleRecord, saleById, tendersOf } from '../receipt/records.ts';
import { type FigureRow, figuresOf, tenderItem } from '../reports/records.ts';
import { foreignTakings, movementsOf, receivedIn, type ShiftRecord, shownKinds } from '../shift/records.ts';
import { personName } from '../staff/records.ts';
import { mayCorrect } from './correct.ts';
import type { Counter } from './counter.ts';

type SettledEvent = JournalEvent<'sale-settled'> | JournalEvent<'refund-settled'>;

/** A receipt as it was booked, read from its own link of the journal; `copy` 0 is the original. */
export function receiptView(counter: Counter, sale: SaleRecord, copy: number): ReceiptView {
  const row = counter.db.get<{ event: string; hash: string }>(
    'SELECT event, hash FROM journal WHERE epoch = ? AND seq = ?',
    sale.epoch,
    sale.seq,
  );
  if (!row) throw new Error(`receipt ${sale.receipt} has no link in the journal`);
  const event = JSON.parse(row.event) as SettledEvent;
  const terminal = counter.terminal();
  const { data } = event;
  return {
    saleId: sale.id,
    kind: sale.kind,
    number: data.receipt,
    epoch: sale.epoch,
    occurredAt: event.occurredAt,
    zone: event.zone,
    shop: terminal.shop,
    merchantId: terminal.merchantId,
    terminalId: terminal.terminalId,
    cashier: personName(counter.db, event.actor),
    practice: event.practice,
    lines: (data.lines as readonly (SoldLine | ReturnedLine)[]).map(lineView),
    ...figuresOfDocument(event),
    taxes: data.taxes,
    total: data.total,
    tenders: tenderViews(counter, sale),
    code: data.code,
    qr: `countertop:r/${data.code}`,
    link: { seq: sale.seq, hash16: row.hash.slice(0, 16) },
    copy,
    refundOf: sale.refundOf === null ? null : (saleById(counter.db, sale.refundOf)?.receipt ?? null),
    mayCorrectTender: mayCorrect(counter, sale),
  };
}

function figuresOfDocument(event: SettledEvent): { gross: MoneyWire; discountTotal: MoneyWire } {
  if (event.kind === 'sale-settled') return { gross: event.data.gross, discountTotal: event.data.discount };
  return { gross: event.data.total, discountTotal: { minor: '0', currency: event.data.total.currency } };
}

function lineView(line: SoldLine | ReturnedLine): ReceiptView['lines'][number] {
  const discount = BigInt(line.lineDiscount.minor) + BigInt(line.basketDiscount.minor);
  return {
    names: line.names,
    barcode: line.barcode,
    unit: line.unit,
    quantity: formatQuantity(BigInt(line.quantity)),
    unitPrice: line.unitPrice,
    discount: toWire(money(discount, line.amount.currency)),
    amount: line.amount,
    taxClass: line.taxClass,
    rateBasisPoints: line.rateBasisPoints,
  };
}

/** From the projection, not from the event: a corrected tender shows as what it is now. */
function tenderViews(counter: Counter, sale: SaleRecord): ReceiptView['tenders'] {
  const wire = (minor: bigint): MoneyWire => ({ minor: minor.toString(), currency: sale.currency });
  const offline = offlineTenders(counter.db, sale.id);
  return tendersOf(counter.db, sale.id).map((tender) => ({
    no: tender.no,
    kind: tender.kind,
    how: elsewhereHow.nullable().parse(tender.how),
    amount: wire(tender.amountMinor),
    tendered: tender.tenderedMinor === null ? null : wire(tender.tenderedMinor),
    change: tender.changeMinor === null ? null : wire(tender.changeMinor),
    paymentId: tender.paymentId,
    schemeRef: tender.schemeRef,
    voucher: tender.voucher,
    offline: offline.includes(tender.no),
  }));
}

export function saleRow(counter: Counter, sale: SaleRecord): SaleRow {
  const first = names.safeParse(JSON.parse(sale.firstName));
  return {
    saleId: sale.id,
    kind: sale.kind,
    number: sale.receipt,
    occurredAt: sale.occurredAt,
    total: { minor: sale.totalMinor.toString(), currency: sale.currency },
    pieces: sale.pieces,
    firstName: first.success ? first.data : null,
    tenders: tenderViews(counter, sale).map(({ kind, how }) => ({ kind, how })),
  };
}

/** The ways to pay as a table lists them: foreign wallets beside the scheme's own. */
function withForeign(
  kinds: readonly TenderKind[],
  foreign: readonly ForeignWallet[],
): { readonly kind: TenderKind; readonly wallet: ForeignWallet | null }[] {
  return kinds.flatMap((kind) => [
    { kind, wallet: null },
    ...(kind === 'wallet' ? foreign.map((wallet) => ({ kind, wallet })) : []),
  ]);
}

type Counted = Pick<EventData<'shift-closed'>, 'expected' | 'counted'>;

/** `seesExpected`: owners and managers; a cashier counts blind while the shift is open. */
export function shiftView(counter: Counter, shift: ShiftRecord, seesExpected: boolean): ShiftView {
  const signed = (minor: bigint): MoneyWire => ({ minor: minor.toString(), currency: shift.currency });
  const counted = shift.counted === null ? null : (JSON.parse(shift.counted) as Counted);
  const z =
    shift.z === null
      ? null
      : (JSON.parse(shift.z) as { hash: string; previous: string | null; signature: string });
  const received = receivedIn(counter.db, shift.epoch, shift.number);
  const foreign = foreignTakings(counter.db, shift.epoch, shift.number);
  const minorOf = (kind: TenderKind, wallet: ForeignWallet | null): bigint =>
    wallet === null
      ? shift.expectedMinor[kind]
      : (foreign.find((taking) => taking.wallet === wallet)?.minor ?? 0n);
  const shown = shownKinds(shift.expectedMinor);
  const rows = withForeign(
    shown,
    foreign.map(({ wallet }) => wallet),
  ).map((row) => ({ ...row, expectedMinor: minorOf(row.kind, row.wallet) }));
  return {
    number: shift.number,
    openedAt: shift.openedAt,
    openedBy: personName(counter.db, shift.openedBy),
    float: signed(shift.floatMinor),
    closedAt: shift.closedAt,
    sales: shift.sales,
    refunds: shift.refunds,
    takings: signed(shift.takingsMinor),
    movements: movementsOf(counter.db, shift.epoch, shift.number).map((movement) => ({
      ...movement,
      amount: toWire(movement.amount),
    })),
    tenders: seesExpected
      ? rows.map(({ kind, wallet, expectedMinor }) => {
          const found = counted?.counted.find((entry) => entry.kind === kind)?.amount ?? null;
          return {
            kind,
            wallet,
            expected: signed(expectedMinor),
            counted: found,
            difference: found && signed(BigInt(found.minor) - expectedMinor),
          };
        })
      : null,
    received: received && { count: received.count, amount: signed(received.minor) },
    z: z && { number: shift.number, ...z },
  };
}

/** A day's report out of its running figures. */
export function dayView(counter: Counter, day: string, unresolved: number): DayView {
  const { currency } = counter.terminal();
  return dayReport(figuresOf(counter.db, day), receivedOfDay(counter.db, day), day, currency, unresolved);
}

export function dayReport(
  figures: readonly FigureRow[],
  received: ReturnType<typeof receivedOfDay>,
  day: string,
  currency: string,
  unresolved: number,
): DayView {
  const wire = (minor: bigint): MoneyWire => ({ minor: minor.toString(), currency });
  const of = (figure: FigureRow['figure']): FigureRow[] => figures.filter((row) => row.figure === figure);
  const one = (figure: FigureRow['figure'], item = ''): { count: number; minor: bigint } =>
    figures.find((row) => row.figure === figure && row.item === item) ?? { count: 0, minor: 0n };
  const sales = one('sales');
  const refunds = one('refunds');
  const discount = one('discount');
  const hasVouchers = figures.some(({ figure, item }) => figure === 'tender' && item === 'voucher');
  const kinds = shownKinds({ cash: 0n, wallet: 0n, elsewhere: 0n, voucher: hasVouchers ? 1n : 0n });
  const foreign = foreignWallet.options.filter((wallet) =>
    figures.some(({ item }) => item === tenderItem('wallet', wallet)),
  );
  const tenders = withForeign(kinds, foreign);
  const taxItems = [...new Set([...of('tax-amount'), ...of('tax-amount-refunded')].map((row) => row.item))];
  const categories = [...new Set([...of('category'), ...of('category-refunded')].map((row) => row.item))];
  return {
    day,
    sales: sales.count,
    refunds: refunds.count,
    gross: wire(sales.minor + discount.minor),
    discounts: wire(discount.minor),
    takings: wire(sales.minor - refunds.minor),
    refunded: wire(refunds.minor),
    tenders: tenders.map(({ kind, wallet }) => {
      const item = tenderItem(kind, wallet);
      const taken = one('tender', item);
      const minor = taken.minor - one('tender-refunded', item).minor;
      return { kind, wallet, count: taken.count, amount: wire(minor) };
    }),
    taxes: taxItems.sort().map((item) => {
      const [taxClass = '', rate = '0'] = item.split(':');
      const amount = one('tax-amount', item).minor - one('tax-amount-refunded', item).minor;
      const tax = one('tax', item).minor - one('tax-refunded', item).minor;
      return {
        taxClass,
        rateBasisPoints: Number(rate),
        amount: wire(amount),
        net: wire(amount - tax),
        tax: wire(tax),
      };
    }),
    hours: of('hour').map((row) => ({ hour: Number(row.item), count: row.count, amount: wire(row.minor) })),
    categories: categories.sort().map((category) => ({
      category,
      amount: wire(one('category', category).minor - one('category-refunded', category).minor),
    })),
    received: { count: received.all.count, amount: wire(received.all.minor) },
    receivedWithoutSale: {
      count: received.withoutSale.count,
      amount: wire(received.withoutSale.minor),
    },
    unresolved,
  };
}
