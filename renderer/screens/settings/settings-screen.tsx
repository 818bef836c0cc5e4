import { useState } from 'react';
import type { AskAnswer } from '../../../shared/contract.ts';
import type { SettingsView } from '../../../shared/views.ts';
import { useAnswer } from '../../parts/answer.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';
import { About } from './about.tsx';
import { DisplayCard } from './display-card.tsx';
import { PeopleCard } from './people-card.tsx';
import { PracticeTools } from './practice-tools.tsx';
import { PrintedCodeCard } from './printed-code-card.tsx';

export type AboutFacts = AskAnswer<'shop.about'>;

/** How this till looks and what is attached to it; practice tools; where the books lie; what this is. */
export function SettingsScreen() {
  const say = useWords();
  const { staff } = useRegister();
  const about = useAnswer('shop.about', {});
  return (
    <div className="settings">
      <h1>{say('room.settings')}</h1>
      <div className="settings-cards">
        {about === null ? null : <PracticeTools about={about} />}
        <PeopleCard />
        <PrintedCodeCard />
        <LooksCard />
        {staff.role === 'cashier' ? null : <DisplayCard />}
        {staff.role === 'cashier' ? null : <ScannerCard />}
        {about === null ? null : <About about={about} />}
      </div>
    </div>
  );
}

function LooksCard() {
  const say = useWords();
  const { settings } = useRegister();
  const { run, problem } = useAsking();
  const set = (part: Partial<SettingsView>) => void run('settings.set', part);
  return (
    <section className="card" aria-labelledby="looks-title">
      <h2 id="looks-title">{say('settings.looks')}</h2>
      <Choice
        label={say('language')}
        options={[
          { value: 'zh-CN', words: say('language.zh-CN') },
          { value: 'en', words: say('language.en') },
        ]}
        value={settings.language}
        onChange={(language) => set({ language })}
      />
      <Choice
        label={say('text.size')}
        options={[
          { value: 'normal', words: say('text.normal') },
          { value: 'large', words: say('text.large') },
        ]}
        value={settings.textSize}
        onChange={(textSize) => set({ textSize })}
      />
      <Choice
        label={say('contrast')}
        options={[
          { value: 'normal', words: say('contrast.normal') },
          { value: 'high', words: say('contrast.high') },
        ]}
        value={settings.contrast}
        onChange={(contrast) => set({ contrast })}
      />
      <ProblemLine problem={problem} />
    </section>
  );
}

const noPort = 'none';

/** A keyboard scanner needs nothing; a serial one needs its port. */
function ScannerCard() {
  const say = useWords();
  const { settings } = useRegister();
  const { run, problem } = useAsking();
  const [looks, setLooks] = useState(0);
  const ports = useAnswer('settings.serialPorts', {}, looks)?.ports ?? [];
  const known = [
    ...new Set([...ports, ...(settings.serialScanner === null ? [] : [settings.serialScanner])]),
  ];
  return (
    <section className="card" aria-labelledby="scanner-title">
      <h2 id="scanner-title">{say('scanner')}</h2>
      <p>{say('scanner.keyboard')}</p>
      <Choice
        label={say('scanner.port')}
        options={[
          { value: noPort, words: say('scanner.none') },
          ...known.map((port) => ({ value: port, words: port })),
        ]}
        value={settings.serialScanner ?? noPort}
        onChange={(port) => void run('settings.set', { serialScanner: port === noPort ? null : port })}
      />
      <ProblemLine problem={problem} />
      <div className="panel-actions">
        <Button onPress={() => setLooks(looks + 1)}>{say('scanner.look')}</Button>
      </div>
    </section>
  );
}
