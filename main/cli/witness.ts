import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { loadSigningKey } from '../../platform/keys.ts';
import { genesisHead, type JournalHead, journalHead } from '../../shared/scheme-wire.ts';
import { askLocally, localSocketPath } from '../flow/local-socket.ts';
import { machineClock } from '../open-till.ts';
import { createSchemeClient } from '../scheme/client.ts';
import { fileKeyStore } from '../scheme/trusted-keys.ts';
import { type Database, readTillDatabase } from '../store/database.ts';
import type { Verdict } from '../store/verdict.ts';
import { CommandError } from './command.ts';
import { withScheme } from './own-scheme.ts';
import { signedAnswer } from './patience.ts';

const heads = z.array(z.object(journalHead.shape));
const askWithinMs = 60_000;

/**
 * Every head of this till's journal that the scheme has heard, in order. Asked by the till that has the
 * folder open, where there is one; else by this command, with the terminal's key. Throws in one line.
 */
export async function heardHeads(dataDir: string, schemeFlag: string | undefined): Promise<JournalHead[]> {
  const running = await askLocally(localSocketPath(dataDir), { ask: 'witness' }, askWithinMs);
  if (running) return heads.parse(running.value);
  const key = loadSigningKey(join(dataDir, 'keys', 'terminal.json'));
  if (!key) {
    const isWrapped = existsSync(join(dataDir, 'keys', 'terminal.wrapped'));
    throw new CommandError(
      isWrapped
        ? "the terminal's key is wrapped by its keystore: start the till, then ask again"
        : 'there is no terminal key',
    );
  }
  return withScheme(dataDir, schemeFlag, 0, async (url) => {
    const db = readTillDatabase(dataDir);
    try {
      const client = createSchemeClient({
        url,
        key,
        journalHead: () => headOf(db),
        clock: machineClock,
        random: (length) => randomBytes(length),
        keyStore: fileKeyStore(join(dataDir, 'keys', 'scheme.json')),
      });
      const witness = await signedAnswer(machineClock, 'witness', client.witness);
      return heads.parse(witness?.value.heads);
    } finally {
      db.close();
    }
  });
}

/**
 * The verdict once the scheme was heard: a link that it has heard and the books lack means a cut tail or
 * an old copy; one with another hash means books that were written again (trust.md §4).
 */
export function againstWitness(dataDir: string, verdict: Verdict, heard: readonly JournalHead[]): Verdict {
  const db = readTillDatabase(dataDir);
  try {
    for (const { epoch, seq, hash } of heard) {
      if (seq === 0) continue;
      const link = db.get<{ hash: string }>(
        'SELECT hash FROM journal WHERE epoch = ? AND seq = ?',
        epoch,
        seq,
      );
      if (link?.hash === hash) continue;
      const why = link
        ? 'the scheme has heard another hash for this link'
        : 'the scheme has heard this link, and it is missing here';
      return { ...verdict, ok: false, firstBad: { epoch, seq, table: 'journal', why } };
    }
    return verdict;
  } finally {
    db.close();
  }
}

function headOf(db: Database): JournalHead {
  const row = db.get<{ epoch: bigint; seq: bigint; hash: string }>(
    'SELECT epoch, seq, hash FROM journal ORDER BY epoch DESC, seq DESC LIMIT 1',
  );
  return row ? { epoch: Number(row.epoch), seq: Number(row.seq), hash: row.hash } : genesisHead;
}
