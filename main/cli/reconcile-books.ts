import type { SettlementLine } from '../../shared/scheme-wire.ts';
import { dayOf } from '../../shared/time.ts';
import type { Settlement } from '../flow/settlement.ts';
import { itemOf } from '../flow/settlement-books.ts';
import { daysUpTo } from '../flow/settlement-days.ts';
import type { Brought } from '../flow/settlement-fetch.ts';
import { terminalIds } from '../onboarding/records.ts';
import type { OpenTill } from '../open-till.ts';
import { receivedById } from '../payment/received-records.ts';
import { allSchemeItems, answersAfter } from '../payment/scheme-items.ts';
import { keptDays, rowsBetween } from '../settlement/records.ts';
import { type Counts, countsOf, type FileRow, type Item, judge } from '../settlement/rules.ts';
import type { Database } from '../store/database.ts';
import { CommandError } from './command.ts';

export type Reconciliation = Counts & { readonly unresolved: number };

/** So long each open item is asked about before its day is looked at. */
const askForMs = 30_000;

/** A scheme that is being restarted is back within a second; one that stays away is not waited for all day. */
const patienceMs = 30_000;

/**
 * Asks about whatever is open, fetches the scheme's files that are not kept yet, and those that still run,
 * and matches every scheme day (or the one given) with the till's books: payments and refunds one by one,
 * by the same rules as the day room. Throws in one line where the scheme does not give a day, or gives one
 * that does not hold.
 */
export async function reconcileBooks(
  { till, db }: Pick<OpenTill, 'till' | 'db'>,
  day: string | null,
): Promise<Reconciliation> {
  const { collecting, givingBack, offline, receiving, settlement, counter } = till;
  collecting.hint();
  givingBack.hint();
  offline.handIn.kick();
  receiving.hint();
  await Promise.all([collecting.idle(askForMs), offline.handIn.idle(askForMs), receiving.idle(askForMs)]);
  const { zone } = counter.terminal();
  const brought =
    day === null ? await bringAll(settlement, db, zone) : await settlement.bring([day], patienceMs);
  for (const one of brought) requireHolding(one);
  const rows = [...rowsBetween(db, day ?? '', day ?? '9999-12-31'), ...runningRows(db, brought)];
  const open = new Set([
    ...collecting.unresolved().map(({ id }) => id),
    ...givingBack.open().map(({ id }) => id),
    ...offline.open().map(({ id }) => id),
  ]);
  const judged = judge({
    rows,
    items: itemsOf(db, rows, day, zone),
    settled: new Set(),
    waits: ({ id }) => open.has(id),
  });
  return { ...countsOf(judged), unresolved: collecting.unresolved().length };
}

/**
 * What day it is at the scheme is known from its first signed answer: a till whose clock is a day off asks for
 * the wrong days before it, and then for the right ones.
 */
async function bringAll(settlement: Settlement, db: Database, zone: string): Promise<Brought[]> {
  for (;;) {
    const today = settlement.today();
    const brought = await settlement.bring(daysAsked(db, today, zone), patienceMs);
    if (settlement.today() <= today) return brought;
  }
}

/** Whatever is not kept, today, and the newest that is kept: it must still be the same. */
function daysAsked(db: Database, today: string, zone: string): string[] {
  const kept = keptDays(db);
  const newest = kept.at(-1);
  const days = daysUpTo(db, today, zone);
  return (days.length === 0 ? [today] : days).filter((day) => day === newest || !kept.includes(day));
}

function requireHolding(one: Brought): void {
  if (one.kind === 'silent')
    throw new CommandError(`the scheme gave no settlement of ${one.day}: ${one.why}`);
  if (one.kind === 'refused')
    throw new CommandError(`the scheme's settlement of ${one.day} does not hold: ${one.why}`);
}

function runningRows(db: Database, brought: readonly Brought[]): FileRow[] {
  const own = new Set(terminalIds(db));
  return brought.flatMap((one) =>
    one.kind === 'running'
      ? one.file.lines.filter(({ terminalId }) => own.has(terminalId)).map((line) => rowOf(one.day, line))
      : [],
  );
}

function rowOf(day: string, { seq, kind, id, schemeRef, gross, fee, currency }: SettlementLine): FileRow {
  return { day, no: seq, kind, id, schemeRef, gross: BigInt(gross), fee: BigInt(fee), currency };
}

/** The scheme's day of what came in by the printed code. */
function receivedOn(db: Database, id: string, zone: string): string | null {
  const received = receivedById(db, id);
  return received && dayOf(received.at, zone);
}

/** What the books have; of one day what its rows name, and what the scheme answered on it. */
function itemsOf(db: Database, rows: readonly FileRow[], day: string | null, zone: string): Item[] {
  const said = new Map<string, { readonly day: string | null; readonly fee: bigint | null }>();
  for (const { subjectId, at, feeMinor } of answersAfter(db, 0, 0))
    said.set(subjectId, { day: at === null ? null : dayOf(at, zone), fee: feeMinor });
  const named = new Set(rows.flatMap(({ id, schemeRef }) => [id, schemeRef]));
  return allSchemeItems(db)
    .filter(
      ({ id, schemeRef }) =>
        day === null ||
        (said.get(id)?.day ?? receivedOn(db, id, zone)) === day ||
        named.has(id) ||
        (schemeRef !== null && named.has(schemeRef)),
    )
    .map((one) => itemOf(one, one.kind === 'payment' ? (said.get(one.id)?.fee ?? null) : null));
}
