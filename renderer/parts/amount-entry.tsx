import { type ReactNode, useCallback } from 'react';
import { Input, Label, Text, TextField } from 'react-aria-components';
import { Icon } from './icon.tsx';
import { NumberPad } from './number-pad.tsx';

export type AmountEntryProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Decimals that may be typed: the currency's, or three for a weight. */
  readonly decimals: number;
  readonly error?: string | null;
  readonly children?: ReactNode;
};

/** A large field with its pad: amounts and quantities, by finger or by keyboard. */
export function AmountEntry({ label, value, onChange, decimals, error = null, children }: AmountEntryProps) {
  const change = useCallback((typed: string) => onChange(asNumber(typed, decimals)), [onChange, decimals]);
  return (
    <div className="amount-entry">
      <TextField
        className="text-field"
        data-kind="amount"
        value={value}
        onChange={change}
        isInvalid={error !== null}
        inputMode="decimal"
        autoComplete="off"
        // The sheet or pane is there for this one entry.
        autoFocus
      >
        <Label>{label}</Label>
        <Input className="input" />
        <Text slot="description" className="field-error">
          {error === null ? null : <Icon name="warning" />}
          {error}
        </Text>
      </TextField>
      {children}
      <NumberPad value={value} onChange={change} hasPoint={decimals > 0} />
    </div>
  );
}

/** Digits and one point with so many decimals; the full-width ones of Chinese input methods too. */
export function asNumber(typed: string, decimals: number): string {
  const plain = typed
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[．。]/g, '.')
    .replace(/[^\d.]/g, '');
  const [whole = '', ...rest] = plain.split('.');
  if (decimals === 0 || rest.length === 0) return whole.slice(0, 12);
  return `${whole.slice(0, 12)}.${rest.join('').slice(0, decimals)}`;
}
