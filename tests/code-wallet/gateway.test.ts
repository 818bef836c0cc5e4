import { expect, it } from 'vitest';
import { createCodeWallet } from '../../main/code-wallet/client.ts';
import { refundBody } from '../../main/code-wallet/order-bodies.ts';
import { rsaPrivateKey, rsaPublicKey } from '../../platform/rsa2.ts';
import { parseFaults } from '../../sandbox/faults.ts';
import { foreignAuditOf, foreignImbalances } from '../../sandbox/foreign/audit.ts';
import { orderNumber } from '../../shared/code-wallet-wire.ts';
import { bodyOf, booksOf, openGateway, strangersKeys, walletOf } from './gateway.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const other = '01890a5d-ac96-774b-bcce-b302099a8058';
const number = orderNumber(id);

it('takes a small amount at once, and the same order again takes nothing more', async () => {
  const { wallet, code, place, balance } = await openGateway();
  const body = bodyOf(id, 1250n, code());
  expect(await wallet.pay(body)).toMatchObject({
    kind: 'answer',
    value: { means: 'paid', order: number, minor: 1250n },
  });
  expect(await wallet.pay(body)).toMatchObject({
    kind: 'answer',
    value: { means: 'running', order: number },
  });
  expect(await wallet.query(id)).toMatchObject({ value: { means: 'paid', order: number, minor: 1250n } });
  expect(balance()).toBe('¥6,653.50');
  expect(foreignAuditOf(booksOf(place.scheme))).toEqual({
    trades: 1n,
    paidMinor: 1250n,
    returnedMinor: 0n,
    balanced: true,
  });
});

it('asks the customer to confirm a large amount: paid, refused, wrong three times, or too late', async () => {
  const { wallet, code, confirm, place } = await openGateway();
  expect(await wallet.pay(bodyOf(id, 30_000n, code()))).toMatchObject({ value: { means: 'wait' } });
  expect(await confirm(number, '9999')).toEqual({ state: 'wrong-pin', triesLeft: 2 });
  expect(await confirm(number, '1234')).toEqual({ state: 'succeeded' });
  expect(await wallet.query(id)).toMatchObject({ value: { means: 'paid', minor: 30_000n } });
  await wallet.pay(bodyOf(other, 30_000n, code()));
  expect(await confirm(orderNumber(other), null)).toEqual({ state: 'cancelled' });
  expect(await wallet.query(other)).toMatchObject({ value: { means: 'gone' } });
  const late = '01890a5d-ac96-774b-bcce-b302099a8059';
  await wallet.pay(bodyOf(late, 30_000n, code()));
  place.clock.move(60_000);
  expect(await wallet.query(late)).toMatchObject({ value: { means: 'gone' } });
  expect(foreignImbalances(booksOf(place.scheme))).toEqual([]);
});

it('declines by name: a code nobody has, a used one, an old one, and too little money', async () => {
  const { wallet, code, place } = await openGateway();
  const ids = [0, 1, 2, 3, 4].map((n) => id.replace(/.$/, String(n)));
  const used = code();
  await wallet.pay(bodyOf(ids[0] ?? '', 100n, used));
  const declined = { kind: 'answer', value: { means: 'no', reason: 'code-unknown' } };
  expect(await wallet.pay(bodyOf(ids[1] ?? '', 100n, used))).toMatchObject(declined);
  expect(await wallet.pay(bodyOf(ids[2] ?? '', 100n, '281234567890123456'))).toMatchObject(declined);
  const old = code();
  place.clock.move(60_000);
  expect(await wallet.pay(bodyOf(ids[3] ?? '', 100n, old))).toMatchObject(declined);
  const poor = bodyOf(ids[4] ?? '', 99_999_999n, code());
  const short = { value: { means: 'no', reason: 'insufficient-funds' } };
  expect(await wallet.pay(poor)).toMatchObject(short);
  expect(await wallet.pay(poor)).toMatchObject(short);
  expect(await wallet.query(ids[4] ?? '')).toMatchObject({ value: { means: 'none' } });
});

it('a cancel is no proof: it closes what waits, refunds what is paid, and stops nothing that comes later', async () => {
  const { wallet, code, balance, place } = await openGateway();
  expect(await wallet.cancel(id)).toMatchObject({ value: { means: 'running' } });
  expect(await wallet.pay(bodyOf(id, 1250n, code()))).toMatchObject({ value: { means: 'paid' } });
  expect(await wallet.cancel(id)).toMatchObject({ value: { means: 'running' } });
  expect(await wallet.query(id)).toMatchObject({ value: { means: 'gone' } });
  expect(balance()).toBe('¥6,666.00');
  await wallet.pay(bodyOf(other, 30_000n, code()));
  await wallet.cancel(other);
  expect(await wallet.query(other)).toMatchObject({ value: { means: 'gone' } });
  expect(foreignImbalances(booksOf(place.scheme))).toEqual([]);
});

