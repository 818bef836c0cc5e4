import type { Money } from '../../shared/money.ts';
import { toWire } from '../../shared/money.ts';
import type { NoticeView } from '../../shared/views.ts';

/** What the cashier must read once. In memory: each is made anew from the books where it still matters. */
export type Notices = {
  /**
   * `matter` names it, so that saying it twice shows it once; `onRead` writes down that it was read,
   * where that must outlast a restart. Answers the notice's id.
   */
  readonly say: (
    kind: NoticeView['kind'],
    matter: string,
    values?: Readonly<Record<string, string>>,
    amount?: Money | null,
    onRead?: () => void,
  ) => string;
  readonly dismiss: (id: string) => void;
  readonly all: () => NoticeView[];
};

export function createNotices(instant: () => string): Notices {
  const known = new Map<string, NoticeView>();
  const readers = new Map<string, () => void>();
  const dismissed = new Set<string>();
  return {
    say: (kind, matter, values = {}, amount = null, onRead) => {
      const id = `${kind}/${matter}`;
      if (!known.has(id) && !dismissed.has(id))
        known.set(id, { id, kind, at: instant(), values: { ...values }, amount: amount && toWire(amount) });
      if (onRead) readers.set(id, onRead);
      return id;
    },
    dismiss: (id) => {
      // First: what could not be written down is not gone from the screen either.
      if (known.has(id)) readers.get(id)?.();
      known.delete(id);
      dismissed.add(id);
    },
    all: () => [...known.values()],
  };
}
