import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import { lesser, money, toWire } from '../../shared/money.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { instantOf } from '../../shared/time.ts';
import type { ShownVoucher } from '../../shared/views.ts';
import type { VoucherClaim } from '../../shared/voucher-claim.ts';
import type { Programme, VoucherCheckAnswer } from '../../shared/voucher-wire.ts';
import { basketById } from '../checkout/records.ts';
import type { SchemeClient } from '../scheme/client.ts';
import type { Outcome } from '../scheme/outcome.ts';
import { redemptionOf, saleLines } from '../voucher/claims.ts';
import { type PaidByVoucher, planVouchers, type SaleLine, type VoucherPlan } from '../voucher/rules.ts';
import type { Baskets } from './baskets.ts';
import type { Collecting } from './collect.ts';
import type { Counter } from './counter.ts';
import type { Network } from './network.ts';
import { owingOf } from './part-paid.ts';
import type { Payable, Selling } from './sell.ts';
import { type Checked, type VoucherSale, voucherView } from './voucher-views.ts';
import { inquire } from './wallet-parts.ts';

/** A subsidy voucher on the pay screen: checked first, which takes nothing; then redeemed, as a part of the sale. */
export type Vouchers = {
  /** `code` as `readVoucher` gives it. At the register it opens the pay screen. Refused as any code is. */
  readonly show: (code: string) => Result<null>;
  readonly checkAgain: () => Result<null>;
  readonly putAway: () => Result<null>;
  /**
   * Takes off the voucher what it pays, as its own attempt. Refused: `nothing-to-redeem` (none is shown,
   * or what is shown pays nothing), and whatever keeps any payment from being taken.
   */
  readonly redeem: () => Result<null>;
  /** What is shown for this payment of this sale. */
  readonly shownFor: (saleId: string, tenderNo: number) => ShownVoucher | null;
};

export type VouchersParts = {
  readonly counter: Counter;
  readonly baskets: Baskets;
  readonly selling: Selling;
  readonly collecting: Collecting;
  readonly client: Pick<SchemeClient, 'programmes' | 'checkVoucher' | 'schemeNowMs'>;
  readonly network: Network;
  readonly onChange: () => void;
  readonly onTrouble: (error: unknown) => void;
};

type Shown = { readonly saleId: string; readonly tenderNo: number; readonly code: string; checked: Checked };

type State = { readonly parts: VouchersParts; shown: Shown | null };

export function createVouchers(parts: VouchersParts): Vouchers {
  const state: State = { parts, shown: null };
  return {
    show: (code) => show(state, code),
    checkAgain: () => {
      if (!state.shown) return refused('nothing-to-redeem');
      return show(state, state.shown.code);
    },
    putAway: () => {
      state.shown = null;
      return done(null);
    },
    redeem: () => redeem(state),
    shownFor: (saleId, tenderNo) => {
      const { shown } = state;
      if (shown?.saleId !== saleId || shown.tenderNo !== tenderNo) return null;
      return voucherView(shown.checked, saleOf(state, shown));
    },
  };
}

function show(state: State, code: string): Result<null> {
  const { selling } = state.parts;
  if (selling.screen() === null) {
    const opened = selling.open();
    if (!opened.ok) return opened;
  }
  const payable = selling.payable();
  if (!payable.ok) return payable;
  const { saleId, tenderNo } = payable.value;
  const shown: Shown = { saleId, tenderNo, code, checked: { is: 'checking' } };
  state.shown = shown;
  check(state, shown);
  return done(null);
}

/** Lists and voucher are asked for at once: the customer waits (payments.md §4, "be quick"). */
function check(state: State, shown: Shown): void {
  const { parts } = state;
  const lines = linesOf(parts, shown.saleId).slice(0, mostAsked);
  let programmes: Outcome<{ readonly programmes: readonly Programme[] }> | null = null;
  let answer: Outcome<VoucherCheckAnswer> | null = null;
  const heard = (): void => {
    if (programmes === null || answer === null || state.shown !== shown) return;
    shown.checked = checkedOf(programmes, answer);
    parts.onChange();
  };
  const { counter, network, onTrouble } = parts;
  const asking = { clock: counter.clock, network, onTrouble };
  inquire(
    asking,
    () => parts.client.programmes(),
    (outcome) => {
      programmes = outcome;
      heard();
    },
  );
  const ask = { lines: lines.map((line) => wireLine(line, parts.counter.terminal().currency)) };
  inquire(
    asking,
    () => parts.client.checkVoucher(shown.code, ask),
    (outcome) => {
      answer = outcome;
      heard();
    },
  );
}

/** The check is about the voucher; what it pays of which line is planned from the signed list. */
const mostAsked = 300;

