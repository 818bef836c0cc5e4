import { join } from 'node:path';
import { expect } from 'vitest';
import { reconcileBooks } from '../../main/cli/reconcile-books.ts';
import { verifyFolder } from '../../main/cli/verify.ts';
import { balances } from '../../main/ledger/records.ts';
import type { Reader } from '../../platform/database.ts';
import { audit } from '../../sandbox/audit.ts';
import { accounts } from '../../shared/posting.ts';
import { paymentsBroken } from '../simulation/check-payments.ts';
import type { Counter, Street } from './street.ts';

export function schemeBooks({ scheme }: Street): Reader {
  const running = scheme.scheme();
  if (!running) throw new Error('the scheme is down');
  return running.parts.database.exact;
}

const keptSql = `SELECT coalesce(sum(amount_minor - back), 0) AS kept FROM (
    SELECT id, state, amount_minor, refunded_minor AS back FROM payment
    UNION ALL SELECT id, state, amount_minor, returned_minor FROM redemption)
  WHERE state = 'succeeded'`;

/** What the scheme keeps of customers for one sale, by whatever was paid for it. */
export function keptOf(street: Street, { host }: Counter, saleId: string): bigint {
  const ids = host
    .opened()
    .db.all<{ id: string }>(
      'SELECT id FROM payment WHERE sale_id = ? UNION SELECT id FROM offline_payment WHERE sale_id = ?',
      saleId,
      saleId,
    )
    .map(({ id }) => `'${id}'`);
  const row = schemeBooks(street).get<{ kept: bigint }>(`${keptSql} AND id IN (${ids.join()})`);
  return row?.kept ?? 0n;
}

/** The design's invariants, wherever nothing is open: what is wrong, in words. */
export function wrongsAt(street: Street, counters: readonly Counter[]): string[] {
  const theirs = schemeBooks(street);
  const wrongs: string[] = [];
  const nobodys = new Map<string, number>();
  let wallet = 0n;
  for (const { host } of counters) {
    const { db } = host.opened();
    const { chargedTwice, lost, differ } = paymentsBroken(db, theirs);
    wrongs.push(...chargedTwice);
    for (const text of [...lost, ...differ]) {
      // Each till sees what the others asked for as nothing of its own: wrong is what is nobody's.
      if (!isNoneOfMine(text)) wrongs.push(text);
      else nobodys.set(text, (nobodys.get(text) ?? 0) + 1);
    }
    const of = new Map(balances(db).map(({ account, minor }) => [account, minor]));
    wallet += (of.get(accounts.walletReceivable) ?? 0n) + (of.get(accounts.vouchers) ?? 0n);
    for (const account of [accounts.owedToCustomers, accounts.walletOffline])
      if ((of.get(account) ?? 0n) !== 0n) wrongs.push(`${account} is ${of.get(account)}`);
    const sum = [...of.values()].reduce((total, minor) => total + minor, 0n);
    if (sum !== 0n) wrongs.push(`the accounts sum to ${sum}`);
  }
  const kept = theirs.get<{ kept: bigint }>(keptSql)?.kept ?? 0n;
  for (const [text, tills] of nobodys) if (tills === counters.length) wrongs.push(text);
  if (wallet !== kept) wrongs.push(`the scheme keeps ${kept}, the tills are owed ${wallet}`);
  return wrongs;
}

function isNoneOfMine(text: string): boolean {
  return text.includes('the till never made') || /^the scheme's refund .* is not the till's$/.test(text);
}

/** At the end of a day: files agree line by line, every chain verifies, the scheme balances, no alarm. */
export async function expectDayHolds(street: Street): Promise<void> {
  for (const { host, folder } of street.counters) {
    const found = await street.during(reconcileBooks(host.opened(), null));
    expect(found).toMatchObject({ missingHere: 0, missingThere: 0, amountDiffers: 0, unresolved: 0 });
    const { ok, firstBad } = verifyFolder(folder);
    expect({ ok, firstBad }).toEqual({ ok: true, firstBad: null });
  }
  const { balanced } = audit(join(street.folder, 'scheme'));
  expect(balanced).toBe(true);
  expect(schemeBooks(street).all('SELECT detail FROM alarm')).toEqual([]);
}
