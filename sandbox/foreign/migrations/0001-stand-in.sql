-- The books of a foreign wallet's stand-in: customers, their codes, trades, and every movement of money.

CREATE TABLE buyer (
  id TEXT PRIMARY KEY,
  began_with INTEGER NOT NULL,
  balance INTEGER NOT NULL CHECK (balance >= 0),
  pin TEXT NOT NULL,
  -- Up to this no PIN is asked.
  without_pin INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE code (
  digits TEXT PRIMARY KEY,
  buyer TEXT NOT NULL REFERENCES buyer (id),
  expires_at INTEGER NOT NULL,
  -- The trade that it was held out for: one, for ever, also where nothing came of it.
  used_by TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE trade (
  out_trade_no TEXT PRIMARY KEY,
  trade_no TEXT NOT NULL UNIQUE,
  biz_hash TEXT NOT NULL,
  subject TEXT NOT NULL,
  buyer TEXT,
  total INTEGER NOT NULL CHECK (total > 0),
  state TEXT NOT NULL CHECK (state IN ('WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_CLOSED', 'refused')),
  -- Why there is no trade, in their words; only where the state is `refused`.
  sub_code TEXT,
  made_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  wrong_pins INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX trade_by_buyer ON trade (buyer, made_at);

-- Out of the buyer's wallet into the shop's account, or back.
CREATE TABLE movement (
  id INTEGER PRIMARY KEY,
  out_trade_no TEXT NOT NULL REFERENCES trade (out_trade_no),
  kind TEXT NOT NULL CHECK (kind IN ('pay', 'refund', 'cancel')),
  -- The refund's own number; the trade's for the other two.
  request_no TEXT NOT NULL,
  minor INTEGER NOT NULL CHECK (minor > 0),
  at INTEGER NOT NULL,
  UNIQUE (out_trade_no, kind, request_no)
) STRICT;

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
