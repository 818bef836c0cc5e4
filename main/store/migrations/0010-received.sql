-- Payments by the code that the shop has printed: no till asked for them. Income without a sale until one is found.
CREATE TABLE received_payment (
  id           TEXT PRIMARY KEY,
  -- Which of this machine's names the scheme lists it to, and its place in that list.
  terminal_id  TEXT NOT NULL,
  seq          INTEGER NOT NULL CHECK (seq > 0),
  amount       INTEGER NOT NULL CHECK (amount > 0),
  currency     TEXT NOT NULL,
  payer        TEXT,
  -- When it was paid, by the scheme's clock.
  at           TEXT NOT NULL,
  business_day TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('kept', 'matched', 'returned')),
  UNIQUE (terminal_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX received_payment_kept ON received_payment (at) WHERE state = 'kept';
CREATE INDEX received_payment_by_day ON received_payment (business_day);

-- What each shift saw come in by it; what came while none was open counts in the next.
CREATE TABLE shift_received (
  epoch  INTEGER NOT NULL,
  shift  INTEGER NOT NULL,
  count  INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (epoch, shift)
) STRICT, WITHOUT ROWID;
