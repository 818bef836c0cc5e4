import { useState } from 'react';
import type { Room } from '../../../shared/views.ts';
import { useRegister } from '../../register-store.ts';
import { CancelledScreen } from '../pay/cancelled-screen.tsx';
import { PaidScreen } from '../pay/paid-screen.tsx';
import { PayScreen } from '../pay/pay-screen.tsx';
import { OpenShift } from './open-shift.tsx';
import { SellScreen } from './sell-screen.tsx';

/** Where a sale stands decides what is shown: paid, paying, selling, or a shift to open first. */
export function SellRoom({ onOpen }: { readonly onOpen: (room: Room) => void }) {
  const { paid, cancelled, pay, shift } = useRegister();
  const [wantsElsewhere, setWantsElsewhere] = useState(false);
  if (paid !== null) return <PaidScreen key={paid.saleId} />;
  if (cancelled !== null && pay === null) return <CancelledScreen key={cancelled.saleId} />;
  if (pay !== null) {
    // Each payment of a sale begins anew: with the wallet, and with no press of the one before it.
    return (
      <PayScreen
        key={`${pay.saleId}/${pay.tenderNo}`}
        startsElsewhere={wantsElsewhere && pay.tenderNo === 1}
        onLeave={() => setWantsElsewhere(false)}
      />
    );
  }
  if (shift === null) return <OpenShift />;
  return <SellScreen onOpen={onOpen} onElsewhere={() => setWantsElsewhere(true)} />;
}
