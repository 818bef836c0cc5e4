import usLayout from './us-layout.json' with { type: 'json' };

/**
 * The keyboard wedge, decided without a window: which keys are a scanner's burst and which a
 * person's. Times are those of the key events in milliseconds, so a busy window judges no differently.
 */

/** A scanner sends its keys at most this far apart (measured 1–20 ms, up to 50 ms over slow links). */
export const burstGapMs = 50;

/** After scanner-like keys an Enter within this time is the scanner's own, whatever has the focus. */
export const enterGuardMs = 500;

/** Fewer keys than this are a person whose fingers overlap. */
const shortestScan = 3;

/** Without a closing Enter or Tab a burst must be this long to be a scan (a cut one, or no suffix set). */
const shortestUnclosedScan = 6;

export type ScannerKey = {
  /** A character, the closing key of a scan, or `other` for every key no scanner sends. */
  readonly stroke: { readonly character: string } | 'close' | 'enter' | 'other';
  readonly at: number;
  /** True where the key would be written into a field if it were let through. */
  readonly inField: boolean;
};

export type ScannerKeysState = {
  readonly burst: string;
  readonly lastAt: number;
  readonly inField: boolean;
  readonly scannerLikeAt: number;
};

export type ScannerKeysOutcome = {
  /** Keep the key from the page. */
  readonly hold: boolean;
  /** A whole scan. */
  readonly scan?: string;
  /** Held keys that were a person's after all and belong in the field, before this key. */
  readonly release?: string;
};

export type ScannerKeysStep = { readonly state: ScannerKeysState; readonly outcome: ScannerKeysOutcome };

export const noKeys: ScannerKeysState = {
  burst: '',
  lastAt: Number.NEGATIVE_INFINITY,
  inField: false,
  scannerLikeAt: Number.NEGATIVE_INFINITY,
};

/** Takes one key: (state, key) → what becomes of it. */
export function pressKey(before: ScannerKeysState, key: ScannerKey): ScannerKeysStep {
  const { state, outcome } = settle(before, key.at);
  if (key.stroke === 'other') return giveWay(state, outcome);
  if (typeof key.stroke === 'object') return addCharacter(state, outcome, key.stroke.character, key);
  return closeBurst(state, outcome, key);
}

/** Called when no key followed: an unclosed burst becomes a scan or goes back to the person who typed it. */
export function restKeys(state: ScannerKeysState, at: number): ScannerKeysStep {
  return settle(state, at);
}

/** Ends a burst whose last key is too long ago. */
function settle(state: ScannerKeysState, at: number): ScannerKeysStep {
  if (state.burst === '' || at - state.lastAt <= burstGapMs) return { state, outcome: { hold: false } };
  const empty = { ...state, burst: '' };
  if (state.burst.length >= shortestUnclosedScan) {
    return { state: empty, outcome: { hold: false, scan: state.burst } };
  }
  return { state: empty, outcome: released(state) };
}

function released(state: ScannerKeysState): ScannerKeysOutcome {
  return state.inField && state.burst !== '' ? { hold: false, release: state.burst } : { hold: false };
}

/** A key no scanner sends ends the burst as typed: it must find the field as the person left it. */
function giveWay(state: ScannerKeysState, outcome: ScannerKeysOutcome): ScannerKeysStep {
  const empty = { ...state, burst: '' };
  return state.burst === '' ? { state, outcome } : { state: empty, outcome: released(state) };
}

/** Held from the first key in a field, from the second elsewhere: a lone Space must still press a button. */
function addCharacter(
  state: ScannerKeysState,
  outcome: ScannerKeysOutcome,
  character: string,
  key: ScannerKey,
): ScannerKeysStep {
  const burst = state.burst + character;
  const inField = state.burst === '' ? key.inField : state.inField;
  const scannerLikeAt = burst.length >= shortestScan ? key.at : state.scannerLikeAt;
  const hold = inField || burst.length > 1;
  return { state: { burst, inField, lastAt: key.at, scannerLikeAt }, outcome: { ...outcome, hold } };
}

function closeBurst(state: ScannerKeysState, outcome: ScannerKeysOutcome, key: ScannerKey): ScannerKeysStep {
  const empty = { ...state, burst: '' };
  if (state.burst.length >= shortestScan) {
    return { state: empty, outcome: { hold: true, scan: state.burst } };
  }
  const swallowed = key.stroke === 'enter' && key.at - state.scannerLikeAt <= enterGuardMs;
  if (state.burst !== '') return { state: empty, outcome: { ...released(state), hold: swallowed } };
  return { state, outcome: { ...outcome, hold: swallowed } };
}

type KeyPress = Pick<KeyboardEvent, 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey' | 'repeat'>;

const layout: Readonly<Record<string, readonly string[]>> = usLayout;

/**
 * What a scanner meant by a key. Scanners speak the US layout whatever the system's layout or input
 * method is, so the physical `code` is read and never `key`.
 */
export function strokeOf(event: KeyPress): ScannerKey['stroke'] {
  // Group separators of GS1 codes arrive as Ctrl+].
  if (event.ctrlKey && event.code === 'BracketRight') return { character: '\u001d' };
  if (event.ctrlKey || event.altKey || event.metaKey) return 'other';
  if (event.code === 'Enter' || event.code === 'NumpadEnter') return 'enter';
  // A key held down repeats as fast as a scanner types, but no scanner repeats.
  if (event.repeat) return 'other';
  if (event.code === 'Tab') return 'close';
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if (letter !== undefined) return { character: event.shiftKey ? letter : letter.toLowerCase() };
  const digit = /^Numpad(\d)$/.exec(event.code)?.[1];
  if (digit !== undefined) return { character: digit };
  const pair = layout[event.code];
  const character = pair?.[event.shiftKey ? 1 : 0];
  return character === undefined ? 'other' : { character };
}

/** Shift alone is neither a key of a burst nor the end of one: scanners press it for every capital. */
export function isModifier(code: string): boolean {
  return /^(Shift|CapsLock)/.test(code);
}
