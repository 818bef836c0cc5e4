import type { z } from 'zod';
import { newId } from '../../shared/ids.ts';
import type { practiceTerminalAsk, practiceWalletAsk } from '../../shared/scheme-wire.ts';
import type { Parts } from '../parts.ts';
import { readSetting, writeSetting } from '../records/setting.ts';
import { insertActivation, insertMerchant } from '../records/terminal.ts';
import { insertCode, insertWallet } from '../records/wallet.ts';
import { activationLifeMs, activationTries, crockford } from '../rules/activation.ts';
import { type Code, codeLifeMs, newCode } from '../rules/wallet.ts';

/** Large enough to pay for every basket of a trading year, small enough to stay far from 2^63. */
const usualBalanceMinor = 1_000_000_000_000n;

/** The wallet that the phone page opens with: CNY 8,888.00, PIN 1234 above 200.00. All made up. */
const demoWallet = { currency: 'CNY', pin: '1234', limit: 20_000, balance: 888_800 } as const;
const demoSetting = 'demo wallet';

/** Makes a shop and the one-time code that its till is activated with. */
export function openMerchant(parts: Parts, ask: z.output<typeof practiceTerminalAsk>): string {
  const merchant = {
    id: `M${crockford(9, parts.random)}`,
    name: ask.merchantName ?? 'Practice shop 练习商店',
    currency: ask.currency,
    zone: ask.zone,
    isBlocked: ask.blocked ?? false,
  };
  const code = crockford(12, parts.random);
  parts.database.transaction(() => {
    insertMerchant(parts.database, merchant);
    insertActivation(parts.database, {
      code,
      merchant: merchant.id,
      expiresAtMs: parts.clock.now() + activationLifeMs,
      triesLeft: activationTries,
      used: null,
    });
  });
  return code;
}

/** Makes a customer; answers the wallet's id. */
export function openWallet(parts: Parts, ask: z.output<typeof practiceWalletAsk>): string {
  return parts.database.transaction(() => makeWallet(parts, ask));
}

/** The wallet that is there from the first start on. */
export function openDemoWallet(parts: Parts): string {
  return parts.database.transaction(() => {
    const known = readSetting(parts.database, demoSetting);
    if (known !== null) return known;
    const made = makeWallet(parts, demoWallet);
    writeSetting(parts.database, demoSetting, made);
    return made;
  });
}

/** A fresh code of a wallet, good for one payment. */
export function makeCode(parts: Parts, wallet: string): Code {
  const code: Code = {
    code: newCode(parts.random),
    wallet,
    expiresAtMs: parts.clock.now() + codeLifeMs,
    usedBy: null,
  };
  parts.database.transaction(() => insertCode(parts.database, code));
  return code;
}

type Minor = z.output<typeof practiceWalletAsk>['limit'];

function makeWallet(parts: Parts, ask: z.output<typeof practiceWalletAsk>): string {
  const nowMs = parts.clock.now();
  const id = newId(nowMs, parts.random);
  const limit = minorOf(ask.limit);
  const pin = ask.pin ?? null;
  insertWallet(
    parts.database,
    {
      id,
      currency: ask.currency,
      balanceMinor: minorOf(ask.balance) ?? usualBalanceMinor,
      pin,
      withoutPinMinor: pin === null ? null : (limit ?? 0n),
      mostMinor: pin === null ? limit : null,
      blocked: ask.blocked ?? false,
    },
    nowMs,
  );
  return id;
}

/** Minor units in whichever of its forms a practice call gave them; null for none. */
export function minorOf(value: Minor): bigint | null {
  if (value === undefined) return null;
  return BigInt(typeof value === 'object' ? value.minor : value);
}
