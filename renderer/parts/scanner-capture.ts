import {
  isModifier,
  noKeys,
  pressKey,
  restKeys,
  type ScannerKeysOutcome,
  type ScannerKeysState,
  strokeOf,
} from './scanner-keys.ts';

/** Past this no key of the same burst can still be queued behind a busy window. */
const restCheckMs = 120;

type Field = HTMLInputElement | HTMLTextAreaElement;

/**
 * Listens on the whole document, before any field gets a key, and calls back with each scan. A scan is
 * never written into a focused field; what a person types arrives there at most one burst gap later.
 * The answer stops listening.
 */
export function captureScans(target: Window, onScan: (text: string) => void): () => void {
  const capture = new ScanCapture(target, onScan);
  const take = (event: KeyboardEvent) => capture.take(event);
  target.addEventListener('keydown', take, { capture: true });
  return () => target.removeEventListener('keydown', take, { capture: true });
}

class ScanCapture {
  private state: ScannerKeysState = noKeys;
  private timer = 0;
  private held: { readonly field: Field; readonly valueBefore: string } | null = null;
  private composed = false;
  private readonly target: Window;
  private readonly onScan: (text: string) => void;

  constructor(target: Window, onScan: (text: string) => void) {
    this.target = target;
    this.onScan = onScan;
  }

  take(event: KeyboardEvent): void {
    if (isModifier(event.code)) return;
    const field = fieldOf(event.target);
    const begins = this.state.burst === '';
    const { state, outcome } = pressKey(this.state, {
      stroke: strokeOf(event),
      at: event.timeStamp,
      inField: field !== null,
    });
    this.state = state;
    this.apply(outcome);
    if (begins || outcome.release !== undefined || outcome.scan !== undefined) this.hold(field);
    // While an input method composes, its keys can't be kept back; a scan then puts the field right.
    if (event.isComposing || event.keyCode === 229) this.composed = state.burst !== '';
    if (outcome.hold) keepBack(event);
    this.awaitRest();
  }

  private hold(field: Field | null): void {
    this.composed = false;
    this.held = field === null ? null : { field, valueBefore: field.value };
  }

  private apply(outcome: ScannerKeysOutcome): void {
    if (outcome.release !== undefined && !this.composed) writeInto(this.held?.field, outcome.release);
    if (outcome.scan === undefined) return;
    if (this.composed && this.held) restore(this.held.field, this.held.valueBefore);
    this.onScan(outcome.scan);
  }

  private awaitRest(): void {
    this.target.clearTimeout(this.timer);
    if (this.state.burst === '') return;
    this.timer = this.target.setTimeout(() => {
      const { state, outcome } = restKeys(this.state, this.target.performance.now());
      this.state = state;
      this.apply(outcome);
    }, restCheckMs);
  }
}

function keepBack(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function fieldOf(target: EventTarget | null): Field | null {
  const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  if (!isField || target.readOnly || target.disabled) return null;
  return target instanceof HTMLInputElement && /^(checkbox|radio|button|range|file)$/.test(target.type)
    ? null
    : target;
}

/** As if typed: replaces the selection, keeps undo, and tells the field's own listeners. */
function writeInto(field: Field | undefined, text: string): void {
  if (field === undefined || !field.isConnected) return;
  if (field.ownerDocument.activeElement !== field) field.focus();
  field.ownerDocument.execCommand('insertText', false, text);
}

function restore(field: Field, value: string): void {
  field.blur();
  field.focus();
  field.select();
  const command = value === '' ? 'delete' : 'insertText';
  field.ownerDocument.execCommand(command, false, value);
}
