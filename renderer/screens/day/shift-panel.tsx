import { useState } from 'react';
import { shopLeads } from '../../../shared/roles.ts';
import type { ShiftView } from '../../../shared/views.ts';
import { useAnswer } from '../../parts/answer.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Facts } from '../../parts/facts.tsx';
import { moneyWords } from '../../parts/money-text.tsx';
import { Table } from '../../parts/table.tsx';
import { useTenderWords } from '../../parts/tender-name.ts';
import { useWhen } from '../../parts/when.ts';
import { useHeard, useRegister } from '../../register-store.ts';
import { useWords, wordIn } from '../../words.ts';
import { OpenShift } from '../sell/open-shift.tsx';
import { CashMoveSheet } from './cash-move-sheet.tsx';
import { CloseSheet } from './close-sheet.tsx';
import { receivedFact } from './received-fact.ts';
import { ShiftClosed } from './shift-closed.tsx';

type ShiftSheet = 'in' | 'out' | 'close';

/** The open shift, the one just closed with its Z, or the key that opens one. */
export function ShiftPanel() {
  const { shift: open } = useRegister();
  const { heardAt } = useHeard();
  // Every telling of the register may have changed the shift's figures.
  const shift = useAnswer('shift.get', {}, heardAt)?.shift ?? null;
  const [sheet, setSheet] = useState<ShiftSheet | null>(null);
  const [closed, setClosed] = useState<ShiftView | null>(null);
  if (closed !== null) return <ShiftClosed shift={closed} onDone={() => setClosed(null)} />;
  if (open === null) return <OpenShift />;
  if (shift === null) return null;
  const close = () => setSheet(null);
  return (
    <>
      <ShiftSoFar shift={shift} onSheet={setSheet} />
      {sheet === 'in' || sheet === 'out' ? <CashMoveSheet direction={sheet} onClose={close} /> : null}
      {sheet === 'close' ? (
        <CloseSheet
          onClose={close}
          onClosed={(done) => {
            setSheet(null);
            setClosed(done);
          }}
        />
      ) : null}
    </>
  );
}

type ShiftSoFarProps = { readonly shift: ShiftView; readonly onSheet: (sheet: ShiftSheet) => void };

function ShiftSoFar({ shift, onSheet }: ShiftSoFarProps) {
  const say = useWords();
  const when = useWhen();
  const { staff } = useRegister();
  return (
    <div className="day-shift">
      <section className="card" aria-labelledby="shift-title">
        <h1 id="shift-title">{say('shift.number', { number: shift.number })}</h1>
        <p className="muted">
          {say('shift.since', { time: when.dayAndClock(shift.openedAt), name: shift.openedBy })}
        </p>
        <Facts
          facts={[
            { name: say('shift.float'), value: moneyWords(shift.float) },
            { name: say('shift.sales'), value: shift.sales },
            { name: say('shift.refunds'), value: shift.refunds },
            { name: say('shift.takings'), value: moneyWords(shift.takings, true) },
            ...receivedFact(say, shift),
          ]}
        />
        <Expected shift={shift} />
        <div className="panel-actions">
          <Button onPress={() => onSheet('in')}>{say('cash.in')}</Button>
          <Button onPress={() => onSheet('out')}>{say('cash.out')}</Button>
          {shopLeads.includes(staff.role) ? (
            <Button look="go" onPress={() => onSheet('close')}>
              {say('shift.count')}
            </Button>
          ) : null}
        </div>
      </section>
      <Movements shift={shift} />
    </div>
  );
}

/** Not there for whoever counts blind. */
function Expected({ shift }: { readonly shift: ShiftView }) {
  const say = useWords();
  const tenderWords = useTenderWords();
  if (shift.tenders === null) return null;
  return (
    <Table
      caption={say('shift.expected.caption')}
      rows={shift.tenders}
      rowKey={(tender) => `${tender.kind} ${tender.wallet}`}
      columns={[
        {
          key: 'kind',
          head: say('tender'),
          cell: (tender) => tenderWords({ ...tender, how: tender.wallet }),
        },
        {
          key: 'expected',
          head: say('shift.expected'),
          cell: (tender) => moneyWords(tender.expected),
          isAmount: true,
        },
      ]}
    />
  );
}

function Movements({ shift }: { readonly shift: ShiftView }) {
  const say = useWords();
  const when = useWhen();
  if (shift.movements.length === 0) {
    return (
      <section className="card">
        <EmptyState icon="cash" title={say('movements.none')} hint={say('movements.none.hint')} />
      </section>
    );
  }
  return (
    <section className="card">
      <Table
        caption={say('movements')}
        rows={shift.movements}
        rowKey={(movement) => movement.id}
        columns={[
          { key: 'at', head: say('time'), cell: (movement) => when.clock(movement.at) },
          {
            key: 'purpose',
            head: say('cash.purpose'),
            cell: (movement) =>
              `${say(wordIn('cash.purpose', movement.purpose, 'cash.purpose.other'))} · ${movement.reason}`,
          },
          {
            key: 'amount',
            head: say('amount'),
            cell: (movement) => `${movement.direction === 'out' ? '−' : '+'}${moneyWords(movement.amount)}`,
            isAmount: true,
          },
        ]}
      />
    </section>
  );
}
