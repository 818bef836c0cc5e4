import { useAsking } from '../../parts/asking.ts';
import { BigChoice } from '../../parts/big-choice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';
import type { AboutFacts } from './settings-screen.tsx';

/** A customer's phone and a sheet of codes: a first wallet sale within a minute. */
export function PracticeTools({ about }: { readonly about: AboutFacts }) {
  const say = useWords();
  const { staff } = useRegister();
  const { run, problem } = useAsking();
  if (about.phoneUrl === null) return null;
  const open = (page: 'phone' | 'sheet') => void run('practice.open', { page });
  return (
    <section className="card" aria-labelledby="practice-title">
      <h2 id="practice-title">{say('practice')}</h2>
      <p>{say('practice.hint')}</p>
      <div className="big-choices">
        <BigChoice icon="phone" onPress={() => open('phone')}>
          {say('practice.phone')}
        </BigChoice>
        <BigChoice icon="sheet" onPress={() => open('sheet')}>
          {say('practice.sheet')}
        </BigChoice>
        {staff.role === 'cashier' ? null : (
          <BigChoice icon="screen" onPress={() => void run('settings.set', { customerDisplay: 'window' })}>
            {say('practice.display')}
          </BigChoice>
        )}
      </div>
      <Facts
        facts={[
          ...(about.practicePin === null ? [] : [{ name: say('practice.pin'), value: about.practicePin }]),
          { name: say('practice.phone-url'), value: <span className="address">{about.phoneUrl}</span> },
        ]}
      />
      <ProblemLine problem={problem} />
    </section>
  );
}
