/** A rule of the scheme's books as a query for the rows that break it. */
export type Rule = { readonly name: string; readonly sql: string };

/** What must hold of vouchers, and of entries once there are vouchers. */
export const voucherRules: readonly Rule[] = [
  {
    name: 'an entry stands for something that was paid, redeemed, refunded or cancelled',
    sql: `SELECT id FROM entry
            WHERE kind = 'payment' AND resource NOT IN (SELECT id FROM payment WHERE state = 'succeeded'
                UNION ALL SELECT id FROM redemption WHERE redeemed_at_ms IS NOT NULL)
               OR kind = 'refund' AND resource NOT IN (SELECT id FROM refund
                UNION ALL SELECT id FROM voucher_return
                UNION ALL SELECT id FROM redemption WHERE cancelled_to IS NOT NULL)`,
  },
  {
    name: 'no voucher is below zero',
    sql: `SELECT account FROM balance WHERE account LIKE 'voucher:%' AND minor < 0`,
  },
  {
    name: 'a redemption is booked once, with its amount, out of its voucher',
    sql: `SELECT id FROM redemption WHERE (redeemed_at_ms IS NOT NULL) <> EXISTS (SELECT 1 FROM entry JOIN posting ON entry = entry.id
            WHERE kind = 'payment' AND resource = redemption.id AND account = 'voucher:' || redemption.voucher
              AND posting.currency = redemption.currency AND minor = -redemption.amount_minor)`,
  },
  {
    name: 'what succeeded was redeemed, what was declined was not, what was cancelled went back',
    sql: `SELECT id FROM redemption
            WHERE state = 'succeeded' AND (redeemed_at_ms IS NULL OR cancelled_to IS NOT NULL)
               OR state = 'declined' AND redeemed_at_ms IS NOT NULL
               OR state = 'cancelled' AND (redeemed_at_ms IS NULL) <> (cancelled_to IS NULL)`,
  },
  {
    name: 'a cancelled redemption gave back what was left of it, to where it says',
    sql: `SELECT id FROM redemption WHERE cancelled_to IS NOT NULL AND NOT EXISTS (SELECT 1 FROM entry JOIN posting ON entry = entry.id
            WHERE kind = 'refund' AND resource = redemption.id AND minor = amount_minor - returned_minor
              AND account = CASE cancelled_to WHEN 'voucher' THEN 'voucher:' || redemption.voucher
                ELSE 'programme:' || (SELECT programme FROM voucher WHERE voucher.id = redemption.voucher) END)`,
  },
  {
    name: 'a refund of a redemption is booked once, with its amount, to where it says',
    sql: `SELECT voucher_return.id FROM voucher_return JOIN redemption ON redemption.id = redemption
            JOIN voucher ON voucher.id = redemption.voucher
            WHERE NOT EXISTS (SELECT 1 FROM entry JOIN posting ON entry = entry.id
              WHERE kind = 'refund' AND resource = voucher_return.id AND minor = voucher_return.amount_minor
                AND account = CASE returned_to WHEN 'voucher' THEN 'voucher:' || voucher.id
                  ELSE 'programme:' || voucher.programme END)`,
  },
  {
    name: 'a redemption knows what it has given back, never more than it took',
    sql: `SELECT id FROM redemption WHERE returned_minor > amount_minor OR returned_minor <>
            (SELECT coalesce(sum(amount_minor), 0) FROM voucher_return WHERE voucher_return.redemption = redemption.id)`,
  },
];
