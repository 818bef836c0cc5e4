import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyFolder } from '../../main/cli/verify.ts';
import { openTillDatabase } from '../../main/store/database.ts';
import { seeded } from '../catalogue/shop.ts';
import { temporaryFolder } from '../flow/shop.ts';
import { createDisk, type Fate } from './disk.ts';
import { type Ack, openWorld, salesIn, startRinging, type Task } from './ringing.ts';
import { type Call, readTrace, saying, tracing } from './trace.ts';

/** A till's whole first day, call by call: first start, sales in cash and by wallet, checkpoints. */
type Recording = { readonly dataDir: string; readonly calls: readonly Call[] };

async function record(task: Partial<Task>): Promise<Recording> {
  const { dataDir, schemeUrl } = await openWorld();
  const file = join(temporaryFolder(), 'trace');
  const all = {
    dataDir,
    schemeUrl,
    pay: ['cash', 'cash', 'wallet'],
    sales: 45,
    checkpointEvery: 10,
  } as const;
  const ringing = startRinging({ ...all, ...task }, tracing(file, true));
  await ringing.until('DONE');
  await ringing.ended;
  // Most of what a program does when it starts is to read itself.
  const calls = readTrace(file).filter(
    (call) => call.on.startsWith(dataDir) || call.name === 'unlink' || saying(call),
  );
  return { dataDir, calls };
}

/** The books' own files. `-shm` is made anew from the WAL, and no crash leaves it behind as it was. */
function isBooks(name: string): boolean {
  return name.startsWith('till.db') && !name.endsWith('-shm');
}

const fates: readonly Fate[] = ['lost', 'kept', 'by chance', 'by chance'];

type Cut = { readonly acks: readonly Ack[]; readonly at: string; readonly files: Map<string, Buffer> };

/** Cuts the power `count` times at moments drawn from a seed; `isHonest` says which syncs the disk really does. */
function* powerCuts(
  { dataDir, calls }: Recording,
  count: number,
  seed: number,
  isHonest: (call: Call) => boolean = () => true,
): Generator<Cut> {
  const below = seeded(seed);
  const moments = new Set(Array.from({ length: count }, () => below(calls.length)));
  const disk = createDisk(dataDir, isBooks);
  const acks: Ack[] = [];
  for (const [index, call] of calls.entries()) {
    disk.play(call, isHonest(call));
    const [word, value] = saying(call) ?? [];
    if (word === 'ACK') acks.push(value as Ack);
    // What a customer was told weighs most: a cut right after each ok as well.
    if (!moments.has(index) && word !== 'ACK') continue;
    const fate = fates[below(fates.length)] ?? 'lost';
    yield { acks: [...acks], at: `call ${index}, ${fate}`, files: disk.image(fate, below) };
  }
}

/** Puts an image on the disk and opens it as the next start would; answers the acknowledged sales that are gone. */
function lostOf({ dataDir }: Recording, { acks, files }: Cut, folder: string): number {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  cpSync(join(dataDir, 'keys'), join(folder, 'keys'), { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  const db = openTillDatabase(folder);
  const sales = salesIn(db);
  db.close();
  return acks.filter(({ sale, receipt }) => sales.get(sale)?.receipt !== BigInt(receipt)).length;
}

describe('after a power cut at any moment', () => {
  it('the books open, hold every sale that was said ok to and no half one, and verify', async () => {
    const recording = await record({});
    const folder = join(temporaryFolder(), 'image');
    let images = 0;
    for (const cut of powerCuts(recording, 150, 7)) {
      expect(lostOf(recording, cut, folder), cut.at).toBe(0);
      // Opening and looking for each sale is quick; the whole proof is for every third.
      if (images % 3 === 0) expect(verifyFolder(folder), cut.at).toMatchObject({ ok: true, firstBad: null });
      images += 1;
    }
    expect(images).toBeGreaterThan(150);

    const isHonest = ({ on }: Call) => !on.endsWith('-wal');
    expect(lostIn(recording, folder, isHonest), 'on a disk that lies about the WAL').toBeGreaterThan(0);
  });

  it('a till on NORMAL would have lost sales, so that the test above can fail', async () => {
    const recording = await record({ synchronous: 'NORMAL', sales: 8 });
    expect(lostIn(recording, join(temporaryFolder(), 'image'), () => true)).toBeGreaterThan(0);
  });
});

/** Images that have lost a sale, among a few; one that does not even open has lost them all. */
function lostIn(recording: Recording, folder: string, isHonest: (call: Call) => boolean): number {
  let lost = 0;
  for (const cut of powerCuts(recording, 10, 8, isHonest)) {
    try {
      if (lostOf(recording, cut, folder) > 0) lost += 1;
    } catch (error) {
      if (!(error instanceof Error && 'errcode' in error)) throw error;
      lost += 1;
    }
  }
  return lost;
}
