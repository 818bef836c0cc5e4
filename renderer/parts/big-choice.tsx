import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Icon, type IconName } from './icon.tsx';

export type BigChoiceProps = {
  readonly icon: IconName;
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly isDisabled?: boolean;
  /** Chosen, where one of several is to be picked before something is done with it. */
  readonly isChosen?: boolean;
};

/** A large key with picture and word, several of them side by side. */
export function BigChoice({ icon, children, onPress, isDisabled = false, isChosen }: BigChoiceProps) {
  return (
    <AriaButton
      className="big-choice"
      isDisabled={isDisabled}
      onPress={onPress}
      {...(isChosen === undefined ? {} : { 'aria-pressed': isChosen })}
    >
      <Icon name={isChosen === true ? 'check' : icon} />
      <span>{children}</span>
    </AriaButton>
  );
}
