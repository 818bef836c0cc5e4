import { z } from 'zod';
import { moneyWire } from './money.ts';

/** A name in one or both languages of the till; at least one of them is there. */
export const names = z
  .strictObject({ 'zh-CN': z.string().min(1).max(200).optional(), en: z.string().min(1).max(200).optional() })
  .refine((value) => value['zh-CN'] !== undefined || value.en !== undefined, 'name-missing');

export type Names = z.infer<typeof names>;

export type Language = 'zh-CN' | 'en';

/** The name in the reader's language, else in the other: a product is never nameless. */
export function nameIn(value: Names, language: Language): string {
  return (language === 'zh-CN' ? (value['zh-CN'] ?? value.en) : (value.en ?? value['zh-CN'])) ?? '';
}

export const unit = z.enum(['each', 'kg']);

export type Unit = z.infer<typeof unit>;

/** A product as the journal and the window know it. `price` is per unit, tax included. */
export const product = z.strictObject({
  id: z.uuid(),
  names,
  barcodes: z.array(z.string().regex(/^\d{4,14}$/)).max(20),
  /** The five-digit item number inside a weighed label (EAN-13 prefix 20–29); null where it has none. */
  scaleItem: z
    .string()
    .regex(/^\d{5}$/)
    .nullable(),
  category: z.string().max(60),
  taxClass: z.string().max(32),
  unit,
  price: moneyWire,
  /** No longer sold: kept, since old sales speak of it. */
  retired: z.boolean(),
});

export type Product = z.infer<typeof product>;
