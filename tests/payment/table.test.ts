import { describe, expect, it } from 'vitest';
import {
  type Ask,
  type Attempt,
  type AttemptEvent,
  attemptAt,
  type Heard,
} from '../../main/payment/attempt.ts';
import { mayTakeCashInstead, step } from '../../main/payment/rules.ts';
import type { PaymentState } from '../../shared/payment.ts';

const now = { mono: 1_000_000, chance: 0.5 };

function at(state: PaymentState, rest: Partial<Attempt> = {}): Attempt {
  const kept = { state, parked: false, replaced: false, owed: false, reason: null };
  const endsAt = state === 'unknown' || state === 'awaiting-customer' ? now.mono : null;
  return { ...attemptAt(kept, now.mono - 30_000), written: true, endsAt, ...rest };
}

function heard(heard: Heard, to: Ask = 'query'): AttemptEvent {
  return { kind: 'heard', to, heard };
}

const paid = heard({ kind: 'paid' });
const no = heard({ kind: 'no', reason: 'insufficient-funds' });
const wait = heard({ kind: 'wait', leftMs: 60_000 });
const running = heard({ kind: 'running' });
const gone = heard({ kind: 'gone', reason: null });
const none = heard({ kind: 'none', code: 'not-found' });
const dark = heard({ kind: 'dark', why: 'timeout', alarm: false });
const notSent = heard({ kind: 'not-sent' });
const stop: AttemptEvent = { kind: 'stop' };
const timer: AttemptEvent = { kind: 'timer' };
const hint: AttemptEvent = { kind: 'hint' };
const rowPaid: AttemptEvent = { kind: 'row', found: 'paid' };
const rowAbsent: AttemptEvent = { kind: 'row', found: 'absent-twice' };

type Row = readonly [PaymentState, string, AttemptEvent, PaymentState, readonly Ask[]];

/** payments.md §2, line by line; the last column is what is asked at once. */
const table: readonly Row[] = [
  ['created', 'send', { kind: 'send' }, 'sent', ['put']],
  ['sent', 'wait', wait, 'awaiting-customer', []],
  ['sent', 'dark', heard({ kind: 'dark', why: 'timeout', alarm: false }, 'put'), 'unknown', ['put']],
  ['sent', 'none', heard({ kind: 'none', code: 'code-used' }, 'put'), 'cancelling', ['cancel']],
  ['sent', 'stop', stop, 'cancelling', ['cancel']],
  ['sent', 'running', running, 'unknown', []],
  ['sent', 'not sent again', notSent, 'unknown', []],
  ['sent', 'row', rowPaid, 'succeeded', []],
  ['awaiting-customer', 'none', none, 'cancelling', ['cancel']],
  ['awaiting-customer', 'stop', stop, 'cancelling', ['query']],
  ['awaiting-customer', 't60', timer, 'cancelling', ['query']],
  ['awaiting-customer', 'dark', dark, 'awaiting-customer', []],
  ['awaiting-customer', 'wait', wait, 'awaiting-customer', []],
  ['awaiting-customer', 'hint', hint, 'awaiting-customer', ['query']],
  ['unknown', 'wait', wait, 'awaiting-customer', []],
  ['unknown', 'none', none, 'cancelling', ['cancel']],
  ['unknown', 'stop', stop, 'cancelling', ['cancel']],
  ['unknown', 't30', timer, 'cancelling', ['cancel']],
  ['unknown', 'dark', dark, 'unknown', []],
  ['unknown', 'running', running, 'unknown', []],
  ['unknown', 'hint', hint, 'unknown', ['query']],
  ['unknown', 'row', rowPaid, 'succeeded', []],
  ['cancelling', 'wait', wait, 'cancelling', ['cancel']],
  ['cancelling', 'none', none, 'cancelling', ['cancel']],
  ['cancelling', 'dark', dark, 'cancelling', ['cancel']],
  ['cancelling', 'stop', stop, 'cancelling', ['cancel']],
  ['cancelling', 'row', rowPaid, 'succeeded', []],
  ['cancelling', 'absent, not set aside', rowAbsent, 'cancelling', ['cancel']],
];

const open: readonly PaymentState[] = ['created', 'sent', 'awaiting-customer', 'unknown', 'cancelling'];
const ended: readonly PaymentState[] = ['succeeded', 'declined', 'cancelled'];
const everything: readonly AttemptEvent[] = [
  paid,
  no,
  wait,
  running,
  gone,
  none,
  dark,
  notSent,
  stop,
  timer,
  hint,
  rowPaid,
  rowAbsent,
  { kind: 'set-aside' },
  { kind: 'replaced' },
  { kind: 'unsaved', to: null },
];

