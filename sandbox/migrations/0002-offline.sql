-- Passes: what a wallet shows where there is no network, and what became of them.

CREATE TABLE offline_pass (
  serial TEXT PRIMARY KEY,
  wallet TEXT NOT NULL REFERENCES wallet (id),
  counter INTEGER NOT NULL,
  issued_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  -- The payment that it paid: one, for ever.
  used_by TEXT,
  UNIQUE (wallet, counter)
) STRICT, WITHOUT ROWID;

-- Beside its row in `payment`, which says how it ended.
CREATE TABLE offline_payment (
  id TEXT PRIMARY KEY REFERENCES payment (id),
  serial TEXT,
  wallet_hash TEXT,
  seq INTEGER NOT NULL,
  taken_at_ms INTEGER NOT NULL,
  -- Who bears the loss of a refused one.
  bearer TEXT CHECK (bearer IN ('scheme', 'merchant'))
) STRICT, WITHOUT ROWID;

CREATE INDEX offline_payment_by_serial ON offline_payment (serial);
