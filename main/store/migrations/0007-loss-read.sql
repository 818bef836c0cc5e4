-- Who has read of a loss: it is said at every start until somebody has.
ALTER TABLE offline_payment ADD COLUMN read_by TEXT;
CREATE INDEX offline_payment_unread ON offline_payment (epoch, number) WHERE state = 'refused' AND read_by IS NULL;
