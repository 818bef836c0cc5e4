import {
  type Ask,
  type Attempt,
  type AttemptAction,
  type AttemptEvent,
  attemptAt,
  type Heard,
} from '../../main/payment/attempt.ts';
import { step, wakeAt } from '../../main/payment/rules.ts';

export type Asked = { readonly ask: Ask; readonly at: number };

/** What the scheme says to a question, and after how long. */
export type Reply = { readonly heard: Heard; readonly afterMs?: number };

/** Plays the engine against a scripted scheme on a clock of its own, in milliseconds from 0. */
export function createPlay(reply: (ask: Ask, at: number) => Reply, chance = 0.5) {
  let mono = 0;
  let attempt: Attempt = attemptAt(
    { state: 'created', parked: false, replaced: false, owed: false, reason: null },
    0,
  );
  const asked: Asked[] = [];
  const moves: { readonly to: string; readonly cause: string; readonly at: number }[] = [];
  const others: AttemptAction[] = [];
  let onTheirWay: { readonly at: number; readonly event: AttemptEvent }[] = [];

  function tell(event: AttemptEvent): void {
    const next = step(attempt, event, { mono, chance });
    attempt = next.attempt;
    for (const action of next.actions) note(action);
  }

  function note(action: AttemptAction): void {
    if (action.kind === 'move') moves.push({ to: action.to, cause: action.cause, at: mono });
    else if (action.kind !== 'ask') others.push(action);
    else {
      asked.push({ ask: action.ask, at: mono });
      const { heard, afterMs = 0 } = reply(action.ask, mono);
      onTheirWay.push({ at: mono + afterMs, event: { kind: 'heard', to: action.ask, heard } });
    }
  }

  /** Lets everything happen that happens up to this moment. */
  function until(end: number): void {
    for (;;) {
      const next = [...onTheirWay].sort((a, b) => a.at - b.at)[0];
      const wake = wakeAt(attempt) ?? Number.POSITIVE_INFINITY;
      const at = Math.min(next?.at ?? Number.POSITIVE_INFINITY, wake);
      if (at > end) break;
      mono = Math.max(mono, at);
      if (next && next.at <= wake) {
        onTheirWay = onTheirWay.filter((other) => other !== next);
        tell(next.event);
      } else tell({ kind: 'timer' });
      if (asked.length > 10_000) throw new Error('the engine spins');
    }
    mono = end;
  }

  return { tell, until, asked, moves, others, now: () => mono, attempt: () => attempt };
}

export function times(asked: readonly Asked[], ask: Ask): number[] {
  return asked.filter((one) => one.ask === ask).map((one) => one.at);
}
