import type { ReturnedLine } from '../../shared/events.ts';
import { allocate, type Money, money, parseAmount, sumMinor, toWire } from '../../shared/money.ts';
import { isSchemeMoney } from '../../shared/payment.ts';
import type { ProblemCode } from '../../shared/problems.ts';
import { formatQuantity, parseQuantity } from '../../shared/quantity.ts';
import { isBeyondRefundLimit, type RefundPreview, type RefundWhat } from '../../shared/refund.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { shopLeads } from '../../shared/roles.ts';
import { approvalProblems } from '../../shared/staff.ts';
import { returnableLines, type SaleRecord, saleById } from '../receipt/records.ts';
import { leftOf, type ReturnableLine } from '../receipt/rules.ts';
import { openShift } from '../shift/records.ts';
import { type Counter, refusal } from './counter.ts';
import type { GivingBack } from './give-back.ts';
import { type Return, returnedLines, type TenderSum, tenderSums } from './refund-lines.ts';

/** What a refund would do, decided and not done. */
export type RefundPlan = {
  readonly returns: readonly Return[];
  readonly lines: readonly ReturnedLine[];
  readonly tenders: readonly TenderSum[];
  readonly total: Money;
};

/** The sale to give back of. Refused: `unknown-sale`, also for a refund document: nothing comes back of it. */
export function refundableSale(counter: Counter, saleId: string): Result<SaleRecord> {
  const sale = saleById(counter.db, saleId);
  return sale?.kind === 'sale' ? done(sale) : refused('unknown-sale');
}

/**
 * Refused: `bad-quantity`, `bad-amount`, `unknown-line`, `refund-too-large`, `nothing-to-refund`, and
 * whatever stands in the way of the tenders: `shift-closed`, `drawer-short`. Who may give back so much is
 * asked by `isBeyondRights`.
 */
export function planRefund(
  counter: Counter,
  givingBack: GivingBack,
  sale: SaleRecord,
  what: RefundWhat,
): Result<RefundPlan> {
  const plan = draftRefund(counter, sale, what);
  if (!plan.ok) return plan;
  const why = obstacle(counter, givingBack, plan.value);
  return why === null ? plan : refused(why);
}

function draftRefund(counter: Counter, sale: SaleRecord, what: RefundWhat): Result<RefundPlan> {
  const returns = returnsOf(sale, returnableLines(counter.db, sale.id), what);
  if (!returns.ok) return returns;
  const lines = returnedLines(counter, returns.value, counter.today());
  if (!lines.ok) return lines;
  const total = money(sumMinor(lines.value.map(({ amount }) => BigInt(amount.minor))), sale.currency);
  const tenders = tenderSums(counter, lines.value);
  return done({ returns: returns.value, lines: lines.value, tenders, total });
}

function returnsOf(
  sale: SaleRecord,
  lines: readonly ReturnableLine[],
  what: RefundWhat,
): Result<readonly Return[]> {
  const of = (no: number) => ({ saleId: sale.id, no });
  if (what.by === 'amount') {
    const amount = parseAmount(what.amount, sale.currency);
    if (!amount || amount.minor === 0n) return refused('bad-amount');
    const left = lines.map((line) => leftOf(line).minor);
    if (amount.minor > sumMinor(left)) return refused('refund-too-large');
    const parts = allocate(amount.minor, left);
    return done(
      lines.flatMap(({ line }, index) => {
        const moneyMinor = parts[index] ?? 0n;
        return moneyMinor === 0n ? [] : [{ of: of(line.no), moneyMinor }];
      }),
    );
  }
  const returns: Return[] = [];
  for (const { no, quantity: text } of what.lines) {
    const unit = lines.find(({ line }) => line.no === no)?.line.unit;
    const quantity = parseQuantity(text);
    if (!unit) return refused('unknown-line');
    if (quantity === null || (unit === 'each' && quantity % 1000n !== 0n)) return refused('bad-quantity');
    returns.push({ of: of(no), quantity });
  }
  return done(returns);
}

function obstacle(counter: Counter, givingBack: GivingBack, plan: RefundPlan): ProblemCode | null {
  if (plan.total.minor === 0n) return 'nothing-to-refund';
  const isTooMuch = plan.tenders.some(
    ({ paymentId, minor }) => paymentId !== null && minor > givingBack.refundable(paymentId).minor,
  );
  if (isTooMuch) return 'refund-too-large';
  const byHand = plan.tenders.filter(({ kind, minor }) => !isSchemeMoney(kind) && minor > 0n);
  const cash = sumMinor(byHand.map(({ kind, minor }) => (kind === 'cash' ? minor : 0n)));
  return byHand.length > 0 ? drawerObstacle(counter, cash) : null;
}

/** More than whoever is at the till gives back without another's approval. */
export function isBeyondRights(counter: Counter, total: Money): boolean {
  return isBeyondRefundLimit(total) && !shopLeads.includes(counter.session().role);
}

/** Cash leaves the drawer in an open shift, and only what is in it. */
export function drawerObstacle(counter: Counter, cashMinor: bigint): ProblemCode | null {
  const shift = openShift(counter.db);
  if (!shift) return 'shift-closed';
  return shift.expectedMinor.cash < cashMinor ? 'drawer-short' : null;
}

/** Refused: `unknown-sale`. What can't be done is a preview too, with the reason in `problem`. */
export function previewRefund(
  counter: Counter,
  givingBack: GivingBack,
  saleId: string,
  what: RefundWhat | null,
): Result<RefundPreview> {
  const sale = refundableSale(counter, saleId);
  if (!sale.ok) return refusal(sale.problem);
  const draft = what === null ? null : draftRefund(counter, sale.value, what);
  const plan = draft?.ok ? draft.value : null;
  const isBeyond = plan !== null && isBeyondRights(counter, plan.total);
  const why = plan
    ? (obstacle(counter, givingBack, plan) ?? (isBeyond ? approvalProblems.refund : null))
    : null;
  const wire = (minor: bigint) => toWire(money(minor, sale.value.currency));
  const sold = returnableLines(counter.db, saleId);
  return done({
    saleId,
    number: sale.value.receipt,
    total: plan ? toWire(plan.total) : wire(0n),
    left: wire(sumMinor(sold.map((line) => leftOf(line).minor))),
    lines: sold.map((from) => lineView(from, plan?.lines ?? [], wire)),
    tenders: (plan?.tenders ?? []).map(({ kind, how, minor }) => ({ kind, how, give: wire(minor) })),
    problem: draft && !draft.ok ? draft.problem.code : why,
  });
}

function lineView(
  from: ReturnableLine,
  returned: readonly ReturnedLine[],
  wire: (minor: bigint) => RefundPreview['total'],
): RefundPreview['lines'][number] {
  const { line } = from;
  const now = returned.filter(({ of }) => of?.no === line.no);
  return {
    no: line.no,
    names: line.names,
    unit: line.unit,
    sold: formatQuantity(BigInt(line.quantity)),
    leftQuantity: formatQuantity(BigInt(line.quantity) - from.returned),
    left: wire(leftOf(from).minor),
    giveQuantity: formatQuantity(sumMinor(now.map(({ quantity }) => BigInt(quantity)))),
    give: wire(sumMinor(now.map(({ amount }) => BigInt(amount.minor)))),
  };
}
