import { expect, it } from 'vitest';
import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import { audit } from '../../sandbox/audit.ts';
import { settlementAnswer } from '../../shared/scheme-wire.ts';
import { openCustomer, openPlace, problemOf, refundOf, Till } from './counter.ts';

const dayMs = 86_400_000;

async function opened() {
  const place = await openPlace();
  const till = await new Till(place).activate();
  return { place, till, customer: await openCustomer(place.url, { balance: 100_000 }) };
}

const dayOf = async (till: Till, day: string, query = '') =>
  settlementAnswer.parse((await till.send('GET', `/settlements/${day}${query}`)).value);

it('a refund gives money back, part by part, and never more than was paid', async () => {
  const { till, customer } = await opened();
  const { id } = await till.pay(1000, await customer.code());
  expect(refundOf(await till.refund(id, 400))).toMatchObject({
    state: 'refunded',
    paymentId: id,
    amount: { minor: '400' },
    refundedTotal: { minor: '400' },
  });
  expect(refundOf(await till.refund(id, 600)).refundedTotal.minor).toBe('1000');
  const more = await till.refund(id, 1);
  expect(problemOf.parse(more.value)).toMatchObject({ code: 'field-invalid', field: 'amount' });
  expect(await customer.balance()).toBe('¥1,000.00');
});

it('a refund asked for again under its id gives nothing more', async () => {
  const { till, customer } = await opened();
  const { id } = await till.pay(1000, await customer.code());
  const refund = till.newId();
  const replies = [await till.refund(id, 300, refund), await till.refund(id, 300, refund)];
  expect(replies[1]?.value).toEqual(replies[0]?.value);
  expect((await till.send('GET', `/refunds/${refund}`)).value).toEqual(replies[0]?.value);
  expect(problemOf.parse((await till.refund(id, 301, refund)).value).code).toBe('id-reused');
  expect(await customer.balance()).toBe('¥993.00');
});

it('what was not paid is not refunded', async () => {
  const { till, customer } = await opened();
  const declined = await till.pay(1_000_000, await customer.code());
  expect(problemOf.parse((await till.refund(declined.id, 1)).value).code).toBe('state-conflict');
  expect((await till.refund(till.newId(), 1)).status).toBe(404);
});

it('lines of a refund must come to its amount', async () => {
  const { till, customer } = await opened();
  const { id } = await till.pay(1000, await customer.code());
  const amount = { minor: '300', currency: 'CNY' };
  const lines = [{ line: 1, amount: { minor: '299', currency: 'CNY' } }];
  const ask = { paymentId: id, amount, reason: 'returned', lines };
  const reply = await till.send('PUT', `/refunds/${till.newId()}`, ask);
  expect(problemOf.parse(reply.value)).toMatchObject({ code: 'field-invalid', field: 'lines' });
});

it('today’s settlement is served as it stands, signed, and not as final', async () => {
  const { till, customer } = await opened();
  const { id } = await till.pay(10_000, await customer.code());
  await till.pay(1_000_000, await customer.code());
  await till.refund(id, 4000);
  const reply = await till.send('GET', '/settlements/2026-11-23');
  expect(reply.signedBy).toBe('settlement');
  const today = settlementAnswer.parse(reply.value);
  expect(today).toMatchObject({
    final: false,
    count: 2,
    gross: { minor: '6000', currency: 'CNY' },
    fee: { minor: '38' },
    net: { minor: '5962' },
    from: '2026-11-22T16:00:00.000Z',
    to: '2026-11-23T16:00:00.000Z',
  });
  expect(today.lines.map(({ kind, gross, fee, net }) => [kind, gross, fee, net]).sort()).toEqual([
    ['payment', '10000', '38', '9962'],
    ['refund', '-4000', '0', '-4000'],
  ]);
  expect(today.hash).toBe(sha256Hex(canonicalJson(today.lines)));
});

