import type { TenderKind } from '../../shared/payment.ts';

/** One customer at the counter, as the customer would tell it at home. */
export type Visit = {
  readonly no: number;
  /** The basket on the counter is this customer's; it becomes the sale. */
  saleId: string | null;
  /** What the pay screen said it costs, in minor units. */
  dueMinor: bigint | null;
  /** `leaving`: the customer goes without the goods, and the cashier is clearing the basket. */
  outcome: 'new' | 'on-hold' | 'waiting' | 'leaving' | 'sold' | 'left';
  /** How the customer pays, while the till may have been told otherwise by a wrong key. */
  meant: TenderKind;
  /** How it was paid, as the till has it. */
  tender: TenderKind | null;
};

/** What somebody was told: that it is paid, with this number. It has to stay true. */
export type Promised = { readonly saleId: string; readonly receipt: number; readonly totalMinor: bigint };

/** What really happened at the counter, kept apart from the till so that the two can be compared. */
export type Truth = {
  readonly visits: Visit[];
  readonly promised: Promised[];
  /** Refund documents that were handed out, and what each gave back. */
  readonly givenBack: Map<string, bigint>;
  /** The shift whose money lies in the drawer. */
  shift: number | null;
  /** The notes and coins in the drawer. */
  drawerMinor: bigint;
  /** What other wallets and cards have taken in this shift, and in all. */
  elsewhereMinor: bigint;
  elsewhereAllMinor: bigint;
  /** Rung up as cash while the customer paid elsewhere: to be put right before the shift ends. */
  readonly wrongPicks: Visit[];
  /** Codes that have been shown before. */
  readonly oldCodes: string[];
  /** The text under the code that hangs at the door. */
  printedCode: string;
  /** Payments by it that the till did not show in time: their customers paid again, in another way. */
  readonly toGiveBack: Set<string>;
  /** The basket as the screen showed it last. */
  seen: SeenBasket | null;
  /** A call that was made and not answered yet: after a power cut nobody knows whether it counted. */
  unanswered: string | null;
};

export type SeenBasket = { readonly id: string; readonly lines: number; readonly text: string };

export function createTruth(): Truth {
  return {
    visits: [],
    promised: [],
    givenBack: new Map(),
    shift: null,
    drawerMinor: 0n,
    elsewhereMinor: 0n,
    elsewhereAllMinor: 0n,
    wrongPicks: [],
    oldCodes: [],
    printedCode: '',
    toGiveBack: new Set(),
    seen: null,
    unanswered: null,
  };
}

export function newVisit(truth: Truth): Visit {
  const visit: Visit = {
    no: truth.visits.length + 1,
    saleId: null,
    dueMinor: null,
    outcome: 'new',
    meant: 'cash',
    tender: null,
  };
  truth.visits.push(visit);
  return visit;
}

/** A promise to a customer or to the books that was not kept. */
export class Broken extends Error {}

export function must(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Broken(promise);
}
