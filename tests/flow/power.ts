import type { Journal } from '../../main/store/journal.ts';

/** The power goes at the n-th of the moments that a crash can tell apart: around each commit and each call. */
export type Plug = { readonly isOut: () => boolean; readonly pull: () => boolean };

export function plugAt(moment: number): Plug {
  let count = 0;
  return {
    isOut: () => count >= moment,
    pull: () => {
      count += 1;
      return count >= moment;
    },
  };
}

export function journalUntilPulled(journal: Journal, plug: Plug): Journal {
  return {
    ...journal,
    commit: (write) => {
      if (plug.pull()) throw new Error('the power is gone');
      const value = journal.commit(write);
      if (plug.pull()) throw new Error('the power is gone');
      return value;
    },
  };
}

/** Before the request, nothing leaves any more; after its effect, nobody hears the answer. */
export async function untilPulled<T>(plug: Plug, call: () => Promise<T>): Promise<T> {
  const never = (): Promise<T> => new Promise<T>(() => undefined);
  if (plug.pull()) return never();
  const outcome = await call();
  return plug.pull() ? never() : outcome;
}
