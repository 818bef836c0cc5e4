import type { RefundView } from '../../shared/refund.ts';
import { useRegister } from '../register-store.ts';
import { useWords } from '../words.ts';
import type { Tone } from './chip.tsx';
import { moneyWords } from './money-text.tsx';
import { Notice } from './notice.tsx';

type Standing = 'pending' | 'queued' | 'refunded' | 'owed' | 'look' | 'paid-out';

const tones: Readonly<Record<Standing, Tone>> = {
  pending: 'wait',
  queued: 'wait',
  refunded: 'go',
  owed: 'bad',
  look: 'bad',
  'paid-out': 'go',
};

/** Where money on its way to a wallet stands: what happened, what it means for the money, what to do now. */
export function RefundState({ refund }: { readonly refund: RefundView }) {
  const say = useWords();
  const { network } = useRegister();
  // Whether the scheme answers says nothing of another wallet.
  const standing = standingOf(refund, network.state === 'silent' && refund.wallet === null);
  return (
    <Notice tone={tones[standing]} title={say(`refund-state.${standing}`)}>
      {say(`refund-means.${standing}`, { amount: moneyWords(refund.amount, true) })}
    </Notice>
  );
}

function standingOf({ state, paidOut, mayPayOut }: RefundView, isSilent: boolean): Standing {
  if (state === 'refunded') return 'refunded';
  if (paidOut) return 'paid-out';
  if (state === 'refused') return mayPayOut ? 'owed' : 'look';
  return isSilent ? 'queued' : 'pending';
}

/** Changes whenever a sale's refunds may stand otherwise: to be asked for again. */
export function useRefundCause(): string {
  const { refunds, nextReceiptNumber, shift } = useRegister();
  const standing = refunds.map(({ id, state }) => `${id} ${state}`).join();
  return `${nextReceiptNumber}/${shift?.number ?? 0}/${standing}`;
}
