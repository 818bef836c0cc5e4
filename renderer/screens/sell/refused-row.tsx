import { useLayoutEffect, useRef } from 'react';
import { shopLeads } from '../../../shared/roles.ts';
import type { BasketView } from '../../../shared/views.ts';
import { refusedWords } from '../../frame/heard-scans.tsx';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';
import type { SellSheet } from './sell-sheets.tsx';

export type RefusedScan = BasketView['refusedScans'][number];

export type RefusedRowProps = {
  readonly scan: RefusedScan;
  readonly isNewest: boolean;
  readonly onSheet: (sheet: SellSheet) => void;
};

/** A scan that gave no product: it stays in sight until somebody says what to do with it. */
export function RefusedRow({ scan, isNewest, onSheet }: RefusedRowProps) {
  const say = useWords();
  const { staff } = useRegister();
  const { run, isBusy } = useAsking();
  const row = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    if (isNewest) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isNewest]);
  const mayAdd = scan.why === 'unknown-product' && shopLeads.includes(staff.role);
  return (
    <li ref={row} className="refused" data-newest={isNewest}>
      <p className="refused-words">
        <Icon name="warning" />
        {refusedWords(say, shortened(scan.text), scan.why)}
      </p>
      <div className="refused-keys">
        <Button look="bad" onPress={() => onSheet({ kind: 'amount', scan })}>
          {say('sell-by-amount')}
        </Button>
        {mayAdd ? (
          <Button look="bad" onPress={() => onSheet({ kind: 'product', scan })}>
            {say('goods.add-this')}
          </Button>
        ) : null}
        <Button look="bad" onPress={() => void run('basket.ignoreScan', { scanId: scan.id })} isBusy={isBusy}>
          {say('ignore')}
        </Button>
      </div>
    </li>
  );
}

/** A long code would fill the row; its beginning is enough to recognise it by. */
function shortened(text: string): string {
  return text.length > 24 ? `${text.slice(0, 22)}…` : text;
}
