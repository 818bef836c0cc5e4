import type { ReactNode } from 'react';

export type ScrollAreaProps = {
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
};

/** What scrolls without holding anything to press must take the focus itself, else no keyboard reaches its end (WCAG 2.1.1). */
const scrollable = { tabIndex: 0 } as const;

export function ScrollArea({ label, className, children }: ScrollAreaProps) {
  return (
    <section className={className} aria-label={label} {...scrollable}>
      {children}
    </section>
  );
}
