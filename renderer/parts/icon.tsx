import paths from './icons.json' with { type: 'json' };

export type IconName = keyof typeof paths;

/** Drawn beside a word, never alone: hidden from a screen reader, since the word says it. */
export function Icon({
  name,
  isSpinning = false,
}: {
  readonly name: IconName;
  readonly isSpinning?: boolean;
}) {
  return (
    <svg
      className={isSpinning ? 'icon spinning' : 'icon'}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      {paths[name].map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
