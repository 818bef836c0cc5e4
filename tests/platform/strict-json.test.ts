import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseStrictJson } from '../../platform/strict-json.ts';

it('reads whatever JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(parseStrictJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

it.each([
  '{"state":"declined","state":"succeeded"}',
  '{"a":1,"b":{"c":[{"d":1,"\\u0064":2}]}}',
  '{"":1,"":1}',
  '{"a":"b","c":"a","a":0}',
  '[{"x":"{"},{"y":",","y":1}]',
])('refuses a name that stands twice: %s', (text) => {
  expect(() => JSON.parse(text)).not.toThrow();
  expect(() => parseStrictJson(text)).toThrow(SyntaxError);
});

it.each(['{"a":"a","b":"a"}', '[{"a":1},{"a":2}]', '{"a":{"a":{"a":["a","a"]}}}', '{"a":"\\",\\"a\\":"}'])(
  'knows a name from a value, and one object from another: %s',
  (text) => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  },
);

it.each(['', '{', "{'a':1}", '{"a":1,}', 'paid'])('refuses what is no JSON: %s', (text) => {
  expect(() => parseStrictJson(text)).toThrow(SyntaxError);
});

it('finds a name standing twice wherever it is put in', () => {
  const name = fc.string();
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.jsonValue())), name, fc.jsonValue(), (members, twice, value) => {
      const all = [[twice, value], ...members, [twice, value]];
      const text = `{${all.map(([key, each]) => `${JSON.stringify(key)}:${JSON.stringify(each)}`).join()}}`;
      expect(() => parseStrictJson(text)).toThrow(SyntaxError);
    }),
  );
});
