import { describe, expect, it } from 'vitest';
import {
  burstGapMs,
  enterGuardMs,
  noKeys,
  pressKey,
  restKeys,
  type ScannerKey,
  type ScannerKeysOutcome,
  strokeOf,
} from '../../renderer/parts/scanner-keys.ts';

/** Types `text` with a steady gap; `⏎` is Enter, `⇥` is Tab. */
function play(text: string, gapMs: number, inField: boolean, startAt = 1000) {
  let state = noKeys;
  const outcomes: ScannerKeysOutcome[] = [];
  let at = startAt;
  for (const character of text) {
    const stroke: ScannerKey['stroke'] =
      character === '⏎' ? 'enter' : character === '⇥' ? 'close' : { character };
    const step = pressKey(state, { stroke, at, inField });
    state = step.state;
    outcomes.push(step.outcome);
    at += gapMs;
  }
  return { state, outcomes, lastAt: at - gapMs };
}

const scansOf = (outcomes: readonly ScannerKeysOutcome[]) =>
  outcomes.flatMap((outcome) => outcome.scan ?? []);
const typedOf = (outcomes: readonly ScannerKeysOutcome[]) =>
  outcomes.map((outcome) => outcome.release ?? '').join('');

describe('the keyboard scanner', () => {
  it('gives one scan for a burst closed by Enter or by Tab', () => {
    expect(scansOf(play('6901234567892⏎', 8, false).outcomes)).toEqual(['6901234567892']);
    expect(scansOf(play('6901234567892⇥', burstGapMs, false).outcomes)).toEqual(['6901234567892']);
  });

  it('keeps leading zeros and signs', () => {
    expect(scansOf(play('00012345⏎', 2, true).outcomes)).toEqual(['00012345']);
    expect(scansOf(play('hQVDUFYw+/=⏎', 2, true).outcomes)).toEqual(['hQVDUFYw+/=']);
  });

  it('never lets a key of a scan into a focused field', () => {
    const { outcomes } = play('6901234567892⏎', 8, true);
    expect(outcomes.every((outcome) => outcome.hold)).toBe(true);
    expect(typedOf(outcomes)).toBe('');
  });

  it('gives slow typing back to the field, key by key and in order', () => {
    const { state, outcomes, lastAt } = play('nong', 130, true);
    const rest = restKeys(state, lastAt + 130);
    expect(typedOf([...outcomes, rest.outcome])).toBe('nong');
    expect(scansOf([...outcomes, rest.outcome])).toEqual([]);
  });

  it('lets a person press Enter after slow typing', () => {
    const { outcomes } = play('nong⏎', 130, true);
    expect(outcomes.at(-1)).toMatchObject({ hold: false, release: 'g' });
  });

  it('takes two overlapping fingers for a person', () => {
    const { state } = play('12', 20, true);
    const enter = pressKey(state, { stroke: 'enter', at: 1060, inField: true });
    expect(enter.outcome).toEqual({ hold: false, release: '12' });
  });

  it('swallows the second Enter of a scanner within half a second, and no longer', () => {
    const { state, lastAt } = play('6901234567892⏎', 8, false);
    const second = pressKey(state, { stroke: 'enter', at: lastAt + 12, inField: false });
    expect(second.outcome.hold).toBe(true);
    const later = pressKey(state, { stroke: 'enter', at: lastAt + enterGuardMs + 1, inField: false });
    expect(later.outcome.hold).toBe(false);
  });

  it('never swallows a Tab that a person presses after a scan', () => {
    const { state, lastAt } = play('6901234567892⏎', 8, false);
    expect(pressKey(state, { stroke: 'close', at: lastAt + 200, inField: false }).outcome.hold).toBe(false);
  });

  it('tells of a cut scan instead of keeping silent', () => {
    const { state, lastAt } = play('69012345', 8, true);
    expect(restKeys(state, lastAt + 20).outcome).toEqual({ hold: false });
    expect(restKeys(state, lastAt + burstGapMs + 1).outcome.scan).toBe('69012345');
  });

  it('splits two scans that follow each other without a closing key', () => {
    const first = play('6901234567892', 5, false);
    const next = pressKey(first.state, { stroke: { character: '4' }, at: first.lastAt + 80, inField: false });
    expect(next.outcome.scan).toBe('6901234567892');
    expect(next.state.burst).toBe('4');
  });

  it('lets a lone Space through to a button, but not a Space inside a scan', () => {
    expect(play(' ', 8, false).outcomes[0]?.hold).toBe(false);
    expect(play('AB CD⏎', 8, false).outcomes[2]?.hold).toBe(true);
  });

  it('hands typed keys back before an editing key reaches the field', () => {
    const { state } = play('12', 10, true);
    expect(pressKey(state, { stroke: 'other', at: 1015, inField: true }).outcome).toEqual({
      hold: false,
      release: '12',
    });
  });

  it('forgets hand-typed keys outside a field', () => {
    const { state, lastAt } = play('12', 10, false);
    expect(restKeys(state, lastAt + 200).outcome).toEqual({ hold: false });
  });
});

describe('what a key means', () => {
  const plain = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, repeat: false };

  it('is read from its place on the keyboard, not from the layout', () => {
    expect(strokeOf({ ...plain, code: 'KeyQ' })).toEqual({ character: 'q' });
    expect(strokeOf({ ...plain, code: 'KeyQ', shiftKey: true })).toEqual({ character: 'Q' });
    expect(strokeOf({ ...plain, code: 'Digit2', shiftKey: true })).toEqual({ character: '@' });
    expect(strokeOf({ ...plain, code: 'Numpad7' })).toEqual({ character: '7' });
    expect(strokeOf({ ...plain, code: 'Slash' })).toEqual({ character: '/' });
  });

  it('is a group separator for Ctrl and closing bracket', () => {
    expect(strokeOf({ ...plain, code: 'BracketRight', ctrlKey: true })).toEqual({ character: '\u001d' });
  });

  it('is nothing of a scanner for shortcuts, function keys and keys held down', () => {
    expect(strokeOf({ ...plain, code: 'KeyA', ctrlKey: true })).toBe('other');
    expect(strokeOf({ ...plain, code: 'F12' })).toBe('other');
    expect(strokeOf({ ...plain, code: 'Digit1', repeat: true })).toBe('other');
    expect(strokeOf({ ...plain, code: 'NumpadEnter' })).toBe('enter');
  });
});
