import { describe, expect, it } from 'vitest';
import type { OpenTill } from '../../main/open-till.ts';
import { type PaymentAnswer, paymentAsk } from '../../shared/scheme-wire.ts';
import { runDay } from './day.ts';
import { diceOf } from './dice.ts';
import { type DayPlan, dayPlan } from './plan.ts';

/**
 * A simulation that never fails proves nothing. Each till here breaks one promise in the way that real
 * ones do, and a short day has to find it.
 */
const stormy: DayPlan = {
  ...dayPlan(3, 60),
  faults: {
    'drop-reply': { share: 0.2, ms: 0 },
    'drop-request': { share: 0.1, ms: 0 },
    delay: { share: 0.2, ms: 12_000 },
    error: { share: 0.1, ms: 0 },
  },
  returns: 0.4,
  powerCuts: 10,
};

async function brokenBy(spoil: (opened: OpenTill) => void): Promise<string> {
  const { broken } = await runDay(stormy, { spoil });
  return broken.join('\n');
}

describe('a till that breaks a promise is found out', () => {
  it('keeps every promise on the same day when nobody spoils it', async () => {
    expect(await brokenBy(() => undefined)).toBe('');
  });

  it('finds a till that takes silence for a refusal, though the scheme’s file puts its money right', async () => {
    expect(await brokenBy(takeSilenceForRefusal)).toMatch(/the day ends with an alarm/);
  });

  it('finds a till that gives back again under a fresh id when it heard nothing', async () => {
    expect(await brokenBy(refundUnderFreshIds)).toMatch(/the scheme's refund .* is not the till's/);
  });

  it('finds a till that says "sold" before it is on the disk', async () => {
    expect(await brokenBy(answerBeforeTheDisk)).toMatch(
      /acknowledged|told that it is paid|screen showed|gone/,
    );
  });

  it('finds a till that does not take up what was open when the power went', async () => {
    expect(await brokenBy(forgetWhatWasOpen)).not.toBe('');
  });
});

/** odoo and others: no answer counts as "not paid", and the customer pays a second time. */
function takeSilenceForRefusal({ scheme, till }: OpenTill): void {
  const { putPayment } = scheme;
  Object.assign(scheme, {
    putPayment: async (id: string, body: string) => {
      const outcome = await putPayment(id, body);
      if (outcome.kind !== 'dark') return outcome;
      const { terminalId, merchantId } = till.counter.terminal();
      const value: PaymentAnswer = {
        id,
        amount: paymentAsk.parse(JSON.parse(body)).amount,
        merchantId,
        terminalId,
        schemeRef: 'P0',
        at: till.counter.instant(),
        state: 'declined',
        reason: 'code-unknown',
      };
      return { kind: 'answer', value, proof: noProof };
    },
  });
}

const noProof = {
  status: 200,
  headers: {},
  body: '',
  request: { method: 'PUT', authority: '', path: '', query: '', headers: {} },
};

/** medusajs/medusa#16681: a retry under a new key is a second refund. */
function refundUnderFreshIds({ scheme, till }: OpenTill): void {
  const { putRefund } = scheme;
  const dice = diceOf('fresh ids');
  Object.assign(scheme, {
    putRefund: (id: string, body: string) => putRefund(dice.chance(0.5) ? till.counter.newId() : id, body),
  });
}

/** One transaction that never ends: what was acknowledged lives in memory, and goes with the power. */
function answerBeforeTheDisk({ db }: OpenTill): void {
  let isOpen = false;
  Object.assign(db, {
    transaction: <T>(work: () => T): T => {
      if (!isOpen) db.exec('BEGIN IMMEDIATE');
      isOpen = true;
      return work();
    },
    checkpoint: () => 0,
  });
}

function forgetWhatWasOpen({ till }: OpenTill): void {
  till.collecting.close();
}