function asks(attempt: Attempt, event: AttemptEvent): Ask[] {
  return step(attempt, event, now).actions.flatMap((action) => (action.kind === 'ask' ? [action.ask] : []));
}

describe('the table of the engine', () => {
  it.each(table)('%s, %s: goes where the table says', (state, _, event, next, asked) => {
    expect(step(at(state), event, now).attempt.state).toBe(next);
    expect(asks(at(state), event)).toEqual(asked);
  });

  it.each(open)('%s: a signed success, decline or cancel ends it whatever was going on', (state) => {
    expect(step(at(state), paid, now).attempt.state).toBe('succeeded');
    expect(step(at(state), no, now).attempt).toMatchObject({
      state: 'declined',
      reason: 'insufficient-funds',
    });
    expect(step(at(state), gone, now).attempt.state).toBe('cancelled');
  });

  it.each(ended)('%s stays whatever comes', (state) => {
    for (const event of everything) {
      const next = step(at(state), event, now);
      expect(next.attempt.state).toBe(state);
      expect(next.actions.filter(({ kind }) => kind === 'ask' || kind === 'move')).toEqual([]);
    }
  });

  it.each(['declined', 'cancelled'] as const)(
    '%s, then paid after all: an alarm, and the money is owed once',
    (state) => {
      const first = step(at(state), paid, now);
      expect(first.actions).toEqual([{ kind: 'alarm', why: `paid-after-${state}` }, { kind: 'owe' }]);
      expect(step(first.attempt, paid, now).actions).toEqual([]);
      expect(step(at(state), rowPaid, now).actions).toContainEqual({ kind: 'owe' });
    },
  );

  it('raises an alarm where a success is taken back', () => {
    expect(step(at('succeeded'), no, now).actions).toEqual([{ kind: 'alarm', why: 'success-contradicted' }]);
  });

  it('knows that nothing was taken only where no byte of the payment was ever written', () => {
    const never = { ...at('sent'), written: false };
    const unsent = heard({ kind: 'not-sent' }, 'put');
    expect(step(never, unsent, now).attempt).toMatchObject({ state: 'cancelled', reason: 'not-sent' });
    expect(step({ ...never, written: true }, unsent, now).attempt.state).toBe('unknown');
    const stopped = step({ ...never, inAir: ['put'] }, stop, now).attempt;
    expect(step(stopped, unsent, now).attempt.state).toBe('cancelled');
  });

  it('does not take "not found" for an answer while the payment is still on its way', () => {
    for (const state of ['sent', 'unknown'] as const) {
      const next = step({ ...at(state), endsAt: null, inAir: ['put', 'query'] }, none, now);
      expect(next.attempt.state).toBe(state);
    }
  });

  it('asks in between where a cancel is answered without an end', () => {
    const cancelling = { ...at('cancelling'), cancels: 1, inAir: ['cancel'] as const };
    const answered = step(cancelling, heard({ kind: 'none', code: 'state-conflict' }, 'cancel'), now).attempt;
    expect(answered.due).toEqual({ ask: 'query', at: now.mono + 1_000 });
  });

  it('takes a settlement that leaves it out twice as the end of what was set aside', () => {
    const aside = at('cancelling', { parked: true });
    expect(step(aside, rowAbsent, now).attempt.state).toBe('cancelled');
  });

  it.each([
    ['created', 'query'],
    ['sent', 'query'],
    ['awaiting-customer', 'query'],
    ['unknown', 'query'],
    ['cancelling', 'cancel'],
  ] as const)('%s, taken up after a crash: %s first, and never sent again', (state, first) => {
    const restarted = step(
      { ...at(state), written: false, resent: false },
      { kind: 'recover', leftMs: null },
      now,
    );
    expect(restarted.actions).toEqual([{ kind: 'ask', ask: first }]);
    expect(restarted.attempt.state).toBe(state);
    const next = step(restarted.attempt, heard({ kind: 'dark', why: 'timeout', alarm: false }, first), now);
    expect(next.actions.filter((action) => action.kind === 'ask' && action.ask === 'put')).toEqual([]);
  });

  it('offers cash instead when the scheme is silent or the payment was set aside, and only once', () => {
    expect(mayTakeCashInstead(at('awaiting-customer'))).toBe(false);
    expect(mayTakeCashInstead(at('unknown', { dark: true }))).toBe(true);
    expect(mayTakeCashInstead(at('cancelling', { parked: true }))).toBe(true);
    expect(mayTakeCashInstead(at('cancelling', { parked: true, replaced: true }))).toBe(false);
    expect(mayTakeCashInstead(at('declined', { parked: true }))).toBe(false);
  });
});
