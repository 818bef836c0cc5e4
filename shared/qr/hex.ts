const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));

/** Two capital hex digits of one byte. */
export function hexOfOne(byte: number): string {
  return hexOfByte[byte] ?? '';
}

/** Two capital hex digits a byte. */
export function hexOf(bytes: readonly number[], from = 0, to = bytes.length): string {
  let hex = '';
  for (let index = from; index < to; index += 1) hex += hexOfByte[bytes[index] ?? 0] ?? '';
  return hex;
}

/** The bytes of an even number of hex digits; null for anything else. */
export function bytesOfHex(hex: string): number[] | null {
  if (!/^(?:[0-9A-Fa-f]{2})*$/.test(hex)) return null;
  return [...hex.matchAll(/../g)].map(([pair]) => Number.parseInt(pair, 16));
}
