import { pinyin } from 'pinyin-pro';

/**
 * What a cashier types for a Chinese name: the first letter of each character's pinyin, read in context
 * (重庆小面 → `cqxm`), with latin letters and digits of the name as they are (水溶C100 → `src100`).
 *
 * It stands in a column that `verify` rebuilds, so the reading must not change by itself: the library is
 * pinned, and a test holds the readings of the practice shop's goods. A release that reads differently
 * brings a migration that writes the column anew.
 */
export function initialsOf(name: string): string {
  if (!/\p{Script=Han}/u.test(name)) return '';
  const letters = pinyin(name.normalize('NFKC'), { pattern: 'first', toneType: 'none', type: 'array' });
  return letters
    .join('')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}
