import type { CaseView } from '../../../shared/settlement.ts';
import { Facts } from '../../parts/facts.tsx';
import { moneyWords } from '../../parts/money-text.tsx';
import { useWhen } from '../../parts/when.ts';
import { type Say, useWords, wordIn } from '../../words.ts';

/** What a case is about, in words: where the file itself is wrong, which check it did not pass. */
export function caseWords(say: Say, { kind, why }: CaseView): string {
  const reason = why === null ? '' : say(wordIn('settlement.why', why, 'settlement.why.other'));
  return say(wordIn('settlement.case', kind, 'settlement.case.other'), { why: reason });
}

/** The day, the receipt, both amounts, and the number that the wallet's helpdesk knows it by. */
export function CaseFacts({ one }: { readonly one: CaseView }) {
  const say = useWords();
  const when = useWhen();
  const { ours, theirs, schemeRef, receipt } = one;
  return (
    <Facts
      facts={[
        { name: say('settlement.day'), value: when.day(one.day) },
        ...(receipt === null
          ? []
          : [{ name: say('receipt'), value: say('sale.number', { number: receipt }) }]),
        ...(ours === null ? [] : [{ name: say('settlement.ours'), value: moneyWords(ours, true) }]),
        ...(theirs === null ? [] : [{ name: say('settlement.theirs'), value: moneyWords(theirs, true) }]),
        ...(schemeRef === null ? [] : [{ name: say('settlement.ref'), value: schemeRef }]),
      ]}
    />
  );
}
