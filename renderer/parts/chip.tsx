import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { KeyHint } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

export type Tone = 'go' | 'wait' | 'bad' | 'info' | 'plain';

export type ChipProps = {
  readonly children: ReactNode;
  readonly tone?: Tone;
  readonly icon?: IconName;
  readonly keyHint?: string;
  readonly onPress?: () => void;
  readonly label?: string;
};

/** A small standing fact, or with `onPress` a small switch. */
export function Chip({ tone = 'plain', icon, keyHint, onPress, children, label }: ChipProps) {
  const inside = (
    <>
      {icon === undefined ? null : <Icon name={icon} />}
      <span>{children}</span>
      {keyHint === undefined ? null : <KeyHint name={keyHint} />}
    </>
  );
  if (onPress === undefined) {
    return (
      <span className="chip" data-tone={tone}>
        {inside}
      </span>
    );
  }
  return (
    <AriaButton
      className="chip"
      data-tone={tone}
      onPress={onPress}
      {...(label ? { 'aria-label': label } : {})}
    >
      {inside}
    </AriaButton>
  );
}