function wireLine(line: SaleLine, currency: string) {
  const minor = line.grossMinor - line.lineDiscountMinor - line.basketDiscountMinor;
  return {
    gtin: line.gtin,
    category: line.category,
    unit: line.unit,
    quantity: line.quantity.toString(),
    // A line that costs nothing is asked about as if it cost the least there is.
    amount: toWire(money(minor > 0n ? minor : 1n, currency)),
  };
}

function checkedOf(
  programmes: Outcome<{ readonly programmes: readonly Programme[] }>,
  answer: Outcome<VoucherCheckAnswer>,
): Checked {
  if (answer.kind === 'refused' && answer.status === 404) return { is: 'unknown', why: 'voucher-unknown' };
  if (programmes.kind !== 'answer' || answer.kind !== 'answer') return { is: 'silent' };
  const { reason } = answer.value;
  if (reason !== undefined) return { is: 'unknown', why: reason };
  return { is: 'known', check: answer.value, programmes: programmes.value.programmes };
}

function saleOf(state: State, shown: Shown): VoucherSale {
  const { parts } = state;
  const kept = basketById(parts.counter.db, shown.saleId);
  const payable = parts.selling.payable();
  const lines = linesOf(parts, shown.saleId);
  const names = new Map(kept?.basket.lines.map((line) => [line.id, line.names]));
  const paid = kept ? paidBefore(parts, shown.saleId) : [];
  const now = payable.ok ? payable.value : null;
  const plan = now && shown.checked.is === 'known' ? planOf(parts, shown, now, lines, paid) : null;
  return { payable: now, lines, names, paid, plan };
}

function linesOf({ counter, baskets }: VouchersParts, saleId: string): SaleLine[] {
  const kept = basketById(counter.db, saleId);
  return kept ? saleLines(baskets.totals(kept.basket)) : [];
}

/** What earlier vouchers of this sale have paid of its lines. */
function paidBefore({ counter, baskets }: VouchersParts, saleId: string): PaidByVoucher[] {
  const kept = basketById(counter.db, saleId);
  if (!kept) return [];
  const ids = kept.basket.lines.map(({ id }) => id);
  return owingOf(counter, baskets, kept).taken.flatMap(({ voucher }) =>
    (voucher?.lines ?? []).map(({ no, amount }) => ({
      programme: voucher?.programme ?? '',
      line: ids[no - 1] ?? '',
      minor: BigInt(amount.minor),
    })),
  );
}

/** Never above what this payment takes, nor above what the list says, nor above what is on the voucher. */
function planOf(
  { counter, client }: VouchersParts,
  { code, checked }: Shown,
  payable: Payable,
  lines: readonly SaleLine[],
  paid: readonly PaidByVoucher[],
): VoucherPlan | null {
  if (checked.is !== 'known') return null;
  const { programme, balance, expires } = checked.check;
  const { currency } = counter.terminal();
  const most = lesser(BigInt(balance.minor), payable.total.minor);
  return planVouchers({
    currency,
    lines,
    programmes: checked.programmes,
    vouchers: [{ code, programme, balance: money(most, balance.currency), expires: expires ?? instantOf(0) }],
    paid,
    now: instantOf(client.schemeNowMs()),
  });
}

function redeem(state: State): Result<null> {
  const { parts, shown } = state;
  const payable = parts.selling.payable();
  if (!payable.ok) return payable;
  const isShown = shown?.saleId === payable.value.saleId && shown.tenderNo === payable.value.tenderNo;
  if (!shown || !isShown || shown.checked.is !== 'known') return refused('nothing-to-redeem');
  const { lines, paid, plan } = saleOf(state, shown);
  const [part] = plan?.parts ?? [];
  const ask = plan && part ? redemptionOf(plan, part, lines, shown.saleId, paid) : null;
  if (!part || !ask) return refused('nothing-to-redeem');
  const { saleId, tenderNo, code, checked } = shown;
  const programme = checked.programmes.find(({ id }) => id === part.voucher.programme);
  if (!programme) return refused('nothing-to-redeem');
  const { currency } = parts.counter.terminal();
  const claim: VoucherClaim = {
    programme: programme.id,
    names: programme.names,
    listVersion: programme.listVersion,
    isPriceCut: programme.priceCut !== null,
    lines: part.lines
      .filter(({ shareMinor }) => shareMinor > 0n)
      .map(({ line, why, shareMinor }) => ({
        no: lines.findIndex(({ id }) => id === line) + 1,
        why: why === 'shop-word' ? ('shop-word' as const) : ('listed' as const),
        amount: toWire(money(shareMinor, currency)),
      }))
      .sort((one, other) => one.no - other.no),
  };
  const started = parts.collecting.start({
    saleId,
    tenderNo,
    amount: money(part.amountMinor, currency),
    customerCode: code,
    voucher: {
      claim,
      body: canonicalJson(ask),
      request: canonicalJson({ ...ask, code: `sha256:${sha256Hex(code)}` }),
    },
  });
  if (!started.ok) return started;
  state.shown = null;
  return done(null);
}
