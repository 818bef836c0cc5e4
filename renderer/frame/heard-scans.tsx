import { useEffect, useState } from 'react';
import { useIntl } from 'react-intl';
import type { TellValue } from '../../shared/contract.ts';
import { onTell } from '../api.ts';
import { Live } from '../parts/live.tsx';
import { moneyWords } from '../parts/money-text.tsx';
import { useNames } from '../parts/names.ts';
import { useRegister } from '../register-store.ts';
import { type Say, useWords, wordIn } from '../words.ts';
import { scanWords } from './scan-words.ts';

/** What a screen reader must hear of the counter: the answer to a scan, and the total (look.md 13). */
export function HeardScans() {
  const register = useRegister();
  const { basket } = register;
  const scan = useLastScan();
  const say = useWords();
  const intl = useIntl();
  const nameOf = useNames();
  const line = basket.lines.find((candidate) => candidate.id === scan?.outcome.id);
  const refused = basket.refusedScans.find((candidate) => candidate.id === scan?.outcome.id);
  const total = say('heard.total', {
    amount: moneyWords(basket.total, true),
    pieces: intl.formatNumber(basket.pieces),
  });
  let text = scan === null ? '' : scanWords(say, scan, register);
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

function useLastScan(): TellValue<'scan'> | null {
  const [scan, setScan] = useState<TellValue<'scan'> | null>(null);
  useEffect(() => onTell('scan', setScan), []);
  return scan;
}
