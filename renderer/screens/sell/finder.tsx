import { useCallback, useEffect, useRef, useState } from 'react';
import type { Product } from '../../../shared/product.ts';
import { ask } from '../../api.ts';
import { useAsking } from '../../parts/asking.ts';
import { KeyHint } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useKeys } from '../../parts/keys.ts';
import { useWords } from '../../words.ts';
import { Found } from './found.tsx';
import { QuickTiles } from './quick-tiles.tsx';

const resultLimit = 24;

/** Search on top; below it what was found, or the quick tiles while nothing is sought. */
export function Finder({ onAdd }: { readonly onAdd: () => void }) {
  const say = useWords();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const found = useFound(text);
  const { run } = useAsking();
  const seek = (next: string) => {
    setText(next);
    setAt(0);
  };
  const add = (product: Product) => {
    onAdd();
    seek('');
    void run('basket.addProduct', { productId: product.id });
  };
  // The tiles are given one function for good, so that they need not be drawn again with every scan.
  const latestAdd = useRef(add);
  latestAdd.current = add;
  const addTile = useCallback((product: Product) => latestAdd.current(product), []);
  const focus = () => focusField(field.current);
  const clear = text === '' ? undefined : () => seek('');
  useKeys({ F2: focus, Escape: clear });
  const take = () => {
    const product = found?.[at];
    if (product) return add(product);
    // A barcode typed by hand that nobody sells is answered like a scan: with a row that says so.
    if (/^\d{8,24}$/.test(text)) void ask('register.scan', { text, device: 'keyboard' }).then(() => seek(''));
  };
  return (
    <>
      <div className="search">
        <Icon name="search" />
        <input
          ref={field}
          className="search-input"
          role="combobox"
          aria-label={say('search.label')}
          aria-expanded={text !== ''}
          aria-controls="found"
          aria-autocomplete="list"
          aria-activedescendant={found?.[at] ? `found-${found[at].id}` : undefined}
          placeholder={say('search.hint')}
          value={text}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => seek(event.target.value)}
          onKeyDown={(event) => {
            const size = found?.length ?? 0;
            if (event.nativeEvent.isComposing || size === 0)
              return event.key === 'Enter' ? take() : undefined;
            const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (move !== undefined) setAt((at + move + size) % size);
            else if (event.key === 'Enter') return take();
            else return;
            event.preventDefault();
          }}
        />
        <KeyHint name="F2" />
      </div>
      {text === '' ? (
        <QuickTiles onAdd={addTile} />
      ) : (
        <Found products={found} at={at} text={text} onAdd={add} />
      )}
    </>
  );
}

function focusField(field: HTMLInputElement | null): void {
  field?.focus();
  field?.select();
}

/** What the core finds for a text; null while it has not answered yet. An older answer never overtakes. */
function useFound(text: string): readonly Product[] | null {
  const [found, setFound] = useState<{ readonly text: string; readonly products: readonly Product[] } | null>(
    null,
  );
  useEffect(() => {
    let isCurrent = true;
    if (text.trim() === '') return setFound(null);
    void ask('goods.search', { text, limit: resultLimit }).then((result) => {
      if (isCurrent) setFound({ text, products: result.ok ? result.value.products : [] });
    });
    return () => {
      isCurrent = false;
    };
  }, [text]);
  return found === null ? null : found.products;
}
