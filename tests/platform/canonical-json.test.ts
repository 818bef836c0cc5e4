import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { systemRandom } from '../../platform/random.ts';

describe('canonical JSON', () => {
  it('writes the same text as the other implementation of RFC 8785, for any value', () => {
    const value = fc.jsonValue({ noUnicodeString: false, stringUnit: 'grapheme' });
    fc.assert(
      fc.property(value, (any) => {
        expect(canonicalJson(any)).toBe(canonicalize(any));
      }),
      { numRuns: 2000 },
    );
  });

  it('orders fields by UTF-16 units and numbers the way RFC 8785 §3.2.3 shows', () => {
    const fields = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
    const order = [...canonicalJson(fields).matchAll(/:(\d)/g)].map((match) => match[1]).join('');
    expect(order).toBe('2467153');
    expect(
      canonicalJson([Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0]),
    ).toBe('[333333333.3333333,1e+30,4.5,0.002,1e-27,0]');
  });

  it('refuses what JSON can not hold instead of writing something else', () => {
    for (const wrong of [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1n,
      undefined,
      [undefined],
      '\ud800',
      { '\udc00': 1 },
    ]) {
      expect(() => canonicalJson(wrong)).toThrow();
    }
    expect(canonicalJson({ left: undefined, there: 1 })).toBe('{"there":1}');
  });
});

describe("the system's random numbers", () => {
  it('are never handed out twice', () => {
    const random = systemRandom();
    const seen = new Set(Array.from({ length: 5000 }, () => Buffer.from(random(16)).toString('hex')));
    expect(seen.size).toBe(5000);
  });
});
