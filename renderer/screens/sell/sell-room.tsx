import { useState } from 'react';
import type { Room } from '../../frame/rooms.ts';
import { useRegister } from '../../register-store.ts';
import { PaidScreen } from '../pay/paid-screen.tsx';
import { PayScreen } from '../pay/pay-screen.tsx';
import { OpenShift } from './open-shift.tsx';
import { SellScreen } from './sell-screen.tsx';

/** Where a sale stands decides what is shown: paid, paying, selling, or a shift to open first. */
export function SellRoom({ onOpen }: { readonly onOpen: (room: Room) => void }) {
  const { paid, pay, shift } = useRegister();
  const [wantsElsewhere, setWantsElsewhere] = useState(false);
  if (paid !== null) return <PaidScreen key={paid.saleId} />;
  if (pay !== null) {
    return (
      <PayScreen key={pay.saleId} startsElsewhere={wantsElsewhere} onLeave={() => setWantsElsewhere(false)} />
    );
  }
  if (shift === null) return <OpenShift />;
  return <SellScreen onOpen={onOpen} onElsewhere={() => setWantsElsewhere(true)} />;
}
