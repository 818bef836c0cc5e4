import { useState } from 'react';
import type { Room } from '../../../shared/views.ts';
import { useApprovedAsking } from '../../parts/approval.tsx';
import { useKeys } from '../../parts/keys.ts';
import { useRegister } from '../../register-store.ts';
import { Basket } from './basket.tsx';
import { Finder } from './finder.tsx';
import { Notices } from './notices.tsx';
import { type SellSheet, SellSheets } from './sell-sheets.tsx';

export type SellScreenProps = {
  readonly onOpen: (room: Room) => void;
  /** The cashier wants "taken elsewhere": the pay screen opens there. */
  readonly onElsewhere: () => void;
};

/** The register: find on the left, the basket and the pay key on the right. */
export function SellScreen({ onElsewhere }: SellScreenProps) {
  const { basket, held } = useRegister();
  const [sheet, setSheet] = useState<SellSheet | null>(null);
  const [chosenLine, setChosenLine] = useState<string | null>(null);
  const { run, isBusy, problem, clear, approval } = useApprovedAsking();
  const lineId = lineInHand(basket.lines, chosenLine ?? basket.newestLineId);
  const isEmpty = basket.lines.length === 0;
  const pay = () => void run('pay.open', {});
  const payElsewhere = () => {
    onElsewhere();
    pay();
  };
  const hold = () => (isEmpty ? undefined : void run('basket.hold', {}));
  const edit = (kind: 'quantity' | 'discount') => (lineId === null ? undefined : setSheet({ kind, lineId }));
  const step = (by: number) => setChosenLine(neighbour(basket.lines, lineId, by));
  const editQuantity = () => edit('quantity');
  const editDiscount = () => edit('discount');
  const recall = () => (held.length > 0 ? setSheet({ kind: 'held' }) : undefined);
  const other = () => setSheet({ kind: 'other' });
  const up = () => step(-1);
  const down = () => step(1);
  const remove = () => (lineId === null ? undefined : void run('basket.removeLine', { lineId }));
  useKeys({
    F3: editQuantity,
    F4: editDiscount,
    F6: hold,
    F7: recall,
    F10: other,
    F12: isEmpty ? undefined : pay,
    ArrowUp: up,
    ArrowDown: down,
    'Ctrl+Delete': remove,
  });
  return (
    <div className="sell">
      <div className="sell-left">
        <Finder onAdd={() => setChosenLine(null)} />
        <Notices />
      </div>
      <Basket
        lineInHand={lineId}
        isBusy={isBusy}
        problem={problem}
        onSheet={(next) => {
          clear();
          setSheet(next);
        }}
        onHold={hold}
        onPay={pay}
      />
      <SellSheets
        sheet={sheet}
        onSheet={setSheet}
        onClose={() => setSheet(null)}
        onElsewhere={payElsewhere}
      />
      {approval}
    </div>
  );
}

type Lines = readonly { readonly id: string }[];

/** The line that the keys work on: the one chosen with the arrows, else the newest, else the last. */
function lineInHand(lines: Lines, wanted: string | null): string | null {
  const found = lines.find((line) => line.id === wanted) ?? lines.at(-1);
  return found?.id ?? null;
}

function neighbour(lines: Lines, lineId: string | null, by: number): string | null {
  const at = lines.findIndex((line) => line.id === lineId);
  return lines[Math.min(lines.length - 1, Math.max(0, at + by))]?.id ?? null;
}
