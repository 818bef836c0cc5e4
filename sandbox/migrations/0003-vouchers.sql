-- Subsidy vouchers: programmes with their lists, vouchers, what was redeemed, what was given back.

-- Every version of a list stays, since redemptions name the one they were made by. `body` is the
-- programme as it is served.
CREATE TABLE programme (
  id TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  currency TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;

-- A code is money to whoever has it, so the scheme keeps its SHA-256 only. The time of a voucher
-- begins with its activation.
CREATE TABLE voucher (
  id TEXT PRIMARY KEY,
  code_hash TEXT NOT NULL UNIQUE,
  programme TEXT NOT NULL,
  state TEXT NOT NULL CHECK (
    state IN ('Pre-Activated', 'Activated', 'Suspended', 'Blocked', 'Consumed', 'Purged')
  ),
  currency TEXT NOT NULL,
  life_ms INTEGER NOT NULL,
  expires_at_ms INTEGER,
  person TEXT
) STRICT, WITHOUT ROWID;

-- A row without `ask_hash` is a tombstone: it was cancelled before it was asked for. `redeemed_at_ms`
-- stays when a redemption is cancelled: it says that money had moved.
CREATE TABLE redemption (
  id TEXT PRIMARY KEY,
  merchant TEXT NOT NULL,
  terminal TEXT NOT NULL,
  ask_hash TEXT,
  state TEXT NOT NULL CHECK (state IN ('succeeded', 'declined', 'cancelled')),
  amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
  currency TEXT NOT NULL,
  voucher TEXT REFERENCES voucher (id),
  list_version INTEGER,
  lines TEXT,
  sale_ref TEXT,
  reason TEXT,
  scheme_ref TEXT NOT NULL UNIQUE,
  at_ms INTEGER NOT NULL,
  redeemed_at_ms INTEGER,
  cancelled_at_ms INTEGER,
  returned_minor INTEGER NOT NULL DEFAULT 0 CHECK (returned_minor BETWEEN 0 AND amount_minor),
  cancelled_to TEXT CHECK (cancelled_to IN ('voucher', 'programme'))
) STRICT, WITHOUT ROWID;

CREATE INDEX redemption_of_day ON redemption (merchant, redeemed_at_ms) WHERE redeemed_at_ms IS NOT NULL;
CREATE INDEX redemption_cancelled ON redemption (merchant, cancelled_at_ms) WHERE cancelled_at_ms IS NOT NULL;

-- The voucher's part of a refund. It goes back where it came from, never into a hand.
CREATE TABLE voucher_return (
  id TEXT PRIMARY KEY,
  merchant TEXT NOT NULL,
  terminal TEXT NOT NULL,
  ask_hash TEXT NOT NULL,
  redemption TEXT NOT NULL REFERENCES redemption (id),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  reason TEXT NOT NULL,
  returned_to TEXT NOT NULL CHECK (returned_to IN ('voucher', 'programme')),
  scheme_ref TEXT NOT NULL UNIQUE,
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX voucher_return_of_day ON voucher_return (merchant, at_ms);
CREATE INDEX voucher_return_of_redemption ON voucher_return (redemption);

-- As a wallet, a voucher is never below zero.
CREATE TRIGGER voucher_covered BEFORE UPDATE ON balance
WHEN NEW.account LIKE 'voucher:%' AND NEW.minor < 0
BEGIN SELECT RAISE(ABORT, 'a voucher is never below zero'); END;

CREATE TRIGGER voucher_opened BEFORE INSERT ON balance
WHEN NEW.account LIKE 'voucher:%' AND NEW.minor < 0
BEGIN SELECT RAISE(ABORT, 'a voucher is never below zero'); END;
