import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTillDatabase } from '../../main/store/database.ts';
import { openDatabase } from '../../platform/database.ts';
import { temporaryFolder } from '../flow/shop.ts';
import { type Ack, openWorld, startRinging, type Task } from './ringing.ts';
import { type Call, isSync, readTrace, saying, tracing } from './trace.ts';

/** What a till does with disk and network, from the beginning of each sale's settling to its `ok`. */
async function settlings(task: Pick<Task, 'synchronous'>): Promise<Record<Ack['tender'], Call[]>> {
  const world = await openWorld();
  const file = join(temporaryFolder(), 'trace');
  const ringing = startRinging({ ...world, ...task, pay: ['cash', 'wallet'], sales: 2 }, tracing(file));
  await ringing.until('DONE');
  await ringing.ended;
  const calls = readTrace(file);
  const found: Record<Ack['tender'], Call[]> = { cash: [], wallet: [] };
  calls.forEach((call, at) => {
    const [word, value] = saying(call) ?? [];
    if (word !== 'ACK') return;
    const begin = calls.findLastIndex((each, index) => index < at && saying(each)?.[0] === 'NEXT');
    found[(value as Ack).tender] = calls.slice(begin + 1, at);
  });
  return found;
}

function isWal({ on }: Call): boolean {
  return on.endsWith('/till.db-wal');
}

function isOut({ name, on }: Call): boolean {
  return ['connect', 'write', 'writev', 'sendto', 'sendmsg'].includes(name) && on.startsWith('TCP');
}

describe('under strace', () => {
  it('a cash sale is synced exactly once before its ok, after all that it wrote; a wallet attempt before its first byte', async () => {
    const { cash, wallet } = await settlings({});
    const syncs = cash.filter(isSync);
    expect(syncs.map(isWal)).toEqual([true]);
    const written = cash.flatMap((call, at) => (call.name === 'pwrite64' ? [at] : []));
    expect(written.length).toBeGreaterThan(10);
    expect(cash.findIndex(isSync)).toBeGreaterThan(written.at(-1) ?? Number.POSITIVE_INFINITY);
    expect(cash.filter(isOut)).toEqual([]);

    const firstOut = wallet.findIndex((call) => isOut(call) && !call.text.includes('GET /events'));
    const before = wallet.slice(0, firstOut);
    expect(before.filter(isSync).map(isWal)).toEqual([true]);
    expect(before.filter(isWal).at(-1)?.name).toMatch(/^f(data)?sync$/);
    const sent = wallet.find((call) => call.text.includes('PUT /payments/'));
    const id = /PUT \/payments\/([0-9a-f-]{36})/.exec(sent?.text ?? '')?.[1] ?? 'nothing was sent';
    expect(before.some((call) => call.name === 'pwrite64' && isWal(call) && call.text.includes(id))).toBe(
      true,
    );
  });

  it('the same look at a till on NORMAL finds no sync at all, so the one above can fail', async () => {
    const { cash, wallet } = await settlings({ synchronous: 'NORMAL' });
    expect(cash.filter(isSync)).toEqual([]);
    expect(wallet.filter(isSync)).toEqual([]);
  });
});

describe('every open of the books', () => {
  const settingsOf = (dataDir: string) => {
    const db = openTillDatabase(dataDir);
    const read = (name: string) => Object.values(db.get(`PRAGMA ${name}`) ?? {})[0];
    const settings = { journal: read('journal_mode'), synchronous: read('synchronous') };
    db.close();
    return settings;
  };

  it('is WAL and FULL, whatever somebody set the file to in between', () => {
    const dataDir = temporaryFolder();
    expect(settingsOf(dataDir)).toEqual({ journal: 'wal', synchronous: 2n });
    for (const weaker of ['journal_mode = DELETE', 'journal_mode = MEMORY', 'synchronous = OFF']) {
      const db = openDatabase(join(dataDir, 'till.db'));
      db.exec(`PRAGMA ${weaker}`);
      db.close();
      expect(settingsOf(dataDir)).toEqual({ journal: 'wal', synchronous: 2n });
    }
  });

  it('is refused where the file would not take WAL', () => {
    const dataDir = temporaryFolder();
    const holder = openDatabase(join(dataDir, 'till.db'));
    holder.exec('PRAGMA journal_mode = DELETE; CREATE TABLE t (a); BEGIN EXCLUSIVE');
    expect(() => openTillDatabase(dataDir)).toThrow();
    holder.exec('COMMIT');
    holder.close();
  });
});
