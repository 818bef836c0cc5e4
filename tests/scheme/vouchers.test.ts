import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refundMismatch } from '../../main/payment/binding.ts';
import { createSchemeClient, type SchemeClient } from '../../main/scheme/client.ts';
import { isProven } from '../../main/scheme/kept-answer.ts';
import { memoryKeyStore } from '../../main/scheme/trusted-keys.ts';
import { redemptionMismatch } from '../../main/voucher/binding.ts';
import { redemptionOf, saleLines } from '../../main/voucher/claims.ts';
import { type PresentedVoucher, planVouchers } from '../../main/voucher/rules.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { makeSigningKey } from '../../platform/keys.ts';
import { type Basket, emptyBasket, totalsOf } from '../../shared/basket.ts';
import { newId } from '../../shared/ids.ts';
import { practiceTerminalAnswer, type RefundAnswer } from '../../shared/scheme-wire.ts';
import type { RedemptionAnswer } from '../../shared/voucher-wire.ts';
import { openPlace, type Place, practise } from '../sandbox/counter.ts';
import { cny, issue, line, publish, rice, soda } from '../sandbox/voucher-counter.ts';
import { problem, type SmallScheme, sealed, send, startSmallScheme } from './small-scheme.ts';

const head = { epoch: 1, seq: 7, hash: 'cd'.repeat(32) };

/** A till's client, activated at the real practice scheme. */
async function openCounter() {
  const place = await openPlace();
  const keyStore = memoryKeyStore();
  const client = createSchemeClient({
    url: place.url,
    key: makeSigningKey(randomBytes),
    journalHead: () => head,
    clock: place.clock,
    random: randomBytes,
    keyStore,
  });
  const made = await practise(place.url, '/practice/terminals', { currency: 'CNY', zone: 'Asia/Shanghai' });
  const { code, root } = practiceTerminalAnswer.parse(made);
  const device = { name: 'counter', software: 'test' };
  const outcome = await client.activate({ code, device }, root);
  if (outcome.kind !== 'answer') throw new Error(outcome.kind);
  const { merchantId, terminalId, grant } = outcome.value;
  await publish(place.url);
  return { place, client, keyStore, merchantId, terminalId, grant };
}

const idAt = (place: Place) => newId(place.clock.now(), randomBytes);

describe('the scheme’s voucher calls, over HTTP', () => {
  it('bring the lists with a proof that anyone can check again', async () => {
    const { client, keyStore, grant } = await openCounter();
    const outcome = await client.programmes();
    const trusted = keyStore.load();
    if (outcome.kind !== 'answer' || !trusted) throw new Error(outcome.kind);
    expect(outcome.value.programmes.map(({ id }) => id)).toEqual(['1AMP', '7E57', 'F00D']);
    expect(isProven(JSON.parse(JSON.stringify(outcome.proof)), 'answer', trusted)).toBe(true);
    expect(grant).toMatchObject({ programmes: ['F00D', '1AMP'] });
    expect(grant.features).toContain('vouchers');
  });

  it('check a voucher, and keep its code out of what a journal or a log could hold', async () => {
    const { place, client } = await openCounter();
    const code = await issue(place.url);
    const outcome = await client.checkVoucher(code, { lines: [line()] });
    expect(outcome).toMatchObject({
      kind: 'answer',
      value: { balance: cny(5000), lines: [{ why: 'listed' }] },
    });
    expect(JSON.stringify(outcome)).not.toContain(code);
    const unknown = await client.checkVoucher('CV1-F00D-7H2K-9QWE-4TZ3-68', { lines: [line()] });
    expect(unknown).toMatchObject({ kind: 'refused', code: 'not-found', field: 'code' });
  });

  it('redeem, query, cancel and refund under one id each', async () => {
    const { place, client } = await openCounter();
    const [code, id, refund] = [await issue(place.url), idAt(place), idAt(place)];
    const body = canonicalJson({ code, amount: cny(3000), lines: [line()], listVersion: 1 });
    const put = await client.putRedemption(id, body);
    expect(put).toMatchObject({ kind: 'answer', value: { state: 'succeeded', balance: cny(2000) } });
    expect(await client.putRedemption(id, body)).toMatchObject({ value: { balance: cny(2000) } });
    expect(await client.getRedemption(id)).toMatchObject({ value: { state: 'succeeded' } });
    const other = body.replace('3000', '2000');
    expect(await client.putRedemption(id, other)).toMatchObject({ kind: 'refused', code: 'id-reused' });
    const ask = canonicalJson({ paymentId: id, amount: cny(1000), reason: 'returned' });
    expect(await client.putRefund(refund, ask)).toMatchObject({
      value: { state: 'refunded', to: 'voucher' },
    });
    expect(await client.cancelRedemption(id, 'cashier')).toMatchObject({
      value: { state: 'cancelled', balance: cny(5000) },
    });
    await place.scheme.close();
    expect((await client.getRedemption(id)).kind).toBe('not-sent');
  });
});

