/**
 * How long to wait before the n-th start in a row (`deaths` ≥ 1). The first is at once, since a shop
 * waits; then slower, so that a program that can't start does not burn the machine. Always below the
 * second within which the sandbox has to be back (design.md, the scheme interface).
 */
export function restartDelayMs(deaths: number): number {
  return deaths <= 1 ? 0 : Math.min(50 * 2 ** (deaths - 2), 500);
}
