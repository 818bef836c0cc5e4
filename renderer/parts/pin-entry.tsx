import { type ReactNode, useEffect, useRef, useState } from 'react';
import { TextField as AriaTextField, Input, Label, Text } from 'react-aria-components';
import { hasMod10 } from '../../shared/qr/check-digits.ts';
import { ask } from '../api.ts';
import { takeScans } from '../scanning.ts';
import { useWords } from '../words.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { Live } from './live.tsx';
import type { PinRefusal } from './pin-refusal.ts';

export type PinField = {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
};

export type PinEntryProps = {
  readonly fields: readonly PinField[];
  /** Under the last field, where it arose; while there is a wait, nothing can be typed. */
  readonly refusal: PinRefusal;
  readonly isDisabled?: boolean;
  /** Stands over the pad, with the fields beside it: where several fields would push it out of sight. */
  readonly beside?: ReactNode;
  /** Something in `beside` is to be filled in first. */
  readonly beginsBeside?: boolean;
};

const longest = 8;
const shortest = 4;

/** Whether it can be a PIN at all; whether it is one, the core says. */
export function isPin(typed: string): boolean {
  return typed.length >= shortest;
}

/**
 * PINs by finger or by keyboard, never shown. The pad writes into the field that was touched last. While
 * it is open, digits that come as fast as from a scanner and are no barcode were typed by quick fingers.
 */
export function PinEntry(props: PinEntryProps) {
  const { fields, refusal, beside, beginsBeside = false } = props;
  const { error, isWaiting, heard } = refusal;
  const isDisabled = props.isDisabled === true || isWaiting;
  const inputs = useRef(new Map<string, HTMLInputElement>());
  const [touched, setTouched] = useState(fields[0]?.name ?? '');
  const field = fields.find(({ name }) => name === touched) ?? fields[0];
  const put = (value: string) => {
    field?.onChange(digitsOf(value));
    inputs.current.get(field?.name ?? '')?.focus();
  };
  const latest = useRef({ field, put });
  latest.current = { field, put };
  useEffect(
    () =>
      takeScans((text) => {
        const now = latest.current;
        if (isTypedPin(text)) now.put((now.field?.value ?? '') + text);
        else void ask('register.scan', { text, device: 'keyboard' });
      }),
    [],
  );
  // Who taps a name, then types on a keyboard, types a PIN; also once a wait is over.
  useFocusKept(beside === undefined && !isDisabled, () => inputs.current.get(field?.name ?? ''));
  const pad = <PinPad value={field?.value ?? ''} onChange={put} isDisabled={isDisabled} />;
  const entries = fields.map((each, index) => (
    <PinInput
      key={each.name}
      field={each}
      error={each === fields.at(-1) ? error : null}
      isDisabled={isDisabled}
      hasFocus={index === 0 && !beginsBeside}
      onFocus={() => setTouched(each.name)}
      keep={(input) => inputs.current.set(each.name, input)}
    />
  ));
  if (beside === undefined) {
    return (
      <div className="pin-entry">
        {entries}
        {pad}
        <Live name="pin" text={heard} isUrgent />
      </div>
    );
  }
  return (
    <div className="two-columns">
      <div className="pin-entry">
        {beside}
        {pad}
      </div>
      <div className="pin-entry">
        {entries}
        <Live name="pin" text={heard} isUrgent />
      </div>
    </div>
  );
}

/** Arrow keys in a list of names are left alone: they press nothing with a pointer. */
function useFocusKept(isKept: boolean, input: () => HTMLInputElement | undefined): void {
  const latest = useRef(input);
  latest.current = input;
  useEffect(() => {
    if (!isKept) return;
    latest.current()?.focus();
    const focus = ({ detail }: MouseEvent) => {
      // A tap on a label gives the focus to what it names, after the tap itself.
      if (detail > 0) requestAnimationFrame(() => latest.current()?.focus());
    };
    document.addEventListener('click', focus, { capture: true });
    return () => document.removeEventListener('click', focus, { capture: true });
  }, [isKept]);
}

type PinInputProps = {
  readonly field: PinField;
  readonly error: string | null;
  readonly isDisabled: boolean;
  readonly hasFocus: boolean;
  readonly onFocus: () => void;
  readonly keep: (input: HTMLInputElement) => void;
};

function PinInput({ field, error, isDisabled, hasFocus, onFocus, keep }: PinInputProps) {
  return (
    <AriaTextField
      className="text-field"
      data-kind="pin"
      type="password"
      value={field.value}
      onChange={(typed) => field.onChange(digitsOf(typed))}
      onFocus={onFocus}
      isInvalid={error !== null}
      isDisabled={isDisabled}
      inputMode="numeric"
      autoComplete="off"
      // The sheet or screen is there for this entry.
      autoFocus={hasFocus}
    >
      <Label>{field.label}</Label>
      <Input
        className="input"
        ref={(input) => {
          if (input) keep(input);
        }}
      />
      <PinLine hint={field.hint} error={error} />
    </AriaTextField>
  );
}

/** One place for hint and error, so that nothing moves. */
function PinLine({ hint, error }: { readonly hint: string | undefined; readonly error: string | null }) {
  return (
    <Text slot="description" className={error === null ? 'field-hint' : 'field-error'}>
      {error === null ? null : <Icon name="warning" />}
      {error ?? hint}
    </Text>
  );
}

type PinPadProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isDisabled: boolean;
};

/** The digits stand as on the pad for amounts. */
function PinPad({ value, onChange, isDisabled }: PinPadProps) {
  const say = useWords();
  const digit = (name: string) => (
    <Button key={name} onPress={() => onChange(value + name)} size="lead" isDisabled={isDisabled}>
      {name}
    </Button>
  );
  return (
    <fieldset className="number-pad">
      <legend className="heard-only">{say('pad.label')}</legend>
      {[...'789456123'].map(digit)}
      <Button onPress={() => onChange('')} size="lead" label={say('pin.clear')} isDisabled={isDisabled}>
        <Icon name="close" />
      </Button>
      {digit('0')}
      <Button
        onPress={() => onChange(value.slice(0, -1))}
        size="lead"
        label={say('pad.erase')}
        isDisabled={isDisabled}
      >
        <Icon name="erase" />
      </Button>
    </fieldset>
  );
}

/** Also the full-width ones of Chinese input methods. */
function digitsOf(typed: string): string {
  return typed
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/\D/g, '')
    .slice(0, longest);
}

/** An EAN-8 has eight digits too, the last of which follows from the others. */
function isTypedPin(text: string): boolean {
  if (!/^\d{1,8}$/.test(text)) return false;
  return text.length < longest || !hasMod10(text);
}
