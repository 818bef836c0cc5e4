-- Which way of taking money from a wallet an attempt goes: `own` by the customer's code, `shown` by ours.
ALTER TABLE payment ADD COLUMN adapter TEXT NOT NULL DEFAULT 'own';
