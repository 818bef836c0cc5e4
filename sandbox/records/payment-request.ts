import type { Database, Row } from '../../platform/database.ts';

/** Beside a payment that was asked for by showing a code: the text under the code. */
export type PaymentRequest = { readonly id: string; readonly payload: string };

export function findRequest(database: Database, id: string): PaymentRequest | null {
  return database.get<PaymentRequest & Row>('SELECT id, payload FROM payment_request WHERE id = ?', id);
}

/** The request that a scanned text belongs to; null where the scheme made no such code. */
export function requestByPayload(database: Database, payload: string): PaymentRequest | null {
  return database.get<PaymentRequest & Row>(
    'SELECT id, payload FROM payment_request WHERE payload = ?',
    payload,
  );
}

export function insertRequest(database: Database, { id, payload }: PaymentRequest): void {
  database.run('INSERT INTO payment_request VALUES (?, ?)', id, payload);
}

/** Ids of the codes of a currency that nobody has scanned yet, newest first. */
export function openRequests(database: Database, currency: string, limit: number): string[] {
  return database
    .all<{ id: string }>(
      `SELECT id FROM payment JOIN payment_request USING (id)
       WHERE state = 'awaiting-customer' AND wallet IS NULL AND currency = ? ORDER BY at_ms DESC, id DESC LIMIT ?`,
      currency,
      limit,
    )
    .map(({ id }) => id);
}
