import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../platform/signature-base.ts';
import { setState } from '../sandbox/voucher-counter.ts';
import { schemeBooks, wrongsAt } from './agree.ts';
import { type Call, heardOf } from './line.ts';
import { faults, type Lie, lieNames } from './mischief.ts';
import { createStage, type Stage } from './stage.ts';
import { openStreet, type Street } from './street.ts';

/** Somebody who answers everything with "paid", in every way but the right one, where nothing was paid. */

type Customer = {
  readonly name: string;
  /** Brings the till to ask for money that it won't get. */
  readonly play: (stage: Stage) => Promise<void>;
};

const customers: readonly Customer[] = [
  {
    name: 'a customer who never confirms',
    play: async (stage) => {
      await stage.ringUp('12.50');
      await stage.scan((await stage.codeWithPin()).code);
    },
  },
  {
    name: 'a wallet with too little in it',
    play: async (stage) => {
      await stage.ringUp('12.50');
      await stage.scan(await stage.poorCode());
    },
  },
  {
    name: 'a voucher that is blocked after its check',
    play: async (stage) => {
      const code = await stage.voucherShown();
      await setState(stage.street.scheme.url(), code, 'Blocked');
      await stage.redeem();
    },
  },
];

/** Longer than anything is asked about before it is set aside. */
const lyingMs = 120_000;

function lieAbout({ street, counter }: Stage, lie: Lie): { readonly told: () => number } {
  let told = 0;
  counter.line.setWay(async (call) => {
    if (!/^\/(payments|voucher-redemptions|offline-payments)/.test(call.request.path))
      return heardOf(await call.forward());
    told += 1;
    return faults[lie]({ street, counter, call: bold(call) });
  });
  return { told: () => told };
}

/** What was really said is made to say that it is paid, before the lie does its own to it. */
function bold(call: Call): Call {
  return { ...call, forward: async () => paidInstead(await call.forward()) };
}

function paidInstead(answer: HttpAnswer | null): HttpAnswer | null {
  if (!answer) return null;
  const { state: _, reason: __, ...said } = JSON.parse(Buffer.from(answer.body).toString());
  return { ...answer, status: 200, body: Buffer.from(JSON.stringify({ state: 'succeeded', ...said })) };
}

function states({ counter }: Stage): string[] {
  const rows = counter.host
    .opened()
    .db.all<{ state: string }>('SELECT state FROM payment WHERE sale_id = ?', counter.look().basket.id);
  return rows.map(({ state }) => state);
}

describe.each(customers)('$name, and a scheme that says it is paid', ({ play }) => {
  let street: Street;
  let stage: Stage;
  beforeAll(async () => {
    street = await openStreet('liars', 1);
    const [counter] = street.counters;
    if (!counter) throw new Error('no till');
    stage = createStage(street, counter);
    stage.calm();
    // Somebody did pay before: that answer is good, and about another payment.
    await stage.soldByWallet('12.50');
    await stage.soldByVoucher();
  });
  afterAll(() => street.stop());

  it.each(lieNames)('%s: is never believed', async (lie) => {
    const { counter } = stage;
    stage.calm();
    const liar = lieAbout(stage, lie);
    await play(stage);
    for (let passedMs = 0; passedMs < lyingMs; passedMs += 5_000) {
      await street.pass(5_000);
      expect(counter.look().paid).toBeNull();
      expect(states(stage)).not.toContain('succeeded');
    }
    expect(liar.told()).toBeGreaterThan(2);
    stage.calm();
    await stage.settle();
    expect(states(stage)).toEqual([expect.stringMatching(/^(declined|cancelled)$/)]);
    await stage.payRestInCash();
    expect(wrongsAt(street, street.counters)).toEqual([]);
  });

  it('nobody was charged but the one who paid', async () => {
    const paid = schemeBooks(street).get("SELECT count(*) AS count FROM payment WHERE state = 'succeeded'");
    expect(paid).toEqual({ count: 1n });
  });
});
