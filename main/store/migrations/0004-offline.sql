-- Payments taken by signed pass while the scheme could not be reached. The scheme's word comes later.
CREATE TABLE offline_payment (
  id           TEXT PRIMARY KEY,
  epoch        INTEGER NOT NULL,
  -- The order in which they are handed in, from 1 in each epoch.
  number       INTEGER NOT NULL,
  sale_id      TEXT NOT NULL,
  tender_no    INTEGER NOT NULL,
  serial       TEXT NOT NULL,
  wallet_hash  TEXT NOT NULL,
  amount       INTEGER NOT NULL,
  currency     TEXT NOT NULL,
  merchant_id  TEXT NOT NULL,
  -- By the scheme's clock as the till knew it.
  taken_at     TEXT NOT NULL,
  created_mono TEXT NOT NULL,
  business_day TEXT NOT NULL,
  request      TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('taken', 'accepted', 'refused')),
  reason       TEXT,
  bearer       TEXT CHECK (bearer IN ('scheme', 'merchant')),
  scheme_ref   TEXT,
  ended_at     TEXT,
  alarms       INTEGER NOT NULL DEFAULT 0,
  UNIQUE (epoch, number)
) STRICT, WITHOUT ROWID;
-- A pass pays once: the books themselves refuse it a second time.
CREATE UNIQUE INDEX offline_payment_by_serial ON offline_payment (serial);
CREATE INDEX offline_payment_by_wallet ON offline_payment (epoch, wallet_hash) WHERE state <> 'accepted';
CREATE INDEX offline_payment_by_sale ON offline_payment (sale_id);
CREATE INDEX offline_payment_open ON offline_payment (state) WHERE state = 'taken';
