import type { SettingsView } from '../../../shared/views.ts';
import { useAsking } from '../../parts/asking.ts';
import { Choice } from '../../parts/choice.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';

const places = ['second-screen', 'window', 'off'] as const satisfies SettingsView['customerDisplay'][];

/** Where the customer's display is. */
export function DisplayCard() {
  const say = useWords();
  const { settings } = useRegister();
  const { run, problem } = useAsking();
  return (
    <section className="card" aria-labelledby="display-title">
      <h2 id="display-title">{say('display.setting')}</h2>
      <p>{say('display.setting.hint')}</p>
      <Choice
        label={say('display.where')}
        options={places.map((value) => ({ value, words: say(`display.where.${value}`) }))}
        value={settings.customerDisplay}
        onChange={(customerDisplay) => void run('settings.set', { customerDisplay })}
      />
      <p className="muted">{say('display.where.means')}</p>
      <ProblemLine problem={problem} />
    </section>
  );
}
