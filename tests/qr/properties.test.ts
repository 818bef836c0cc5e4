import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exponentOf } from '../../shared/money.ts';
import { hasLuhn, hasMod10, mod10Digit } from '../../shared/qr/check-digits.ts';
import currencies from '../../shared/qr/currencies.json' with { type: 'json' };
import { writeCpm } from '../../shared/qr/emv-cpm-write.ts';
import { type MpmDraft, writeMpm } from '../../shared/qr/emv-mpm-write.ts';
import { inspect } from '../../shared/qr/inspect.ts';
import { schemePaymentCode } from '../../shared/qr/payment-codes.ts';
import { writeReceiptCode } from '../../shared/qr/receipt.ts';
import { decideScan } from '../../shared/qr/scan.ts';
import { utf8Bytes, utf8Length, utf8Text } from '../../shared/qr/utf8.ts';
import { writeVoucher } from '../../shared/qr/voucher.ts';
import { vectorFiles, vectorsOf } from './vectors.ts';

function fieldsOf(text: string): object {
  const answer = inspect(text);
  if (!answer.valid) throw new Error(`${text}: ${answer.problem.code} at ${answer.problem.at}`);
  return answer.fields;
}

const starts = ['', 'CT1:', 'CV1-', 'CR1-', 'upi://pay?', 'hQVDUFY', '0002', '(01)', ']C1', 'http://x/01/'];
const scanned = fc
  .tuple(fc.constantFrom(...starts), fc.string({ unit: 'binary', maxLength: 200 }))
  .map((parts) => parts.join(''));

describe('any text at all', () => {
  test('gets an answer with a place inside the text', () => {
    fc.assert(
      fc.property(scanned, (text) => {
        const answer = inspect(text);
        expect(answer.valid || answer.problem.at <= utf8Length(text)).toBe(true);
        expect(decideScan(text, undefined, []).is).not.toBe('');
      }),
      { numRuns: 2000 },
    );
  });

  test('of ten million characters is refused at once', () => {
    const startedMs = performance.now();
    expect(inspect(`0002${'1'.repeat(10_000_000)}`)).toMatchObject({ problem: { code: 'too-long' } });
    expect(inspect(`${' '.repeat(5_000_000)}x${' '.repeat(5_000_000)}`)).toMatchObject({ kind: 'unknown' });
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });

  test('is measured in UTF-8 as an encoder writes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const bytes = utf8Bytes(text);
        expect(bytes).toEqual([...new TextEncoder().encode(text)]);
        expect(utf8Length(text)).toBe(bytes.length);
        expect(utf8Text(bytes)).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        let decoded: string | null = null;
        try {
          decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
        } catch {
          // Not UTF-8: null is right.
        }
        expect(utf8Text(bytes)).toBe(decoded);
      }),
    );
  });
});

const symbols = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];
const base32 = (length: number) =>
  fc
    .array(fc.constantFrom(...symbols), { minLength: length, maxLength: length })
    .map((parts) => parts.join(''));
const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''));

describe('what is written is read again as it was', () => {
  test('receipts, alone and as links', () => {
    const receipt = fc.record({
      terminal: base32(6),
      epoch: fc.integer({ min: 1, max: 999 }),
      number: fc.integer({ min: 1, max: 9_999_999_999 }),
    });
    fc.assert(
      fc.property(receipt, fc.constantFrom('', 'countertop:r/', 'https://pay.example/r/'), (given, start) => {
        const code = writeReceiptCode(given);
        expect(fieldsOf(start + code)).toEqual({ code, ...given });
      }),
    );
    expect(() => writeReceiptCode({ terminal: 'T7K2M9', epoch: 1, number: 0 })).toThrow('not a receipt');
    expect(() => writeReceiptCode({ terminal: 'T7K2MO', epoch: 1, number: 1 })).toThrow('not a receipt');
  });

  test('vouchers, and any one digit for a digit or letter for a letter is noticed', () => {
    fc.assert(
      fc.property(
        base32(4),
        base32(12),
        fc.nat(15),
        fc.constantFrom(...symbols),
        (programme, serial, at, symbol) => {
          const code = writeVoucher({ programme, serial });
          expect(fieldsOf(code)).toEqual({ code, programme, serial });
          const body = programme + serial;
          // Mod 97-10 weighs letters as two digits: a digit for a letter shifts the sum and can slip through.
          fc.pre(/\d/.test(symbol) === /\d/.test(body.charAt(at)));
          const changed = body.slice(0, at) + symbol + body.slice(at + 1);
          expect(inspect(`CV1-${changed}${code.slice(-2)}`).valid).toBe(changed === body);
        },
      ),
    );
  });

  test("the scheme's payment codes, and any one digit changed is noticed", () => {
    fc.assert(
      fc.property(digits(17), fc.nat(17), fc.integer({ min: 1, max: 9 }), (given, at, by) => {
        const code = schemePaymentCode(given);
        expect(fieldsOf(code)).toEqual({ issuer: 'scheme', code });
        const digit = String((Number(code.charAt(at + 2)) + by) % 10);
        expect(hasLuhn(code.slice(0, at + 2) + digit + code.slice(at + 3))).toBe(false);
      }),
    );
  });

  test('bar codes of goods', () => {
    fc.assert(
      fc.property(fc.constantFrom(7, 11, 12, 13).chain(digits), (body) => {
        const code = body + mod10Digit(body);
        expect(hasMod10(code)).toBe(true);
        expect(fieldsOf(code)).toMatchObject({ code });
      }),
    );
  });
});

