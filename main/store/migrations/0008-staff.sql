-- Who works here still, which secret their PIN is (never the PIN), and how often it was tried in vain.
ALTER TABLE staff ADD COLUMN active INTEGER NOT NULL DEFAULT 1;
ALTER TABLE staff ADD COLUMN pin_id TEXT;
ALTER TABLE staff ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;

-- Who was last at the till, one row; `out` says whether they left it.
CREATE TABLE seat (
  place     TEXT PRIMARY KEY CHECK (place = 'till'),
  person_id TEXT NOT NULL,
  since     TEXT NOT NULL,
  out       TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE approval (
  id           TEXT PRIMARY KEY,
  action       TEXT NOT NULL,
  subject      TEXT NOT NULL,
  amount       INTEGER,
  currency     TEXT,
  requester_id TEXT NOT NULL,
  approver_id  TEXT NOT NULL,
  granted_at   TEXT NOT NULL,
  used_at      TEXT
) STRICT, WITHOUT ROWID;

-- The most that somebody who may has let off a sale.
CREATE TABLE allowed_discount (
  sale_id  TEXT PRIMARY KEY,
  amount   INTEGER NOT NULL,
  currency TEXT NOT NULL
) STRICT, WITHOUT ROWID;
