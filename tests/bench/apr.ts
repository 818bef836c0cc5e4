import { type CashFlow, yearlyRate } from '../../shared/apr.ts';
import { type Figure, figure, timed } from './figure.ts';

/** What a rate may take so that 20,000 are worked out in a second, in microseconds. */
const limitUs = 1_000_000 / 20_000;

/** Rates of 100,000 made-up flows of 2 to 24 rows: loans, which have one rate, and any, which may have several. */
export async function aprFigures(): Promise<Figure[]> {
  const loans = madeUp(100_000, (index) => (index === 0 ? 1 : -1));
  const anything = madeUp(100_000, (_, half) => (half ? 1 : -1));
  return [
    figure('yearly rate of a loan of up to 24 rows, each', perFlow(loans), limitUs, 1, 'µs'),
    figure('yearly rate of any flows of up to 24 rows, each', perFlow(anything), limitUs, 1, 'µs'),
  ];
}

function perFlow(flows: readonly (readonly CashFlow[])[]): number {
  // The first ones warm the compiler.
  for (const rows of flows.slice(0, 5000)) yearlyRate(rows);
  return (timed(() => flows.forEach((rows) => void yearlyRate(rows))) * 1000) / flows.length;
}

function madeUp(count: number, sign: (index: number, half: boolean) => 1 | -1): CashFlow[][] {
  let state = 7;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >> 8) % limit;
  };
  return Array.from({ length: count }, () => {
    let day = 0;
    return Array.from({ length: 2 + below(23) }, (_, index) => {
      day += index === 0 ? 0 : 1 + below(60);
      return { day, minor: sign(index, below(2) === 0) * (1 + below(1_000_000)) };
    });
  });
}
