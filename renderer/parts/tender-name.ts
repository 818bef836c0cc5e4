import type { TenderKind } from '../../shared/payment.ts';
import type { VoucherClaim } from '../../shared/voucher-claim.ts';
import { useWords } from '../words.ts';
import { useNames } from './names.ts';

type Tender = {
  readonly kind: TenderKind;
  readonly how: 'wechat' | 'alipay' | 'unionpay' | 'card' | 'other' | null;
  /** The voucher's programme, where it is known. */
  readonly programme?: VoucherClaim['names'] | null;
  readonly isPriceCut?: boolean;
  /** Taken by a signed pass. */
  readonly offline?: boolean;
};

/** How a part of a sale was paid, in a word. */
export function useTenderWords(): (tender: Tender) => string {
  const say = useWords();
  const nameOf = useNames();
  return ({ kind, how, programme = null, isPriceCut = false, offline = false }) => {
    if (offline) return say('tender.offline');
    // A foreign wallet that the till asked itself goes by its name: nobody has to be believed.
    if (how !== null && kind === 'wallet') return say(`how.${how}`);
    if (how !== null) return say('tender.elsewhere.how', { how: say(`how.${how}`) });
    if (programme === null) return say(`tender.${kind}`);
    return say(isPriceCut ? 'tender.voucher.cut' : 'tender.voucher.of', { name: nameOf(programme) });
  };
}
