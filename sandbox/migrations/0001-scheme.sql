-- The reference scheme's own state: who may ask, what was asked, and where the money is.

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE merchant (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  currency TEXT NOT NULL,
  zone TEXT NOT NULL,
  blocked INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- The first four characters of a code find its row, the other eight are the secret that is guessed at.
CREATE TABLE activation (
  finder TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  merchant TEXT NOT NULL REFERENCES merchant (id),
  expires_at_ms INTEGER NOT NULL,
  tries_left INTEGER NOT NULL,
  terminal TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE terminal (
  id TEXT PRIMARY KEY,
  merchant TEXT NOT NULL REFERENCES merchant (id),
  keyid TEXT NOT NULL UNIQUE,
  jwk TEXT NOT NULL,
  device TEXT NOT NULL,
  activated_at_ms INTEGER NOT NULL,
  suspended INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE nonce (
  keyid TEXT NOT NULL,
  nonce TEXT NOT NULL,
  heard_at_ms INTEGER NOT NULL,
  PRIMARY KEY (keyid, nonce)
) STRICT, WITHOUT ROWID;

CREATE INDEX nonce_age ON nonce (heard_at_ms);

CREATE TABLE witness (
  terminal TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  heard_at_ms INTEGER NOT NULL,
  PRIMARY KEY (terminal, epoch, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE alarm (
  id INTEGER PRIMARY KEY,
  terminal TEXT NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

-- `without_pin_minor` is the most a payment may take without a PIN; `most_minor` the most it may take at all.
CREATE TABLE wallet (
  id TEXT PRIMARY KEY,
  currency TEXT NOT NULL,
  pin TEXT,
  without_pin_minor INTEGER,
  most_minor INTEGER,
  blocked INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE wallet_code (
  code TEXT PRIMARY KEY,
  wallet TEXT NOT NULL REFERENCES wallet (id),
  expires_at_ms INTEGER NOT NULL,
  used_by TEXT
) STRICT, WITHOUT ROWID;

-- A row without `ask_hash` is a tombstone: it was cancelled before it was asked for.
CREATE TABLE payment (
  id TEXT PRIMARY KEY,
  merchant TEXT NOT NULL,
  terminal TEXT NOT NULL,
  ask_hash TEXT,
  state TEXT NOT NULL CHECK (state IN ('awaiting-customer', 'succeeded', 'declined', 'cancelled')),
  amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
  currency TEXT NOT NULL,
  wallet TEXT,
  sale_ref TEXT,
  reason TEXT,
  scheme_ref TEXT NOT NULL UNIQUE,
  at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER,
  fee_minor INTEGER,
  refunded_minor INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND amount_minor),
  wrong_pins INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX payment_of_day ON payment (merchant, at_ms) WHERE state = 'succeeded';
CREATE INDEX payment_of_wallet ON payment (wallet, at_ms);

CREATE TABLE refund (
  id TEXT PRIMARY KEY,
  merchant TEXT NOT NULL,
  terminal TEXT NOT NULL,
  ask_hash TEXT NOT NULL,
  payment TEXT NOT NULL REFERENCES payment (id),
  state TEXT NOT NULL CHECK (state = 'refunded'),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  reason TEXT NOT NULL,
  scheme_ref TEXT NOT NULL UNIQUE,
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX refund_of_day ON refund (merchant, at_ms);
CREATE INDEX refund_of_payment ON refund (payment);

-- Double entry: the postings of an entry sum to zero, so no money is made or lost. They only grow.
CREATE TABLE entry (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('issue', 'payment', 'refund')),
  resource TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  UNIQUE (kind, resource)
) STRICT;

CREATE TABLE posting (
  entry INTEGER NOT NULL REFERENCES entry (id),
  account TEXT NOT NULL,
  currency TEXT NOT NULL,
  minor INTEGER NOT NULL CHECK (minor <> 0),
  PRIMARY KEY (entry, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE balance (
  account TEXT NOT NULL,
  currency TEXT NOT NULL,
  minor INTEGER NOT NULL,
  PRIMARY KEY (account, currency),
  CHECK (minor >= 0 OR account NOT LIKE 'wallet:%')
) STRICT, WITHOUT ROWID;

CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entries only grow'); END;
CREATE TRIGGER entry_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entries only grow'); END;
CREATE TRIGGER posting_stays BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'postings only grow'); END;
CREATE TRIGGER posting_kept BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'postings only grow'); END;

CREATE TABLE event (
  merchant TEXT NOT NULL,
  seq INTEGER NOT NULL,
  name TEXT NOT NULL,
  resource TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (merchant, seq)
) STRICT, WITHOUT ROWID;

-- A day's file as it was first served in its final form: it never changes afterwards.
CREATE TABLE settlement_file (
  merchant TEXT NOT NULL,
  day TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (merchant, day)
) STRICT, WITHOUT ROWID;
