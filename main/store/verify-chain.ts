import { z } from 'zod';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { type EventKind, eventData, type JournalEvent } from '../../shared/events.ts';
import { roles } from '../../shared/roles.ts';
import { isZone } from '../../shared/time.ts';
import type { Database, SqlValue } from './database.ts';
import { type FullLink, genesis, linkHash } from './journal.ts';
import { messageOf } from './verify-file.ts';

export type ChainLink = {
  readonly ok: true;
  readonly epoch: number;
  readonly seq: number;
  readonly event: JournalEvent;
  readonly link: FullLink;
};

/** `epoch` and `seq` say where the link should stand, since its own columns may be what is broken. */
export type BrokenLink = {
  readonly ok: false;
  readonly epoch: number;
  readonly seq: number;
  readonly why: string;
};

type Stored = {
  v: SqlValue;
  terminal: SqlValue;
  epoch: SqlValue;
  seq: SqlValue;
  prev: SqlValue;
  event: SqlValue;
  event_type: string;
  hash: SqlValue;
};

/**
 * The journal in the order in which it was written, each link checked against the one before. In the
 * order of the table itself and not of an index, so that a broken index hides nothing. The first link
 * that does not hold is the last answer.
 */
export function* readChain(db: Database): Generator<ChainLink | BrokenLink> {
  // As bytes: text that isn't UTF-8 would be read as something else than what lies there.
  const rows = db.each<Stored>(
    `SELECT v, terminal, epoch, seq, prev, CAST(event AS BLOB) AS event, typeof(event) AS event_type, hash
     FROM live.journal NOT INDEXED ORDER BY rowid`,
  );
  let before: FullLink | null = null;
  try {
    for (const row of rows) {
      const next = checked(row, before);
      yield next;
      if (!next.ok) return;
      before = next.link;
    }
  } catch (error) {
    yield { ok: false, ...placeAfter(before), why: `the row cannot be read: ${messageOf(error)}` };
  }
}

function placeAfter(before: FullLink | null): { readonly epoch: number; readonly seq: number } {
  return before ? { epoch: before.epoch, seq: before.seq + 1 } : { epoch: 1, seq: 1 };
}

function checked(row: Stored, before: FullLink | null): ChainLink | BrokenLink {
  const opensEpoch = before !== null && row.epoch === BigInt(before.epoch) + 1n && row.seq === 1n;
  const place = opensEpoch ? { epoch: before.epoch + 1, seq: 1 } : placeAfter(before);
  const broken = (why: string): BrokenLink => ({ ok: false, ...place, why });

  if (row.epoch !== BigInt(place.epoch) || row.seq !== BigInt(place.seq)) {
    return broken(`link ${place.epoch}/${place.seq} should stand here, not ${row.epoch}/${row.seq}`);
  }
  if (row.v !== 1n) return broken(`v is ${row.v}, not 1`);
  if (typeof row.terminal !== 'string' || typeof row.hash !== 'string')
    return broken('terminal or hash is no text');
  const startsEpoch = place.seq === 1;
  if (row.prev !== (startsEpoch ? genesis : before?.hash))
    return broken('prev is not the hash of the link before');
  if (before && !startsEpoch && row.terminal !== before.terminal)
    return broken('the terminal is another one');
  const text = row.event_type === 'text' ? utf8(row.event) : null;
  if (text === null) return broken('event is no UTF-8 text');
  const link: FullLink = { ...place, terminal: row.terminal, prev: row.prev, hash: row.hash };
  if (linkHash(link, text) !== row.hash) return broken('hash is not the hash of this link');
  const event = parseEvent(text);
  if (typeof event === 'string') return broken(event);
  const why = whyStrange(event, link, startsEpoch);
  return why === null ? { ok: true, ...place, event, link } : broken(why);
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function utf8(bytes: SqlValue): string | null {
  if (!(bytes instanceof Uint8Array)) return null;
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

const instant = z.iso.datetime({ precision: 3 });

const envelope = z.strictObject({
  id: z.uuidv7(),
  kind: z.string(),
  v: z.literal(1),
  occurredAt: instant,
  recordedAt: instant,
  zone: z.string(),
  mono: z.string().regex(/^\d{1,18}$/),
  actor: z.string(),
  role: z.enum(roles),
  shift: z.int().min(1).nullable(),
  practice: z.boolean(),
  data: z.unknown(),
});

/** The event in a link's text, or why it is none. */
function parseEvent(text: string): JournalEvent | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (canonicalJson(value) !== text) return 'event is not in its canonical form';
  } catch {
    return 'event is no JSON';
  }
  const outer = envelope.safeParse(value);
  if (!outer.success) return `event is none of this till: ${issueOf(outer.error)}`;
  const { kind, data } = outer.data;
  if (!isKind(kind)) return `event of an unknown kind: ${kind}`;
  const inner = eventData[kind].safeParse(data);
  if (!inner.success) return `${kind} is not whole: ${issueOf(inner.error)}`;
  return value as JournalEvent;
}

function isKind(kind: string): kind is EventKind {
  return Object.hasOwn(eventData, kind);
}

function issueOf(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.')} ${issue.message}`.trim() : 'unreadable';
}

function whyStrange(event: JournalEvent, link: FullLink, startsEpoch: boolean): string | null {
  const activates = event.kind === 'terminal-activated';
  if (activates !== startsEpoch) return 'an epoch begins with its activation, and with nothing else';
  if (activates && event.data.terminalId !== link.terminal) return 'the activation is of another terminal';
  return zones.has(event.zone) || isKnownZone(event.zone) ? null : `no such zone: ${event.zone}`;
}

/** Asking for a zone is slow, and a till has one. */
const zones = new Set<string>();

function isKnownZone(zone: string): boolean {
  if (isZone(zone)) zones.add(zone);
  return zones.has(zone);
}
