import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Database } from '../../platform/database.ts';
import { rsaPrivateKey, rsaPublicKey } from '../../platform/rsa2.ts';

/** The provider's own key, and the shop's that it knows; both made here, so that practice needs no console. */
export type Keys = {
  readonly appId: string;
  readonly own: KeyObject;
  readonly shop: KeyObject;
  readonly shopSecret: string;
  readonly publicKey: string;
};

export function keysOf(database: Database, bits: number): Keys {
  const kept = (name: string, make: () => string): string => {
    const row = database.get<{ value: string }>('SELECT value FROM setting WHERE name = ?', name);
    if (row) return row.value;
    const value = make();
    database.run('INSERT INTO setting (name, value) VALUES (?, ?)', name, value);
    return value;
  };
  const pair = (name: string): { secret: string; open: string } => {
    const made = kept(name, () => {
      const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
      // Bare base64, as their console shows keys.
      const secret = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
      return `${secret} ${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
    });
    const [secret = '', open = ''] = made.split(' ');
    return { secret, open };
  };
  return database.transaction(() => {
    const own = pair('provider key');
    const shop = pair('shop key');
    return {
      appId: kept('app id', () => '2021000000000001'),
      own: rsaPrivateKey(own.secret),
      publicKey: own.open,
      shop: rsaPublicKey(shop.open),
      shopSecret: shop.secret,
    };
  });
}
