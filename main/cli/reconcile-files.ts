import type { KeptAnswer } from '../../shared/events.ts';
import type { Money } from '../../shared/money.ts';
import type { SettlementAnswer } from '../../shared/scheme-wire.ts';
import { dayOf } from '../../shared/time.ts';
import { openAttempts } from '../payment/records.ts';
import type { Till } from '../till.ts';

/** A scheme day, and the signed page that its last lines stood on. */
export type DayFile = { readonly day: SettlementAnswer; readonly proof: KeptAnswer };

/** A payment that two final files leave out never came to anything (payments.md §6). */
const absentInFiles = 2;

/**
 * What queries could not settle, final files do: a payment or refund that one lists went through, a payment
 * that was set aside and two leave out did not. A day that still runs proves nothing. Only a page that holds
 * the line itself is kept as its proof, and only one of the same amount counts.
 */
export function settleByFiles(till: Till, files: readonly DayFile[]): void {
  const { collecting, givingBack, counter } = till;
  const final = files.filter(({ day }) => day.final);
  for (const { id, amount, createdAt, voucher } of openAttempts(counter.db)) {
    const told = toldOf(final, voucher ? 'voucher' : 'payment', id, amount.minor, amount.currency);
    const since = dayOf(createdAt, counter.terminal().zone);
    if (told) collecting.applySettlementRow({ paymentId: id, found: 'paid', told });
    else if (!isListed(files, id) && final.filter(({ day }) => day.date >= since).length >= absentInFiles)
      collecting.applySettlementRow({ paymentId: id, found: 'absent-twice', told: null });
  }
  for (const { id, amount } of givingBack.open()) {
    const told = toldOf(final, 'refund', id, -amount.minor, amount.currency);
    if (told) givingBack.applySettlementRow({ refundId: id, told });
  }
}

function toldOf(
  files: readonly DayFile[],
  kind: string,
  id: string,
  gross: Money['minor'],
  currency: string,
) {
  for (const { day, proof } of files) {
    const line = day.lines.find((candidate) => candidate.kind === kind && candidate.id === id);
    if (!line || BigInt(line.gross) !== gross || line.currency !== currency) continue;
    if (proof.body.includes(id)) {
      return { heard: null, answer: proof, schemeRef: line.schemeRef, expiresAt: null };
    }
  }
  return null;
}

function isListed(files: readonly DayFile[], id: string): boolean {
  return files.some(({ day }) => day.lines.some((line) => line.id === id));
}
