import type { Database, Row } from '../../platform/database.ts';
import type { Payment } from '../rules/payment.ts';
import { findPayment } from './payment.ts';

/** A code that a shop prints, and the terminal that it was given to. */
export type MerchantCode = { readonly payload: string; readonly merchant: string; readonly terminal: string };

export function codeOfTerminal(database: Database, terminal: string): MerchantCode | null {
  return database.get<MerchantCode & Row>('SELECT * FROM merchant_code WHERE terminal = ?', terminal);
}

/** The code that a scanned text is; null where the scheme made no such code. */
export function codeByPayload(database: Database, payload: string): MerchantCode | null {
  return database.get<MerchantCode & Row>('SELECT * FROM merchant_code WHERE payload = ?', payload);
}

/** The codes of a currency's shops, newest terminal first. */
export function merchantCodes(database: Database, currency: string, limit: number): MerchantCode[] {
  return database.all<MerchantCode & Row>(
    `SELECT code.* FROM merchant_code AS code JOIN merchant AS shop ON shop.id = code.merchant
       JOIN terminal AS till ON till.id = code.terminal WHERE currency = ? ORDER BY activated_at_ms DESC LIMIT ?`,
    currency,
    limit,
  );
}

export function insertCode(database: Database, { payload, merchant, terminal }: MerchantCode): void {
  database.run('INSERT INTO merchant_code VALUES (?, ?, ?)', payload, merchant, terminal);
}

/** Before the payment itself is kept: it came by a printed code. */
export function insertPrinted(database: Database, id: string, terminal: string): void {
  database.run('INSERT INTO printed_payment VALUES (?, ?, NULL)', id, terminal);
}

/** Gives a payment that went through its place in the terminal's list; one of another way is left alone. */
export function numberPrinted(database: Database, id: string): void {
  database.run(
    `UPDATE printed_payment SET seq = (SELECT coalesce(max(seq), 0) + 1 FROM printed_payment AS known
       WHERE known.terminal = printed_payment.terminal) WHERE id = ? AND seq IS NULL`,
    id,
  );
}

export type Received = { readonly seq: number; readonly payment: Payment };

/** What came in behind `after`, in order. */
export function receivedAfter(
  database: Database,
  terminal: string,
  after: number,
  limit: number,
): Received[] {
  return database
    .all<{ id: string; seq: number }>(
      'SELECT id, seq FROM printed_payment WHERE terminal = ? AND seq > ? ORDER BY seq LIMIT ?',
      terminal,
      after,
      limit,
    )
    .flatMap(({ id, seq }) => {
      const payment = findPayment(database, id);
      return payment ? [{ seq, payment }] : [];
    });
}
