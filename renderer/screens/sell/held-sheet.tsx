import { Button as AriaButton } from 'react-aria-components';
import type { HeldView } from '../../../shared/views.ts';
import { useAsking } from '../../parts/asking.ts';
import { Icon } from '../../parts/icon.tsx';
import { MoneyText, moneyWords } from '../../parts/money-text.tsx';
import { useNames } from '../../parts/names.ts';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { useWhen } from '../../parts/when.ts';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';

/** Sales put aside. One whose payment nobody knows the end of can be looked at, not sold again. */
export function HeldSheet({ onClose }: { readonly onClose: () => void }) {
  const say = useWords();
  const { held } = useRegister();
  const { run, problem } = useAsking();
  const recall = (basketId: string) =>
    void run('basket.recall', { basketId }).then((answer) => (answer === null ? undefined : onClose()));
  return (
    <Sheet title={say('recall')} onClose={onClose}>
      <ul className="pick-list">
        {held.map((sale) => (
          <li key={sale.basketId}>
            <HeldSale sale={sale} onRecall={() => recall(sale.basketId)} />
          </li>
        ))}
      </ul>
      <ProblemLine problem={problem} />
    </Sheet>
  );
}

function HeldSale({ sale, onRecall }: { readonly sale: HeldView; readonly onRecall: () => void }) {
  const say = useWords();
  const when = useWhen();
  const nameOf = useNames();
  return (
    <AriaButton className="pick" onPress={onRecall}>
      <Icon name={sale.parked ? 'clock' : 'hold'} />
      <span className="pick-words">
        <span>{sale.firstName === null ? say('held.no-name') : nameOf(sale.firstName)}</span>
        <span className="muted">
          {sale.parked
            ? say('held.parked', { time: when.clock(sale.heldAt) })
            : say('held.at', { time: when.clock(sale.heldAt), count: sale.pieces })}
          {sale.taken === null ? null : ` · ${say('held.taken', { amount: moneyWords(sale.taken, true) })}`}
        </span>
      </span>
      <strong>
        <MoneyText amount={sale.total} isTotal />
      </strong>
    </AriaButton>
  );
}
