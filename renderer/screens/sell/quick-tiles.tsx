import { memo, useState } from 'react';
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
  const categories = useAnswer('goods.categories', {})?.categories ?? none;
  const [chosen, setChosen] = useState(mostSold);
  const products = useTiles(chosen);
  return (
    <>
      <Categories categories={categories} chosen={chosen} onChoose={setChosen} />
      {products?.length === 0 ? (
        <EmptyState icon="box" title={say('tiles.none')} hint={say('tiles.none.hint')} />
      ) : (
        <div className="tiles">
          {products?.map((product) => (
            <QuickTile key={product.id} product={product} onAdd={onAdd} />
          ))}
        </div>
      )}
    </>
  );
}

const none: readonly { readonly category: string }[] = [];

type QuickTileProps = { readonly product: Product; readonly onAdd: (product: Product) => void };

/** Sixty tiles are most of this screen; a scan, which changes none of them, must not draw them again. */
const QuickTile = memo(({ product, onAdd }: QuickTileProps) => (
  <Tile product={product} onPress={() => onAdd(product)} />
));

type CategoriesProps = {
  readonly categories: readonly { readonly category: string }[];
  readonly chosen: string;
  readonly onChoose: (category: string) => void;
};

const Categories = memo(({ categories, chosen, onChoose }: CategoriesProps) => {
  const say = useWords();
  const categoryWords = useCategoryWords();
  return (
    <ToggleButtonGroup
      className="categories"
      aria-label={say('tiles.categories')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={(keys) => onChoose([...keys].map(String)[0] ?? mostSold)}
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
  );
});

/** Read again with every sale, since what sells most changes; the tiles keep their places meanwhile. */
function useTiles(chosen: string): readonly Product[] | null {
  const { nextReceiptNumber } = useRegister();
  const category = chosen === mostSold ? null : chosen;
  return useAnswer('goods.tiles', { category, limit: tileLimit }, nextReceiptNumber)?.products ?? null;
}
