import { create } from 'qrcode';

/** Quiet zone of four modules on every side (ISO/IEC 18004 §6.3.8): without it many readers fail. */
const quietZone = 4;

/** A QR code as one path in a square of `size` modules, quiet zone included. Throws for what fits in none. */
export function qrPath(text: string): { readonly path: string; readonly size: number } {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const dark = [...modules.data.keys()].filter((index) => modules.data[index] === 1);
  const path = dark
    .map(
      (index) =>
        `M${quietZone + (index % modules.size)} ${quietZone + Math.floor(index / modules.size)}h1v1h-1z`,
    )
    .join('');
  return { path, size: modules.size + 2 * quietZone };
}
