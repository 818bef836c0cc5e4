import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyFolder } from '../../main/cli/verify.ts';
import { allProjectors } from '../../main/flow/projectors.ts';
import { fileKeyStore, findPassKey, findTrusted } from '../../main/scheme/trusted-keys.ts';
import type { FullLink } from '../../main/store/journal.ts';
import { verifyBooks } from '../../main/store/verify.ts';
import { offlineHolds } from '../../main/store/verify-offline.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { openDatabase } from '../../platform/database.ts';
import type { JournalEvent } from '../../shared/events.ts';
import { passFor, plugIn, sellForPass, unplug } from '../flow/offline-shop.ts';
import { openShop, type Shop } from '../flow/shop.ts';

/** The books of a shop that took two passes and had one of them accepted. */
async function offlineBooks(): Promise<Shop> {
  const shop = await openShop();
  const passes = [await passFor(shop), await passFor(shop)];
  await unplug(shop);
  await sellForPass(shop, passes[0] ?? '');
  const scheme = await plugIn(shop);
  await shop.till.offline.handIn.idle(20_000);
  await scheme.close();
  await sellForPass(shop, passes[1] ?? '');
  shop.db.checkpoint();
  return shop;
}

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

/** What the auditor says of a journal with one event's data changed; null where it holds. */
function verdictOf(shop: Shop, kind: string, nth: number, change: (data: Changeable) => void): string | null {
  const trusted = fileKeyStore(join(shop.dataDir, 'keys', 'scheme.json')).load();
  if (!trusted) throw new Error('the till knows no keys');
  const audit = offlineHolds(findTrusted(trusted, 'answer', null), (keyId) =>
    findPassKey(trusted, keyId, null),
  );
  let count = 0;
  for (const { event, link } of journalOf(shop)) {
    if (event.kind === kind) {
      count += 1;
      if (count === nth) change(event.data as unknown as Changeable);
    }
    const why = audit(event, link);
    if (why !== null) return why;
  }
  return null;
}

type Changeable = {
  -readonly [K in keyof JournalEvent<'offline-taken'>['data']]: JournalEvent<'offline-taken'>['data'][K];
} & {
  -readonly [K in keyof JournalEvent<'offline-ended'>['data']]: JournalEvent<'offline-ended'>['data'][K];
} & { tenders: { paymentId: string }[] };

describe('what the books say of passes taken without network', () => {
  it('is proved: passes, sales, the scheme’s word, every row', async () => {
    const shop = await offlineBooks();
    expect(verifyFolder(shop.dataDir)).toMatchObject({ ok: true, firstBad: null });
    expect(verdictOf(shop, 'offline-taken', 1, () => undefined)).toBeNull();
    const copy = join(shop.dataDir, 'copy.db');
    const columns = shop.db.all<{ name: string }>(`SELECT name FROM pragma_table_info('offline_payment')`);
    expect(columns.length).toBeGreaterThan(15);
    for (const { name } of columns) {
      copyFileSync(join(shop.dataDir, 'till.db'), copy);
      const db = openDatabase(copy);
      db.exec('PRAGMA ignore_check_constraints = ON');
      const isNumber = ['epoch', 'number', 'tender_no', 'amount', 'alarms'].includes(name);
      db.run(`UPDATE offline_payment SET ${name} = ${isNumber ? `${name} + 7` : "'other'"} WHERE number = 1`);
      db.checkpoint();
      db.close();
      const verdict = verifyBooks({ db: { path: copy }, projectors: allProjectors, auditors: [] });
      expect({ name, ok: verdict.ok, table: verdict.firstBad?.table }).toEqual({
        name,
        ok: false,
        table: 'offline_payment',
      });
    }
  });

  it('is not believed where a pass, a sale or an answer is another', async () => {
    const shop = await offlineBooks();
    const [first] = journalOf(shop).flatMap(({ event }) =>
      event.kind === 'offline-taken' ? [event.data] : [],
    );
    if (!first) throw new Error('no pass was taken');
    const cases: [string, number, (data: Changeable) => void, RegExp][] = [
      ['offline-taken', 2, (data) => Object.assign(data, { number: 3 }), /follows/],
      ['offline-taken', 2, (data) => Object.assign(data, { ...first, number: 2 }), /taken before/],
      ['offline-taken', 1, (data) => Object.assign(data, { serial: '00' }), /another pass/],
      ['offline-taken', 1, (data) => Object.assign(data, { pass: 'CT1:' }), /no pass/],
      ['offline-taken', 1, (data) => Object.assign(data.amount, { minor: '20001' }), /not good for/],
      ['offline-taken', 1, (data) => Object.assign(data.amount, { minor: '1249' }), /handed in is not/],
      ['offline-taken', 1, (data) => Object.assign(data, { saleId: 'another' }), /no pass was taken/],
      ['offline-ended', 1, (data) => Object.assign(data, { to: 'refused' }), /says succeeded/],
      ['offline-ended', 1, (data) => Object.assign(data, { paymentId: 'another' }), /no pass was taken/],
      ['offline-ended', 1, (data) => forge(data), /not signed/],
      ['sale-settled', 1, (data) => Object.assign(data.tenders[0] ?? {}, { paymentId: 'x' }), /no pass/],
    ];
    for (const [kind, nth, change, why] of cases) expect(verdictOf(shop, kind, nth, change)).toMatch(why);
  });
});

function forge(data: Changeable): void {
  const body: Record<string, unknown> = JSON.parse(data.answer.body);
  Object.assign(data.answer, { body: canonicalJson({ ...body, schemeRef: 'P-FORGED' }) });
}
