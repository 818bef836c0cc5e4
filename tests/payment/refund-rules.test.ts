import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isRefundOver,
  type RefundAsk,
  type RefundEvent,
  type RefundHeard,
  refundAt,
  refundWakeAt,
  stepRefund,
} from '../../main/payment/refund-rules.ts';

const start = refundAt('created', 0);

function heard(to: RefundAsk, said: RefundHeard): RefundEvent {
  return { kind: 'heard', to, heard: said };
}

const heards: fc.Arbitrary<RefundHeard> = fc.constantFrom<RefundHeard>(
  { kind: 'done' },
  { kind: 'refused', reason: 'wallet-blocked' },
  { kind: 'working' },
  { kind: 'none', status: 404, code: 'not-found' },
  { kind: 'none', status: 403, code: 'terminal-suspended' },
  { kind: 'none', status: 422, code: 'field-invalid' },
  { kind: 'slow', afterMs: 1_000 },
  { kind: 'dark', why: 'timeout', alarm: false },
  { kind: 'not-sent' },
);

const happenings: fc.Arbitrary<{ event: RefundEvent; afterMs: number }[]> = fc.array(
  fc.record({
    event: fc.oneof(
      fc.record({
        kind: fc.constant('heard' as const),
        to: fc.constantFrom<RefundAsk>('put', 'query'),
        heard: heards,
      }),
      fc.constantFrom<RefundEvent>(
        { kind: 'timer' },
        { kind: 'hint' },
        { kind: 'recover' },
        { kind: 'unsaved', to: 'put' },
      ),
    ),
    afterMs: fc.integer({ min: 0, max: 70_000 }),
  }),
  { maxLength: 40 },
);

describe('money that goes back to a wallet', () => {
  it('is asked about only when theirs has had its time, and the same number may go again before', () => {
    const sent = stepRefund(refundAt('created', 0, 'alipay-like'), { kind: 'send' }, 0).attempt;
    const working = stepRefund(sent, heard('put', { kind: 'working' }), 100).attempt;
    expect(working.due).toEqual({ ask: 'query', at: 10_000 });
    const absent = stepRefund(
      { ...working, due: null, inAir: 'query' },
      heard('query', { kind: 'none', status: 404, code: '' }),
      10_100,
    );
    expect(absent.actions).toEqual([{ kind: 'ask', ask: 'put' }]);
  });

  it('is sent, asked about when nothing comes back, and sent again under the same id when unheard of', () => {
    const sent = stepRefund(start, { kind: 'send' }, 0);
    expect(sent.actions).toEqual([
      { kind: 'move', to: 'sent', cause: 'send', reason: null },
      { kind: 'ask', ask: 'put' },
    ]);
    const lost = stepRefund(
      sent.attempt,
      heard('put', { kind: 'dark', why: 'cut', alarm: false }),
      10,
    ).attempt;
    expect(lost).toMatchObject({ state: 'sent', due: { ask: 'query', at: 1_010 } });
    const asked = stepRefund(lost, { kind: 'timer' }, 1_010);
    expect(asked.actions).toEqual([{ kind: 'ask', ask: 'query' }]);
    const unheard = stepRefund(
      asked.attempt,
      heard('query', { kind: 'none', status: 404, code: 'not-found' }),
      1_020,
    );
    expect(unheard.actions).toEqual([{ kind: 'ask', ask: 'put' }]);
  });

  it('is asked about first after a restart, whatever it was', () => {
    for (const state of ['created', 'sent', 'refunding'] as const)
      expect(stepRefund(refundAt(state, 0), { kind: 'recover' }, 0).actions).toEqual([
        { kind: 'ask', ask: 'query' },
      ]);
  });

  it('is refused only by a signed word of the scheme, and done only by one', () => {
    fc.assert(
      fc.property(happenings, (all) => {
        let attempt = stepRefund(start, { kind: 'send' }, 0).attempt;
        let mono = 0;
        for (const { event, afterMs } of all) {
          mono += afterMs;
          const after = stepRefund(attempt, event, mono).attempt;
          if (isRefundOver(attempt.state)) expect(after.state).toBe(attempt.state);
          else if (after.state === 'refunded') expect(event).toMatchObject({ heard: { kind: 'done' } });
          else if (after.state === 'refused' && event.kind === 'heard')
            expect(event.heard.kind === 'refused' || event.heard.kind === 'none').toBe(true);
          else expect(refundWakeAt(after) !== null || after.inAir !== null).toBe(true);
          attempt = after;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never given up, and never asked about more than eight times in its first minute', () => {
    let attempt = stepRefund(start, { kind: 'send' }, 0).attempt;
    let asked = 1;
    let mono = 0;
    const silence: RefundHeard = { kind: 'dark', why: 'timeout', alarm: false };
    while (mono < 24 * 3_600_000) {
      if (attempt.inAir) attempt = stepRefund(attempt, heard(attempt.inAir, silence), mono).attempt;
      const wake = refundWakeAt(attempt);
      expect(wake).not.toBeNull();
      mono = wake ?? Number.POSITIVE_INFINITY;
      attempt = stepRefund(attempt, { kind: 'timer' }, mono).attempt;
      asked += 1;
      if (mono < 60_000) expect(asked).toBeLessThanOrEqual(8);
    }
    expect(asked).toBeLessThan(300);
  });
});