/** Rice with a discount, soda, and apples by weight: 20 % off the whole. */
function basket(): Basket {
  const common = { productId: null, names: { en: 'x' }, unit: 'each', discount: null } as const;
  const lines = [
    {
      ...common,
      id: newId(1, randomBytes),
      barcode: rice.slice(1),
      category: 'staples',
      taxClass: 'reduced',
      quantity: '3000',
      unitPrice: cny(1333),
    },
    {
      ...common,
      id: newId(2, randomBytes),
      barcode: soda.slice(1),
      category: 'drinks',
      taxClass: 'standard',
      quantity: '1000',
      unitPrice: cny(300),
    },
    {
      ...common,
      id: newId(3, randomBytes),
      barcode: '2000101008500',
      unit: 'kg',
      category: 'by-weight',
      taxClass: 'reduced',
      quantity: '850',
      unitPrice: cny(1280),
    },
  ] as const;
  const discounted = { ...lines[0], discount: { kind: 'amount', amount: cny(101) } } as const;
  const discount = { kind: 'percent', basisPoints: 2000 } as const;
  return { ...emptyBasket(newId(4, randomBytes), 'CNY'), lines: [discounted, lines[1], lines[2]], discount };
}

/** Vouchers as their check found them. */
async function presented(client: SchemeClient, codes: readonly string[]): Promise<PresentedVoucher[]> {
  const vouchers: PresentedVoucher[] = [];
  for (const code of codes) {
    const checked = await client.checkVoucher(code, { lines: [line()] });
    if (checked.kind !== 'answer') throw new Error(checked.kind);
    const { programme, balance, expires } = checked.value;
    const held = { minor: BigInt(balance.minor), currency: balance.currency };
    vouchers.push({ code, programme, balance: held, expires: expires ?? '' });
  }
  return vouchers;
}

describe('a plan of the till', () => {
  it('is what the scheme agrees to: two vouchers, and each given back', async () => {
    const { place, client, merchantId, terminalId, grant } = await openCounter();
    await publish(place.url, { id: 'NTAX', paysTax: false, shopWord: [] });
    const codes = [
      await issue(place.url, { balance: 1500 }),
      await issue(place.url, { programme: 'NTAX', balance: 1000 }),
    ];
    const listed = await client.programmes();
    if (listed.kind !== 'answer') throw new Error(listed.kind);
    const lines = saleLines(totalsOf(basket(), grant.taxRates, '2026-11-23'));
    const vouchers = await presented(client, codes);
    const now = new Date(place.clock.now()).toISOString();
    const { programmes } = listed.value;
    const plan = planVouchers({ currency: 'CNY', lines, programmes, vouchers, now });
    expect(plan.parts.map(({ voucher, amountMinor }) => [voucher.programme, amountMinor])).toEqual([
      ['NTAX', 1000n],
      ['7E57', 1500n],
    ]);
    const redeemed = new Map<string, string>();
    for (const part of plan.parts) {
      const [ask, id] = [redemptionOf(plan, part, lines, 'sale-1'), idAt(place)];
      const outcome = await client.putRedemption(id, canonicalJson(ask));
      if (outcome.kind !== 'answer') throw new Error(outcome.kind);
      expect(outcome.value.state).toBe('succeeded');
      const expected = {
        id,
        amount: { minor: part.amountMinor, currency: 'CNY' },
        merchantId,
        terminalIds: [terminalId],
        programme: part.voucher.programme,
      };
      expect(redemptionMismatch(expected, outcome.value)).toBeNull();
      redeemed.set(part.voucher.code, id);
    }
    for (const { voucher, amountMinor } of plan.parts) {
      const [id, amount] = [idAt(place), { minor: amountMinor, currency: 'CNY' }];
      const paymentId = redeemed.get(voucher.code) ?? '';
      const ask = { paymentId, amount: cny(amountMinor), reason: 'returned' };
      const outcome = await client.putRefund(id, canonicalJson(ask));
      if (outcome.kind !== 'answer') throw new Error(outcome.kind);
      const expected = { id, amount, merchantId, terminalIds: [terminalId], paymentId };
      expect(refundMismatch(expected, outcome.value)).toBeNull();
      expect(outcome.value).toMatchObject({
        state: 'refunded',
        to: 'voucher',
      } satisfies Partial<RefundAnswer>);
    }
    for (const [code, balance] of [
      [codes[0], 1500],
      [codes[1], 1000],
    ] as const) {
      expect(await client.checkVoucher(code ?? '', { lines: [line()] })).toMatchObject({
        value: { balance: cny(balance) },
      });
    }
  });

  it('a minor unit above what was planned is declined by the scheme', async () => {
    const { place, client, grant } = await openCounter();
    const code = await issue(place.url, { balance: 90_000 });
    const lines = saleLines(totalsOf(basket(), grant.taxRates, '2026-11-23'));
    const listed = await client.programmes();
    if (listed.kind !== 'answer') throw new Error(listed.kind);
    const voucher = {
      code,
      programme: '7E57',
      balance: { minor: 90_000n, currency: 'CNY' },
      expires: '2027-01-01T00:00:00Z',
    };
    const { programmes } = listed.value;
    const plan = planVouchers({
      currency: 'CNY',
      lines,
      programmes,
      vouchers: [voucher],
      now: '2026-11-23T02:00:00Z',
    });
    const [part] = plan.parts;
    const ask = part && redemptionOf(plan, part, lines, 's');
    if (!ask) throw new Error('nothing planned');
    const more = { ...ask, amount: cny(BigInt(ask.amount.minor) + 1n) };
    expect(await client.putRedemption(idAt(place), canonicalJson(more))).toMatchObject({
      value: { state: 'declined', reason: 'not-eligible' },
    });
    expect(await client.putRedemption(idAt(place), canonicalJson(ask))).toMatchObject({
      value: { state: 'succeeded' },
    });
  });
});

