import { looksLikeReceipt, readReceipt } from '../../shared/qr/receipt.ts';
import { listSales, type SaleRecord, saleByReceipt } from '../receipt/records.ts';
import type { Counter } from './counter.ts';

/** The sale or refund document behind a receipt's code; null where this till never made it. */
export function saleOfCode(
  { db }: Counter,
  code: { readonly terminal: string; readonly epoch: number; readonly number: number },
): SaleRecord | null {
  // Activated anew, this machine had another terminal id; its older receipts still carry that.
  const row = db.get<{ terminal_id: string }>('SELECT terminal_id FROM terminal WHERE epoch = ?', code.epoch);
  return row?.terminal_id === code.terminal ? saleByReceipt(db, code.epoch, code.number) : null;
}

/**
 * What the list shows for a text: everything for none, one number of this epoch, or the document of a
 * whole receipt code (also inside its printed link); nothing for any other text. Newest first.
 */
export function findSales(
  counter: Counter,
  page: { readonly before: number | null; readonly text: string; readonly limit: number },
): SaleRecord[] {
  const text = page.text.trim();
  if (looksLikeReceipt(text)) {
    const read = readReceipt(text);
    const found = read.ok ? saleOfCode(counter, read.value) : null;
    return found ? [found] : [];
  }
  const isNumber = /^\d{1,10}$/.test(text);
  if (text !== '' && !isNumber) return [];
  const { before, limit } = page;
  const receipt = isNumber ? Number(text) : null;
  return listSales(counter.db, counter.terminal().epoch, { before, receipt, limit });
}
