-- Wallets other than the scheme's: whom a payment was asked of (NULL: the scheme), the shop's account with
-- each as it was linked, and what of a shift's wallet money is whose.

ALTER TABLE payment ADD COLUMN wallet TEXT;

CREATE TABLE linked_wallet (
  epoch      INTEGER NOT NULL,
  seq        INTEGER NOT NULL,
  wallet     TEXT NOT NULL,
  url        TEXT NOT NULL,
  app_id     TEXT NOT NULL,
  public_key TEXT NOT NULL,
  PRIMARY KEY (epoch, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE shift_wallet (
  epoch  INTEGER NOT NULL,
  shift  INTEGER NOT NULL,
  wallet TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (epoch, shift, wallet)
) STRICT, WITHOUT ROWID;
