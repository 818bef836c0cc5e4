import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSigningKey } from '../../platform/keys.ts';
import { passKeyId, rawKey } from '../../platform/pass-keys.ts';
import { decodeBase45, encodeBase45 } from '../../shared/qr/base45.ts';
import { bytesOfHex } from '../../shared/qr/hex.ts';
import { writeOfflinePass, writePassCertificate } from '../../shared/qr/offline-pass-write.ts';
import { button, goods, line, openShop, payKey, say, written } from './counter.ts';
import { type Customer, customerOf } from './customer.ts';
import { scanByKeys } from './keyboard.ts';
import { type OwnScheme, startOwnScheme } from './own-scheme.ts';
import { picture } from './pictures.ts';
import { spoken, startListening } from './voice.ts';
import { type OpenTill, registerOf } from './window.ts';

/** The network is gone, customers have their passes, a keyboard scanner reads them; then it is back. */
let scheme: OwnScheme;
let till: OpenTill;
let customer: Customer;
let own = '';
let poor = '';
let strange = '';

beforeAll(async () => {
  scheme = await startOwnScheme();
  till = await openShop({ language: 'en', scheme: scheme.url });
  customer = await customerOf(till);
  own = await customer.pass((await registerOf(till)).shop.merchantId);
  strange = await customer.pass('M-SOMEBODY');
  poor = await (await customerOf(till, { balance: 1 })).pass();
  await startListening(till);
});

afterAll(async () => {
  await till.close();
  await scheme.stop();
});

describe('a pass at the counter', () => {
  it('is not needed while the wallet answers: the ordinary code is asked for', async () => {
    await toPayScreen();
    await scanByKeys(till, own);
    await written(till.page, 'pass.answering').waitFor();
    await written(till.page, 'pass.answering.means').waitFor();
    expect((await registerOf(till)).paid).toBeNull();
  });

  it('is taken when the network is gone, and the screen says that the wallet has not confirmed it', async () => {
    await scheme.goAway();
    await scanByKeys(till, own);
    await written(till.page, 'paid.offline').waitFor();
    await till.page.locator('.receipt').getByText(say.en('tender.offline')).waitFor();
    await written(till.page, 'tender.wallet.offline').waitFor();
    await button(till.page, 'bar.hand-ins', { count: 1 }).waitFor();
    await expect.poll(() => till.page.locator('.top-bar').textContent()).toContain('not answering');
    // What the wallet has not confirmed is not spoken as paid.
    expect(await spoken(till)).toEqual([]);
    await picture(till.page, 'offline-paid-en');
    await nextSale();
  });

  it('says beforehand how much may be taken without network', async () => {
    await toPayScreen();
    await written(till.page, 'pay.pass-up-to', { amount: '¥200.00' }).waitFor();
  });

  it.each([
    ['used here before', 'replayed', () => own],
    ['of another shop', 'wrong-merchant', () => strange],
    ['changed by a single bit', 'bad-signature', () => tampered(strange)],
    ['that has expired', 'expired', () => expired()],
  ] as const)('%s is refused with the reason, in both languages', async (_, why, pass) => {
    await scanByKeys(till, pass());
    await written(till.page, `pass-why.${why}`).waitFor();
    await button(till.page, 'language.switch').click();
    await written(till.page, `pass-why.${why}`).waitFor();
    await written(till.page, 'pass.refused.means').waitFor();
    await button(till.page, 'language.switch').click();
    expect((await registerOf(till)).paid).toBeNull();
  });

  it('stands in a list until it is handed in', async () => {
    await scanByKeys(till, poor);
    await written(till.page, 'paid.offline').waitFor();
    await nextSale();
    await button(till.page, 'bar.hand-ins', { count: 2 }).click();
    await till.page.getByRole('dialog').waitFor();
    await written(till.page, 'hand-ins.means').waitFor();
    await till.page.keyboard.press('Escape');
  });
});

describe('when the network is back', () => {
  it('is handed in by itself: one is paid, the other a named loss with who bears it', async () => {
    await scheme.answerAgain();
    await expect
      .poll(async () => (await registerOf(till)).handIns.length, { timeout: 90_000, interval: 200 })
      .toBe(0);
    await written(till.page, 'notice.offline-loss', {
      amount: '¥3.00',
      reason: 'not enough money in the wallet',
    }).waitFor();
    await written(till.page, 'notice-do.offline-loss', { bearer: 'scheme' }).waitFor();
    await picture(till.page, 'offline-loss-en');
    const reply = await fetch(`${scheme.url}/practice/wallets/${customer.wallet}`);
    const view: { readonly history: readonly { readonly state: string }[] } = await reply.json();
    expect(view.history.map(({ state }) => state)).toEqual(['succeeded']);
  });
});

/** By its button: an Enter so soon after a scan would be taken for the scanner's. */
async function nextSale(): Promise<void> {
  await button(till.page, 'next-sale').click();
  await payKey(till).waitFor();
}

async function toPayScreen(): Promise<void> {
  await scanByKeys(till, goods.cola.code);
  await line(till.page, goods.cola.en).waitFor();
  await till.page.keyboard.press('F12');
  await written(till.page, 'pay.scan').waitFor();
}

/** The last bit of the wallet's signature turned over. */
function tampered(pass: string): string {
  const decoded = decodeBase45(pass.slice(4), 4);
  const bytes = decoded.ok ? decoded.value : [];
  return `CT1:${encodeBase45(bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte)))}`;
}

/** A pass that the practice wallet signed a week ago, as its own keys would have. */
function expired(): string {
  const key = (name: string) => {
    const found = loadSigningKey(join(scheme.dataDir, 'keys', `${name}.json`));
    if (!found) throw new Error(`the scheme has no key ${name}`);
    return found;
  };
  const wallet = key('wallet');
  const provider = 'practice-wallet';
  const nowS = Math.floor(Date.now() / 1000);
  const certificate = writePassCertificate(
    {
      scheme: 'countertop-practice',
      provider,
      expiresAt: nowS + 86_400,
      keyId: bytesOfHex(passKeyId(key('pass').publicJwk)) ?? [],
      providerKey: rawKey(wallet.publicJwk),
    },
    key('pass').sign,
  );
  const draft = {
    provider,
    merchant: null,
    issuedAt: nowS - 7 * 86_400,
    expiresAt: nowS - 6 * 86_400,
    serial: Array.from({ length: 16 }, (_, index) => index),
    walletHash: Array.from({ length: 16 }, () => 7),
    limitMinor: 20_000,
    currency: 'CNY',
    counter: 1,
  };
  return writeOfflinePass(draft, certificate, wallet.sign);
}
