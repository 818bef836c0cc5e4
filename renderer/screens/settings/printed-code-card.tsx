import { useState } from 'react';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { useWords } from '../../words.ts';

/** The sheet with the shop's own code: printed once, it takes payments also when the till is off. */
export function PrintedCodeCard() {
  const say = useWords();
  const { run, isBusy, problem } = useAsking();
  const [file, setFile] = useState<string | null>(null);
  const print = () => {
    setFile(null);
    void run('shop.printCode', {}).then((answer) => setFile(answer?.file ?? null));
  };
  return (
    <section className="card" aria-labelledby="printed-code-title">
      <h2 id="printed-code-title">{say('printed-code')}</h2>
      <p>{say('printed-code.hint')}</p>
      <ProblemLine problem={problem} />
      {file === null ? null : (
        <Notice tone="go" title={say('printed-code.saved')}>
          <code className="address">{file}</code>
        </Notice>
      )}
      <div className="panel-actions">
        <Button onPress={print} isBusy={isBusy}>
          {say('printed-code.print')}
        </Button>
      </div>
    </section>
  );
}
