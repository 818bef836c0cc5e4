import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { usePressGuard } from './press-guard.ts';

export type ButtonProps = {
  readonly children: ReactNode;
  readonly onPress: () => void;
  /** Shown beside the words; the screen binds it with `useKeys`. */
  readonly keyHint?: string | undefined;
  readonly look?: 'go' | 'plain' | 'quiet' | 'bad';
  readonly size?: 'normal' | 'lead' | 'pay';
  readonly isDisabled?: boolean | undefined;
  readonly isBusy?: boolean | undefined;
  /** Money moves: Enter does not press it, and a second tap of a double tap does not either. */
  readonly movesMoney?: boolean;
  readonly hasFocus?: boolean;
  readonly label?: string | undefined;
};

/** Every key of the till. */
export function Button(props: ButtonProps) {
  const { look = 'plain', size = 'normal', movesMoney = false, keyHint } = props;
  const press = usePressGuard(props.onPress);
  return (
    <AriaButton
      className="button"
      data-look={look}
      data-size={size}
      {...(movesMoney ? { 'data-moves-money': 'true' } : {})}
      {...(props.label === undefined ? {} : { 'aria-label': props.label })}
      {...(keyHint === undefined ? {} : { 'aria-keyshortcuts': ariaKey(keyHint) })}
      isDisabled={props.isDisabled ?? false}
      // The screens that call for it move the focus where the next step is.
      autoFocus={props.hasFocus ?? false}
      // Not react-aria's own `isPending`: it announces a button that may be gone by the time it is heard.
      onPress={(event) => (props.isBusy ? undefined : press(event))}
    >
      <span className="button-words">{props.children}</span>
      {keyHint === undefined ? null : <KeyHint name={keyHint} />}
    </AriaButton>
  );
}

export function KeyHint({ name }: { readonly name: string }) {
  return (
    <span className="key-hint" aria-hidden="true">
      {name}
    </span>
  );
}

function ariaKey(keyHint: string): string {
  return keyHint.replace('Ctrl', 'Control').replace(/^Esc$/, 'Escape');
}
