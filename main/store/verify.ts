import type { Link } from '../../shared/events.ts';
import { type Database, emptyTillDatabase, StoreError, tillMigrations } from './database.ts';
import { type Projectors, project } from './journal.ts';
import type { Auditor, FirstBad, Verdict } from './verdict.ts';
import { type ChainLink, readChain } from './verify-chain.ts';
import { attachReadOnly, damageOf, messageOf, type Named } from './verify-file.ts';
import { firstBadRow } from './verify-tables.ts';

export type VerifyParts = {
  /** The books' file; read through a connection of its own, so a running till may go on writing. */
  readonly db: Pick<Database, 'path'>;
  /** Every room's, in the order in which the till runs them. */
  readonly projectors: readonly Projectors[];
  readonly auditors: readonly (() => Auditor)[];
};

/**
 * Proves the books: the chain link by link, what each event says, and that every table is what the
 * journal adds up to, rebuilt in memory and compared row by row. SQLite's own integrity_check sees no
 * content (trust.md §5), so it only decides where nothing else was found. Throws StoreError for books
 * of another version.
 */
export function verifyBooks(parts: VerifyParts): Verdict {
  const rebuilt = emptyTillDatabase();
  try {
    return verifyInto(rebuilt, parts);
  } finally {
    rebuilt.close();
  }
}

function verifyInto(rebuilt: Database, parts: VerifyParts): Verdict {
  try {
    attachReadOnly(rebuilt, parts.db.path);
    requireSameVersion(rebuilt);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return bad(nothingRead, { epoch: null, seq: null, table: 'sqlite_schema', why: messageOf(error) });
  }
  // One snapshot for everything that follows, whatever a running till writes meanwhile.
  rebuilt.exec('BEGIN');
  const damage = damageOf(rebuilt);
  const walk = walkChain(rebuilt, parts);
  const found = walk.firstBad ?? firstBadRow(rebuilt);
  if (found) return bad(walk, found);
  return damage ? bad(walk, withoutLink(damage)) : { ok: true, ...seen(walk), firstBad: null };
}

type Walk = { events: number; head: Link | null; firstBad: FirstBad | null };

const nothingRead: Walk = { events: 0, head: null, firstBad: null };

/** Checks every link and plays it into the empty tables; stops at the first that does not hold. */
function walkChain(rebuilt: Database, parts: VerifyParts): Walk {
  const auditors = parts.auditors.map((make) => make());
  const walk: Walk = { ...nothingRead };
  for (const next of readChain(rebuilt)) {
    const why = next.ok ? whyNot(rebuilt, parts.projectors, auditors, next) : next.why;
    if (why !== null) {
      walk.firstBad = { epoch: next.epoch, seq: next.seq, table: 'journal', why };
      return walk;
    }
    walk.events += 1;
    walk.head = next.ok ? { epoch: next.epoch, seq: next.seq, hash: next.link.hash } : null;
  }
  return walk;
}

function whyNot(
  rebuilt: Database,
  projectors: readonly Projectors[],
  auditors: readonly Auditor[],
  { event, link }: ChainLink,
): string | null {
  try {
    for (const audit of auditors) {
      const why = audit(event, link);
      if (why !== null) return `${event.kind}: ${why}`;
    }
    project(projectors, rebuilt, event, link);
    return null;
  } catch (error) {
    return `${event.kind} does not follow from what came before: ${messageOf(error)}`;
  }
}

function requireSameVersion(rebuilt: Database): void {
  const found = Number(
    rebuilt.get<{ count: bigint }>('SELECT count(*) AS count FROM live.migrations')?.count,
  );
  const known = tillMigrations().length;
  if (found > known) throw new StoreError('store-newer', 'these books were written by a newer version');
  if (found < known) {
    throw new StoreError('store-edited', 'these books are of an older version: open them in the till once');
  }
}

function seen(walk: Walk): Pick<Verdict, 'events' | 'head'> {
  return { events: walk.events, head: walk.head };
}

function withoutLink({ table, why }: Named): FirstBad {
  return { epoch: null, seq: null, table, why };
}

function bad(walk: Walk, firstBad: FirstBad): Verdict {
  return { ok: false, ...seen(walk), firstBad };
}
