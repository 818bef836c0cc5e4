import { describe, expect, it } from 'vitest';
import type { FullLink } from '../../main/store/journal.ts';
import { tendersHold } from '../../main/store/verify-tenders.ts';
import type { EventData, JournalEvent } from '../../shared/events.ts';
import { ringUp } from '../flow/offline-shop.ts';
import { openShop, payByWallet, type Shop } from '../flow/shop.ts';

/** Books with a sale in three parts and one that was cancelled after two. */
async function splitBooks(): Promise<Shop> {
  const shop = await openShop();
  await ringUp(shop, '50');
  await shop.ask('pay.cash', { tendered: '20', part: true });
  await shop.ask('pay.part', { amount: '10' });
  await payByWallet(shop);
  await shop.ask('pay.elsewhere', { how: 'card' });
  await shop.ask('pay.next', {});
  const saleId = await ringUp(shop, '30');
  await shop.ask('pay.cash', { tendered: '5', part: true });
  await shop.ask('pay.part', { amount: '10' });
  await payByWallet(shop);
  await shop.ask('pay.cancelSale', { saleId });
  await shop.till.collecting.idle(10_000);
  await shop.ask('shift.close', { countedCash: '220', countedElsewhere: '20' });
  return shop;
}

type Written = { event: JournalEvent; readonly link: FullLink };

function journalOf(shop: Shop): Written[] {
  return shop.db
    .all<{ epoch: bigint; seq: bigint; hash: string; prev: string; terminal: string; event: string }>(
      'SELECT * FROM journal ORDER BY epoch, seq',
    )
    .map(({ event, epoch, seq, ...rest }) => ({
      event: JSON.parse(event),
      link: { ...rest, epoch: Number(epoch), seq: Number(seq) },
    }));
}

/** What the auditor says of these events; null where they hold. */
function verdictOf(written: readonly Written[]): string | null {
  const audit = tendersHold();
  for (const { event, link } of written) {
    const why = audit(event, link);
    if (why !== null) return why;
  }
  return null;
}

type Kind = 'tender-taken' | 'tender-returned' | 'sale-settled';
type Bend<K extends Kind> = readonly [
  what: string,
  kind: K,
  nth: number,
  bend: (data: EventData<K>) => void,
  why: RegExp,
];

function bend<K extends Kind>(...given: Bend<K>): Bend<Kind> {
  return given as unknown as Bend<Kind>;
}

const bends = [
  bend(
    'a part twice under a number',
    'tender-taken',
    2,
    (data) => {
      data.tender.no = 1;
    },
    /taken before/,
  ),
  bend(
    'a wallet part of another amount',
    'tender-taken',
    2,
    (data) => {
      data.tender.amount.minor = '999';
    },
    /no wallet has paid/,
  ),
  bend(
    'a wallet part of no payment',
    'tender-taken',
    2,
    (data) => {
      data.tender.paymentId = null;
    },
    /no wallet has paid/,
  ),
  bend(
    'a part by a pass',
    'tender-taken',
    1,
    (data) => {
      data.tender.offline = true;
    },
    /pass/,
  ),
  bend(
    'a part of nothing',
    'tender-taken',
    1,
    (data) => {
      data.tender.amount.minor = '0';
    },
    /nothing/,
  ),
  bend(
    'a part to another account',
    'tender-taken',
    1,
    (data) => {
      const [first] = data.postings;
      if (first) first.account = 'assets:bank';
    },
    /postings/,
  ),
  bend(
    'a sale without one of its parts',
    'sale-settled',
    1,
    (data) => {
      data.tenders.shift();
    },
    /exactly the parts/,
  ),
  bend(
    'a sale with a part it never had',
    'sale-settled',
    1,
    (data) => {
      const [first] = data.tenders;
      if (first) first.amount.minor = '2001';
    },
    /exactly the parts/,
  ),
  bend(
    'a part given back that was used',
    'tender-returned',
    1,
    (data) => {
      data.tenderNo = 3;
    },
    /not held/,
  ),
  bend(
    'more given back than was taken',
    'tender-returned',
    1,
    (data) => {
      data.amount.minor = '501';
    },
    /another part/,
  ),
  bend(
    'a wallet’s part that nothing brings back',
    'tender-returned',
    2,
    (data) => {
      data.refundId = null;
    },
    /nothing brings/,
  ),
  bend(
    'a part given back from another account',
    'tender-returned',
    1,
    (data) => {
      const [, second] = data.postings;
      if (second) second.account = 'assets:bank';
    },
    /postings/,
  ),
];

describe('what the books say of parts of sales', () => {
  it('holds as it was written, and no bent event of it does', async () => {
    const shop = await splitBooks();
    expect(verdictOf(journalOf(shop))).toBeNull();
    for (const [what, kind, nth, change, why] of bends) {
      const written = journalOf(shop);
      const event = written.filter((each) => each.event.kind === kind)[nth - 1]?.event;
      change(event?.data as EventData<Kind>);
      expect(verdictOf(written), what).toMatch(why);
    }
  });

  it('finds money that is left behind', async () => {
    const shop = await splitBooks();
    const written = journalOf(shop).filter(({ event }) => event.kind !== 'tender-returned');
    expect(verdictOf(written)).toBe('a sale is given up while a part of its money is held');
    const kept = written.filter(({ event }) => event.kind !== 'basket-abandoned');
    expect(verdictOf(kept)).toBe('a shift is closed while money is held for a sale');
  });
});
