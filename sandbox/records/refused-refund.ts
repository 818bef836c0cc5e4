import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { readSetting, writeSetting } from './setting.ts';

/**
 * A refund that the scheme has refused: final, so it is kept for ever, but no money moved and no book
 * or settlement knows of it. It stands among the settings, away from the refunds that were carried out.
 */
const refusedRefund = z.object({
  id: z.string(),
  merchant: z.string(),
  terminal: z.string(),
  askHash: z.string(),
  payment: z.string(),
  amountMinor: z.string(),
  currency: z.string(),
  reason: z.string(),
  schemeRef: z.string(),
  atMs: z.number(),
});

export type RefusedRefund = z.infer<typeof refusedRefund>;

export function findRefusedRefund(database: Database, id: string): RefusedRefund | null {
  const kept = readSetting(database, nameOf(id));
  return kept === null ? null : refusedRefund.parse(JSON.parse(kept));
}

export function insertRefusedRefund(database: Database, refund: RefusedRefund): void {
  writeSetting(database, nameOf(refund.id), JSON.stringify(refund));
}

function nameOf(id: string): string {
  return `refused refund ${id}`;
}
