import { appendFileSync, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { workWhenIdle } from '../../main/core/idle.ts';
import { type OpenTill, openTill } from '../../main/open-till.ts';
import type { Ticket } from '../../main/scheme/practice.ts';
import { type Database, databaseFile } from '../../main/store/database.ts';
import type { Till } from '../../main/till.ts';
import type { Clock } from '../../shared/time.ts';
import { bytesOf, diceOf } from './dice.ts';
import { type MachineClock, machineClock, type Timeline } from './fake-clock.ts';
import type { Steps, Tally } from './steps.ts';
import type { Wire } from './wire.ts';

/** The machine is dark. Whatever was being asked of it has no answer. */
export class PowerCut extends Error {}

/** The till's own machine: a folder on a real disk, and whatever core was started on it last. */
export type TillHost = {
  readonly wall: MachineClock;
  readonly isOn: () => boolean;
  /** How often it was started. */
  readonly boots: () => number;
  /** Throws PowerCut while the machine is dark. */
  readonly till: () => Till;
  readonly opened: () => OpenTill;
  /** Starts the machine, and the core on what the disk holds. */
  readonly boot: () => Promise<void>;
  /** The plug is pulled: nothing is closed, nothing is said. */
  readonly cut: (why: string) => void;
  /** Pulls the plug at a commit: `before` it is on the disk, or `after`, before anybody was told. */
  readonly cutAtCommit: (afterCommits: number, side: 'before' | 'after') => void;
  readonly setDiskFull: (isFull: boolean) => void;
  /** Spoils the core that is started next; a test that the simulation finds what it is for. */
  readonly onBoot: (change: (opened: OpenTill) => void) => void;
  /** Closed in the proper way, at the end of the day. */
  readonly close: () => void;
};

export type TillHostParts = {
  readonly dataDir: string;
  readonly seed: string;
  readonly wallMs: number;
  readonly timeline: Timeline;
  readonly wire: Wire;
  readonly steps: Steps;
  readonly tally: Tally;
  readonly schemeUrl: () => string;
  readonly ticket: () => Promise<Ticket>;
};

type Core = {
  readonly opened: OpenTill;
  readonly clock: Clock;
  readonly life: Life;
  readonly halt: () => void;
  stopIdleWork: () => void;
};
type Life = { isOver: boolean };
type Disk = { isFull: boolean; cut: { commits: number; readonly side: 'before' | 'after' } | null };

export function createTillHost(parts: TillHostParts): TillHost {
  const { dataDir, seed, steps, tally } = parts;
  const wall = machineClock(parts.timeline, parts.wallMs);
  const dice = diceOf(`${seed} till host`);
  const disk: Disk = { isFull: false, cut: null };
  let core: Core | null = null;
  let spoil: (opened: OpenTill) => void = () => undefined;
  let boots = 0;

  const cut = (why: string): void => {
    if (!core) return;
    steps.say(`power cut: ${why}`);
    tally.add(`power cut ${why}`);
    const { opened: dead, life, halt } = core;
    core = null;
    disk.cut = null;
    life.isOver = true;
    halt();
    parts.wire.cutTill();
    leaveAsOnDisk(dataDir, dead.db, dice.chance(0.5) ? bytesOf(`${seed} torn ${boots}`)(3000) : null);
    takeBackFromTheDead(dead);
  };
  const opened = (): OpenTill => {
    if (!core) throw new PowerCut();
    return core.opened;
  };
  return {
    wall,
    isOn: () => core !== null,
    boots: () => boots,
    till: () => opened().till,
    opened,
    boot: async () => {
      boots += 1;
      core = await startCore(parts, wall, boots);
      guard(core, disk, (side) => cut(`${side} a commit`));
      spoil(core.opened);
      core.stopIdleWork = workWhenIdle(core.opened, core.clock);
      steps.say(`till started, ${boots}`);
    },
    cut,
    cutAtCommit: (commits, side) => {
      disk.cut = { commits, side };
    },
    setDiskFull: (isFull) => {
      disk.isFull = isFull;
    },
    onBoot: (change) => {
      spoil = change;
    },
    close: () => {
      core?.stopIdleWork();
      core?.opened.close();
      core = null;
    },
  };
}

async function startCore(parts: TillHostParts, wall: MachineClock, boot: number): Promise<Core> {
  const clock = wall.start();
  const life: Life = { isOver: false };
  const bytes = bytesOf(`${parts.seed} till ${boot}`);
  const opened = await openTill({
    dataDir: parts.dataDir,
    schemeUrl: parts.schemeUrl(),
    practice: true,
    stock: true,
    ticket: parts.ticket,
    clock,
    random: (length) => {
      if (life.isOver) throw new PowerCut();
      return bytes(length);
    },
  });
  if (opened.ok)
    return { opened: opened.value, clock, life, halt: clock.stop, stopIdleWork: () => undefined };
  throw new Error(`the till did not open: ${JSON.stringify(opened.problem)}`);
}

/** SQLITE_FULL, as SQLite says it. */
const diskFull = () => Object.assign(new Error('database or disk is full'), { errcode: 13 });

/** Stands between core and disk: a dead core reaches it no more, a full disk takes nothing. */
function guard({ opened, life }: Core, disk: Disk, cut: (side: 'before' | 'after') => void): void {
  const { db } = opened;
  const alive = <A extends unknown[], R>(run: (...given: A) => R) => {
    return (...given: A): R => {
      if (life.isOver) throw new PowerCut();
      return run(...given);
    };
  };
  const transaction = alive(db.transaction);
  const guarded: Database = {
    ...db,
    get: alive(db.get) as Database['get'],
    all: alive(db.all) as Database['all'],
    each: alive(db.each) as Database['each'],
    run: alive(db.run),
    insert: alive(db.insert),
    exec: alive(db.exec),
    checkpoint: alive(db.checkpoint),
    transaction: (work) => {
      const side = dueSide(disk);
      try {
        const value = transaction(() => {
          const done = work();
          if (side === 'before') throw new PowerCut();
          if (disk.isFull) throw diskFull();
          return done;
        });
        if (side === null) return value;
      } catch (error) {
        if (side === null || !(error instanceof PowerCut)) throw error;
      }
      cut(side);
      throw new PowerCut();
    },
  };
  Object.assign(db, guarded);
}

function dueSide(disk: Disk): 'before' | 'after' | null {
  if (!disk.cut) return null;
  disk.cut.commits -= 1;
  if (disk.cut.commits > 0) return null;
  const { side } = disk.cut;
  disk.cut = null;
  return side;
}

/**
 * What a dead machine leaves: the file and the log as they stand, not tidied up by a close. `torn` is
 * what the last write had begun to append when the power went.
 */
function leaveAsOnDisk(dataDir: string, db: Database, torn: Uint8Array | null): void {
  const file = join(dataDir, databaseFile);
  const kept = [file, `${file}-wal`].filter((path) => existsSync(path));
  for (const path of kept) copyFileSync(path, `${path}.cut`);
  db.close();
  for (const path of [file, `${file}-wal`, `${file}-shm`]) rmSync(path, { force: true });
  for (const path of kept) renameSync(`${path}.cut`, path);
  if (torn && existsSync(`${file}-wal`)) appendFileSync(`${file}-wal`, torn);
}

/** The folder's lock goes with its process, as the system would have it; nothing is written any more. */
function takeBackFromTheDead(opened: OpenTill): void {
  Object.assign(opened.db, { checkpoint: () => 0, close: () => undefined });
  opened.close();
}
