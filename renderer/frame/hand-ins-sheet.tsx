import { MoneyText } from '../parts/money-text.tsx';
import { Notice } from '../parts/notice.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useWhen } from '../parts/when.ts';
import { useRegister } from '../register-store.ts';
import { useWords } from '../words.ts';

/** What was taken without network and waits to be handed in. Nothing to do: it goes by itself. */
export function HandInsSheet({ onClose }: { readonly onClose: () => void }) {
  const say = useWords();
  const when = useWhen();
  const { handIns } = useRegister();
  return (
    <Sheet title={say('hand-ins')} onClose={onClose} width="wide">
      <Notice tone="wait" title={say('hand-ins.means')} />
      <ul className="pick-list">
        {handIns.map(({ id, amount, takenAt }) => (
          <li key={id} className="open-attempt">
            <span className="pick-words">
              <span>{say('hand-ins.taken', { time: when.clock(takenAt) })}</span>
            </span>
            <strong>
              <MoneyText amount={amount} isTotal />
            </strong>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
