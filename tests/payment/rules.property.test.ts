import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdapterName, adapterNames, adapters } from '../../main/payment/adapters.ts';
import {
  type Ask,
  type Attempt,
  type AttemptAction,
  type AttemptEvent,
  attemptAt,
  type Heard,
} from '../../main/payment/attempt.ts';
import { step, wakeAt } from '../../main/payment/rules.ts';
import { isSettled } from '../../shared/payment.ts';

const heard: fc.Arbitrary<Heard> = fc.oneof(
  fc.constant<Heard>({ kind: 'paid' }),
  fc.constant<Heard>({ kind: 'no', reason: 'wallet-blocked' }),
  fc.integer({ min: -5_000, max: 90_000 }).map((leftMs): Heard => ({ kind: 'wait', leftMs })),
  fc.constant<Heard>({ kind: 'running' }),
  fc.constant<Heard>({ kind: 'gone', reason: null }),
  fc.constant<Heard>({ kind: 'none', code: 'not-found' }),
  fc.integer({ min: 0, max: 120_000 }).map((afterMs): Heard => ({ kind: 'slow', afterMs })),
  fc.boolean().map((alarm): Heard => ({ kind: 'dark', why: 'cut', alarm })),
  fc.constant<Heard>({ kind: 'not-sent' }),
);

/** Not what ends it: so that long sequences stay open and the rest is tried as well. */
const indecisive = heard.filter(({ kind }) => kind !== 'paid' && kind !== 'no' && kind !== 'gone');

const asks: fc.Arbitrary<Ask> = fc.constantFrom('put', 'query', 'cancel');

function events(answers: fc.Arbitrary<Heard>): fc.Arbitrary<AttemptEvent> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('heard' as const), to: asks, heard: answers }) },
    { weight: 6, arbitrary: fc.constant<AttemptEvent>({ kind: 'timer' }) },
    {
      weight: 3,
      arbitrary: fc.constantFrom<AttemptEvent>(
        { kind: 'stop' },
        { kind: 'hint' },
        { kind: 'set-aside' },
        { kind: 'replaced' },
        { kind: 'unsaved', to: 'query' },
        { kind: 'recover', leftMs: 1_000 },
        { kind: 'row', found: 'absent-twice' },
      ),
    },
  );
}

type Happening = { readonly event: AttemptEvent; readonly afterMs: number };

function days(answers: fc.Arbitrary<Heard>): fc.Arbitrary<Happening[]> {
  const afterMs = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100_000 }));
  return fc.array(fc.record({ event: events(answers), afterMs }), { maxLength: 60 });
}

type Seen = {
  readonly before: Attempt;
  readonly event: AttemptEvent;
  readonly after: Attempt;
  readonly actions: readonly AttemptAction[];
};

function livedAs(adapter: AdapterName, happenings: readonly Happening[]): Seen[] {
  const kept = { state: 'created', parked: false, replaced: false, owed: false, reason: null } as const;
  let attempt = attemptAt(kept, 0, adapter);
  let mono = 0;
  const seen: Seen[] = [];
  for (const { event, afterMs } of [{ event: { kind: 'send' } as const, afterMs: 0 }, ...happenings]) {
    mono += afterMs;
    const { attempt: after, actions } = step(attempt, event, { mono, chance: 0.5 });
    seen.push({ before: attempt, event, after, actions });
    attempt = after;
  }
  return seen;
}

function says(event: AttemptEvent, kind: Heard['kind']): boolean {
  return event.kind === 'heard' && event.heard.kind === kind;
}

/** Runs enough to find a fault that hides behind four or five rare events in a row. */
const runs = { numRuns: 2_000 };

