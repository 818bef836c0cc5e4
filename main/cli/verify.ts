import { join } from 'node:path';
import type { FindKey } from '../../platform/http-signatures.ts';
import { allProjectors } from '../flow/projectors.ts';
import { fileKeyStore, findPassKey, findTrusted } from '../scheme/trusted-keys.ts';
import { databaseFile, readTillDatabase } from '../store/database.ts';
import type { Verdict } from '../store/verdict.ts';
import { verifyBooks } from '../store/verify.ts';
import { answersHold } from '../store/verify-answers.ts';
import { numbersHold } from '../store/verify-numbers.ts';
import { offlineHolds } from '../store/verify-offline.ts';
import { ordersHold } from '../store/verify-orders.ts';
import { receivedHolds } from '../store/verify-received.ts';
import { settlementHolds } from '../store/verify-settlement.ts';
import { sumsHold } from '../store/verify-sums.ts';
import { tendersHold } from '../store/verify-tenders.ts';
import { answer, type Command, flagsOf, folderOf } from './command.ts';
import { againstWitness, heardHeads } from './witness.ts';

/**
 * `verify --data DIR [--witness] [--scheme URL]`: proves the books of a folder, also while a till works in
 * it. With `--witness` against the heads that the scheme has heard too. Exit 1 when they don't hold.
 */
export const verify: Command = async (words) => {
  const flags = flagsOf(words, ['data', 'scheme'], ['witness']);
  const dataDir = folderOf(flags.data);
  // Heard first: what is written afterwards can't be in what the scheme has heard before.
  const heard = flags.witness ? await heardHeads(dataDir, flags.scheme) : null;
  const verdict = verifyFolder(dataDir);
  const judged = heard && verdict.ok ? againstWitness(dataDir, verdict, heard) : verdict;
  answer(judged);
  return judged.ok ? 0 : 1;
};

/** The books of a data folder with every check there is. Throws StoreError where there are none to check. */
export function verifyFolder(dataDir: string): Verdict {
  const trusted = fileKeyStore(join(dataDir, 'keys', 'scheme.json')).load();
  const roles = trusted
    ? (['answer', 'settlement'] as const).map((role) => findTrusted(trusted, role, null))
    : [];
  const findAnswerKey: FindKey = (kid) => roles.flatMap((find) => find(kid) ?? [])[0] ?? null;
  return verifyBooks({
    db: { path: existingPath(dataDir) },
    projectors: allProjectors,
    auditors: [
      sumsHold,
      numbersHold,
      tendersHold,
      () => answersHold(findAnswerKey),
      () => receivedHolds(findAnswerKey),
      () => settlementHolds(findAnswerKey),
      ordersHold,
      () => offlineHolds(findAnswerKey, (keyId) => findPassKey(trusted, keyId, null)),
    ],
  });
}

function existingPath(dataDir: string): string {
  try {
    readTillDatabase(dataDir).close();
  } catch (error) {
    // A file that is there but broken is a finding, not a reason to stop.
    if (error instanceof Error && 'code' in error && error.code === 'store-missing') throw error;
  }
  return join(dataDir, databaseFile);
}
