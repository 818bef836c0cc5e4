import { useState } from 'react';
import { useAsking } from '../parts/asking.ts';
import { Button } from '../parts/button.tsx';
import { useKeys } from '../parts/keys.ts';
import { Live } from '../parts/live.tsx';
import { Notice } from '../parts/notice.tsx';
import { PersonChoice } from '../parts/person-choice.tsx';
import { isPin, PinEntry } from '../parts/pin-entry.tsx';
import { usePinRefusal } from '../parts/pin-refusal.ts';
import { useRegister } from '../register-store.ts';
import { useWords } from '../words.ts';
import { LooksChips } from './looks-chips.tsx';
import { ScanBar } from './scan-bar.tsx';

/** Nobody is at the till: who comes chooses their name and types their PIN. What was rung up stays. */
export function LockScreen() {
  const say = useWords();
  const { shop } = useRegister();
  return (
    <div className="lock">
      <header className="lock-bar">
        <strong className="shop-name">{shop.name}</strong>
        <LooksChips />
      </header>
      {shop.practice ? (
        <aside className="practice-strip" aria-label={say('practice')}>
          {say('practice.strip')}
        </aside>
      ) : null}
      <main className="lock-room">
        <SignIn />
        <ScanBar />
      </main>
    </div>
  );
}

function SignIn() {
  const say = useWords();
  const { lock, staff } = useRegister();
  const people = lock.people.filter(({ hasPin }) => hasPin);
  const [chosen, setChosen] = useState(staff.id);
  const [pin, setPin] = useState('');
  const { run, isBusy, problem, clear } = useAsking();
  const person = people.find(({ id }) => id === chosen) ?? people[0];
  const refusal = usePinRefusal(person ?? null, problem);
  const isReady = person !== undefined && isPin(pin) && !refusal.isWaiting;
  const signIn = () => {
    if (!isReady) return;
    setPin('');
    void run('staff.signIn', { personId: person.id, pin });
  };
  useKeys({ Enter: signIn });
  const kept = lock.keptScans === 0 ? '' : say('lock.kept', { count: lock.keptScans });
  return (
    <section className="lock-card card" aria-labelledby="lock-title">
      <div className="column">
        <h1 id="lock-title">{say('lock.title')}</h1>
        <PersonChoice
          label={say('lock.who')}
          people={people}
          chosen={person?.id ?? null}
          onChoose={(id) => {
            setPin('');
            clear();
            setChosen(id);
          }}
        />
        {kept === '' ? null : <Notice tone="info" title={kept} />}
        <Live name="scan" text={kept} />
      </div>
      <div className="column">
        <PinEntry
          fields={[
            {
              name: 'pin',
              label: person === undefined ? say('pin') : say('pin.of', { name: person.name }),
              value: pin,
              onChange: setPin,
            },
          ]}
          refusal={refusal}
        />
        <Button look="go" size="pay" onPress={signIn} isBusy={isBusy} isDisabled={!isReady} keyHint="Enter">
          {say('lock.sign-in')}
        </Button>
      </div>
    </section>
  );
}
