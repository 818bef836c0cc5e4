/**
 * A quantity in thousandths, so that 1.235 kg is exact: 1 piece = 1000n. Weighted goods need three
 * decimals (scales print grams); nothing at a counter needs more.
 */
export type Quantity = bigint;

export const onePiece: Quantity = 1000n;

/** 9,999,999.999 is more than any counter sells in a line; above it somebody scanned into the field. */
const largest: Quantity = 9_999_999_999n;

/** Reads `3`, `0.535`; null for anything else, for zero, and for more than three decimals. */
export function parseQuantity(text: string): Quantity | null {
  const match = /^(\d{1,7})(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (!match) return null;
  const quantity = BigInt((match[1] ?? '') + (match[2] ?? '').padEnd(3, '0'));
  return quantity > 0n && quantity <= largest ? quantity : null;
}

/** `2`, `0.535`: no trailing zeros. */
export function formatQuantity(quantity: Quantity): string {
  const digits = quantity.toString().padStart(4, '0');
  const decimals = digits.slice(-3).replace(/0+$/, '');
  return decimals === '' ? digits.slice(0, -3) : `${digits.slice(0, -3)}.${decimals}`;
}
