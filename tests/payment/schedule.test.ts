import { describe, expect, it } from 'vitest';
import type { Ask } from '../../main/payment/attempt.ts';
import { createPlay, type Reply, times } from './driver.ts';

const dark: Reply = { heard: { kind: 'dark', why: 'cut', alarm: false } };
const waiting: Reply = { heard: { kind: 'wait', leftMs: 60_000 } };
const hour = 3_600_000;

/** What payments.md §2, "Timers", says; all in milliseconds of the monotonic clock. */
describe('the timers of a payment', () => {
  it('sends a lost payment once more, then asks after 1, 2, 4 and 8 s and cancels at 30 s', () => {
    const play = createPlay(() => dark);
    play.tell({ kind: 'send' });
    play.until(29_999);
    expect(times(play.asked, 'put')).toEqual([0, 0]);
    expect(times(play.asked, 'query')).toEqual([1_000, 3_000, 7_000, 15_000]);
    expect(times(play.asked, 'cancel')).toEqual([]);
    play.until(30_000);
    expect(play.moves.map(({ to, cause }) => `${cause} ${to}`)).toEqual([
      'send sent',
      'dark unknown',
      't30 cancelling',
    ]);
    expect(times(play.asked, 'cancel')).toEqual([30_000]);
  });

  it('cancels again after 1, 2, 4, 8, 16 and 30 s, then each minute, and is set aside at 90 s', () => {
    const play = createPlay(() => dark);
    play.tell({ kind: 'send' });
    play.until(89_999);
    expect(play.attempt().parked).toBe(false);
    play.until(90_000);
    expect(play.others).toEqual([{ kind: 'park', by: 'time' }]);
    play.until(30_000 + 61_000 + 3 * 60_000);
    const sinceCancelling = times(play.asked, 'cancel').map((at) => (at - 30_000) / 1000);
    expect(sinceCancelling).toEqual([0, 1, 3, 7, 15, 31, 61, 121, 181, 241]);
  });

  it('asks about what was set aside each minute for two hours, then every ten minutes', () => {
    const play = createPlay(() => dark);
    play.tell({ kind: 'send' });
    play.until(10 * hour);
    const cancels = times(play.asked, 'cancel');
    const gaps = cancels.slice(1).map((at, index) => at - (cancels[index] ?? 0));
    const late = gaps.filter((_, index) => (cancels[index] ?? 0) > 2.2 * hour);
    expect(new Set(late)).toEqual(new Set([600_000]));
    const steady = gaps.filter((_, index) => {
      const at = cancels[index] ?? 0;
      return at > 100_000 && at < 2 * hour;
    });
    expect(new Set(steady)).toEqual(new Set([60_000]));
  });

  it.each([0, 0.25, 0.999])(
    'polls a waiting customer each 3 s, later each 5 s, a fifth more or less (%s)',
    (chance) => {
      const play = createPlay(() => waiting, chance);
      play.tell({ kind: 'send' });
      play.until(59_999);
      const polls = times(play.asked, 'query');
      const gaps = polls.map((at, index) => ({
        from: polls[index - 1] ?? 0,
        gap: at - (polls[index - 1] ?? 0),
      }));
      for (const { from, gap } of gaps) {
        const base = from < 15_000 ? 3_000 : 5_000;
        expect(gap).toBeGreaterThanOrEqual(base * 0.8);
        expect(gap).toBeLessThanOrEqual(base * 1.2);
      }
      expect(polls.length).toBeGreaterThan(10);
    },
  );

  it('ends a wait after 60 s: asks first, then cancels', () => {
    const play = createPlay((ask: Ask) => (ask === 'query' ? { ...waiting, afterMs: 100 } : waiting));
    play.tell({ kind: 'send' });
    play.until(60_200);
    expect(play.moves.at(-1)).toEqual({ to: 'cancelling', cause: 't60', at: 60_000 });
    expect(play.asked.slice(-2)).toEqual([
      { ask: 'query', at: 60_000 },
      { ask: 'cancel', at: 60_100 },
    ]);
  });

  it("ends a wait when the customer's time is over, where that is sooner", () => {
    const play = createPlay(() => ({ heard: { kind: 'wait', leftMs: 20_000 } }));
    play.tell({ kind: 'send' });
    play.until(25_000);
    expect(play.moves.at(-1)).toMatchObject({ to: 'cancelling', at: 20_000 });
  });

  it('cancels a payment whose sending still hangs, without waiting for it', () => {
    const play = createPlay((ask) => (ask === 'put' ? { ...dark, afterMs: 10_000 } : dark));
    play.tell({ kind: 'send' });
    play.until(2_000);
    play.tell({ kind: 'stop' });
    expect(times(play.asked, 'cancel')).toEqual([2_000]);
  });

  it("keeps the scheme's wish for patience once, and takes a second one for silence", () => {
    const play = createPlay(() => ({ heard: { kind: 'slow', afterMs: 2_000 } }));
    play.tell({ kind: 'send' });
    play.until(1_999);
    expect(play.attempt().state).toBe('sent');
    expect(times(play.asked, 'put')).toEqual([0]);
    play.until(2_000);
    expect(times(play.asked, 'put')).toEqual([0, 2_000, 2_000]);
    expect(play.attempt().state).toBe('unknown');
  });

  it('turns a flood of hints into one query a second', () => {
    const play = createPlay(() => waiting);
    play.tell({ kind: 'send' });
    play.until(100);
    for (let at = 100; at < 10_000; at += 10) {
      play.until(at);
      play.tell({ kind: 'hint' });
    }
    expect(times(play.asked, 'query').length).toBeLessThanOrEqual(11);
    expect(times(play.asked, 'query').length).toBeGreaterThanOrEqual(9);
  });

  it('tries again after 5 s where the disk did not take a step', () => {
    const play = createPlay(() => dark);
    play.tell({ kind: 'send' });
    play.until(10_000);
    const before = play.asked.length;
    play.tell({ kind: 'unsaved', to: null });
    play.until(14_999);
    expect(play.asked.length).toBe(before);
    play.until(15_000);
    expect(play.asked.length).toBe(before + 1);
  });
});
