import { useState } from 'react';
import { isSettled } from '../../../shared/payment.ts';
import type { AttemptView } from '../../../shared/views.ts';
import { ScreenOpenedContext, useScreenOpened } from '../../parts/press-guard.ts';
import { useRegister } from '../../register-store.ts';
import { AttemptPane } from './attempt-pane.tsx';
import { CashPane } from './cash-pane.tsx';
import { ElsewherePane } from './elsewhere-pane.tsx';
import { ShownCodePane } from './shown-code-pane.tsx';
import { VoucherPane } from './voucher-pane.tsx';
import { WalletPane } from './wallet-pane.tsx';

export type PayPane = 'wallet' | 'cash' | 'elsewhere';

export type PayScreenProps = {
  readonly startsElsewhere: boolean;
  /** The cashier chose another way or went back: the next sale starts with the wallet again. */
  readonly onLeave: () => void;
};

/** Money is about to move: the amount is the largest thing, and one way to pay is open at a time. */
export function PayScreen({ startsElsewhere, onLeave }: PayScreenProps) {
  const { pay } = useRegister();
  const [pane, setPane] = useState<PayPane>(startsElsewhere ? 'elsewhere' : 'wallet');
  const opened = useScreenOpened();
  if (pay === null) return null;
  const attempt = openAttempt(pay.attempt);
  const open = (next: PayPane) => {
    onLeave();
    setPane(next);
  };
  const back = () => open('wallet');
  let inside = <WalletPane pay={pay} onOpen={open} />;
  if (pay.voucher !== null) inside = <VoucherPane pay={pay} voucher={pay.voucher} />;
  if (pane === 'cash' && (attempt === null || pay.mayTakeCashInstead)) {
    inside = <CashPane pay={pay} attempt={attempt} onBack={back} />;
  } else if (attempt !== null && isShown(attempt, pay.mayTakeCashInstead)) {
    inside = <ShownCodePane pay={pay} attempt={attempt} onCash={() => open('cash')} />;
  } else if (attempt !== null) {
    inside = <AttemptPane pay={pay} attempt={attempt} onCash={() => open('cash')} />;
  } else if (pane === 'elsewhere') {
    inside = <ElsewherePane pay={pay} onBack={back} />;
  }
  return (
    <ScreenOpenedContext value={opened}>
      <div className="pay">{inside}</div>
    </ScreenOpenedContext>
  );
}

/** Our code, until it is over; while nobody knows how it ended, it is an attempt like any other. */
function isShown(attempt: AttemptView, isDark: boolean): boolean {
  if (!attempt.shown || attempt.parked || attempt.state === 'unknown') return false;
  return attempt.state !== 'cancelling' || !isDark;
}

/** The attempt that nobody knows the end of yet: while there is one, no other is made for this sale. */
function openAttempt(attempt: AttemptView | null): AttemptView | null {
  return attempt === null || isSettled(attempt.state) ? null : attempt;
}
