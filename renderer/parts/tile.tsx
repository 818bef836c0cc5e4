import { Button as AriaButton } from 'react-aria-components';
import type { Product } from '../../shared/product.ts';
import { useWords } from '../words.ts';
import { moneyWords } from './money-text.tsx';
import { useNames } from './names.ts';

/** A product to touch. Two taps are two pieces. */
export function Tile({ product, onPress }: { readonly product: Product; readonly onPress: () => void }) {
  return (
    <AriaButton className="tile" onPress={onPress}>
      <TileWords product={product} />
    </AriaButton>
  );
}

export function TileWords({ product }: { readonly product: Product }) {
  const say = useWords();
  const nameOf = useNames();
  const price = moneyWords(product.price, true);
  return (
    <>
      <span className="tile-name">{nameOf(product.names)}</span>
      <span className="tile-price">{product.unit === 'kg' ? say('price.per-kg', { price }) : price}</span>
    </>
  );
}
