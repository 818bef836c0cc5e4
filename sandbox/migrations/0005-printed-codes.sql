-- The code that a shop prints. It names the terminal that is told of what comes in by it.
CREATE TABLE merchant_code (
  payload TEXT PRIMARY KEY,
  merchant TEXT NOT NULL REFERENCES merchant (id),
  terminal TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

-- Payments that a customer began by scanning a printed code. Those that went through are numbered for their terminal.
CREATE TABLE printed_payment (
  id TEXT PRIMARY KEY,
  terminal TEXT NOT NULL,
  seq INTEGER CHECK (seq > 0)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX printed_payment_order ON printed_payment (terminal, seq) WHERE seq IS NOT NULL;
