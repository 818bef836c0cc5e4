import { type Money, toWire } from '../../shared/money.ts';
import { useWords } from '../words.ts';
import { Live } from './live.tsx';
import { MoneyText, moneyWords } from './money-text.tsx';

/** The change, or what is short; its place is kept from the start, where the eye already is. Null: nothing typed yet. */
export function CashRest({ rest }: { readonly rest: Money | null }) {
  const say = useWords();
  const isShort = rest !== null && rest.minor < 0n;
  const shown = rest === null ? null : toWire({ ...rest, minor: isShort ? -rest.minor : rest.minor });
  const words = isShort ? say('cash.short') : say('cash.change');
  return (
    <p className="cash-rest" data-tone={isShort ? 'wait' : 'plain'}>
      <span>{words}</span>
      {shown === null ? <span>—</span> : <MoneyText amount={shown} isTotal size="total" />}
      <Live name="change" text={shown === null ? '' : `${words} ${moneyWords(shown, true)}`} />
    </p>
  );
}