describe.each(adapterNames)(
  'a payment of a wallet of the %s kind, whatever comes in whichever order',
  (adapter) => {
    const live = (happenings: readonly Happening[]): Seen[] => livedAs(adapter, happenings);

    it('never leaves an end', () => {
      fc.assert(
        fc.property(days(heard), (happenings) => {
          for (const { before, after } of live(happenings))
            if (isSettled(before.state)) expect(after.state).toBe(before.state);
        }),
        runs,
      );
    });

    it('is paid only by a signed success, declined only by a signed decline', () => {
      fc.assert(
        fc.property(days(heard), (happenings) => {
          for (const { before, event, after } of live(happenings)) {
            if (before.state === after.state) continue;
            if (after.state === 'succeeded') expect(says(event, 'paid')).toBe(true);
            if (after.state === 'declined') expect(says(event, 'no')).toBe(true);
          }
        }),
        runs,
      );
    });

    it('is cancelled only by a signed cancel, by two settlements without it, or where nothing ever left', () => {
      fc.assert(
        fc.property(days(heard), (happenings) => {
          for (const { before, event, after } of live(happenings)) {
            if (before.state === after.state || after.state !== 'cancelled') continue;
            const neverLeft = says(event, 'not-sent') && !before.written;
            const isUnheardOf = says(event, 'none') && adapters[adapter].absentEndsMs !== null;
            const isLeftOut = event.kind === 'row' && before.parked;
            expect(says(event, 'gone') || neverLeft || isUnheardOf || isLeftOut).toBe(true);
          }
        }),
        runs,
      );
    });

    it('is sent at most twice, and once more for patience; never after a cancel or a restart', () => {
      fc.assert(
        fc.property(days(heard), (happenings) => {
          let mayBeSent = true;
          let sent = 0;
          for (const { event, after, actions } of live(happenings)) {
            if (event.kind === 'recover') mayBeSent = false;
            const puts = actions.filter((action) => action.kind === 'ask' && action.ask === 'put').length;
            if (puts > 0) expect(mayBeSent).toBe(true);
            sent += puts;
            if (after.state === 'cancelling') mayBeSent = false;
          }
          expect(sent).toBeLessThanOrEqual(3);
        }),
        runs,
      );
    });

    it('is never forgotten: while it is open a timer runs or an answer is awaited', () => {
      fc.assert(
        fc.property(days(indecisive), (happenings) => {
          for (const { after } of live(happenings))
            if (!isSettled(after.state)) expect(wakeAt(after) !== null || after.inAir.length > 0).toBe(true);
        }),
        runs,
      );
    });

    it('never has the same question on its way twice', () => {
      fc.assert(
        fc.property(days(heard), (happenings) => {
          for (const { after } of live(happenings))
            expect(new Set(after.inAir).size).toBe(after.inAir.length);
        }),
        runs,
      );
    });

    it('owes a late success once, and only after an end without one', () => {
      fc.assert(
        fc.property(days(heard), (happenings) => {
          const owed = live(happenings).filter(({ actions }) => actions.some(({ kind }) => kind === 'owe'));
          expect(owed.length).toBeLessThanOrEqual(1);
          for (const { before, event } of owed) {
            expect(['declined', 'cancelled']).toContain(before.state);
            expect(says(event, 'paid')).toBe(true);
          }
        }),
        runs,
      );
    });

    it('is not paid any more once a cancel was sent that gives it back', () => {
      fc.assert(
        fc.property(days(heard), (happenings) => {
          for (const { before, after } of live(happenings)) {
            const isGivenBack = before.state === 'cancelling' && before.cancels > 0;
            if (adapters[adapter].cancelGivesBack && isGivenBack) expect(after.state).not.toBe('succeeded');
          }
        }),
        runs,
      );
    });

    it('is cancelled on once it is being cancelled: only an end leads out', () => {
      fc.assert(
        fc.property(days(heard), (happenings) => {
          for (const { before, after } of live(happenings))
            if (before.state === 'cancelling')
              expect(['cancelling', 'succeeded', 'declined', 'cancelled']).toContain(after.state);
        }),
        runs,
      );
    });
  },
);
