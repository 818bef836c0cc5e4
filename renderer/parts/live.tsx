import { useEffect, useState } from 'react';

/** Heard by a screen reader when it changes; empty at first, since a region is heard only once it is there. */
export function Live({
  text,
  name,
  isUrgent = false,
}: {
  readonly text: string;
  readonly name: string;
  readonly isUrgent?: boolean;
}) {
  const [heard, setHeard] = useState('');
  useEffect(() => setHeard(text), [text]);
  return (
    <div
      className="heard-only"
      data-live={name}
      role={isUrgent ? 'alert' : 'status'}
      aria-live={isUrgent ? 'assertive' : 'polite'}
    >
      {heard}
    </div>
  );
}
