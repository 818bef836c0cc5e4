import type { KeptAnswer } from '../../shared/events.ts';
import type { Clock } from '../../shared/time.ts';
import type { Outcome } from '../scheme/outcome.ts';
import { CommandError } from './command.ts';

/** A scheme that is being restarted is back within a second; one that stays away is not waited for all day. */
const patienceMs = 30_000;
const againAfterMs = 250;

/** Asks until something is answered, or for half a minute; then throws what went wrong the last time. */
export async function untilItWorks<T>(clock: Clock, ask: () => Promise<T>): Promise<T> {
  const untilMs = clock.mono() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (clock.mono() >= untilMs || error instanceof CommandError) throw error;
      await new Promise<void>((resolve) => clock.after(againAfterMs, resolve));
    }
  }
}

type Signed<T> = { readonly value: T; readonly proof: KeptAnswer };

/**
 * Asks the scheme for something that changes nothing until it has answered under its signature. `null` for
 * a refusal in `unless`; any other throws in one line, as does a scheme that stays silent.
 */
export function signedAnswer<T>(
  clock: Clock,
  what: string,
  ask: () => Promise<Outcome<T>>,
  unless: readonly string[] = [],
): Promise<Signed<T> | null> {
  return untilItWorks(clock, async () => {
    const outcome = await ask();
    if (outcome.kind === 'answer') return { value: outcome.value, proof: outcome.proof };
    if (outcome.kind !== 'refused') throw new Error(`the scheme gave no ${what}: ${outcome.why}`);
    if (unless.includes(outcome.code)) return null;
    // Too many calls in a second: what it asks for is only patience (payments.md §3).
    if (outcome.code === 'slow-down') throw new Error(`the scheme asks for more patience for ${what}`);
    throw new CommandError(`the scheme gave no ${what}: ${outcome.code}`);
  });
}
