import type { Product } from '../../../shared/product.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { TileWords } from '../../parts/tile.tsx';
import { useWords } from '../../words.ts';

export type FoundProps = {
  readonly products: readonly Product[] | null;
  readonly at: number;
  readonly text: string;
  readonly onAdd: (product: Product) => void;
};

/** What was found, in the places of the quick tiles; the marked one is added by Enter. */
export function Found({ products, at, text, onAdd }: FoundProps) {
  const say = useWords();
  if (products === null) return <div className="tiles" aria-busy="true" id="found" />;
  if (products.length === 0) {
    return (
      <div id="found" className="nothing-found">
        <EmptyState icon="search" title={say('search.none', { text })} hint={say('search.none.hint')} />
      </div>
    );
  }
  return (
    <div className="tiles" role="listbox" id="found" aria-label={say('search.found')}>
      {products.map((product, index) => (
        <FoundTile key={product.id} product={product} isMarked={index === at} onAdd={onAdd} />
      ))}
    </div>
  );
}

type FoundTileProps = {
  readonly product: Product;
  readonly isMarked: boolean;
  readonly onAdd: (product: Product) => void;
};

/** The field keeps the focus and moves the mark; a finger touches the tile itself. */
function FoundTile({ product, isMarked, onAdd }: FoundTileProps) {
  return (
    <button
      type="button"
      role="option"
      id={`found-${product.id}`}
      aria-selected={isMarked}
      tabIndex={-1}
      className="tile"
      onClick={() => onAdd(product)}
      ref={(tile) => {
        if (isMarked) tile?.scrollIntoView({ block: 'nearest' });
      }}
    >
      <TileWords product={product} />
    </button>
  );
}
