import { z } from 'zod';
import type { ForeignWallet } from '../../shared/payment.ts';
import { type TaxRate, taxRate } from '../../shared/tax.ts';
import type { Database } from '../store/database.ts';
import type { Projectors } from '../store/journal.ts';

export type Terminal = {
  readonly epoch: number;
  readonly terminalId: string;
  readonly merchantId: string;
  readonly shop: string;
  readonly currency: string;
  readonly zone: string;
  readonly root: string;
  readonly keyId: string;
  readonly practice: boolean;
  readonly taxRates: readonly TaxRate[];
};

export const onboardingProjectors: Projectors = {
  'terminal-activated': (db, { data, practice }, link) => {
    db.run(
      'INSERT INTO terminal (epoch, terminal_id, merchant_id, shop, currency, zone, root, key_id, public_key, tax_rates, grant_json, practice) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      link.epoch,
      data.terminalId,
      data.merchantId,
      data.shop,
      data.currency,
      data.zone,
      data.root,
      data.keyId,
      data.publicKey,
      JSON.stringify(data.taxRates),
      data.grant,
      practice ? 1 : 0,
    );
    db.run('INSERT INTO grand_total (epoch, sales, refunds) VALUES (?, 0, 0)', link.epoch);
  },
  'wallet-linked': (db, { data }, link) => {
    db.run(
      'INSERT INTO linked_wallet (epoch, seq, wallet, url, app_id, public_key) VALUES (?, ?, ?, ?, ?, ?)',
      link.epoch,
      link.seq,
      data.wallet,
      data.url,
      data.appId,
      data.publicKey,
    );
  },
  'settings-changed': (db, { data }) => {
    for (const [name, value] of Object.entries(data.settings)) {
      db.run(
        'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        name,
        value,
      );
    }
  },
};

/** The terminal of the newest epoch; null before activation. */
export function currentTerminal(db: Database): Terminal | null {
  const row = db.get<{
    epoch: bigint;
    terminal_id: string;
    merchant_id: string;
    shop: string;
    currency: string;
    zone: string;
    root: string;
    key_id: string;
    tax_rates: string;
    practice: bigint;
  }>('SELECT * FROM terminal ORDER BY epoch DESC LIMIT 1');
  if (!row) return null;
  return {
    epoch: Number(row.epoch),
    terminalId: row.terminal_id,
    merchantId: row.merchant_id,
    shop: row.shop,
    currency: row.currency,
    zone: row.zone,
    root: row.root,
    keyId: row.key_id,
    practice: row.practice === 1n,
    taxRates: z.array(taxRate).parse(JSON.parse(row.tax_rates)),
  };
}

/** What this till is called at the scheme and was called in earlier epochs, oldest first. */
export function terminalIds(db: Database): string[] {
  return db
    .all<{ terminal_id: string }>('SELECT DISTINCT terminal_id FROM terminal ORDER BY epoch')
    .map((row) => row.terminal_id);
}

export function settings(db: Database): ReadonlyMap<string, string | null> {
  const rows = db.all<{ name: string; value: string | null }>('SELECT name, value FROM setting');
  return new Map(rows.map((row) => [row.name, row.value]));
}

export type LinkedWallet = { readonly url: string; readonly appId: string; readonly publicKey: string };

/** The shop's account with a foreign wallet as it was linked last; null where it never was. */
export function linkedWallet(db: Database, wallet: ForeignWallet): LinkedWallet | null {
  const row = db.get<{ url: string; app_id: string; public_key: string }>(
    'SELECT url, app_id, public_key FROM linked_wallet WHERE wallet = ? ORDER BY epoch DESC, seq DESC LIMIT 1',
    wallet,
  );
  return row && { url: row.url, appId: row.app_id, publicKey: row.public_key };
}