it('no cancel after a day, and what is paid then stays paid', async () => {
  const { wallet, code, place } = await openGateway();
  await wallet.pay(bodyOf(id, 1250n, code()));
  place.clock.move(24 * 3_600_000 + 1);
  expect(await wallet.cancel(id)).toMatchObject({
    value: { means: 'none', reason: 'ACQ.TRADE_CANCEL_TIME_OUT' },
  });
  expect(await wallet.query(id)).toMatchObject({ value: { means: 'paid' } });
});

it('refunds in parts under numbers of their own; the same number moves money once, and never too much', async () => {
  const { wallet, code, place } = await openGateway();
  await wallet.pay(bodyOf(id, 1250n, code()));
  const part = (refundId: string, minor: bigint) =>
    refundBody({ id: refundId, paymentId: id, amount: { minor, currency: 'CNY' }, reason: 'returned' });
  const [first, second, third] = [1, 2, 3].map((n) => other.replace(/.$/, String(n)));
  expect(await wallet.refundQuery(id, first ?? '')).toMatchObject({ value: { means: 'refund-absent' } });
  expect(await wallet.refund(part(first ?? '', 250n))).toMatchObject({ value: { means: 'refund-working' } });
  expect(await wallet.refund(part(first ?? '', 250n))).toMatchObject({ value: { means: 'refund-working' } });
  expect(await wallet.refund(part(first ?? '', 300n))).toMatchObject({ value: { means: 'none' } });
  expect(await wallet.refundQuery(id, first ?? '')).toMatchObject({
    value: { means: 'refund-done', order: number, requestNo: orderNumber(first ?? ''), minor: 250n },
  });
  expect(await wallet.refund(part(second ?? '', 1001n))).toMatchObject({ value: { means: 'refund-never' } });
  expect(await wallet.refund(part(third ?? '', 1000n))).toMatchObject({ value: { means: 'refund-working' } });
  expect(foreignAuditOf(booksOf(place.scheme))).toMatchObject({ returnedMinor: 1250n, balanced: true });
});

it('believes nobody but the provider: unsigned, another key, another shop', async () => {
  const unsigned = await openGateway({ faults: parseFaults('unsigned=1') });
  expect(await unsigned.wallet.pay(bodyOf(id, 1250n, unsigned.code()))).toMatchObject({
    kind: 'dark',
    why: 'unsigned',
  });
  const { account, code, place } = await openGateway();
  const keys = strangersKeys();
  const elsewhere = walletOf({ ...account, publicKey: rsaPublicKey(keys.open) });
  expect(await elsewhere.pay(bodyOf(id, 1250n, code()))).toMatchObject({
    kind: 'dark',
    why: 'wrong-signature',
  });
  const unknown = walletOf({ ...account, privateKey: rsaPrivateKey(keys.secret) });
  expect(await unknown.pay(bodyOf(other, 1250n, code()))).toMatchObject({
    kind: 'dark',
    why: 'not-recognised',
  });
  expect(foreignAuditOf(booksOf(place.scheme))).toMatchObject({ trades: 1n });
});

it('hears a true answer about another amount as what it is', async () => {
  const { wallet, code } = await openGateway({ faults: parseFaults('wrong-amount=1') });
  expect(await wallet.pay(bodyOf(id, 1250n, code()))).toMatchObject({
    kind: 'answer',
    value: { means: 'paid', minor: 999_999n },
  });
});

it.each([
  ['drop-request=1', { kind: 'dark', why: 'cut' }],
  ['drop-reply=1', { kind: 'dark', why: 'cut' }],
  ['error=1', { kind: 'dark', why: 'server-error' }],
  ['duplicate=1', { kind: 'answer', value: { means: 'paid' } }],
])('%s is never a decline', async (faults, outcome) => {
  const { wallet, code } = await openGateway({ faults: parseFaults(faults) });
  expect(await wallet.pay(bodyOf(id, 1250n, code()))).toMatchObject(outcome);
});

it('knows that nothing was sent where nobody listens', async () => {
  const { account, place } = await openGateway();
  await place.scheme.close();
  expect(await walletOf(account).query(id)).toMatchObject({ kind: 'not-sent' });
});

it('keeps its books over a restart, keys included', async () => {
  const first = await openGateway();
  const code = first.code();
  await first.wallet.pay(bodyOf(id, 1250n, code));
  await first.place.scheme.close();
  const second = await openGateway({ dataDir: first.place.dataDir });
  const again = createCodeWallet({
    account: { ...first.account, url: second.account.url },
    clock: second.place.clock,
  });
  expect(await again.query(id)).toMatchObject({ value: { means: 'paid', minor: 1250n } });
  expect(await again.pay(bodyOf(id, 1250n, code))).toMatchObject({ value: { means: 'running' } });
});