const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(hexOf);
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
const letters = fc.string({ unit: fc.constantFrom(...'AZaz 09'), minLength: 1, maxLength: 16 });
const optional = { requiredKeys: ['aid', 'pan'] as ['aid', 'pan'] };
const application = fc.record(
  {
    aid: fc.integer({ min: 5, max: 16 }).chain(hex),
    label: letters,
    pan: fc.integer({ min: 8, max: 19 }).chain(digits),
    cardholderName: fc.string({ unit: fc.constantFrom(...'Aé /'), minLength: 2, maxLength: 26 }),
    languages: fc.array(fc.constantFrom('zh', 'en', 'km'), { minLength: 1, maxLength: 4 }),
    version: hex(2),
    tokenRequestorId: hex(6),
    last4: digits(4),
    transparent: fc.record({ '9F26': hex(8), '9F36': hex(2) }),
  },
  optional,
);

describe('payment codes of cards', () => {
  test("what a wallet's phone shows is read again as it was written", () => {
    fc.assert(
      fc.property(fc.array(application, { minLength: 1, maxLength: 2 }), (applications) => {
        expect(fieldsOf(writeCpm({ applications }))).toEqual({ format: 'CPV01', applications });
      }),
    );
  });

  test('what a shop shows is read again as it was written', () => {
    const printable = fc.string({ unit: fc.constantFrom(...'Ab 1小河é'), minLength: 1, maxLength: 8 });
    const draft: fc.Arbitrary<MpmDraft> = fc.record(
      {
        initiation: fc.constantFrom('static', 'dynamic'),
        accounts: fc.constantFrom(
          [{ id: '15', network: 'unionpay' as const, value: '3104' }],
          [{ id: '26', guid: 'SG.PAYNOW', sub: { '00': 'SG.PAYNOW', '01': '2' }, scheme: 'paynow' as const }],
        ),
        mcc: digits(4),
        currency: fc.constantFrom(...Object.keys(currencies)),
        amount: fc.integer({ min: 1, max: 9_999_999 }).map(String),
        tip: fc.constantFrom({ mode: 'prompt' as const }, { mode: 'percent' as const, value: '2.5' }),
        country: fc.constantFrom('CN', 'SG'),
        merchantName: printable,
        merchantCity: fc.constantFrom('Xiamen', '厦门'),
        postalCode: digits(6),
        additional: fc.record({ billNumber: letters, purpose: printable }, { requiredKeys: [] }),
        language: fc.record({ preference: fc.constant('zh'), merchantName: printable }),
        unreserved: fc.record({ '80': fc.constantFrom('raw', { '00': 'a.example', '12': 'x' }) }),
      },
      { requiredKeys: ['accounts', 'mcc', 'currency', 'country', 'merchantName', 'merchantCity'] },
    );
    fc.assert(
      fc.property(draft, ({ additional, ...given }) => {
        const isEmpty = additional === undefined || Object.keys(additional).length === 0;
        const fields = isEmpty ? given : { ...given, additional };
        expect(fieldsOf(writeMpm(fields))).toMatchObject({ ...fields, lengthUnit: 'characters' });
      }),
    );
  });
});

test('every good card code of the vectors survives being written again, check sum of the order apart', () => {
  for (const { payload, expect: expected } of vectorFiles.flatMap(vectorsOf)) {
    const answer = expected.valid ? inspect(payload) : null;
    if (answer?.valid !== true) continue;
    if (answer.kind === 'emv-mpm') {
      expect(fieldsOf(writeMpm(answer.fields))).toEqual({ ...answer.fields, crc: expect.any(String) });
    }
    if (answer.kind === 'emv-cpm') expect(fieldsOf(writeCpm(answer.fields))).toEqual(answer.fields);
  }
});

test('the codes and the till agree on the decimals of every currency', () => {
  // Units of account with four decimals are never a till's own currency.
  for (const { code, exponent } of Object.values(currencies)) {
    if (exponent < 4) expect([code, exponentOf(code)]).toEqual([code, exponent]);
  }
});
