import { expect, it } from 'vitest';
import { verifyAnswer } from '../../platform/http-signatures.ts';
import { thumbprintOf, verifyingKeyOf } from '../../platform/keys.ts';
import { activateAnswer, practiceTerminalAnswer } from '../../shared/scheme-wire.ts';
import { exchange, openPlace, type Place, practise, problemOf, Till } from './counter.ts';

async function newCode(place: Place): Promise<string> {
  const opened = await practise(place.url, '/practice/terminals', { currency: 'CNY', zone: 'Asia/Shanghai' });
  return practiceTerminalAnswer.parse(opened).code;
}

it('a till with a one-time code becomes a terminal of the scheme whose root it was told', async () => {
  const place = await openPlace();
  const reply = await new Till(place).activateWith(await newCode(place));
  const answer = activateAnswer.parse(reply.value);
  expect(answer).toMatchObject({ currency: 'CNY', zone: 'Asia/Shanghai', root: place.root });
  expect(thumbprintOf(answer.rootKey)).toBe(place.root);
  expect(answer.grant.taxRates.map(({ taxClass }) => taxClass)).toContain('standard');
});

it('the answer to an activation is signed by the root, the only key a new till can know', async () => {
  const place = await openPlace();
  const till = new Till(place);
  const device = { name: 'counter', software: 'test' };
  const ask = { code: await newCode(place), jwk: till.key.publicJwk, device };
  const request = till.draft('POST', '/terminals/activate', ask);
  const answer = await exchange(place.url, request);
  const { rootKey } = activateAnswer.parse(JSON.parse(Buffer.from(answer.body).toString()));
  const findKey = (kid: string) => (kid === place.root ? verifyingKeyOf(rootKey) : null);
  expect(verifyAnswer(answer, request, { findKey })).toMatchObject({ ok: true, kid: place.root });
});

it('a till that lost the answer asks again with the same key and hears the same, even a day later', async () => {
  const place = await openPlace();
  const till = new Till(place);
  const code = await newCode(place);
  const first = await till.activateWith(code);
  place.clock.move(86_400_000);
  expect((await till.activateWith(code)).value).toEqual(first.value);
});

it('a code that was used is refused to every other key', async () => {
  const place = await openPlace();
  const code = await newCode(place);
  await new Till(place).activateWith(code);
  const reply = await new Till(place).activateWith(code);
  expect(reply.status).toBe(409);
  expect(problemOf.parse(reply.value).code).toBe('code-used');
});

it('a code is good for ten minutes', async () => {
  const place = await openPlace();
  const [early, late] = [await newCode(place), await newCode(place)];
  place.clock.move(599_999);
  expect((await new Till(place).activateWith(early)).status).toBe(200);
  place.clock.move(1);
  const reply = await new Till(place).activateWith(late);
  expect(problemOf.parse(reply.value)).toMatchObject({ code: 'not-found', field: 'code' });
});

it('five wrong guesses wear a code out; four do not', async () => {
  const place = await openPlace();
  const guess = async (code: string, times: number) => {
    const wrong = code.slice(0, 11) + (code.endsWith('0') ? '1' : '0');
    for (let count = 0; count < times; count += 1) {
      expect((await new Till(place).activateWith(wrong)).status).toBe(404);
    }
    return (await new Till(place).activateWith(code)).status;
  };
  expect(await guess(await newCode(place), 4)).toBe(200);
  expect(await guess(await newCode(place), 5)).toBe(404);
});

it('a key that somebody else holds can not be activated', async () => {
  const place = await openPlace();
  const [mine, theirs] = [new Till(place), new Till(place)];
  const device = { name: 'counter', software: 'test' };
  const ask = { code: await newCode(place), jwk: theirs.key.publicJwk, device };
  const reply = await mine.send('POST', '/terminals/activate', ask);
  expect(problemOf.parse(reply.value).code).toBe('key-unknown');
});

it('a misspelt field is refused by its name', async () => {
  const place = await openPlace();
  const till = new Till(place);
  const reply = await till.send('POST', '/terminals/activate', { code: 'short', jwk: till.key.publicJwk });
  expect(reply.status).toBe(422);
  expect(problemOf.parse(reply.value)).toMatchObject({ code: 'field-invalid', field: 'code' });
});
