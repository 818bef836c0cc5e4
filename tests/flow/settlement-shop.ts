import { join } from 'node:path';
import { expect } from 'vitest';
import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import { type Database, openDatabase } from '../../platform/database.ts';
import { movements } from '../../sandbox/records/settlement.ts';
import type { SettlementAnswer, SettlementLine } from '../../shared/scheme-wire.ts';
import type { SettlementView } from '../../shared/settlement.ts';
import { openShop, type Shop } from './shop.ts';
import { createTravelClock, type TravelClock } from './travel-clock.ts';

const dayMs = 86_400_000;
const shanghaiMs = 8 * 3_600_000;

/** A shop whose days can be skipped, the scheme's with them. */
export async function openSettlingShop(): Promise<{ readonly shop: Shop; readonly clock: TravelClock }> {
  const clock = createTravelClock();
  return { shop: await openShop({ clock }), clock };
}

/** The scheme's own books, to be bent: what it then signs is wrong, and properly signed. */
export function bendScheme(shop: Shop, sql: string, ...values: string[]): void {
  atScheme(shop, (database) => expect(database.run(sql, ...values), sql).toBeGreaterThan(0));
}

/** Asks the scheme as the day room's key does, and waits for what comes of it. */
export async function askScheme(shop: Shop): Promise<SettlementView> {
  await shop.ask('settlement.ask', {});
  await expect.poll(async () => (await look(shop)).asking, { timeout: 20_000 }).toBe(false);
  return look(shop);
}

export function look(shop: Shop): Promise<SettlementView> {
  return shop.ask('settlement.get', {});
}

/** The open cases, as `kind` or `kind ours theirs`. */
export function openKinds(view: SettlementView): string[] {
  return view.cases
    .filter(({ closedAt }) => closedAt === null)
    .map(({ kind }) => kind)
    .sort();
}

export function eventsOf(shop: Shop, kind: string): number {
  return Number(
    shop.db.get<{ count: bigint }>(
      "SELECT count(*) AS count FROM journal WHERE json_extract(event, '$.kind') = ?",
      kind,
    )?.count,
  );
}

/** What the scheme lists of a day by its own books. */
export function linesOfDay(shop: Shop, day: string): SettlementLine[] {
  return atScheme(shop, (database, merchant) => {
    const fromMs = Date.parse(`${day}T00:00:00.000Z`) - shanghaiMs;
    return movements(database, merchant, fromMs, fromMs + dayMs).map((moved, index) => ({
      seq: index + 1,
      kind: moved.kind,
      id: moved.id,
      schemeRef: moved.schemeRef,
      gross: moved.grossMinor.toString(),
      fee: moved.feeMinor.toString(),
      net: (moved.grossMinor - moved.feeMinor).toString(),
      currency: 'CNY',
      at: new Date(moved.atMs).toISOString(),
      terminalId: moved.terminal,
    }));
  });
}

type Bent = Partial<
  Pick<SettlementLine, 'kind' | 'id' | 'schemeRef' | 'gross' | 'fee' | 'currency' | 'terminalId'>
>;

/** A line with something else in it, its net put right. */
export function bentLine(line: SettlementLine, bent: Bent): SettlementLine {
  const gross = bent.gross ?? line.gross;
  const fee = bent.fee ?? line.fee;
  return { ...line, ...bent, net: (BigInt(gross) - BigInt(fee)).toString() };
}

/**
 * The file that the scheme serves and signs for a day from now on, whole in itself: these lines and no others.
 * `bent` spoils the head.
 */
export function layFile(
  shop: Shop,
  day: string,
  lines: readonly SettlementLine[],
  bent: Partial<SettlementAnswer> = {},
): void {
  const numbered = lines.map((line, index) => ({ ...line, seq: index + 1 }));
  const currency = lines[0]?.currency ?? 'CNY';
  const sum = (part: 'gross' | 'fee' | 'net') => ({
    minor: numbered.reduce((total, line) => total + BigInt(line[part]), 0n).toString(),
    currency,
  });
  const fromMs = Date.parse(`${day}T00:00:00.000Z`) - shanghaiMs;
  const file: SettlementAnswer = {
    date: day,
    zone: 'Asia/Shanghai',
    from: new Date(fromMs).toISOString(),
    to: new Date(fromMs + dayMs).toISOString(),
    count: numbered.length,
    gross: sum('gross'),
    fee: sum('fee'),
    net: sum('net'),
    hash: sha256Hex(canonicalJson(numbered)),
    final: true,
    lines: numbered,
    ...bent,
  };
  atScheme(shop, (database, merchant) => {
    database.run('DELETE FROM settlement_file WHERE merchant = ? AND day = ?', merchant, day);
    database.run('INSERT INTO settlement_file VALUES (?, ?, ?)', merchant, day, JSON.stringify(file));
  });
}

function atScheme<T>(shop: Shop, work: (database: Database, merchant: string) => T): T {
  const database = openDatabase(join(shop.dataDir, 'sandbox', 'scheme.db'));
  try {
    return work(database, shop.view().shop.merchantId);
  } finally {
    database.close();
  }
}
