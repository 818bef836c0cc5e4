import { practiceProducts } from '../../main/catalogue/practice-shop.ts';
import type { Product } from '../../shared/product.ts';
import { aProduct, eanOf, nextId, seeded } from './shop.ts';

/**
 * As many products as a large shop has, with names as goods have them: put together from the words of the
 * practice shop's real goods, so that common words are common and initials collide as they do in life.
 */
export function manyGoods(count: number, seed = 7): Product[] {
  const below = seeded(seed);
  const real = practiceProducts(nextId);
  const zhParts = real.flatMap(({ names }) => (names['zh-CN'] ?? '').split(' '));
  const enParts = real.flatMap(({ names }) => (names.en ?? '').split(' '));
  const pick = (parts: readonly string[]): string => parts[below(parts.length)] ?? '';
  return Array.from({ length: count }, (_, index) => {
    const zh = `${pick(zhParts)}${pick(zhParts)} ${below(900) + 100}克`;
    const en = `${pick(enParts)} ${pick(enParts)} ${pick(enParts)}`;
    const names = index % 5 === 0 ? { en } : index % 5 === 1 ? { 'zh-CN': zh } : { 'zh-CN': zh, en };
    return aProduct({ names, barcodes: [eanOf(index * 7919)] });
  });
}
