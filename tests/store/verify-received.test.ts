import { expect, it } from 'vitest';
import type { Auditor } from '../../main/store/verdict.ts';
import { receivedHolds } from '../../main/store/verify-received.ts';
import type { JournalEvent } from '../../shared/events.ts';
import { payPrinted, received } from '../flow/printed.ts';
import { addGoods, codeOf, openShop } from '../flow/shop.ts';

/* The auditor over a day's true events, and over the same day with one lie in it. */

type Draft = Record<string, unknown> & { kind: string; data: Record<string, unknown> };

async function day(): Promise<Draft[]> {
  const shop = await openShop();
  const paymentId = await payPrinted(shop, '6');
  await payPrinted(shop, '5');
  const [kept] = await received(shop, 2);
  shop.till.scanned({ text: codeOf(await addGoods(shop, '6')) });
  await shop.ask('pay.open', {});
  await shop.ask('pay.received', { paymentId });
  const id = shop.till.counter.newId();
  await shop.ask('received.giveBack', { id, paymentId: kept?.id ?? '', amount: '2' });
  await shop.till.collecting.idle(10_000);
  await shop.ask('shift.close', { countedCash: '200', countedElsewhere: '0' });
  return shop.db
    .all<{ event: string }>('SELECT event FROM journal ORDER BY epoch, seq')
    .map(({ event }) => JSON.parse(event));
}

/** What the auditor first finds; null where all holds. It knows no keys: words and sums are what it weighs. */
function found(events: readonly Draft[]): string | null {
  const audit: Auditor = receivedHolds(() => null);
  for (const [index, event] of events.entries()) {
    const link = { epoch: 1, seq: index + 1, hash: '', prev: '', terminal: '' };
    const why = audit(event as unknown as JournalEvent, link);
    if (why !== null) return `${event.kind}: ${why}`;
  }
  return null;
}

function changed(events: readonly Draft[], kind: string, change: (event: Draft) => unknown): Draft[] {
  const copy = structuredClone(events) as Draft[];
  const event = copy.find((one) => one.kind === kind);
  if (!event) throw new Error(`no ${kind} on this day`);
  change(event);
  return copy;
}

const money = (minor: string) => ({ minor, currency: 'CNY' });

it('every lie about what came in is found, and a true day is not', async () => {
  const events = await day();
  expect(found(events)).toBeNull();
  const lies: [string, string, (event: Draft) => unknown][] = [
    ['payment-received', 'listed something else', ({ data }) => Object.assign(data, { amount: money('9') })],
    ['payment-received', 'listed something else', ({ data }) => Object.assign(data, { payer: '0000' })],
    [
      'payment-received',
      'when it was paid',
      (event) => Object.assign(event, { occurredAt: '2020-01-01T00:00:00.000Z' }),
    ],
    ['payment-received', 'postings', ({ data }) => (data.postings as unknown[]).reverse()],
    ['received-listed', 'no list', ({ data }) => Object.assign(data.answer as object, { body: '{}' })],
    ['received-matched', 'another amount', ({ data }) => Object.assign(data, { amount: money('5') })],
    [
      'received-matched',
      'came in under this id',
      ({ data }) => Object.assign(data, { paymentId: data.saleId }),
    ],
    ['received-matched', 'postings', ({ data }) => (data.postings as unknown[]).reverse()],
    ['sale-settled', 'no tender of the sale', ({ data }) => Object.assign(data, { tenders: [] })],
    ['received-returned', 'brings it back', ({ data }) => Object.assign(data, { refundId: data.paymentId })],
    ['received-returned', 'brings it back', ({ data }) => Object.assign(data, { amount: money('5') })],
    [
      'shift-closed',
      'came in by the printed code',
      ({ data }) => Object.assign(data, { received: undefined }),
    ],
  ];
  for (const [kind, why, change] of lies)
    expect(found(changed(events, kind, change)), `${kind} ${why}`).toContain(why);
  const twice = events.flatMap((event) => (event.kind === 'received-matched' ? [event, event] : [event]));
  expect(found(twice)).toContain('no tender of the sale');
  const without = events.filter(({ kind }) => kind !== 'received-listed');
  expect(found(without)).toContain('listed something else');
});
