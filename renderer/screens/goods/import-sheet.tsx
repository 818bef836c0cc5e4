import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import type { AskAnswer } from '../../../shared/contract.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Table } from '../../parts/table.tsx';
import { useWords, wordIn } from '../../words.ts';

type Report = AskAnswer<'goods.import'>;
type Step = { readonly csv: string; readonly report: Report; readonly isApplied: boolean };

/** A list of goods from a file: first what it would do, row by row, then doing it. */
export function ImportSheet({ onClose }: { readonly onClose: () => void }) {
  const say = useWords();
  const [step, setStep] = useState<Step | null>(null);
  const { run, isBusy, problem } = useAsking();
  const read = async (csv: string, isApplied: boolean) => {
    const report = await run('goods.import', { csv, apply: isApplied });
    if (report !== null) setStep({ csv, report, isApplied });
  };
  const mayApply = step !== null && !step.isApplied && step.report.added + step.report.changed > 0;
  const apply = () => (step !== null && mayApply ? void read(step.csv, true) : undefined);
  return (
    <Sheet
      title={say('goods.import')}
      onClose={onClose}
      keys={{ F12: apply }}
      width="wide"
      actions={
        <>
          <FileTrigger
            acceptedFileTypes={['.csv', 'text/csv']}
            onSelect={(files) => void files?.[0]?.text().then((csv) => read(csv, false))}
          >
            <Button onPress={() => {}} look={step === null ? 'go' : 'plain'} isBusy={isBusy}>
              {say('import.choose')}
            </Button>
          </FileTrigger>
          {step === null || step.isApplied ? null : (
            <Button look="go" onPress={apply} isBusy={isBusy} isDisabled={!mayApply} keyHint="F12">
              {say('import.apply', { count: step.report.added + step.report.changed })}
            </Button>
          )}
        </>
      }
    >
      <p>{say('import.hint')}</p>
      <p className="file-columns">{say('import.columns')}</p>
      <ProblemLine problem={problem} />
      {step === null ? null : <ImportReport step={step} />}
    </Sheet>
  );
}

function ImportReport({ step: { report, isApplied } }: { readonly step: Step }) {
  const say = useWords();
  const values = {
    rows: report.rows,
    added: report.added,
    changed: report.changed,
    refused: report.refusedTotal,
  };
  return (
    <div role="status" className="column">
      <Notice
        tone={isApplied ? 'go' : 'info'}
        title={isApplied ? say('import.done', values) : say('import.preview', values)}
      />
      {report.refused.length === 0 ? null : (
        <Table
          caption={say('import.refused', { count: report.refusedTotal })}
          rows={report.refused}
          rowKey={(row) => `${row.row} ${row.reason} ${row.value}`}
          columns={[
            { key: 'row', head: say('import.row'), cell: (row) => row.row, isAmount: true },
            { key: 'value', head: say('import.value'), cell: (row) => row.value },
            {
              key: 'why',
              head: say('import.why'),
              cell: (row) => say(wordIn('import', row.reason, 'problem.field-invalid')),
            },
          ]}
        />
      )}
    </div>
  );
}