describe('an answer about a redemption counts only where', () => {
  const id = '0190b8f0-0000-7000-8000-000000000001';
  const good: RedemptionAnswer = {
    id,
    state: 'succeeded',
    amount: cny(1250),
    merchantId: 'M1',
    terminalId: '7K3Q9Z',
    schemeRef: 'V-1',
    at: '2026-09-21T13:46:40.000Z',
    programme: 'F00D',
    balance: cny(10),
    refundedTotal: cny(0),
  };
  const row = {
    id,
    amount: { minor: 1250n, currency: 'CNY' },
    merchantId: 'M1',
    terminalIds: ['7K3Q9Z'],
    programme: 'F00D',
  };
  let scheme: SmallScheme;
  let client: SchemeClient;
  beforeEach(async () => {
    scheme = await startSmallScheme();
    const keyStore = memoryKeyStore({
      root: scheme.keys.root.kid,
      rootKey: scheme.keys.root.publicJwk,
      keys: scheme.keyList(),
    });
    const clock = { now: () => Date.now(), mono: () => performance.now(), after: () => () => undefined };
    const key = makeSigningKey(randomBytes);
    client = createSchemeClient({
      url: scheme.url,
      key,
      journalHead: () => head,
      clock,
      random: randomBytes,
      keyStore,
    });
  });
  afterEach(() => scheme.close());
  const saying = (value: unknown, key: keyof SmallScheme['keys'] = 'answer', status = 200) => {
    scheme.handle = (request, response) => send(response, sealed(request, scheme.keys[key], status, value));
    return Promise.all([
      client.putRedemption(id, '{}'),
      client.getRedemption(id),
      client.cancelRedemption(id, 'cashier'),
    ]);
  };

  it.each<[string, Partial<RedemptionAnswer>]>([
    ['amount', { amount: cny(1) }],
    ['currency', { amount: { minor: '1250', currency: 'EUR' } }],
    ['currency', { balance: { minor: '10', currency: 'EUR' } }],
    ['merchant', { merchantId: 'M2' }],
    ['terminal', { terminalId: '7K3Q9Y' }],
    ['programme', { programme: 'FARM' }],
    ['programme', { programme: undefined }],
  ])('its %s is the row’s', async (wrong, changed) => {
    const [outcome] = await saying({ ...good, ...changed });
    if (outcome?.kind !== 'answer') throw new Error(outcome?.kind);
    expect(redemptionMismatch(row, outcome.value)).toBe(wrong);
    expect(redemptionMismatch(row, good)).toBeNull();
  });

  it('it is about this redemption: another id is dark before anybody compares', async () => {
    for (const outcome of await saying({ ...good, id: id.replace(/1$/, '2') })) {
      expect(outcome).toMatchObject({ kind: 'dark', why: 'mismatch' });
    }
  });

  it('the scheme signed it, with the key for answers, and it has the right shape', async () => {
    for (const outcome of await saying(good, 'stranger')) expect(outcome).toMatchObject({ kind: 'dark' });
    for (const outcome of await saying(good, 'settlement'))
      expect(outcome).toMatchObject({ why: 'unknown-key' });
    for (const outcome of await saying({ ...good, state: 'fine' }))
      expect(outcome).toMatchObject({ why: 'malformed' });
    for (const outcome of await saying(problem(500, 'internal'), 'answer', 500)) {
      expect(outcome).toMatchObject({ kind: 'dark', why: 'server-error' });
    }
  });

  it('a cancel that came first answers with amount zero, and a decline may not know the voucher', () => {
    const tombstone = { ...good, state: 'cancelled', amount: cny(0), programme: undefined } as const;
    expect(redemptionMismatch(row, tombstone)).toBeNull();
    expect(redemptionMismatch(row, { ...good, state: 'declined', programme: undefined })).toBeNull();
  });
});
