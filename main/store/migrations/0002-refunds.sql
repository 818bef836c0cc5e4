-- What came back of a line by the tender that had paid it, in the order of `tender_shares`. Returns
-- that were booked before shares were kept say nothing here: all of them went to the first tender.
ALTER TABLE sale_line ADD COLUMN returned_shares TEXT NOT NULL DEFAULT '[]';

-- Set where the scheme refused a refund for good and the money was paid out of the drawer instead.
ALTER TABLE refund ADD COLUMN paid_out_id TEXT;
CREATE UNIQUE INDEX refund_by_pay_out ON refund (paid_out_id) WHERE paid_out_id IS NOT NULL;
CREATE INDEX refund_by_document ON refund (document_id) WHERE document_id IS NOT NULL;
CREATE INDEX refund_owed ON refund (id) WHERE state = 'refused' AND paid_out_id IS NULL;

CREATE INDEX sale_by_refunded ON sale (refund_of) WHERE refund_of IS NOT NULL;

-- Ids made by the window: what was done once under an id is never done twice.
ALTER TABLE receipt_copy ADD COLUMN copy_id TEXT;
CREATE UNIQUE INDEX receipt_copy_by_id ON receipt_copy (copy_id) WHERE copy_id IS NOT NULL;
ALTER TABLE drawer_opening ADD COLUMN opening_id TEXT;
CREATE UNIQUE INDEX drawer_opening_by_id ON drawer_opening (opening_id) WHERE opening_id IS NOT NULL;
