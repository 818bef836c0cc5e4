import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../build/bundle.ts';
import { enginePage } from '../../build/engine-page.ts';
import { enginePicture } from '../../build/engine-picture.ts';
import { type Attempt, attemptAt } from '../../main/payment/attempt.ts';
import {
  acts,
  begins,
  happenings,
  type Machine,
  paymentMachine,
  refundActs,
  refundHappenings,
  refundMachine,
} from '../../main/payment/machine.ts';
import { isRefundOver } from '../../main/payment/refund-rules.ts';
import { step } from '../../main/payment/rules.ts';
import { isSettled, type PaymentState, paymentStates, refundStates } from '../../shared/payment.ts';

type AnyMachine = Machine<string, string, string>;

const machines: readonly [string, AnyMachine, readonly string[], object, object, string][] = [
  ['a payment', paymentMachine, paymentStates, happenings, acts, begins.payment],
  ['a refund', refundMachine, refundStates, refundHappenings, refundActs, begins.refund],
];

function nextOf(machine: AnyMachine, state: string): string[] {
  return Object.values(machine[state] ?? {}).flatMap(({ next }) => (next === null ? [] : [next]));
}

function reachedFrom(machine: AnyMachine, state: string): Set<string> {
  const reached = new Set([state]);
  for (const from of reached) for (const next of nextOf(machine, from)) reached.add(next);
  return reached;
}

describe.each(machines)('the machine of %s', (_, machine, states, names, deeds, first) => {
  const isEnd = (state: string) => nextOf(machine, state).length === 0;

  it('has a cell for every state and everything that can happen, and no other', () => {
    expect(Object.keys(machine).sort()).toEqual([...states].sort());
    for (const state of states)
      expect(Object.keys(machine[state] ?? {}).sort(), state).toEqual(Object.keys(names).sort());
  });

  it('reaches every state from its beginning', () => {
    expect([...reachedFrom(machine, first)].sort()).toEqual([...states].sort());
  });

  it('leads out of every state but the ends, and from everywhere to each end', () => {
    const ends = states.filter(isEnd);
    expect(ends.length).toBeGreaterThan(0);
    for (const state of states.filter((one) => !isEnd(one)))
      for (const end of ends) expect(reachedFrom(machine, state), state).toContain(end);
  });

  it('names every move in the journal, and does nothing that is not explained', () => {
    const cells = states.flatMap((state) => Object.values(machine[state] ?? {}));
    expect(cells.filter(({ next, cause }) => (next === null) !== (cause === ''))).toEqual([]);
    const done = new Set(cells.flatMap(({ act }) => act ?? []));
    expect([...done].sort()).toEqual(Object.keys(deeds).sort());
  });
});

describe('the ends', () => {
  it('are those that the rest of the till takes for ends', () => {
    expect(paymentStates.filter((state) => nextOf(paymentMachine, state).length === 0)).toEqual(
      paymentStates.filter(isSettled),
    );
    expect(refundStates.filter((state) => nextOf(refundMachine, state).length === 0)).toEqual(
      refundStates.filter(isRefundOver),
    );
  });

  it('make "paid" of a signed success and the settlement alone', () => {
    const ways = paymentStates.flatMap((state) =>
      Object.entries(paymentMachine[state]).flatMap(([name, { next }]) =>
        next === 'succeeded' ? [name] : [],
      ),
    );
    expect(new Set(ways)).toEqual(new Set(['paid', 'row-paid']));
  });
});

const now = { mono: 1_000_000, chance: 0.5 };
const said = {
  none: { kind: 'none', code: '' },
  wait: { kind: 'wait', leftMs: null },
  paid: { kind: 'paid' },
} as const;
const query = (kind: keyof typeof said) => ({ kind: 'heard', to: 'query', heard: said[kind] }) as const;

function foreign(state: PaymentState, sentAgoMs: number, rest: Partial<Attempt> = {}): Attempt {
  const kept = { state, parked: false, replaced: false, owed: false, reason: null };
  const sentAt = now.mono - sentAgoMs;
  return { ...attemptAt(kept, sentAt, 'wechat-like'), written: true, sentAt, ...rest };
}

describe('a foreign wallet is another row of the adapters, and the same engine', () => {
  it('ends what they have never heard of once its code is dead, and not a second sooner', () => {
    expect(step(foreign('cancelling', 119_999), query('none'), now).attempt.state).toBe('cancelling');
    expect(step(foreign('cancelling', 120_000), query('none'), now).attempt.state).toBe('cancelled');
    const own = { ...foreign('cancelling', 500_000), adapter: 'own' as const };
    expect(step(own, query('none'), now).attempt.state).toBe('cancelling');
  });

  it('holds a cancel back until theirs takes one', () => {
    const stopped = step(foreign('sent', 4_000), { kind: 'stop' }, now);
    expect(stopped.attempt.state).toBe('cancelling');
    expect(stopped.attempt.due).toEqual({ ask: 'cancel', at: now.mono + 11_000 });
    expect(stopped.actions.filter(({ kind }) => kind === 'ask')).toEqual([]);
  });

  it('asks instead of cancelling where it is too late for that', () => {
    const late = step(foreign('cancelling', 8 * 86_400_000, { cancels: 1 }), { kind: 'stop' }, now);
    expect(late.actions).toEqual([{ kind: 'ask', ask: 'query' }]);
  });

  it('is cancelled on where it turns out paid after a cancel was sent, as that gives it back', () => {
    const sent = step(foreign('cancelling', 20_000, { cancels: 1 }), query('paid'), now);
    expect(sent.attempt.state).toBe('cancelling');
    expect(sent.attempt.due?.ask).toBe('cancel');
    const before = step(foreign('cancelling', 20_000), query('paid'), now);
    expect(before.attempt.state).toBe('succeeded');
    const tooLate = step(foreign('cancelling', 8 * 86_400_000, { cancels: 1 }), query('paid'), now);
    expect(tooLate.attempt.state).toBe('succeeded');
    const own = { ...foreign('cancelling', 20_000, { cancels: 1 }), adapter: 'own' as const };
    expect(step(own, query('paid'), now).attempt.state).toBe('succeeded');
  });

  it('takes a "paid" that comes after they have closed it for an old one, and of what they never had for an alarm', () => {
    const closed = step(foreign('cancelled', 20_000, { reason: 'cashier' }), query('paid'), now);
    expect(closed.actions).toEqual([]);
    const unheardOf = step(foreign('cancelling', 120_000, { reason: 'cashier' }), query('none'), now).attempt;
    expect(unheardOf).toMatchObject({ state: 'cancelled', reason: 'absent' });
    expect(step(unheardOf, query('paid'), now).actions).toContainEqual({ kind: 'owe' });
  });

  it("gives the customer that wallet's time, and polls as it wishes", () => {
    const waiting = step(foreign('sent', 1_000), query('wait'), now).attempt;
    expect(waiting.endsAt).toBe(now.mono + 45_000);
    expect(waiting.due).toEqual({ ask: 'query', at: now.mono + 5_000 });
  });
});

describe('the page and the picture', () => {
  it.each([
    ['docs/payment-engine.md', enginePage],
    ['docs/payment-engine.svg', enginePicture],
  ])('%s is what `build/draw-engine.ts` draws from the tables', (path, draw) => {
    expect(readFileSync(join(root, path), 'utf8')).toBe(draw());
  });
});
