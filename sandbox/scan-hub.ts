/** The practice scanner: what is held to it comes out at everybody who listens, like a wire would. */
export type ScanHub = {
  /** Answers how many listeners heard it. */
  readonly scan: (text: string) => number;
  readonly listen: (run: (text: string) => void) => () => void;
};

export function createScanHub(): ScanHub {
  const listeners = new Set<(text: string) => void>();
  return {
    scan: (text) => {
      for (const run of listeners) run(text);
      return listeners.size;
    },
    listen: (run) => {
      listeners.add(run);
      return () => {
        listeners.delete(run);
      };
    },
  };
}
