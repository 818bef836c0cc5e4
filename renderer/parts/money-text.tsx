import { formatMoney, fromWire, type MoneyWire } from '../../shared/money.ts';

export type MoneyTextProps = {
  readonly amount: MoneyWire;
  /** The symbol stands on totals only. */
  readonly isTotal?: boolean;
  readonly size?: 'inherit' | 'sum' | 'total' | 'pay';
};

/** An amount, figures tabular, never broken over two lines. */
export function MoneyText({ amount, isTotal = false, size = 'inherit' }: MoneyTextProps) {
  return (
    <span className="money" data-size={size}>
      {moneyWords(amount, isTotal)}
    </span>
  );
}

export function moneyWords(amount: MoneyWire, isTotal = false): string {
  return formatMoney(fromWire(amount), { symbol: isTotal });
}
