import { create } from 'qrcode';
import { useMemo } from 'react';

/** Quiet zone of four modules on every side (ISO/IEC 18004 §6.3.8): without it many readers fail. */
const quietZone = 4;

/** A QR code as one path, sharp at every size. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { path, size } = useMemo(() => drawn(text), [text]);
  return (
    <svg
      className="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect className="qr-ground" width={size} height={size} />
      <path className="qr-modules" d={path} />
    </svg>
  );
}

function drawn(text: string): { readonly path: string; readonly size: number } {
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
