import { type ReactNode, useCallback, useState } from 'react';
import type { AskAnswer, AskInput, AskName } from '../../shared/contract.ts';
import { shopLeads } from '../../shared/roles.ts';
import { type ApprovalNeed, approvalNeedOf } from '../../shared/staff.ts';
import { useRegister } from '../register-store.ts';
import { useWords } from '../words.ts';
import { type Asking, useAsking } from './asking.ts';
import { Button } from './button.tsx';
import { MoneyText } from './money-text.tsx';
import { Notice } from './notice.tsx';
import { PersonChoice } from './person-choice.tsx';
import { isPin, PinEntry } from './pin-entry.tsx';
import { usePinRefusal } from './pin-refusal.ts';
import { Sheet } from './sheet.tsx';

type Wanted = { readonly need: ApprovalNeed; readonly decided: (approvalId: string | null) => void };

export type ApprovedAsking = Asking & {
  /** Stands in place of the sheet that asked, which keeps all that was entered; null: nobody is asked. */
  readonly approval: ReactNode;
};

/**
 * Asks as `useAsking` does; where the core says that somebody else has to allow the act, they are asked in
 * place and the call is made again with their approval. One's own sale stays as it is underneath.
 */
export function useApprovedAsking(): ApprovedAsking {
  const { attempt, ...asking } = useAsking();
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const run = useCallback(
    async <K extends AskName>(name: K, input: AskInput<K>): Promise<AskAnswer<K> | null> => {
      let now = input;
      for (;;) {
        const result = await attempt(name, now);
        if (result === null || result.ok) return result?.value ?? null;
        const need = approvalNeedOf(result.problem);
        if (need === null) return null;
        const approvalId = await new Promise<string | null>((decided) => setWanted({ need, decided }));
        setWanted(null);
        if (approvalId === null) return null;
        now = { ...input, approvalId };
      }
    },
    [attempt],
  );
  const approval = wanted === null ? null : <ApprovalSheet {...wanted} />;
  return { ...asking, attempt, run, approval };
}

/** Another person says who they are and allows this one act. Enter does not: it gives consent. */
function ApprovalSheet({ need, decided }: Wanted) {
  const say = useWords();
  const { lock, staff } = useRegister();
  const approvers = lock.people.filter(
    ({ id, role, hasPin }) => hasPin && id !== staff.id && shopLeads.includes(role),
  );
  const [chosen, setChosen] = useState(approvers[0]?.id ?? null);
  const [pin, setPin] = useState('');
  const { run, isBusy, problem, clear } = useAsking();
  const approver = approvers.find(({ id }) => id === chosen) ?? null;
  const refusal = usePinRefusal(approver, problem);
  const isReady = approver !== null && isPin(pin) && !refusal.isWaiting;
  const approve = () => {
    if (!isReady) return;
    setPin('');
    void run('staff.approve', { ...need, approverId: approver.id, pin }).then((answer) =>
      answer === null ? undefined : decided(answer.approvalId),
    );
  };
  return (
    <Sheet
      title={say('approval')}
      onClose={() => decided(null)}
      keys={{ F12: approve }}
      width="wide"
      actions={
        <Button look="go" onPress={approve} isBusy={isBusy} isDisabled={!isReady} keyHint="F12" movesMoney>
          {say('approval.give')}
        </Button>
      }
    >
      <div className="two-columns">
        <div className="column">
          <WhatIsAsked need={need} />
          {approvers.length === 0 ? (
            <Notice tone="wait" title={say('approval.nobody')} />
          ) : (
            <PersonChoice
              label={say('approval.by')}
              people={approvers}
              chosen={chosen}
              onChoose={(id) => {
                setPin('');
                clear();
                setChosen(id);
              }}
            />
          )}
        </div>
        <PinEntry
          fields={[
            {
              name: 'pin',
              label: approver === null ? say('pin') : say('pin.of', { name: approver.name }),
              value: pin,
              onChange: setPin,
              hint: say('approval.hint'),
            },
          ]}
          refusal={refusal}
          isDisabled={approver === null}
        />
      </div>
    </Sheet>
  );
}

function WhatIsAsked({ need }: { readonly need: ApprovalNeed }) {
  const say = useWords();
  const { staff } = useRegister();
  return (
    <>
      <p className="approval-what">{say(`approval.what.${need.action}`)}</p>
      {need.amount === null ? null : (
        <p className="pay-amount">
          <MoneyText amount={need.amount} isTotal size="total" />
        </p>
      )}
      <p className="muted">{say('approval.asked-by', { name: staff.name })}</p>
    </>
  );
}
