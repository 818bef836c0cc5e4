import { useAsking } from '../../parts/asking.ts';
import { BigChoice } from '../../parts/big-choice.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';
import type { SellSheetsProps } from './sell-sheets.tsx';

/** What is needed now and then (F10). */
export function OtherSheet({ onSheet, onClose, onElsewhere }: Omit<SellSheetsProps, 'sheet'>) {
  const say = useWords();
  const { basket } = useRegister();
  const { run, problem } = useAsking();
  const isEmpty = basket.lines.length === 0;
  const abandon = () =>
    void run('basket.abandon', {}).then((answer) => (answer === null ? undefined : onClose()));
  return (
    <Sheet title={say('other')} onClose={onClose}>
      <div className="big-choices">
        <BigChoice icon="amount" onPress={() => onSheet({ kind: 'amount', scan: null })}>
          {say('sell-by-amount')}
        </BigChoice>
        <BigChoice
          icon="elsewhere"
          isDisabled={isEmpty}
          onPress={() => {
            onClose();
            onElsewhere();
          }}
        >
          {say('elsewhere')}
        </BigChoice>
        <BigChoice icon="cash-in" onPress={() => onSheet({ kind: 'cash-in' })}>
          {say('cash.in')}
        </BigChoice>
        <BigChoice icon="cash-out" onPress={() => onSheet({ kind: 'cash-out' })}>
          {say('cash.out')}
        </BigChoice>
        <BigChoice icon="drawer" onPress={() => onSheet({ kind: 'drawer' })}>
          {say('drawer.open')}
        </BigChoice>
        <BigChoice icon="remove" isDisabled={isEmpty} onPress={abandon}>
          {say('basket.abandon')}
        </BigChoice>
      </div>
      <ProblemLine problem={problem} />
    </Sheet>
  );
}
