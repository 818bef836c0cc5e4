import { useEffect, useRef, useState } from 'react';
import type { TellValue } from '../../shared/contract.ts';
import type { RegisterView } from '../../shared/views.ts';
import { onTell } from '../api.ts';
import { useRegister } from '../register-store.ts';
import { type Say, useWords, type WordKey, wordIn } from '../words.ts';

/** A scan and what became of it in words, as the counter stood at that moment: what is done about it later changes neither. */
export type HeardScan = TellValue<'scan'>['outcome'] & { readonly words: string };

export function useLastScan(): HeardScan | null {
  const [scan, setScan] = useState<HeardScan | null>(null);
  const say = useWords();
  const register = useRegister();
  const now = useRef({ say, register });
  now.current = { say, register };
  useEffect(
    () =>
      onTell('scan', ({ outcome }) =>
        setScan({ ...outcome, words: wordsFor(now.current.say, outcome.heard, now.current.register) }),
      ),
    [],
  );
  return scan;
}

function wordsFor(say: Say, heard: HeardScan['heard'], register: RegisterView): string {
  return say(heard === 'ignored' ? obstacle(register) : wordIn('heard', heard, 'heard.ignored'));
}

/** A payment code at the register finds a sale that can't be paid yet; goods find a payment under way. */
function obstacle({ pay, shift, basket }: RegisterView): WordKey {
  if (pay !== null) return 'heard.ignored';
  if (shift === null) return 'problem.shift-closed';
  if (basket.refusedScans.length > 0) return 'problem.scan-refused';
  return basket.lines.length === 0 ? 'problem.basket-empty' : 'heard.ignored';
}
