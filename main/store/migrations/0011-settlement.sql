-- The scheme's daily files as they were signed (whole in the journal), row by row, and what became of each.
CREATE TABLE settlement_file (
  day      TEXT PRIMARY KEY,
  epoch    INTEGER NOT NULL,
  seq      INTEGER NOT NULL,
  pages    INTEGER NOT NULL,
  count    INTEGER NOT NULL,
  gross    INTEGER NOT NULL,
  fee      INTEGER NOT NULL,
  net      INTEGER NOT NULL,
  currency TEXT NOT NULL,
  hash     TEXT NOT NULL,
  kept_at  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settlement_row (
  day         TEXT NOT NULL,
  no          INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  id          TEXT NOT NULL,
  scheme_ref  TEXT NOT NULL,
  gross       INTEGER NOT NULL,
  fee         INTEGER NOT NULL,
  currency    TEXT NOT NULL,
  at          TEXT NOT NULL,
  -- `other`: of another terminal of the same merchant, which has books of its own.
  state       TEXT NOT NULL CHECK (state IN ('open', 'matched', 'case', 'closed', 'other')),
  -- What of the books it settles, where that is named otherwise than the row itself.
  subject_id  TEXT,
  -- The link of the signed page that it stands on.
  epoch       INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  PRIMARY KEY (day, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX settlement_row_by_id ON settlement_row (id);
CREATE INDEX settlement_row_by_subject ON settlement_row (subject_id) WHERE subject_id IS NOT NULL;
CREATE INDEX settlement_row_open ON settlement_row (day, no) WHERE state = 'open';

CREATE TABLE settlement_case (
  id           TEXT PRIMARY KEY,
  kind         TEXT NOT NULL,
  day          TEXT NOT NULL,
  row_day      TEXT,
  row_no       INTEGER,
  subject_kind TEXT,
  subject_id   TEXT,
  ours         INTEGER,
  theirs       INTEGER,
  ours_currency   TEXT,
  theirs_currency TEXT,
  why          TEXT,
  opened_at    TEXT NOT NULL,
  closed_at    TEXT,
  closed_by    TEXT,
  closer       TEXT,
  note         TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX settlement_case_open ON settlement_case (day) WHERE closed_at IS NULL;
CREATE INDEX settlement_case_by_subject ON settlement_case (subject_id) WHERE subject_id IS NOT NULL;
CREATE INDEX settlement_case_by_row ON settlement_case (row_day, row_no) WHERE row_day IS NOT NULL;

-- One row: up to which link every answer of the scheme has found its row in a file, or has a case.
CREATE TABLE settlement_mark (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  epoch INTEGER NOT NULL,
  seq   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
