import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerCall } from '../../main/shell/serve.ts';
import { type AskName, asks } from '../../shared/contract.ts';
import { type Role, roles } from '../../shared/roles.ts';
import { addGoods, expectBooksHold, type Shop, sellForCash } from '../flow/shop.ts';
import { goodInputs, type Known, oddInputs, spoiltInputs } from './inputs.ts';
import { openLastingShop } from './lasting-shop.ts';

const names = Object.keys(asks) as AskName[];

describe('the living core', () => {
  let shop: Shop;
  let known: Known;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ shop, close } = await openLastingShop());
    known = await livingShop(shop);
  });
  afterAll(() => close());

  const call = async (role: Role, name: string, input: unknown) => {
    const thrown: unknown[] = [];
    const served = { handlers: shop.till.handlers, session: () => ({ role }) };
    const answer = await answerCall(served, name, input, (problem) => thrown.push(problem));
    return { answer, thrown };
  };

  it.each(names)('%s refuses a wrong role with the best of inputs', async (name) => {
    const before = stateOf(shop);
    for (const role of roles.filter((each) => !asks[name].roles.includes(each)))
      expect((await call(role, name, goodInputs(known)[name])).answer, role).toEqual({
        ok: false,
        problem: { code: 'not-permitted' },
      });
    expect(stateOf(shop)).toEqual(before);
  });

  it.each(names)('%s refuses its own input spoilt in any one place and changes nothing', async (name) => {
    const [role = 'owner'] = asks[name].roles;
    const before = stateOf(shop);
    for (const { what, input } of spoiltInputs(name, goodInputs(known)[name])) {
      const { answer, thrown } = await call(role, name, input);
      expect(answer, what).toMatchObject({ ok: false, problem: { code: 'field-invalid' } });
      expect(thrown, what).toEqual([]);
    }
    expect(stateOf(shop)).toEqual(before);
  });

  it.each(names)('%s refuses whatever else comes over the port', async (name) => {
    const [role = 'owner'] = asks[name].roles;
    const before = stateOf(shop);
    // Nothing but `{}` is an input of a call without fields.
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true });
    await fc.assert(
      fc.asyncProperty(anything, async (input) => {
        fc.pre(!asks[name].input.safeParse(input).success);
        const { answer, thrown } = await call(role, name, input);
        expect(answer).toMatchObject({ ok: false, problem: { code: 'field-invalid' } });
        expect(thrown).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect(stateOf(shop)).toEqual(before);
  });

  it('refuses what is no call, however it is named', async () => {
    const before = stateOf(shop);
    const strange = [
      '',
      'register',
      'Register.get',
      'register.get ',
      '__proto__',
      'constructor',
      'hasOwnProperty',
      'x'.repeat(10_000_000),
    ];
    for (const name of strange) {
      const { answer } = await call('owner', name, {});
      expect(answer).toEqual({ ok: false, problem: { code: 'unknown-call' } });
    }
    expect(stateOf(shop)).toEqual(before);
  });

  it('answers odd texts and numbers with a value or a reason, never with an error, and the books still hold', async () => {
    for (const name of names.filter((each) => each !== 'shift.close')) {
      const [role = 'owner'] = asks[name].roles;
      for (const { what, input } of oddInputs(goodInputs(known)[name])) {
        const { answer, thrown } = await call(role, name, input);
        expect(thrown, `${name} ${what}`).toEqual([]);
        if (answer.ok) asks[name].answer.parse(answer.value);
        else expect(answer.problem.code, `${name} ${what}`).not.toBe('internal');
      }
    }
    asks['register.get'].answer.parse(shop.view());
    expectBooksHold(shop);
  });
});

/** All that a refused call must leave alone: the chain, and what the window is told. */
function stateOf(shop: Shop) {
  return { head: shop.till.counter.journal.head(), view: shop.view() };
}

/** Goods, a sale, a held basket, and an open one with a line and a red row: something to break. */
async function livingShop(shop: Shop): Promise<Known> {
  const product = await addGoods(shop, '6');
  const saleId = await sellForCash(shop, product);
  await shop.ask('basket.addProduct', { productId: product.id });
  const basketId = shop.basket().id;
  await shop.ask('basket.hold', {});
  await shop.ask('basket.addProduct', { productId: product.id });
  const scanId = shop.till.scanned({ text: '6901234567892' }).id ?? '';
  const lineId = shop.basket().lines[0]?.id ?? '';
  return { productId: product.id, saleId, basketId, lineId, scanId, attemptId: shop.till.counter.newId() };
}
