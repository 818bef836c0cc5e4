import type { Call } from './trace.ts';

type Change =
  | { readonly kind: 'write'; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'cut'; readonly length: number };

type File = { durable: Buffer; pending: Change[] };

/** What may have become of a change that was not synced when the power went. */
export type Fate = 'lost' | 'kept' | 'by chance';

/**
 * A disk as it is promised to programs: a file's sync makes its changes durable, a folder's sync its
 * removals; before that each change may be there, or not, or only some of its 512-byte sectors, in any
 * order (ALICE, OSDI '14). Fed with what a till really did.
 */
export type Disk = {
  /** Plays one call; `isSynced` false: the disk lies about it. */
  readonly play: (call: Call, isSynced?: boolean) => void;
  /** What is on the disk if the power goes now, by file name. */
  readonly image: (fate: Fate, below: (limit: number) => number) => Map<string, Buffer>;
};

const sector = 512;

/** `isOurs` picks the files that are looked at, by their name without the folder. */
export function createDisk(folder: string, isOurs: (name: string) => boolean): Disk {
  const files = new Map<string, File>();
  const removed = new Set<string>();
  const named = (path: string): string | null => {
    const name = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null;
    return name !== null && isOurs(name) ? name : null;
  };
  const fileAt = (name: string): File => {
    const file = files.get(name) ?? { durable: Buffer.alloc(0), pending: [] };
    files.set(name, file);
    // Made anew after it was removed: the removal is in the past.
    removed.delete(name);
    return file;
  };
  return {
    play: (call, isSynced = true) => {
      if (call.name === 'unlink') {
        const name = named(quotedIn(call.text));
        if (name !== null && call.result === 0) removed.add(name);
        return;
      }
      if (isSyncOf(call, folder) && isSynced) for (const name of removed) files.delete(name);
      const name = named(call.on);
      if (name === null || call.result < 0) return;
      const file = fileAt(name);
      const change = changeIn(call);
      if (change) file.pending.push(change);
      if (call.name.endsWith('sync') && isSynced)
        files.set(name, { durable: withChanges(file.durable, file.pending), pending: [] });
    },
    image: (fate, below) => {
      const found = new Map<string, Buffer>();
      for (const [name, { durable, pending }] of files) {
        const isGone = removed.has(name) && (fate === 'kept' || (fate === 'by chance' && below(2) === 0));
        const kept =
          fate === 'lost' ? [] : fate === 'kept' ? pending : pending.flatMap((each) => torn(each, below));
        if (!isGone) found.set(name, withChanges(durable, kept));
      }
      return found;
    },
  };
}

function isSyncOf({ name, on }: Call, path: string): boolean {
  return name.endsWith('sync') && on === path;
}

function changeIn({ name, text }: Call): Change | null {
  if (name === 'pwrite64') {
    const [, hex = '', offset = '0'] = /, "((?:\\x[0-9a-f]{2})*)", \d+, (\d+)$/.exec(text) ?? [];
    return { kind: 'write', offset: Number(offset), bytes: Buffer.from(hex.replaceAll('\\x', ''), 'hex') };
  }
  if (name === 'ftruncate') return { kind: 'cut', length: Number(/, (\d+)$/.exec(text)?.[1]) };
  return null;
}

function quotedIn(text: string): string {
  const hex = /"((?:\\x[0-9a-f]{2})*)"/.exec(text)?.[1] ?? '';
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex').toString('utf8');
}

/** A copy with the changes made, one after the other; what was cut off and comes back is zeros. */
function withChanges(content: Buffer, changes: readonly Change[]): Buffer {
  const longest = Math.max(content.length, ...changes.map(endOf));
  const next = Buffer.concat([content], longest);
  let { length } = content;
  for (const change of changes) {
    if (change.kind === 'write') change.bytes.copy(next, change.offset);
    else next.fill(0, change.length, Math.max(length, change.length));
    length = change.kind === 'write' ? Math.max(length, endOf(change)) : change.length;
  }
  return next.subarray(0, length);
}

function endOf(change: Change): number {
  return change.kind === 'write' ? change.offset + change.bytes.length : change.length;
}

/** The sectors of a write that reached the disk; a cut is there or not. */
function torn(change: Change, below: (limit: number) => number): Change[] {
  const luck = below(4);
  if (luck === 0) return [];
  if (luck < 3 || change.kind === 'cut') return [change];
  const pieces: Change[] = [];
  for (let at = 0; at < change.bytes.length; ) {
    const end = Math.min(change.bytes.length, at + sector - ((change.offset + at) % sector));
    if (below(2) === 0)
      pieces.push({ kind: 'write', offset: change.offset + at, bytes: change.bytes.subarray(at, end) });
    at = end;
  }
  return pieces;
}
