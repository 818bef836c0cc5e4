import { useEffect, useState } from 'react';
import type { SaleScene } from '../../shared/display.ts';
import { moneyWords } from '../parts/money-text.tsx';
import { QrCode } from '../parts/qr-code.tsx';
import { useWords } from '../words.ts';

type ShownCodeProps = { readonly code: NonNullable<SaleScene['code']> };

/** Our code for the customer to scan, with the time that it still lives. The core takes it away when that is over. */
export function ShownCode({ code }: ShownCodeProps) {
  const say = useWords();
  const seconds = useSecondsUntil(code.expiresAt);
  return (
    <div className="display-code">
      <p>{say('display.scan')}</p>
      <QrCode text={code.payload} label={say('shown.picture', { amount: moneyWords(code.amount, true) })} />
      <p className="display-code-left">{say('display.left', { seconds })}</p>
    </div>
  );
}

/** Whole seconds until an instant of this machine's clock; never below zero, whatever became of the clock. */
function useSecondsUntil(instant: string): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((Date.parse(instant) - now) / 1000));
}
