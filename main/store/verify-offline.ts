import { canonicalJson } from '../../platform/canonical-json.ts';
import type { FindKey } from '../../platform/http-signatures.ts';
import { checkEd25519 } from '../../platform/pass-keys.ts';
import type { EventData } from '../../shared/events.ts';
import { offlineAnswer } from '../../shared/offline-wire.ts';
import { readSignedPass } from '../../shared/qr/offline-pass.ts';
import type { FullLink } from './journal.ts';
import { type Auditor, type Check, firstFailed } from './verdict.ts';
import { isListed, isSigned, jsonOf } from './verify-answers.ts';

type Taken = EventData<'offline-taken'>;

/** The 32 bytes of the key that certifies passes, by its name in them; null where it is on no list any more. */
export type FindPassKey = (keyId: string) => readonly number[] | null;

/**
 * Passes taken without network: each is what a wallet signed, pays one sale of its own amount, once, in
 * an unbroken order; and each end is the scheme's signed word about that very pass.
 */
export function offlineHolds(findAnswerKey: FindKey, findPassKey: FindPassKey): Auditor {
  const taken = new Map<string, Taken>();
  const serials = new Set<string>();
  const ended = new Set<string>();
  let epoch = 0;
  let last = 0;
  return (event, link) => {
    switch (event.kind) {
      case 'offline-taken': {
        last = numbered(link) + 1;
        const why = takenHolds(event.data, serials, last, findPassKey);
        serials.add(event.data.serial);
        taken.set(event.data.paymentId, event.data);
        return why;
      }
      case 'offline-ended': {
        const { paymentId } = event.data;
        const why = ended.has(paymentId) ? 'this pass has ended before' : null;
        ended.add(paymentId);
        return why ?? endHolds(event.data, taken.get(paymentId), findAnswerKey);
      }
      case 'sale-settled':
        return saleHolds(event.data, taken);
      default:
        return null;
    }
  };

  function numbered(link: FullLink): number {
    if (link.epoch !== epoch) last = 0;
    epoch = link.epoch;
    return last;
  }
}

function takenHolds(
  data: Taken,
  serials: ReadonlySet<string>,
  due: number,
  findPassKey: FindPassKey,
): string | null {
  const read = readSignedPass(data.pass);
  if (!read.ok) return 'what was taken is no pass';
  const { fields, pass, certificate, walletKey } = read.value;
  const key = findPassKey(fields.keyId);
  const { amount, takenAt, number } = data;
  return firstFailed([
    [number === due, `pass ${number} follows ${due - 1}`],
    [!serials.has(data.serial), 'this pass was taken before'],
    [fields.serial === data.serial && fields.walletHash === data.walletHash, 'it is another pass'],
    [
      fields.currency === amount.currency && BigInt(fields.limitMinor) >= BigInt(amount.minor),
      'the pass is not good for this amount',
    ],
    [
      data.request === canonicalJson({ pass: data.pass, amount, takenAt, seq: number }),
      'what is handed in is not what was taken',
    ],
    [
      key === null || checkEd25519(key, certificate.data, certificate.signature),
      'the pass is not certified by the scheme',
    ],
    [checkEd25519(walletKey, pass.data, pass.signature), 'the pass is not signed by its wallet'],
  ]);
}

function saleHolds(sale: EventData<'sale-settled'>, taken: ReadonlyMap<string, Taken>): string | null {
  const checks = sale.tenders
    .filter(({ offline }) => offline)
    .map((tender): Check => {
      const pass = taken.get(tender.paymentId ?? '');
      const isThis = pass?.saleId === sale.saleId && pass.amount.minor === tender.amount.minor;
      return [isThis, `no pass was taken for tender ${tender.no}`];
    });
  return firstFailed(checks);
}

function endHolds(
  data: EventData<'offline-ended'>,
  taken: Taken | undefined,
  findAnswerKey: FindKey,
): string | null {
  const said = offlineAnswer.safeParse(jsonOf(data.answer));
  if (!said.success) return 'the kept answer speaks of no pass';
  const { id, amount, state } = said.data;
  return firstFailed([
    [taken !== undefined, 'no pass was taken under this id'],
    [
      !isListed(data.answer, findAnswerKey) || isSigned(data.answer, findAnswerKey),
      "the kept answer is not signed by the scheme's key that it names",
    ],
    [id === data.paymentId, 'the kept answer is about another id'],
    [
      amount.minor === taken?.amount.minor && amount.currency === taken?.amount.currency,
      'the kept answer is about another amount',
    ],
    [(state === 'succeeded') === (data.to === 'accepted'), `the kept answer says ${state}`],
    [
      data.to === 'accepted' || (said.data.bearer === 'scheme') === (data.bearer === 'scheme'),
      'the kept answer names another bearer of the loss',
    ],
  ]);
}
