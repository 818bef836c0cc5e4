import { type MoneyWire, money, toWire } from '../../shared/money.ts';
import { formatQuantity } from '../../shared/quantity.ts';
import type { ShownVoucher } from '../../shared/views.ts';
import type { Programme, VoucherCheckAnswer } from '../../shared/voucher-wire.ts';
import {
  amountOf,
  type PaidByVoucher,
  type SaleLine,
  type VoucherPart,
  type VoucherPlan,
} from '../voucher/rules.ts';
import type { Payable } from './sell.ts';

type Known = {
  readonly is: 'known';
  readonly check: VoucherCheckAnswer;
  readonly programmes: readonly Programme[];
};

/** What was heard of a voucher. */
export type Checked =
  | Known
  | { readonly is: 'checking' }
  | { readonly is: 'silent' }
  | { readonly is: 'unknown'; readonly why: string };

/** What the voucher would pay as the sale stands now. */
export type VoucherSale = {
  readonly payable: Payable | null;
  readonly lines: readonly SaleLine[];
  readonly names: ReadonlyMap<string, ShownVoucher['lines'][number]['names']>;
  readonly paid: readonly PaidByVoucher[];
  readonly plan: VoucherPlan | null;
};

const nothing: ShownVoucher = {
  state: 'checking',
  why: null,
  programme: null,
  isPriceCut: false,
  balance: null,
  expires: null,
  pays: null,
  lines: [],
};

/** What the cashier sees of a voucher: which lines count and why others don't. */
export function voucherView(checked: Checked, sale: VoucherSale): ShownVoucher {
  switch (checked.is) {
    case 'known':
      return knownView(checked, sale);
    case 'unknown':
      return { ...nothing, state: 'unusable', why: checked.why };
    default:
      return { ...nothing, state: checked.is };
  }
}

function knownView({ check, programmes }: Known, sale: VoucherSale): ShownVoucher {
  const programme = programmes.find(({ id }) => id === check.programme) ?? null;
  const [part] = sale.plan?.parts ?? [];
  const { currency } = check.balance;
  const wire = (minor: bigint): MoneyWire => toWire(money(minor, currency));
  return {
    state: part && part.amountMinor > 0n ? 'ready' : 'unusable',
    why: part ? part.unused : 'nothing-left',
    programme: programme?.names ?? null,
    isPriceCut: programme?.priceCut != null,
    balance: check.balance,
    expires: check.expires,
    pays: part && part.amountMinor > 0n ? wire(part.amountMinor) : null,
    lines: sale.lines.flatMap((line, index) => lineView(line, index + 1, sale, part)),
  };
}

function lineView(
  line: SaleLine,
  no: number,
  { names: known, plan }: VoucherSale,
  part: VoucherPart | undefined,
): ShownVoucher['lines'] {
  const names = known.get(line.id);
  const planned = part?.lines.find((one) => one.line === line.id);
  if (!names || !planned || !plan) return [];
  const wire = (minor: bigint): MoneyWire => toWire(money(minor, plan.currency));
  const { shareMinor, why } = planned;
  return [
    {
      no,
      names,
      quantity: formatQuantity(line.quantity),
      amount: wire(amountOf(line)),
      pays: wire(shareMinor),
      why,
    },
  ];
}
