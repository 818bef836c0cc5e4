import { canonicalForm, canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import type { EventData, EventKind, JournalEvent, Link } from '../../shared/events.ts';
import { newId, type RandomBytes } from '../../shared/ids.ts';
import type { Role } from '../../shared/roles.ts';
import { type Clock, instantOf } from '../../shared/time.ts';
import type { Database } from './database.ts';

/** Version of the link's own form: what is hashed, and how. */
const linkVersion = 1;

/** `prev` of an epoch's first link. */
export const genesis = '0'.repeat(64);

export type FullLink = Link & { readonly terminal: string; readonly prev: string };

/**
 * What a room makes of the journal: one function an event kind, writing the room's own tables and
 * reading nothing but them and the event. `verify` runs the same functions again.
 */
export type Projectors = {
  readonly [K in EventKind]?: (db: Database, event: JournalEvent<K>, link: FullLink) => void;
};

export type RecordOptions = {
  /** When it happened at the counter, if not now: replayed sales, a rescued one. */
  readonly occurredAt?: string;
};

export type Recorded<K extends EventKind> = { readonly event: JournalEvent<K>; readonly link: FullLink };

export type RecordEvent = <K extends EventKind>(
  kind: K,
  data: EventData<K>,
  options?: RecordOptions,
) => Recorded<K>;

export type Identity = {
  readonly terminal: string;
  readonly epoch: number;
  readonly zone: string;
  readonly practice: boolean;
};

export type Journal = {
  /**
   * One durable transaction: every event recorded inside is a link of the chain with its projections,
   * or none is. Answers only after the commit is on the disk.
   */
  readonly commit: <T>(write: (record: RecordEvent) => T) => T;
  /** The last durable link; before activation epoch 0, seq 0, genesis. */
  readonly head: () => Link;
  readonly identity: () => Identity | null;
  /** The number of the open shift, which every event carries; null where none is open. */
  readonly shift: () => number | null;
};

export type JournalParts = {
  readonly db: Database;
  readonly projectors: readonly Projectors[];
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Who is at the counter: written on every event. */
  readonly session: () => { readonly actor: string; readonly role: Role };
  readonly practice: boolean;
};

type State = { head: Link; identity: Identity | null; shift: number | null };

/** Opens the journal of a database and continues its chain. */
export function openJournal(parts: JournalParts): Journal {
  let state = readState(parts);
  let open = false;
  return {
    head: () => state.head,
    identity: () => state.identity,
    shift: () => state.shift,
    commit: (write) => {
      if (open) throw new Error('a commit inside a commit would not be one transaction');
      open = true;
      const next: State = { ...state };
      try {
        const value = parts.db.transaction(() =>
          write((kind, data, options) => append(parts, next, kind, data, options ?? {})),
        );
        state = next;
        return value;
      } finally {
        open = false;
      }
    },
  };
}

function append<K extends EventKind>(
  parts: JournalParts,
  state: State,
  kind: K,
  data: EventData<K>,
  options: RecordOptions,
): Recorded<K> {
  if (kind === 'terminal-activated')
    state.identity = identityOf(data as EventData<'terminal-activated'>, state, parts.practice);
  const identity = state.identity;
  if (!identity) throw new Error(`${kind} before the terminal was activated`);
  if (kind === 'shift-opened') state.shift = (data as EventData<'shift-opened'>).number;
  const recordedAt = instantOf(parts.clock.now());
  const event = {
    id: newId(parts.clock.now(), parts.random),
    kind,
    v: 1,
    occurredAt: options.occurredAt ?? recordedAt,
    recordedAt,
    zone: identity.zone,
    mono: Math.floor(parts.clock.mono()).toString(),
    ...parts.session(),
    shift: state.shift,
    practice: identity.practice,
    data,
  };
  if (kind === 'shift-closed') state.shift = null;
  // What is projected is what was written, not what was meant: as `verify` will read it from the same
  // text, since a projection may keep a part as JSON and its fields then stand in that order.
  const { text, value } = canonicalForm(event);
  const written = value as JournalEvent<K>;
  const isFirst = state.head.epoch !== identity.epoch;
  const seq = isFirst ? 1 : state.head.seq + 1;
  const prev = isFirst ? genesis : state.head.hash;
  const hash = linkHash({ terminal: identity.terminal, epoch: identity.epoch, seq, prev }, text);
  parts.db.run(
    'INSERT INTO journal (v, terminal, epoch, seq, prev, event, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
    linkVersion,
    identity.terminal,
    identity.epoch,
    seq,
    prev,
    text,
    hash,
  );
  const link: FullLink = { terminal: identity.terminal, epoch: identity.epoch, seq, prev, hash };
  project(parts.projectors, parts.db, written, link);
  state.head = { epoch: link.epoch, seq, hash };
  return { event: written, link };
}

/** Runs every room's projector of an event, in the order the rooms were given. */
export function project(
  rooms: readonly Projectors[],
  db: Database,
  event: JournalEvent,
  link: FullLink,
): void {
  for (const room of rooms) {
    const run = room[event.kind] as ((db: Database, event: JournalEvent, link: FullLink) => void) | undefined;
    run?.(db, event, link);
  }
}

/**
 * SHA-256 of the RFC 8785 form of `{v, terminal, epoch, seq, prev, event}`. `eventText` is already
 * canonical, so the outer object is put together around it in RFC 8785's key order.
 */
export function linkHash(
  link: { readonly terminal: string; readonly epoch: number; readonly seq: number; readonly prev: string },
  eventText: string,
): string {
  const terminal = canonicalJson(link.terminal);
  const prev = canonicalJson(link.prev);
  return sha256Hex(
    `{"epoch":${link.epoch},"event":`,
    eventText,
    `,"prev":${prev},"seq":${link.seq},"terminal":${terminal},"v":${linkVersion}}`,
  );
}

function identityOf(data: EventData<'terminal-activated'>, state: State, practice: boolean): Identity {
  return { terminal: data.terminalId, epoch: state.head.epoch + 1, zone: data.zone, practice };
}

function readState(parts: JournalParts): State {
  const row = parts.db.get<{ epoch: bigint; seq: bigint; hash: string }>(
    'SELECT epoch, seq, hash FROM journal ORDER BY epoch DESC, seq DESC LIMIT 1',
  );
  const terminal = parts.db.get<{ epoch: bigint; terminal_id: string; zone: string; practice: bigint }>(
    'SELECT epoch, terminal_id, zone, practice FROM terminal ORDER BY epoch DESC LIMIT 1',
  );
  const shift = parts.db.get<{ number: bigint }>(
    'SELECT number FROM shift WHERE closed_at IS NULL ORDER BY epoch DESC, number DESC LIMIT 1',
  );
  return {
    head: row
      ? { epoch: Number(row.epoch), seq: Number(row.seq), hash: row.hash }
      : { epoch: 0, seq: 0, hash: genesis },
    identity: terminal && {
      terminal: terminal.terminal_id,
      epoch: Number(terminal.epoch),
      zone: terminal.zone,
      practice: terminal.practice === 1n,
    },
    shift: shift ? Number(shift.number) : null,
  };
}
