CREATE TRIGGER journal_never_deleted BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;

CREATE TRIGGER journal_never_updated BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;

CREATE TRIGGER journal_without_gap BEFORE INSERT ON journal
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM journal WHERE epoch = NEW.epoch)
  OR NEW.epoch < (SELECT COALESCE(MAX(epoch), 0) FROM journal)
BEGIN SELECT RAISE(ABORT, 'the journal has no gaps'); END;

CREATE TABLE allowed_discount (
  sale_id  TEXT PRIMARY KEY,
  amount   INTEGER NOT NULL,
  currency TEXT NOT NULL
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

CREATE TABLE basket (
  id      TEXT PRIMARY KEY,
  state   TEXT NOT NULL CHECK (state IN ('open', 'held')),
  held_at TEXT,
  sold_at TEXT,
  body    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cash_movement (
  id        TEXT PRIMARY KEY,
  epoch     INTEGER NOT NULL,
  shift     INTEGER,
  at        TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  purpose   TEXT NOT NULL,
  reason    TEXT NOT NULL,
  amount    INTEGER NOT NULL,
  currency  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE day_figure (
  day    TEXT NOT NULL,
  figure TEXT NOT NULL,
  item   TEXT NOT NULL,
  count  INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (day, figure, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE drawer_opening (
  epoch   INTEGER NOT NULL,
  seq     INTEGER NOT NULL,
  at      TEXT NOT NULL,
  shift   INTEGER,
  reason  TEXT NOT NULL,
  sale_id TEXT, opening_id TEXT,
  PRIMARY KEY (epoch, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE grand_total (
  epoch   INTEGER PRIMARY KEY,
  sales   INTEGER NOT NULL,
  refunds INTEGER NOT NULL
) STRICT;

CREATE TABLE journal (
  v        INTEGER NOT NULL,
  terminal TEXT    NOT NULL,
  epoch    INTEGER NOT NULL,
  seq      INTEGER NOT NULL,
  prev     TEXT    NOT NULL,
  event    TEXT    NOT NULL,
  hash     TEXT    NOT NULL,
  PRIMARY KEY (epoch, seq)
) STRICT;

CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT;

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
  alarms       INTEGER NOT NULL DEFAULT 0, read_by TEXT,
  UNIQUE (epoch, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE payment (
  id             TEXT PRIMARY KEY,
  sale_id        TEXT NOT NULL,
  tender_no      INTEGER NOT NULL,
  amount         INTEGER NOT NULL,
  currency       TEXT NOT NULL,
  merchant_id    TEXT NOT NULL,
  code_hash      TEXT NOT NULL,
  request        TEXT NOT NULL,
  state          TEXT NOT NULL CHECK (state IN ('created', 'sent', 'awaiting-customer', 'unknown', 'cancelling', 'succeeded', 'declined', 'cancelled')),
  reason         TEXT,
  scheme_ref     TEXT,
  expires_at     TEXT,
  created_at     TEXT NOT NULL,
  -- Monotonic only within a run; kept so that a restart can tell its own timers from older ones.
  created_mono   TEXT NOT NULL,
  parked         INTEGER NOT NULL DEFAULT 0,
  -- The refund id fixed when cash was taken instead, or when a success came too late.
  cash_refund_id TEXT,
  alarms         INTEGER NOT NULL DEFAULT 0,
  business_day   TEXT NOT NULL
, voucher TEXT, adapter TEXT NOT NULL DEFAULT 'own') STRICT, WITHOUT ROWID;

CREATE TABLE posting (
  epoch        INTEGER NOT NULL,
  seq          INTEGER NOT NULL,
  no           INTEGER NOT NULL,
  business_day TEXT NOT NULL,
  account      TEXT NOT NULL,
  amount       INTEGER NOT NULL,
  currency     TEXT NOT NULL,
  PRIMARY KEY (epoch, seq, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE product (
  id         TEXT PRIMARY KEY,
  name_zh    TEXT,
  name_en    TEXT,
  -- First letters of the Chinese name's pinyin, as typed in search: `kkkl`.
  initials   TEXT NOT NULL,
  barcodes   TEXT NOT NULL,
  scale_item TEXT,
  category   TEXT NOT NULL,
  tax_class  TEXT NOT NULL,
  unit       TEXT NOT NULL,
  price      INTEGER NOT NULL,
  currency   TEXT NOT NULL,
  retired    INTEGER NOT NULL
) STRICT;

CREATE TABLE product_barcode (gtin TEXT PRIMARY KEY, product_id TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE product_price (
  product_id TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  epoch      INTEGER NOT NULL,
  at         TEXT NOT NULL,
  price      INTEGER NOT NULL,
  currency   TEXT NOT NULL,
  PRIMARY KEY (product_id, epoch, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt_copy (
  sale_id TEXT NOT NULL,
  copy    INTEGER NOT NULL,
  at      TEXT NOT NULL, copy_id TEXT,
  PRIMARY KEY (sale_id, copy)
) STRICT, WITHOUT ROWID;

CREATE TABLE refund (
  id           TEXT PRIMARY KEY,
  payment_id   TEXT NOT NULL,
  document_id  TEXT,
  amount       INTEGER NOT NULL,
  currency     TEXT NOT NULL,
  reason       TEXT NOT NULL,
  request      TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('created', 'sent', 'refunding', 'refunded', 'refused')),
  cause        TEXT,
  scheme_ref   TEXT,
  created_at   TEXT NOT NULL,
  business_day TEXT NOT NULL
, paid_out_id TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE sale (
  id           TEXT PRIMARY KEY,
  kind         TEXT NOT NULL CHECK (kind IN ('sale', 'refund')),
  epoch        INTEGER NOT NULL,
  receipt      INTEGER NOT NULL,
  seq          INTEGER NOT NULL,
  refund_of    TEXT,
  occurred_at  TEXT NOT NULL,
  recorded_at  TEXT NOT NULL,
  business_day TEXT NOT NULL,
  shift        INTEGER,
  actor        TEXT NOT NULL,
  person_key   TEXT,
  pieces       INTEGER NOT NULL,
  first_name   TEXT NOT NULL,
  gross        INTEGER NOT NULL,
  discount     INTEGER NOT NULL,
  tax          INTEGER NOT NULL,
  total        INTEGER NOT NULL,
  currency     TEXT NOT NULL,
  practice     INTEGER NOT NULL,
  UNIQUE (epoch, receipt)
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_line (
  sale_id         TEXT NOT NULL,
  no              INTEGER NOT NULL,
  product_id      TEXT,
  names           TEXT NOT NULL,
  barcode         TEXT,
  category        TEXT NOT NULL,
  tax_class       TEXT NOT NULL,
  rate            INTEGER NOT NULL,
  unit            TEXT NOT NULL,
  quantity        INTEGER NOT NULL,
  unit_price      INTEGER NOT NULL,
  gross           INTEGER NOT NULL,
  line_discount   INTEGER NOT NULL,
  basket_discount INTEGER NOT NULL,
  amount          INTEGER NOT NULL,
  tax             INTEGER NOT NULL,
  tender_shares   TEXT NOT NULL,
  -- Given back so far, by later refund documents.
  returned        INTEGER NOT NULL DEFAULT 0,
  returned_amount INTEGER NOT NULL DEFAULT 0,
  returned_tax    INTEGER NOT NULL DEFAULT 0, returned_shares TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY (sale_id, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE scheme_answer (
  epoch      INTEGER NOT NULL,
  seq        INTEGER NOT NULL,
  subject_id TEXT NOT NULL,
  answer     TEXT NOT NULL,
  PRIMARY KEY (epoch, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE seat (
  place     TEXT PRIMARY KEY CHECK (place = 'till'),
  person_id TEXT NOT NULL,
  since     TEXT NOT NULL,
  out       TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE shift (
  epoch        INTEGER NOT NULL,
  number       INTEGER NOT NULL,
  opened_at    TEXT NOT NULL,
  opened_by    TEXT NOT NULL,
  float        INTEGER NOT NULL,
  currency     TEXT NOT NULL,
  closed_at    TEXT,
  sales        INTEGER NOT NULL DEFAULT 0,
  refunds      INTEGER NOT NULL DEFAULT 0,
  -- What each tender should hold now: float and movements count as cash.
  cash         INTEGER NOT NULL,
  wallet       INTEGER NOT NULL DEFAULT 0,
  elsewhere    INTEGER NOT NULL DEFAULT 0,
  takings      INTEGER NOT NULL DEFAULT 0,
  counted      TEXT,
  z            TEXT, voucher INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (epoch, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
  person_id  TEXT PRIMARY KEY,
  person_key TEXT,
  name       TEXT NOT NULL,
  role       TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'cashier', 'officer', 'support'))
, active INTEGER NOT NULL DEFAULT 1, pin_id TEXT, tries INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

CREATE TABLE taken_tender (
  sale_id    TEXT NOT NULL,
  no         INTEGER NOT NULL,
  kind       TEXT NOT NULL,
  how        TEXT,
  amount     INTEGER NOT NULL CHECK (amount > 0),
  currency   TEXT NOT NULL,
  tendered   INTEGER,
  change     INTEGER,
  payment_id TEXT,
  scheme_ref TEXT,
  state      TEXT NOT NULL CHECK (state IN ('held', 'used', 'returned')),
  -- The wallet's refund that brings it back.
  refund_id  TEXT, voucher TEXT,
  PRIMARY KEY (sale_id, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE "tender" (
  sale_id    TEXT NOT NULL,
  no         INTEGER NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('cash', 'wallet', 'elsewhere', 'voucher')),
  how        TEXT,
  amount     INTEGER NOT NULL,
  tendered   INTEGER,
  change     INTEGER,
  payment_id TEXT,
  refund_id  TEXT,
  scheme_ref TEXT,
  currency   TEXT NOT NULL,
  voucher    TEXT,
  PRIMARY KEY (sale_id, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE terminal (
  epoch       INTEGER PRIMARY KEY,
  terminal_id TEXT NOT NULL,
  merchant_id TEXT NOT NULL,
  shop        TEXT NOT NULL,
  currency    TEXT NOT NULL,
  zone        TEXT NOT NULL,
  root        TEXT NOT NULL,
  key_id      TEXT NOT NULL,
  public_key  TEXT NOT NULL,
  tax_rates   TEXT NOT NULL,
  grant_json  TEXT NOT NULL,
  practice    INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX drawer_opening_by_id ON drawer_opening (opening_id) WHERE opening_id IS NOT NULL;

CREATE INDEX offline_payment_by_sale ON offline_payment (sale_id);

CREATE UNIQUE INDEX offline_payment_by_serial ON offline_payment (serial);

CREATE INDEX offline_payment_by_wallet ON offline_payment (epoch, wallet_hash) WHERE state <> 'accepted';

CREATE INDEX offline_payment_open ON offline_payment (state) WHERE state = 'taken';

CREATE INDEX offline_payment_unread ON offline_payment (epoch, number) WHERE state = 'refused' AND read_by IS NULL;

CREATE INDEX payment_by_code ON payment (code_hash);

CREATE INDEX payment_by_day ON payment (business_day);

CREATE INDEX payment_by_sale ON payment (sale_id);

CREATE INDEX payment_open ON payment (state) WHERE state NOT IN ('succeeded', 'declined', 'cancelled');

CREATE INDEX product_barcode_by_product ON product_barcode (product_id);

CREATE INDEX product_by_category ON product (category, id);

CREATE UNIQUE INDEX product_by_scale_item ON product (scale_item) WHERE scale_item IS NOT NULL AND retired = 0;

CREATE UNIQUE INDEX receipt_copy_by_id ON receipt_copy (copy_id) WHERE copy_id IS NOT NULL;

CREATE INDEX refund_by_day ON refund (business_day);

CREATE INDEX refund_by_document ON refund (document_id) WHERE document_id IS NOT NULL;

CREATE UNIQUE INDEX refund_by_pay_out ON refund (paid_out_id) WHERE paid_out_id IS NOT NULL;

CREATE INDEX refund_by_payment ON refund (payment_id);

CREATE INDEX refund_open ON refund (state) WHERE state NOT IN ('refunded', 'refused');

CREATE INDEX refund_owed ON refund (id) WHERE state = 'refused' AND paid_out_id IS NULL;

CREATE INDEX sale_by_refunded ON sale (refund_of) WHERE refund_of IS NOT NULL;

CREATE INDEX taken_tender_held ON taken_tender (sale_id) WHERE state = 'held';

CREATE INDEX tender_by_payment ON tender (payment_id) WHERE payment_id IS NOT NULL;
