import type { KeyObject } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileDurably } from '../../platform/files.ts';
import { rsaPrivateKey, rsaPublicKey } from '../../platform/rsa2.ts';
import { type ForeignWallet, foreignWallet } from '../../shared/payment.ts';

/**
 * A shop's account with a foreign wallet, as the provider's console hands it out: one file
 * `DIR/keys/wallet-alipay.json` of its user alone. Whoever may write there is the owner.
 */
const accountFile = z.strictObject({
  wallet: foreignWallet,
  /** The provider's gateway; `http` only on this machine. */
  url: z.url(),
  appId: z.string().regex(/^[0-9A-Za-z]{1,32}$/),
  /** The shop's own RSA key, secret. */
  privateKey: z.string().max(8_192),
  /** The provider's, which signs its answers. */
  publicKey: z.string().max(8_192),
});

export type WalletAccount = {
  readonly wallet: ForeignWallet;
  readonly url: string;
  readonly appId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The provider's key as the books keep it: SPKI, base64. */
  readonly publicKeyText: string;
};

/**
 * The account in the folder of keys; null where the shop has none. Throws for a file that is no account,
 * so that a slip of the pen is said and never taken for "none".
 */
export function readAccount(keysDir: string, wallet: ForeignWallet): WalletAccount | null {
  const text = readIfThere(accountPath(keysDir, wallet));
  return text === null ? null : accountOf(text, wallet);
}

/** Keeps an account where `readAccount` finds it, readable by its user alone. Throws where it is none. */
export function keepAccount(keysDir: string, text: string): WalletAccount {
  const { wallet } = accountFile.parse(JSON.parse(text));
  const account = accountOf(text, wallet);
  writeFileDurably(accountPath(keysDir, wallet), text, 0o600);
  chmodSync(accountPath(keysDir, wallet), 0o600);
  return account;
}

export function accountOf(text: string, wallet: ForeignWallet): WalletAccount {
  const file = accountFile.parse(JSON.parse(text));
  if (file.wallet !== wallet) throw new Error(`this is the account of another wallet: ${file.wallet}`);
  if (!isSafe(new URL(file.url))) throw new Error(`${file.url} is neither https nor on this machine`);
  const publicKey = rsaPublicKey(file.publicKey);
  return {
    wallet,
    url: file.url,
    appId: file.appId,
    privateKey: rsaPrivateKey(file.privateKey),
    publicKey,
    publicKeyText: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
}

/** The answers' signature does not name the request, so nobody may stand in the line. */
function isSafe({ protocol, hostname }: URL): boolean {
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isHere);
}

function accountPath(keysDir: string, wallet: ForeignWallet): string {
  return join(keysDir, `wallet-${wallet}.json`);
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
