import { useEffect, useRef, useState } from 'react';
import type { TellValue } from '../../shared/contract.ts';
import { onTell } from '../api.ts';
import { type Say, useWords, wordIn } from '../words.ts';

/** A scan and what became of it in words; a later change of language leaves them as they were said. */
export type HeardScan = TellValue<'scan'>['outcome'] & { readonly words: string };

export function useLastScan(): HeardScan | null {
  const [scan, setScan] = useState<HeardScan | null>(null);
  const say = useWords();
  const now = useRef(say);
  now.current = say;
  useEffect(
    () => onTell('scan', ({ outcome }) => setScan({ ...outcome, words: wordsFor(now.current, outcome) })),
    [],
  );
  return scan;
}

function wordsFor(say: Say, { heard, problem }: TellValue<'scan'>['outcome']): string {
  return say(
    problem === null ? wordIn('heard', heard, 'heard.ignored') : wordIn('problem', problem, 'heard.ignored'),
  );
}
