/**
 * The one form in which names and what is typed are compared: no case, no accents (Café = cafe), full
 * and half width alike, one space between words. An apostrophe joins (Lay's = lays), any other mark parts.
 */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The words of a query, most telling first, so that a product is ruled out by the first look. */
export function termsOf(query: string): string[] {
  const terms = folded(query).split(' ').filter(Boolean);
  return [...new Set(terms)].sort((a, b) => b.length - a.length).slice(0, largestTermCount);
}

/** Nobody types more words than this at a counter; a pasted page must not cost more than a name. */
const largestTermCount = 8;
