import type { ReactNode } from 'react';
import type { Tone } from './chip.tsx';
import { Icon, type IconName } from './icon.tsx';

const icons: Readonly<Record<Tone, IconName>> = {
  go: 'check',
  wait: 'clock',
  bad: 'warning',
  info: 'info',
  plain: 'info',
};

export type NoticeProps = {
  readonly tone: Tone;
  /** What happened. */
  readonly title: string;
  /** What it means for the money and what to do now. */
  readonly children?: ReactNode;
  readonly icon?: IconName;
  readonly isSpinning?: boolean;
};

/** A state said in full: word, icon and colour together. */
export function Notice({ tone, title, children, icon, isSpinning = false }: NoticeProps) {
  return (
    <div className="notice" data-tone={tone}>
      <Icon name={icon ?? icons[tone]} isSpinning={isSpinning} />
      <div className="notice-words">
        <strong>{title}</strong>
        {children === undefined ? null : <div>{children}</div>}
      </div>
    </div>
  );
}
