import { useEffect, useState } from 'react';
import { exponentOf } from '../../../shared/money.ts';
import type { Product } from '../../../shared/product.ts';
import { asNumber } from '../../parts/amount-entry.tsx';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { useTaxClassWords } from '../../parts/tax-class-words.ts';
import { TextField } from '../../parts/text-field.tsx';
import { useRegister } from '../../register-store.ts';
import { takeScans } from '../../scanning.ts';
import { useWords } from '../../words.ts';
import { draftOf, type ProductDraft, toSave } from './product-draft.ts';

export type GoodsSheetProps = {
  /** null: a new product. */
  readonly product: Product | null;
  /** Of a new product: the code that nobody knew. */
  readonly barcode: string;
  /** The refused scan that adding the product settles. */
  readonly scanId: string | null;
  readonly onClose: () => void;
  readonly onSaved: () => void;
};

/** One product. While it is open a scan goes into its barcodes, not into the basket. */
export function GoodsSheet({ product, barcode, scanId, onClose, onSaved }: GoodsSheetProps) {
  const say = useWords();
  const { shop, taxClasses } = useRegister();
  const [draft, setDraft] = useState(() => draftOf(product, barcode, taxClasses[0]?.taxClass ?? ''));
  const { run, isBusy, problem } = useAsking();
  useEffect(
    () =>
      takeScans((code) =>
        setDraft((before) => ({ ...before, barcodes: `${before.barcodes} ${code}`.trim() })),
      ),
    [],
  );
  const change = (part: Partial<ProductDraft>) => setDraft((before) => ({ ...before, ...part }));
  const save = () =>
    void run('goods.save', {
      ...toSave(draft),
      id: product?.id ?? null,
      ...(scanId === null ? {} : { scanId }),
    }).then((answer) => (answer === null ? undefined : onSaved()));
  return (
    <Sheet
      title={product === null ? say('goods.add') : say('goods.change')}
      onClose={onClose}
      keys={{ F12: save }}
      width="wide"
      actions={
        <Button look="go" onPress={save} isBusy={isBusy} keyHint="F12">
          {say('save')}
        </Button>
      }
    >
      <div className="two-columns">
        <NameFields draft={draft} onChange={change} />
        <PriceFields draft={draft} onChange={change} decimals={exponentOf(shop.currency)} />
      </div>
      <ProblemLine problem={problem} />
    </Sheet>
  );
}

type FieldsProps = { readonly draft: ProductDraft; readonly onChange: (part: Partial<ProductDraft>) => void };

function NameFields({ draft, onChange }: FieldsProps) {
  const say = useWords();
  return (
    <div className="column">
      <TextField
        label={say('name.zh-CN')}
        value={draft.nameZh}
        onChange={(nameZh) => onChange({ nameZh })}
        hasFocus
      />
      <TextField
        label={say('name.en')}
        value={draft.nameEn}
        onChange={(nameEn) => onChange({ nameEn })}
        hint={say('name.hint')}
      />
      <TextField
        label={say('goods.barcodes')}
        value={draft.barcodes}
        onChange={(barcodes) => onChange({ barcodes })}
        hint={say('goods.barcodes.hint')}
      />
      <TextField
        label={say('goods.category')}
        value={draft.category}
        onChange={(category) => onChange({ category })}
        maxLength={60}
      />
    </div>
  );
}

function PriceFields({ draft, onChange, decimals }: FieldsProps & { readonly decimals: number }) {
  const say = useWords();
  const { taxClasses } = useRegister();
  const taxClassWords = useTaxClassWords();
  return (
    <div className="column">
      <TextField
        label={say('price')}
        value={draft.price}
        onChange={(price) => onChange({ price: asNumber(price, decimals) })}
        hint={say('price.hint')}
        kind="amount"
      />
      <Choice
        label={say('goods.unit')}
        options={[
          { value: 'each', words: say('unit.each') },
          { value: 'kg', words: say('unit.kg') },
        ]}
        value={draft.unit}
        onChange={(unit) => onChange({ unit })}
      />
      {draft.unit === 'kg' ? (
        <TextField
          label={say('goods.scale-item')}
          value={draft.scaleItem}
          onChange={(scaleItem) => onChange({ scaleItem: asNumber(scaleItem, 0).slice(0, 5) })}
          hint={say('goods.scale-item.hint')}
          kind="digits"
        />
      ) : null}
      <Choice
        label={say('tax-class')}
        options={taxClasses.map((entry) => ({ value: entry.taxClass, words: taxClassWords(entry) }))}
        value={draft.taxClass}
        onChange={(taxClass) => onChange({ taxClass })}
      />
      <Choice
        label={say('goods.sold')}
        options={[
          { value: 'sold', words: say('goods.sold.yes') },
          { value: 'retired', words: say('goods.retired') },
        ]}
        value={draft.sold}
        onChange={(sold) => onChange({ sold })}
      />
    </div>
  );
}
