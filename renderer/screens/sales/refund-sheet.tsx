import { useState } from 'react';
import { exponentOf } from '../../../shared/money.ts';
import {
  type RefundDocument,
  type RefundPreview,
  type RefundReason,
  type RefundWhat,
  refundReason,
} from '../../../shared/refund.ts';
import { approvalProblems } from '../../../shared/staff.ts';
import { AmountEntry } from '../../parts/amount-entry.tsx';
import { useAnswer } from '../../parts/answer.ts';
import { useApprovedAsking } from '../../parts/approval.tsx';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { MoneyText, moneyWords } from '../../parts/money-text.tsx';
import { newWindowId } from '../../parts/new-id.ts';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { useRefundCause } from '../../parts/refund-state.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useWords } from '../../words.ts';
import { everythingLeft, type Quantities, RefundLines } from './refund-lines.tsx';
import { RefundTenders } from './refund-tenders.tsx';

export type RefundSheetProps = { readonly saleId: string; readonly onClose: () => void };

/** Goods or money of one sale given back: what, why, and where the money goes, before anything moves. */
export function RefundSheet({ saleId, onClose }: RefundSheetProps) {
  const say = useWords();
  const [id] = useState(newWindowId);
  const entry = useEntry();
  const [reason, setReason] = useState<RefundReason | null>(null);
  const [note, setNote] = useState('');
  const { run, isBusy, problem, approval } = useApprovedAsking();
  const [booked, setBooked] = useState<RefundDocument | null>(null);
  const cause = useRefundCause();
  const preview = useAnswer('sales.refundPreview', { saleId, what: entry.what }, cause);
  if (booked !== null) return <RefundDone document={booked} onClose={onClose} />;
  if (approval !== null) return approval;
  if (preview === null) return null;
  const { what } = entry;
  // Somebody else may allow what is above the limit: asked for with the key that gives the money back.
  const isAllowable = preview.problem === null || preview.problem === approvalProblems.refund;
  const isReady = what !== null && isAllowable && preview.total.minor !== '0' && reason !== null;
  const give = () => {
    if (!isReady) return;
    void run('sales.refund', { id, saleId, what, reason, note, total: preview.total }).then(
      (document) => document && setBooked(document),
    );
  };
  const shownProblem = problem ?? (what && preview.problem ? { code: preview.problem } : null);
  return (
    <Sheet
      title={say('refund.of', { number: String(preview.number).padStart(4, '0') })}
      onClose={onClose}
      keys={{ F12: give }}
      width="wide"
      actions={
        <Button look="go" onPress={give} isBusy={isBusy} isDisabled={!isReady} keyHint="F12" movesMoney>
          {say('refund.do', { amount: moneyWords(preview.total, true) })}
        </Button>
      }
    >
      <div className="two-columns">
        <WhatGoesBack preview={preview} entry={entry} />
        <div className="column">
          <p className="pay-amount">
            <MoneyText amount={preview.total} isTotal size="total" />
          </p>
          <WhereItGoes preview={preview} />
          <ProblemLine problem={shownProblem} />
          <Choice
            label={say('refund.reason')}
            options={refundReason.options.map((value) => ({ value, words: say(`refund-reason.${value}`) }))}
            value={reason}
            onChange={setReason}
          />
          <TextField
            label={say('refund.note')}
            value={note}
            onChange={setNote}
            hint={say('refund.note.hint')}
            maxLength={200}
          />
        </div>
      </div>
    </Sheet>
  );
}

type Entry = {
  readonly by: RefundWhat['by'];
  readonly setBy: (by: RefundWhat['by']) => void;
  readonly quantities: Quantities;
  readonly setQuantities: (quantities: Quantities) => void;
  readonly amount: string;
  readonly setAmount: (amount: string) => void;
  /** As the core is asked; null while nothing is entered. */
  readonly what: RefundWhat | null;
};

function useEntry(): Entry {
  const [by, setBy] = useState<RefundWhat['by']>('lines');
  const [quantities, setQuantities] = useState<Quantities>({});
  const [amount, setAmount] = useState('');
  const lines = Object.entries(quantities)
    .filter(([, quantity]) => quantity !== '')
    .map(([no, quantity]) => ({ no: Number(no), quantity }));
  const isEmpty = by === 'lines' ? lines.length === 0 : amount === '';
  const entered = by === 'lines' ? { by, lines } : { by, amount };
  return { by, setBy, quantities, setQuantities, amount, setAmount, what: isEmpty ? null : entered };
}

function WhatGoesBack({ preview, entry }: { readonly preview: RefundPreview; readonly entry: Entry }) {
  const say = useWords();
  return (
    <div className="column">
      <Choice
        label={say('refund.by')}
        options={(['lines', 'amount'] as const).map((value) => ({ value, words: say(`refund.by.${value}`) }))}
        value={entry.by}
        onChange={entry.setBy}
      />
      {entry.by === 'lines' ? (
        <>
          <Button onPress={() => entry.setQuantities(everythingLeft(preview.lines))}>
            {say('refund.everything')}
          </Button>
          <RefundLines lines={preview.lines} quantities={entry.quantities} onChange={entry.setQuantities} />
        </>
      ) : (
        <AmountEntry
          label={say('refund.left-all', { amount: moneyWords(preview.left, true) })}
          value={entry.amount}
          onChange={entry.setAmount}
          decimals={exponentOf(preview.left.currency)}
        />
      )}
    </div>
  );
}

/** Per tender what goes where: said before it is done. */
function WhereItGoes({ preview }: { readonly preview: RefundPreview }) {
  const say = useWords();
  const facts = preview.tenders.map(({ kind, how, give }) => ({
    name:
      kind === 'elsewhere'
        ? say('refund.to.elsewhere', { how: say(`how.${how ?? 'other'}`) })
        : say(`refund.to.${kind}`),
    value: moneyWords(give),
  }));
  return <Facts facts={facts} />;
}

type RefundDoneProps = { readonly document: RefundDocument; readonly onClose: () => void };

/** What the cashier does now: hand over cash, go to the other device, or wait for nobody. */
function RefundDone({ document, onClose }: RefundDoneProps) {
  const say = useWords();
  const cause = useRefundCause();
  const { documentId } = document;
  const now = useAnswer('sales.refunds', { saleId: documentId }, cause)?.documents[0] ?? document;
  return (
    <Sheet
      title={say('refund.done', { number: String(document.number).padStart(4, '0') })}
      onClose={onClose}
      keys={{ Enter: onClose }}
      actions={
        <Button look="go" onPress={onClose} keyHint="Enter">
          {say('done')}
        </Button>
      }
    >
      <p className="pay-amount">
        <MoneyText amount={document.total} isTotal size="total" />
      </p>
      <div className="column" role="status">
        <RefundTenders document={now} />
      </div>
    </Sheet>
  );
}
