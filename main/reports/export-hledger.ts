import { exponentOf, fromWire, toDecimal } from '../../shared/money.ts';
import type { Database } from '../store/database.ts';
import { type Entry, entriesOf } from './export-entries.ts';

/**
 * The books as an hledger journal (hledger.org, "hledger journal format"): accounts and commodity are
 * declared, so that `hledger check --strict` accepts it too.
 */
export function* hledgerOf(db: Database): Generator<string> {
  const accounts = db.all<{ account: string }>('SELECT DISTINCT account FROM posting ORDER BY account');
  const currencies = db.all<{ currency: string }>('SELECT DISTINCT currency FROM posting ORDER BY currency');
  for (const { currency } of currencies)
    yield `commodity ${currency} 1000.${'0'.repeat(exponentOf(currency))}\n`;
  for (const { account } of accounts) yield `account ${account}\n`;
  for (const entry of entriesOf(db)) yield transaction(entry);
}

function transaction(entry: Entry): string {
  const number = entry.receipt === null ? '' : ` ${entry.epoch}-${entry.receipt}`;
  const code = entry.code === null ? '' : `(${entry.code}) `;
  const reason = plain(entry.reason);
  const postings = entry.postings.map(
    ({ account, amount }) => `    ${account}  ${amount.currency} ${toDecimal(fromWire(amount))}\n`,
  );
  return `\n${entry.day} ${code}${entry.kind}${number}${reason ? `: ${reason}` : ''}  ; link:${entry.epoch}-${entry.seq}\n${postings.join('')}`;
}

/**
 * A description ends at a line's end and at a `;`, and splits at a `|`: none of them may come from what
 * somebody typed. Control characters, and the separators that some editors take for a new line, go too.
 */
function plain(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp};|]+/gu, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
}
