import { Label, Radio, RadioGroup } from 'react-aria-components';

export type ChoiceProps<T extends string> = {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly words: string }[];
  readonly value: T | null;
  readonly onChange: (value: T) => void;
  readonly isLabelHidden?: boolean;
};

/** One of a few, all of them in sight. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  return (
    <RadioGroup
      className="choice"
      value={props.value}
      onChange={(value) => {
        const chosen = props.options.find((option) => option.value === value);
        if (chosen) props.onChange(chosen.value);
      }}
      {...(props.isLabelHidden ? { 'aria-label': props.label } : {})}
    >
      {props.isLabelHidden ? null : <Label>{props.label}</Label>}
      <div className="choice-options">
        {props.options.map((option) => (
          <Radio key={option.value} value={option.value} className="choice-option">
            <span className="choice-mark" aria-hidden="true" />
            {option.words}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
