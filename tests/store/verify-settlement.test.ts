import { describe, expect, it } from 'vitest';
import type { FullLink } from '../../main/store/journal.ts';
import { settlementHolds } from '../../main/store/verify-settlement.ts';
import type { EventData, JournalEvent } from '../../shared/events.ts';
import { askScheme, bentLine, layFile, linesOfDay, openSettlingShop } from '../flow/settlement-shop.ts';
import { addGoods, type Shop, sellForWallet } from '../flow/shop.ts';

type Written = { readonly event: JournalEvent; readonly link: FullLink };

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
  const audit = settlementHolds(() => null);
  for (const { event, link } of written) {
    const why = audit(event, link);
    if (why !== null) return why;
  }
  return null;
}

type Kind =
  | 'settlement-page'
  | 'settlement-kept'
  | 'settlement-matched'
  | 'settlement-alarmed'
  | 'settlement-case-closed';

type Bend<K extends Kind> = readonly [
  what: string,
  kind: K,
  bend: (data: { -readonly [F in keyof EventData<K>]: EventData<K>[F] }) => void,
  why: RegExp,
];

function bend<K extends Kind>(...given: Bend<K>): Bend<Kind> {
  return given as unknown as Bend<Kind>;
}

const bends = [
  bend(
    'a page out of its order',
    'settlement-page',
    (data) => {
      data.page = 2;
    },
    /page 1 of the day should stand here/,
  ),
  bend(
    'a page of another day',
    'settlement-page',
    (data) => {
      data.day = '2026-11-20';
    },
    /of another day/,
  ),
  bend(
    'a page with another amount',
    'settlement-page',
    (data) => {
      data.answer = { ...data.answer, body: data.answer.body.replace('"10000"', '"10001"') };
    },
    /does not hold/,
  ),
  bend(
    'no settlement at all',
    'settlement-page',
    (data) => {
      data.answer = { ...data.answer, body: '{}' };
    },
    /no settlement/,
  ),
  bend(
    'a sum that the pages don’t have',
    'settlement-kept',
    (data) => {
      data.fee = { ...data.fee, minor: '1' };
    },
    /not what its pages say/,
  ),
  bend(
    'a page too few',
    'settlement-kept',
    (data) => {
      data.pages = 2;
    },
    /not all its pages/,
  ),
  bend(
    'a row that is none',
    'settlement-matched',
    (data) => {
      data.others = [{ day: '2026-11-23', no: 99, subjectId: null }];
    },
    /row 99 of 2026-11-23 is not this till's/,
  ),
  bend(
    'a row settled twice',
    'settlement-matched',
    (data) => {
      data.rows = [...data.rows, ...data.rows];
    },
    /was settled before/,
  ),
  bend(
    'money booked that no row says',
    'settlement-matched',
    (data) => {
      data.rows = [];
    },
    /booked as settled/,
  ),
  bend(
    'fees that no row says',
    'settlement-matched',
    (data) => {
      data.postings = data.postings.filter(({ account }) => account !== 'expenses:wallet-fees');
    },
    /fees that are booked/,
  ),
  bend(
    'the end of a case that never was',
    'settlement-case-closed',
    (data) => {
      data.caseId = '019abcde-0000-7000-8000-000000000009';
    },
    /no such case/,
  ),
];

/** A settled day with a row too many, which the owner has closed. */
async function settledBooks(): Promise<Written[]> {
  const { shop, clock } = await openSettlingShop();
  await sellForWallet(shop, await addGoods(shop, '100'));
  const lines = linesOfDay(shop, '2026-11-23');
  const stranger = lines.map((line) =>
    bentLine(line, { id: shop.till.counter.newId(), schemeRef: 'S-2', gross: '500', fee: '2' }),
  );
  layFile(shop, '2026-11-23', [...lines, ...stranger]);
  clock.toNextMorning();
  const { cases } = await askScheme(shop);
  await shop.ask('settlement.closeCase', { caseId: cases[0]?.id ?? '', reason: 'ours' });
  return journalOf(shop);
}

let books: Promise<Written[]> | null = null;

/** Made once, in the first test that asks for them. */
function writtenOnce(): Promise<Written[]> {
  books ??= settledBooks();
  return books;
}

describe('what verify says of settlement', () => {
  it('is nothing where everything holds', async () => {
    expect(verdictOf(await writtenOnce())).toBeNull();
  });

  it.each(bends)('finds %s', async (_, kind, spoil, why) => {
    const bent = structuredClone(await writtenOnce());
    const event = bent.find((one) => one.event.kind === kind)?.event;
    if (!event) throw new Error(`there is no ${kind} here`);
    spoil(event.data as never);
    expect(verdictOf(bent)).toMatch(why);
  });

  it('finds a day that is kept twice', async () => {
    const written = await writtenOnce();
    const kept = written.filter(({ event }) => /^settlement-(page|kept)$/.test(event.kind));
    expect(verdictOf([...written, ...kept])).toMatch(/kept before/);
  });
});
