-- What a voucher pays of which lines stands beside its redemption, its part and its tender.
ALTER TABLE payment ADD COLUMN voucher TEXT;
ALTER TABLE taken_tender ADD COLUMN voucher TEXT;
ALTER TABLE shift ADD COLUMN voucher INTEGER NOT NULL DEFAULT 0;

CREATE TABLE tender_with_voucher (
  sale_id    TEXT NOT NULL,
  no         INTEGER NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('cash', 'wallet', 'elsewhere', 'voucher')),
  how        TEXT,
  amount     INTEGER NOT NULL,
  tendered   INTEGER,
  change     INTEGER,
  payment_id TEXT,
  refund_id  TEXT,
  scheme_ref TEXT,
  currency   TEXT NOT NULL,
  voucher    TEXT,
  PRIMARY KEY (sale_id, no)
) STRICT, WITHOUT ROWID;
INSERT INTO tender_with_voucher SELECT *, NULL FROM tender;
DROP TABLE tender;
ALTER TABLE tender_with_voucher RENAME TO tender;
CREATE INDEX tender_by_payment ON tender (payment_id) WHERE payment_id IS NOT NULL;
