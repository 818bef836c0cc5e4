import { useState } from 'react';
import { exponentOf } from '../../../shared/money.ts';
import { AmountEntry } from '../../parts/amount-entry.tsx';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { useKeys } from '../../parts/keys.ts';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';

/** Before the first sale: what lies in the drawer. */
export function OpenShift() {
  const { currency } = useRegister().shop;
  const say = useWords();
  const [float, setFloat] = useState('');
  const { run, isBusy, problem } = useAsking();
  const open = () => void run('shift.open', { float: float === '' ? '0' : float });
  useKeys({ F12: open });
  return (
    <div className="pay">
      <section className="pay-card cash" aria-labelledby="open-shift">
        <AmountEntry
          label={say('shift.float')}
          value={float}
          onChange={setFloat}
          decimals={exponentOf(currency)}
        />
        <div className="cash-side">
          <h1 id="open-shift">{say('shift.open.title')}</h1>
          <p>{say('shift.open.hint')}</p>
          <ProblemLine problem={problem} />
          <div className="pay-actions">
            <Button look="go" size="pay" onPress={open} keyHint="F12" isBusy={isBusy} movesMoney>
              {say('shift.open.do')}
            </Button>
          </div>
        </div>
      </section>
    </div>
  );
}
