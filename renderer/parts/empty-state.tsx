import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

export type EmptyStateProps = {
  readonly icon: IconName;
  /** What will be here. */
  readonly title: string;
  /** The one thing to do first. */
  readonly hint: string;
  readonly children?: ReactNode;
};

export function EmptyState({ icon, title, hint, children }: EmptyStateProps) {
  return (
    <div className="empty-state">
      <Icon name={icon} />
      <strong>{title}</strong>
      <p>{hint}</p>
      {children}
    </div>
  );
}
