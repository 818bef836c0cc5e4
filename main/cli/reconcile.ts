import { instantOf } from '../../shared/time.ts';
import { askLocally, localSocketPath } from '../flow/local-socket.ts';
import { currentTerminal } from '../onboarding/records.ts';
import { openTill } from '../open-till.ts';
import { lockFolder } from '../store/lock.ts';
import { answer, type Command, CommandError, dayFlag, flagsOf, folderOf } from './command.ts';
import { rememberScheme, withScheme } from './own-scheme.ts';
import { readInOneMoment } from './reading.ts';
import { reconcileBooks } from './reconcile-books.ts';

/** A year of days, each with a second to answer, and what is open before them. */
const answerWithinMs = 600_000;

const work = 'till reconcile';

/**
 * `reconcile --data DIR [--scheme URL] [--day YYYY-MM-DD]`: settles what is unresolved, then matches the
 * till's wallet payments and refunds with the scheme's, as one JSON line. A till that has the folder open
 * does it itself.
 */
export const reconcile: Command = async (words) => {
  const flags = flagsOf(words, ['data', 'scheme', 'day']);
  const dataDir = folderOf(flags.data);
  const day = flags.day === undefined ? null : dayFlag(flags.day);
  if (!readInOneMoment(dataDir, currentTerminal)) throw new CommandError('this till was never activated');
  const running = await askLocally(localSocketPath(dataDir), { ask: 'reconcile', day }, answerWithinMs);
  answer(running ? running.value : await reconcileHere(dataDir, flags.scheme, day));
  return 0;
};

async function reconcileHere(
  dataDir: string,
  scheme: string | undefined,
  day: string | null,
): Promise<unknown> {
  // Refused before the folder's own sandbox is started beside one that runs.
  lockFolder(dataDir, work, instantOf(Date.now())).release();
  return withScheme(dataDir, scheme, 0, async (url) => {
    const opened = await openTill({
      dataDir,
      schemeUrl: url,
      practice: true,
      ticket: () => Promise.reject(new CommandError('this till was never activated')),
      work,
    });
    if (!opened.ok) throw new CommandError(`the till does not open: ${opened.problem.code}`);
    try {
      const found = await reconcileBooks(opened.value, day);
      if (scheme !== undefined) rememberScheme(dataDir, url);
      return found;
    } finally {
      opened.value.close();
    }
  });
}
