import { useIntl } from 'react-intl';
import { Live } from '../parts/live.tsx';
import { moneyWords } from '../parts/money-text.tsx';
import { useNames } from '../parts/names.ts';
import { useRegister } from '../register-store.ts';
import { type Say, useWords, wordIn } from '../words.ts';
import { useLastScan } from './last-scan.ts';

/** What a screen reader must hear of the counter: the answer to a scan, and the total (look.md 13). */
export function HeardScans() {
  const { basket } = useRegister();
  const scan = useLastScan();
  const say = useWords();
  const intl = useIntl();
  const nameOf = useNames();
  const line = basket.lines.find((candidate) => candidate.id === scan?.id);
  const refused = basket.refusedScans.find((candidate) => candidate.id === scan?.id);
  const total = say('heard.total', {
    amount: moneyWords(basket.total, true),
    pieces: intl.formatNumber(basket.pieces),
  });
  // A line or a red row is heard while it stands in the sale; once it is settled there is no more to say.
  const isRow = scan !== null && scan.id !== null && scan.heard !== 'receipt';
  let text = scan === null || isRow ? '' : scan.words;
  if (line)
    text = say('heard.line', {
      name: nameOf(line.names),
      quantity: line.quantity,
      amount: moneyWords(line.amount),
    });
  if (refused) text = refusedWords(say, refused.text, refused.why);
  return (
    <>
      <Live name="scan" text={text} isUrgent={refused !== undefined} />
      <Live name="total" text={basket.lines.length === 0 ? '' : total} />
    </>
  );
}

export function refusedWords(say: Say, code: string, why: string): string {
  return say(wordIn('scan-why', why, 'scan-why.unreadable'), { code });
}
