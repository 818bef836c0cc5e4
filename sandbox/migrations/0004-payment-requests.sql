-- Codes that a shop shows and a wallet scans. Beside its row in `payment`, which says how it ended;
-- that row has no wallet until one has scanned the code.
CREATE TABLE payment_request (
  id TEXT PRIMARY KEY REFERENCES payment (id),
  payload TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

-- The codes that may be paid now.
CREATE INDEX payment_waiting ON payment (state) WHERE state = 'awaiting-customer';