it('a day is final at six the next morning, and the same for ever', async () => {
  const { place, till, customer } = await opened();
  await till.pay(500, await customer.code());
  // The place opens at ten in the morning, Shanghai time.
  place.clock.move(dayMs - 4 * 3_600_000 - 1);
  expect((await dayOf(till, '2026-11-23')).final).toBe(false);
  place.clock.move(1);
  const final = await dayOf(till, '2026-11-23');
  expect(final).toMatchObject({ final: true, count: 1 });
  await till.pay(600, await customer.code());
  expect(await dayOf(till, '2026-11-23')).toEqual(final);
  expect((await dayOf(till, '2026-11-24')).count).toBe(1);
});

it('a day to come is not ready, and a day that is none is refused', async () => {
  const { till } = await opened();
  expect(problemOf.parse((await till.send('GET', '/settlements/2026-11-24')).value).code).toBe('not-ready');
  expect((await till.send('GET', '/settlements/2026-02-30')).status).toBe(422);
});

it('a long day is served page by page under one head', async () => {
  const { till, customer } = await opened();
  for (let count = 0; count < 5; count += 1) await till.pay(100 + count, await customer.code());
  const pages = [
    await dayOf(till, '2026-11-23', '?limit=3'),
    await dayOf(till, '2026-11-23', '?limit=3&after=3'),
  ];
  expect(pages.map((page) => page.lines.length)).toEqual([3, 2]);
  expect(pages[1]?.next).toBeNull();
  expect(sha256Hex(canonicalJson(pages.flatMap((page) => page.lines)))).toBe(pages[0]?.hash);
});

it('after a random day the scheme’s own books balance, and agree with what the tills were told', async () => {
  const { place, till } = await opened();
  const customers = [
    await openCustomer(place.url, { balance: 30_000 }),
    await openCustomer(place.url, { balance: 20_000, pin: '1234', limit: 500 }),
    await openCustomer(place.url, { limit: 900 }),
  ];
  const draw = (below: number) => (place.random(1)[0] ?? 0) % below;
  const paid: { id: string; minor: number }[] = [];
  let refunded = 0n;
  for (let sale = 0; sale < 120; sale += 1) {
    const customer = customers[draw(3)];
    if (!customer) continue;
    let answer = await till.pay(1 + draw(250) * 5, await customer.code());
    if (answer.state === 'awaiting-customer') {
      const choice = draw(4);
      if (choice === 0) await till.cancel(answer.id);
      else if (choice === 1) place.clock.move(61_000);
      else await customer.answer(answer.id, choice === 2 ? '1234' : null);
      answer = await till.query(answer.id);
    }
    if (answer.state === 'succeeded') paid.push({ id: answer.id, minor: Number(answer.amount.minor) });
    const target = paid[draw(Math.max(1, paid.length))];
    if (draw(5) > 0 || !target) continue;
    const amount = 1 + draw(200);
    if ((await till.refund(target.id, amount)).status === 200) refunded += BigInt(amount);
  }
  const settled = paid.reduce((total, { minor }) => total + BigInt(minor), 0n);
  expect(refunded).toBeGreaterThan(0n);
  expect(audit(place.dataDir)).toEqual({
    payments: 120n,
    succeeded: BigInt(paid.length),
    settledMinor: settled,
    refundedMinor: refunded,
    balanced: true,
  });
});

it('an audit sees a row that was changed by hand', async () => {
  const { place, till, customer } = await opened();
  await till.pay(500, await customer.code());
  const { database } = place.scheme.parts;
  database.run("UPDATE payment SET amount_minor = 501 WHERE state = 'succeeded'");
  expect(audit(place.dataDir).balanced).toBe(false);
  database.run("UPDATE payment SET amount_minor = 500 WHERE state = 'succeeded'");
  expect(audit(place.dataDir).balanced).toBe(true);
  database.run("UPDATE balance SET minor = minor + 1 WHERE account LIKE 'merchant:%'");
  expect(audit(place.dataDir).balanced).toBe(false);
});

it('the database itself refuses to change or drop a posting', async () => {
  const { place, till, customer } = await opened();
  await till.pay(500, await customer.code());
  const { database } = place.scheme.parts;
  expect(() => database.run('UPDATE posting SET minor = minor + 1')).toThrow('only grow');
  expect(() => database.run('DELETE FROM entry')).toThrow('only grow');
});
