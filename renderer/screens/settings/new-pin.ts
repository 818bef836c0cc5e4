import { useState } from 'react';
import type { Problem } from '../../../shared/result.ts';
import { isPin, type PinField } from '../../parts/pin-entry.tsx';
import type { PinRefusal } from '../../parts/pin-refusal.ts';
import { useRegister } from '../../register-store.ts';
import { problemWords, useWords } from '../../words.ts';

export type NewPin = {
  readonly fields: readonly PinField[];
  /** What is wrong before the core is asked, else what it said. */
  readonly refusal: (problem: Problem | null) => PinRefusal;
  readonly isReady: boolean;
  readonly pin: string;
  /** null where who is at the till has none. */
  readonly ownPin: string | null;
  /** After a refusal: nothing typed in secret stays. */
  readonly clear: () => void;
};

/** A new PIN typed twice, since nobody sees it, and one's own to confirm. `name` null: only one's own. */
export function useNewPin(name: string | null): NewPin {
  const say = useWords();
  const { lock, staff } = useRegister();
  const hasOwn = lock.people.some(({ id, hasPin }) => id === staff.id && hasPin);
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [own, setOwn] = useState('');
  const hint = say('people.pin.hint');
  const isNew = name !== null;
  const label = name ? say('people.pin.new', { name }) : say('people.new-pin');
  const fields = [
    ...(isNew
      ? [
          { name: 'pin', label, value: pin, onChange: setPin, hint },
          { name: 'again', label: say('people.pin.again'), value: again, onChange: setAgain },
        ]
      : []),
    ...(hasOwn ? [{ name: 'own', label: say('people.pin.own'), value: own, onChange: setOwn }] : []),
  ];
  const differs = isNew && again.length >= pin.length && again !== pin;
  const isTyped = (!isNew || (isPin(pin) && again === pin)) && (!hasOwn || isPin(own));
  return {
    fields,
    refusal: (problem) => {
      const said = problem === null ? null : problemWords(say, problem);
      const error = differs ? say('people.pin.differ') : said;
      return { isWaiting: false, error, heard: error ?? '' };
    },
    isReady: isTyped,
    pin,
    ownPin: hasOwn ? own : null,
    clear: () => {
      setPin('');
      setAgain('');
      setOwn('');
    },
  };
}
