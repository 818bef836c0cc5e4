import { CashMoveSheet } from '../day/cash-move-sheet.tsx';
import { GoodsSheet } from '../goods/goods-sheet.tsx';
import { AmountSheet } from './amount-sheet.tsx';
import { DiscountSheet } from './discount-sheet.tsx';
import { DrawerSheet } from './drawer-sheet.tsx';
import { HeldSheet } from './held-sheet.tsx';
import { OtherSheet } from './other-sheet.tsx';
import { QuantitySheet } from './quantity-sheet.tsx';
import type { RefusedScan } from './refused-row.tsx';

/** What may lie over the register, one at a time. */
export type SellSheet =
  | { readonly kind: 'quantity' | 'discount'; readonly lineId: string }
  | { readonly kind: 'discount-all' | 'held' | 'other' | 'drawer' | 'cash-in' | 'cash-out' }
  | { readonly kind: 'amount'; readonly scan: RefusedScan | null }
  | { readonly kind: 'product'; readonly scan: RefusedScan };

export type SellSheetsProps = {
  readonly sheet: SellSheet | null;
  readonly onSheet: (sheet: SellSheet) => void;
  readonly onClose: () => void;
  readonly onElsewhere: () => void;
};

export function SellSheets({ sheet, onSheet, onClose, onElsewhere }: SellSheetsProps) {
  switch (sheet?.kind) {
    case undefined:
      return null;
    case 'quantity':
      return <QuantitySheet lineId={sheet.lineId} onSheet={onSheet} onClose={onClose} />;
    case 'discount':
      return <DiscountSheet lineId={sheet.lineId} onSheet={onSheet} onClose={onClose} />;
    case 'discount-all':
      return <DiscountSheet lineId={null} onSheet={onSheet} onClose={onClose} />;
    case 'held':
      return <HeldSheet onClose={onClose} />;
    case 'other':
      return <OtherSheet onSheet={onSheet} onClose={onClose} onElsewhere={onElsewhere} />;
    case 'drawer':
      return <DrawerSheet onClose={onClose} />;
    case 'cash-in':
      return <CashMoveSheet direction="in" onClose={onClose} />;
    case 'cash-out':
      return <CashMoveSheet direction="out" onClose={onClose} />;
    case 'amount':
      return <AmountSheet scan={sheet.scan} onClose={onClose} />;
    case 'product':
      return (
        <GoodsSheet
          product={null}
          barcode={sheet.scan.text}
          scanId={sheet.scan.id}
          onClose={onClose}
          onSaved={onClose}
        />
      );
  }
}
