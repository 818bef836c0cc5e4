import { useWords } from '../words.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

const digits = ['7', '8', '9', '4', '5', '6', '1', '2', '3'] as const;

export type NumberPadProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hasPoint: boolean;
};

/** Digits for a finger; the field above it takes the same digits from a keyboard. */
export function NumberPad({ value, onChange, hasPoint }: NumberPadProps) {
  const say = useWords();
  const add = (text: string) => onChange(value === '0' && text !== '.' ? text : value + text);
  return (
    <fieldset className="number-pad">
      <legend className="heard-only">{say('pad.label')}</legend>
      {digits.map((digit) => (
        <Button key={digit} onPress={() => add(digit)} size="lead">
          {digit}
        </Button>
      ))}
      {hasPoint ? (
        <Button
          onPress={() => add(value === '' ? '0.' : '.')}
          size="lead"
          isDisabled={value.includes('.')}
          label={say('pad.point')}
        >
          .
        </Button>
      ) : (
        <Button onPress={() => add('00')} size="lead">
          00
        </Button>
      )}
      <Button onPress={() => add('0')} size="lead">
        0
      </Button>
      <Button onPress={() => onChange(value.slice(0, -1))} size="lead" label={say('pad.erase')}>
        <Icon name="erase" />
      </Button>
    </fieldset>
  );
}
