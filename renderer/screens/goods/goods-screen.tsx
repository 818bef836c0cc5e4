import { useCallback, useEffect, useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { Product } from '../../../shared/product.ts';
import { shopLeads } from '../../../shared/roles.ts';
import { ask } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { useCategoryWords } from '../../parts/category-words.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { useKeys } from '../../parts/keys.ts';
import { moneyWords } from '../../parts/money-text.tsx';
import { useNames } from '../../parts/names.ts';
import { TextField } from '../../parts/text-field.tsx';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';
import { GoodsSheet } from './goods-sheet.tsx';
import { ImportSheet } from './import-sheet.tsx';

const pageSize = 100;
const foundLimit = 60;

type Open = { readonly kind: 'product'; readonly product: Product | null } | { readonly kind: 'import' };

/** Everything the shop sells: look up, add, change, bring in a list. */
export function GoodsScreen() {
  const say = useWords();
  const { staff } = useRegister();
  const mayChange = shopLeads.includes(staff.role);
  const [text, setText] = useState('');
  const [open, setOpen] = useState<Open | null>(null);
  const goods = useGoods(text);
  const add = () => (mayChange ? setOpen({ kind: 'product', product: null }) : undefined);
  useKeys({ F6: add });
  const close = () => setOpen(null);
  return (
    <section className="goods" aria-labelledby="goods-title">
      <header className="goods-head">
        <h1 id="goods-title">{say('goods.title', { count: goods.total })}</h1>
        {staff.role === 'owner' ? (
          <Button onPress={() => setOpen({ kind: 'import' })}>{say('goods.import')}</Button>
        ) : null}
        {mayChange ? (
          <Button look="go" onPress={add} keyHint="F6">
            {say('goods.add')}
          </Button>
        ) : null}
      </header>
      <TextField label={say('search.label')} value={text} onChange={setText} hint={say('search.hint')} />
      <GoodsList
        goods={goods.products}
        onOpen={(product) => (mayChange ? setOpen({ kind: 'product', product }) : undefined)}
      />
      {goods.hasMore ? <Button onPress={goods.readMore}>{say('list.more')}</Button> : null}
      {open?.kind === 'product' ? (
        <GoodsSheet
          product={open.product}
          barcode=""
          scanId={null}
          onClose={close}
          onSaved={() => {
            goods.read();
            close();
          }}
        />
      ) : null}
      {open?.kind === 'import' ? (
        <ImportSheet
          onClose={() => {
            goods.read();
            close();
          }}
        />
      ) : null}
    </section>
  );
}

type GoodsListProps = {
  readonly goods: readonly Product[] | null;
  readonly onOpen: (product: Product) => void;
};

function GoodsList({ goods, onOpen }: GoodsListProps) {
  const say = useWords();
  const nameOf = useNames();
  if (goods === null) return <div className="rows" />;
  if (goods.length === 0)
    return <EmptyState icon="box" title={say('goods.none')} hint={say('goods.none.hint')} />;
  return (
    <ListBox
      className="rows"
      aria-label={say('room.goods')}
      onAction={(id) => {
        const product = goods.find((candidate) => candidate.id === id);
        if (product !== undefined) onOpen(product);
      }}
    >
      {goods.map((product) => (
        <ListBoxItem key={product.id} id={product.id} className="row" textValue={nameOf(product.names)}>
          <ProductWords product={product} />
        </ListBoxItem>
      ))}
    </ListBox>
  );
}

function ProductWords({ product }: { readonly product: Product }) {
  const say = useWords();
  const nameOf = useNames();
  const categoryWords = useCategoryWords();
  const price = moneyWords(product.price, true);
  return (
    <>
      <span className="row-words">
        <span>{nameOf(product.names)}</span>
        <span className="row-note">
          {[
            product.barcodes[0] ?? product.scaleItem ?? '',
            categoryWords(product.category),
            product.retired ? say('goods.retired') : '',
          ]
            .filter((part) => part !== '')
            .join(' · ')}
        </span>
      </span>
      <strong>{product.unit === 'kg' ? say('price.per-kg', { price }) : price}</strong>
    </>
  );
}

/** All goods a page at a time, or what a text finds. */
function useGoods(text: string) {
  const [products, setProducts] = useState<readonly Product[] | null>(null);
  const [hasMore, setHasMore] = useState(false);
  const [total, setTotal] = useState(0);
  const readFrom = useCallback(async (before: readonly Product[]) => {
    const last = before.at(-1);
    const result = await ask('goods.list', {
      limit: pageSize,
      ...(last === undefined ? {} : { after: last.id }),
    });
    if (!result.ok) return;
    setProducts([...before, ...result.value.products]);
    setHasMore(result.value.more);
    setTotal(result.value.total);
  }, []);
  const read = useCallback(async () => {
    if (text.trim() === '') return readFrom([]);
    const result = await ask('goods.search', { text, limit: foundLimit });
    setProducts(result.ok ? result.value.products : []);
    setHasMore(false);
  }, [text, readFrom]);
  useEffect(() => void read(), [read]);
  return { products, hasMore, total, read: () => void read(), readMore: () => void readFrom(products ?? []) };
}
