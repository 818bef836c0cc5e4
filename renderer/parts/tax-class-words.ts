import { useCallback } from 'react';
import { useIntl } from 'react-intl';
import { useWords, wordIn } from '../words.ts';

export type TaxClassRate = { readonly taxClass: string; readonly rateBasisPoints: number };

/** `Standard rate 13%`: the class by name where the till has words for it, its rate always. */
export function useTaxClassWords(): (rate: TaxClassRate) => string {
  const say = useWords();
  const intl = useIntl();
  return useCallback(
    ({ taxClass, rateBasisPoints }) => {
      const rate = intl.formatNumber(rateBasisPoints / 10_000, {
        style: 'percent',
        maximumFractionDigits: 2,
      });
      return say(wordIn('tax-class', taxClass, 'tax-class.other'), { taxClass, rate });
    },
    [say, intl],
  );
}
