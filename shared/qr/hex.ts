/** Two capital hex digits a byte. */
export function hexOf(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
}

/** The bytes of an even number of hex digits; null for anything else. */
export function bytesOfHex(hex: string): number[] | null {
  if (!/^(?:[0-9A-Fa-f]{2})*$/.test(hex)) return null;
  return [...hex.matchAll(/../g)].map(([pair]) => Number.parseInt(pair, 16));
}
