import { useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Product } from '../../../shared/product.ts';
import { useAnswer } from '../../parts/answer.ts';
import { useCategoryWords } from '../../parts/category-words.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Tile } from '../../parts/tile.tsx';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';

const tileLimit = 60;
const mostSold = 'most-sold';

/** What is sold most, or a category, one touch each. */
export function QuickTiles({ onAdd }: { readonly onAdd: (product: Product) => void }) {
  const say = useWords();
  const categoryWords = useCategoryWords();
  const categories = useAnswer('goods.categories', {})?.categories ?? [];
  const [chosen, setChosen] = useState(mostSold);
  const products = useTiles(chosen);
  return (
    <>
      <ToggleButtonGroup
        className="categories"
        aria-label={say('tiles.categories')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[chosen]}
        onSelectionChange={(keys) => setChosen([...keys].map(String)[0] ?? mostSold)}
      >
        <ToggleButton id={mostSold} className="category">
          {say('tiles.most-sold')}
        </ToggleButton>
        {categories.map(({ category }) => (
          <ToggleButton key={category} id={category} className="category">
            {categoryWords(category)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {products?.length === 0 ? (
        <EmptyState icon="box" title={say('tiles.none')} hint={say('tiles.none.hint')} />
      ) : (
        <div className="tiles">
          {products?.map((product) => (
            <Tile key={product.id} product={product} onPress={() => onAdd(product)} />
          ))}
        </div>
      )}
    </>
  );
}

/** Read again with every sale, since what sells most changes; the tiles keep their places meanwhile. */
function useTiles(chosen: string): readonly Product[] | null {
  const { nextReceiptNumber } = useRegister();
  const category = chosen === mostSold ? null : chosen;
  return useAnswer('goods.tiles', { category, limit: tileLimit }, nextReceiptNumber)?.products ?? null;
}
