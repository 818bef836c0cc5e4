import { TextField as AriaTextField, Input, Label, Text } from 'react-aria-components';
import { Icon } from './icon.tsx';

export type TextFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | null | undefined;
  readonly kind?: 'text' | 'amount' | 'digits';
  readonly hasFocus?: boolean;
  readonly isDisabled?: boolean;
  readonly maxLength?: number;
};

/** A labelled field; the line below it is a hint or says how to put the entry right, in the same place. */
export function TextField(props: TextFieldProps) {
  const { kind = 'text', error = null, hint } = props;
  const isWrong = error !== null;
  return (
    <AriaTextField
      className="text-field"
      data-kind={kind}
      value={props.value}
      onChange={props.onChange}
      isInvalid={isWrong}
      isDisabled={props.isDisabled ?? false}
      maxLength={props.maxLength ?? 200}
      // The field that a sheet is opened for takes the focus.
      autoFocus={props.hasFocus ?? false}
      autoComplete="off"
      inputMode={kind === 'text' ? 'text' : 'decimal'}
    >
      <Label>{props.label}</Label>
      <Input className="input" spellCheck={false} />
      {/* One place for both, so that an error moves nothing. */}
      <Text slot="description" className={isWrong ? 'field-error' : 'field-hint'}>
        {isWrong ? <Icon name="warning" /> : null}
        {isWrong ? error : hint}
      </Text>
    </AriaTextField>
  );
}
