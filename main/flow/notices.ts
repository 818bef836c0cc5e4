import type { Money } from '../../shared/money.ts';
import { toWire } from '../../shared/money.ts';
import type { NoticeView } from '../../shared/views.ts';

/** What the cashier must read once. In memory: each is made anew from the books where it still matters. */
export type Notices = {
  /** `matter` names it, so that saying it twice shows it once. Answers the notice's id. */
  readonly say: (
    kind: NoticeView['kind'],
    matter: string,
    values?: Readonly<Record<string, string>>,
    amount?: Money | null,
  ) => string;
  readonly dismiss: (id: string) => void;
  readonly all: () => NoticeView[];
};

export function createNotices(instant: () => string): Notices {
  const known = new Map<string, NoticeView>();
  const dismissed = new Set<string>();
  return {
    say: (kind, matter, values = {}, amount = null) => {
      const id = `${kind}/${matter}`;
      if (!known.has(id) && !dismissed.has(id))
        known.set(id, { id, kind, at: instant(), values: { ...values }, amount: amount && toWire(amount) });
      return id;
    },
    dismiss: (id) => {
      known.delete(id);
      dismissed.add(id);
    },
    all: () => [...known.values()],
  };
}
