import { parseArgs } from 'node:util';
import { type Faults, parseFaults } from './faults.ts';

export type WorkerOptions = {
  readonly port: number;
  readonly dataDir: string;
  readonly faults: Faults;
  readonly seed: number;
  readonly ratePerS?: number;
  /** Ready and loaded, but opens nothing before it is told to. */
  readonly isStandby: boolean;
};

/** Reads the options of supervisor and worker; throws with a line for the person who typed them. */
export function workerOptions(words: readonly string[]): WorkerOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      port: { type: 'string', default: '0' },
      data: { type: 'string' },
      faults: { type: 'string', default: '' },
      seed: { type: 'string', default: '0' },
      rate: { type: 'string' },
      standby: { type: 'boolean', default: false },
    },
  });
  if (values.data === undefined) throw new Error('--data DIR is needed: where the scheme keeps its state');
  return {
    port: wholeNumber('--port', values.port, 65_535),
    dataDir: values.data,
    faults: parseFaults(values.faults),
    seed: wholeNumber('--seed', values.seed, Number.MAX_SAFE_INTEGER),
    isStandby: values.standby,
    ...(values.rate === undefined ? {} : { ratePerS: wholeNumber('--rate', values.rate, 1_000_000) }),
  };
}

function wholeNumber(name: string, text: string, most: number): number {
  if (/^\d{1,16}$/.test(text) && Number(text) <= most) return Number(text);
  throw new Error(`${name} takes a whole number from 0 to ${most}, not "${text}"`);
}
