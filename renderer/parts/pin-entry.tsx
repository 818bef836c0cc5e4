import { useEffect, useRef, useState } from 'react';
import { TextField as AriaTextField, Input, Label, Text } from 'react-aria-components';
import { hasMod10 } from '../../shared/qr/check-digits.ts';
import { ask } from '../api.ts';
import { takeScans } from '../scanning.ts';
import { useWords } from '../words.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

export type PinField = {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
};

export type PinEntryProps = {
  readonly fields: readonly PinField[];
  /** Under the last field, where it arose. */
  readonly error?: string | null;
  readonly isDisabled?: boolean;
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
export function PinEntry({ fields, error = null, isDisabled = false }: PinEntryProps) {
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
  return (
    <div className="pin-entry">
      {fields.map((each, index) => (
        <AriaTextField
          key={each.name}
          className="text-field"
          data-kind="pin"
          type="password"
          value={each.value}
          onChange={(typed) => each.onChange(digitsOf(typed))}
          onFocus={() => setTouched(each.name)}
          isInvalid={error !== null && each === fields.at(-1)}
          isDisabled={isDisabled}
          inputMode="numeric"
          autoComplete="off"
          // The sheet or screen is there for this entry.
          autoFocus={index === 0}
        >
          <Label>{each.label}</Label>
          <Input
            className="input"
            ref={(input) => {
              if (input) inputs.current.set(each.name, input);
            }}
          />
          <PinLine hint={each.hint} error={each === fields.at(-1) ? error : null} />
        </AriaTextField>
      ))}
      <PinPad value={field?.value ?? ''} onChange={put} isDisabled={isDisabled} />
    </div>
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
