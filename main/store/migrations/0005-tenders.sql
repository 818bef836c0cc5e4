-- Parts of sales that are paid before the whole is: held until the sale is settled, or given back.
CREATE TABLE taken_tender (
  sale_id    TEXT NOT NULL,
  no         INTEGER NOT NULL,
  kind       TEXT NOT NULL,
  how        TEXT,
  amount     INTEGER NOT NULL CHECK (amount > 0),
  currency   TEXT NOT NULL,
  tendered   INTEGER,
  change     INTEGER,
  payment_id TEXT,
  scheme_ref TEXT,
  state      TEXT NOT NULL CHECK (state IN ('held', 'used', 'returned')),
  -- The wallet's refund that brings it back.
  refund_id  TEXT,
  PRIMARY KEY (sale_id, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX taken_tender_held ON taken_tender (sale_id) WHERE state = 'held';
