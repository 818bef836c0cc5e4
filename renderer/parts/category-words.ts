import { useCallback } from 'react';
import { useWords, wordIn } from '../words.ts';

/** A category in the language of the screen where the till has words for it, else as the shop wrote it. */
export function useCategoryWords(): (category: string) => string {
  const say = useWords();
  return useCallback(
    (category) => {
      const key = wordIn('category', category, 'category.none');
      if (key !== 'category.none') return say(key);
      return category === '' ? say('category.none') : category;
    },
    [say],
  );
}
