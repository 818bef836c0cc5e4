import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase45, encodeBase45 } from '../../shared/qr/base45.ts';
import { decodeBase64, encodeBase64 } from '../../shared/qr/base64.ts';
import { readBer, writeBer } from '../../shared/qr/ber.ts';
import { type CborItem, readCbor } from '../../shared/qr/cbor.ts';
import { type CborValue, writeCbor } from '../../shared/qr/cbor-write.ts';
import currencies from '../../shared/qr/currencies.json' with { type: 'json' };
import { writeCpm } from '../../shared/qr/emv-cpm-write.ts';
import { type MpmDraft, writeMpm } from '../../shared/qr/emv-mpm-write.ts';
import { bytesOfHex, hexOf } from '../../shared/qr/hex.ts';
import { inspect } from '../../shared/qr/inspect.ts';
import { writeOfflinePass, writePassCertificate } from '../../shared/qr/offline-pass-write.ts';
import { readShopCode, writeShopCode } from '../../shared/qr/shop-code.ts';
import { fieldsOf } from './marked.ts';

const bytes = (minLength: number, maxLength = minLength) =>
  fc.uint8Array({ minLength, maxLength }).map((all) => [...all]);
const text = (signs: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...signs), minLength: 1, maxLength });

describe('what is written is what is read: the parts', () => {
  test('base45 and base64 of any bytes, as Node writes base64 too', () => {
    fc.assert(
      fc.property(bytes(0, 60), (given) => {
        expect(decodeBase45(encodeBase45(given), 0)).toEqual({ ok: true, value: given });
        const base64 = encodeBase64(given);
        expect(base64).toBe(Buffer.from(given).toString('base64'));
        expect(decodeBase64(base64)).toEqual({ ok: true, value: given });
        expect(decodeBase64(base64.replace(/=+$/, ''))).toEqual({ ok: true, value: given });
        expect(bytesOfHex(hexOf(given))).toEqual(given);
      }),
    );
  });

  test('no two texts are the same bytes: what base45 and base64 read, they would write', () => {
    fc.assert(
      fc.property(text('09AWZ $:a=+/b', 12), (given) => {
        const from45 = decodeBase45(given, 0);
        if (from45.ok) expect(encodeBase45(from45.value)).toBe(given);
        const from64 = decodeBase64(given);
        if (from64.ok) expect(encodeBase64(from64.value).replace(/=+$/, '')).toBe(given.replace(/=+$/, ''));
      }),
      { numRuns: 2000 },
    );
  });

  test('objects of BER-TLV of every length that a code may have', () => {
    const tag = fc.constantFrom('50', '9F10', 'C1', '5F20', 'DF7F');
    fc.assert(
      fc.property(tag, fc.oneof(bytes(0, 4), bytes(126, 130), bytes(254, 258), bytes(700)), (name, value) => {
        const written = writeBer(name, value);
        const read = readBer(written);
        expect(
          read.ok && read.value.map((object) => [object.tag, object.bytes.slice(object.valueAt, object.end)]),
        ).toEqual([[name, value]]);
      }),
    );
  });

  const item: fc.Arbitrary<CborValue> = fc.letrec<{ any: CborValue }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.maxSafeInteger(),
      fc.constantFrom(
        0,
        -1,
        23,
        24,
        -24,
        -25,
        255,
        256,
        65_535,
        65_536,
        2 ** 32 - 1,
        2 ** 32,
        Number.MAX_SAFE_INTEGER,
      ),
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      bytes(0, 300).map((given) => ({ bytes: given })),
      fc.array(tie('any'), { maxLength: 30 }).map((list) => ({ list })),
      fc
        .uniqueArray(fc.tuple(fc.oneof(fc.integer(), fc.string({ maxLength: 3 })), tie('any')), {
          maxLength: 6,
          selector: ([key]) => key,
        })
        .map((map) => ({ map })),
      fc.tuple(fc.nat(), tie('any')).map(([tag, value]) => ({ tag, value })),
    ),
  })).any;

  function plain(value: CborValue): unknown {
    if (typeof value !== 'object') return value;
    if ('bytes' in value) return { bytes: value.bytes };
    if ('list' in value) return value.list.map(plain);
    if ('tag' in value) return { tag: value.tag, value: plain(value.value) };
    return new Map(value.map.map(([key, entry]) => [key, plain(entry)]));
  }

  function plainItem(given: CborItem): unknown {
    if (given.type === 'bytes') return { bytes: given.value };
    if (given.type === 'array') return given.value.map(plainItem);
    if (given.type === 'tag') return { tag: given.tag, value: plainItem(given.value) };
    if (given.type === 'map') return new Map([...given.value].map(([key, entry]) => [key, plainItem(entry)]));
    return given.type === 'other' ? 'other' : given.value;
  }

  test('deterministic CBOR, of which no byte can be left out or added', () => {
    fc.assert(
      fc.property(item, fc.nat(255), (value, more) => {
        const written = writeCbor(value);
        const read = readCbor(written);
        expect(read && plainItem(read)).toEqual(plain(value));
        expect(readCbor([...written, more])).toBeNull();
        expect(readCbor(written.slice(0, -1))).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});

describe('what is written is what is read: whole codes', () => {
  const guids = [
    'SG.PAYNOW',
    'A000000677010111',
    'ID.CO.QRIS.WWW',
    'A000000727',
    'br.gov.bcb.pix',
    'cn.example.shop',
  ];
  const names = '小河é🍎 A1';
  const template = (id: number, guid: string, rest: Readonly<Record<string, string>>) => ({
    id: String(id),
    guid,
    sub: { '00': guid, ...rest },
  });
  const account = fc.oneof(
    fc
      .tuple(fc.integer({ min: 2, max: 25 }), text('0123456789', 19))
      .map(([id, value]) => ({ id: String(id).padStart(2, '0'), network: 'visa' as const, value })),
    fc
      .tuple(
        fc.integer({ min: 26, max: 51 }),
        fc.constantFrom(...guids),
        fc.record({ '01': text('0123456789', 20), '99': text(names, 9) }, { requiredKeys: [] }),
      )
      .map(([id, guid, rest]) => template(id, guid, rest)),
  );
  const tip = fc.oneof(
    fc.constant({ mode: 'prompt' as const }),
    fc.constantFrom('1', '2.', '0.5').map((value) => ({ mode: 'percent' as const, value })),
    fc.integer({ min: 1, max: 999 }).map((value) => ({ mode: 'fixed' as const, value: String(value) })),
  );
  const short = text(names, 9);
  const additional = fc.record(
    {
      billNumber: short,
      mobileNumber: fc.constant('***'),
      storeLabel: short,
      referenceLabel: short,
      purpose: short,
      consumerDataRequest: fc.constantFrom('A', 'EM', 'MEA'),
      merchantTaxId: short,
      merchantChannel: text('123', 3),
      other: fc.record({ '00': short, '50': short }),
    },
    { requiredKeys: ['billNumber'] },
  );
  const draft = fc.record(
    {
      initiation: fc.constantFrom('static' as const, 'dynamic' as const),
      accounts: fc.uniqueArray(account, { minLength: 1, maxLength: 3, selector: ({ id }) => id }),
      mcc: fc.integer({ min: 0, max: 9999 }).map((number) => String(number).padStart(4, '0')),
      currency: fc.constantFrom(...Object.keys(currencies)),
      amount: fc.constantFrom('1', '98.', '0012', '100000000', '3.0', '9999999999999'),
      tip,
      country: fc.constantFrom('CN', 'SG', 'KH'),
      merchantName: text(names, 25),
      merchantCity: text(names, 15),
      postalCode: text('ABC 123', 10),
      additional,
      language: fc.record(
        { preference: fc.constantFrom('zh', 'EN'), merchantName: short, merchantCity: short },
        { requiredKeys: ['preference', 'merchantName'] },
      ),
      rfu: fc.record({ '65': short, '79': short }, { requiredKeys: ['65'] }),
      unreserved: fc.record(
        { '80': fc.record({ '00': text('a.b', 9), '07': short }), '99': text('#', 20) },
        { requiredKeys: ['80'] },
      ),
    },
    { requiredKeys: ['accounts', 'mcc', 'currency', 'country', 'merchantName', 'merchantCity'] },
  );
  const isShortEnough = (given: MpmDraft) => [...JSON.stringify(given)].length < 900;

  test("a shop's, of any scheme and with anything in it", () => {
    fc.assert(
      fc.property(draft, (given) => {
        fc.pre(isShortEnough(given));
        let code: string;
        try {
          code = writeMpm(given);
        } catch (error) {
          // More than the 512 characters of a code, or the 99 of an object, is told and not written.
          expect(String(error)).toMatch(/too-long|truncated|bad-length|not-tlv/);
          return;
        }
        const read = fieldsOf(code);
        const { accounts, ...rest } = given;
        expect(read).toMatchObject({ ...rest, lengthUnit: 'characters' });
        const sorted = [...accounts].sort((one, other) => Number(one.id) - Number(other.id));
        expect(read).toMatchObject({ accounts: sorted.map(({ id }) => ({ id })) });
        for (const one of sorted)
          if ('sub' in one)
            expect(read).toMatchObject({
              accounts: expect.arrayContaining([expect.objectContaining({ sub: one.sub })]),
            });
      }),
      { numRuns: 500 },
    );
  });

  test("a shop's whose lengths count bytes", () => {
    const given = (merchantName: string): MpmDraft => ({
      lengthUnit: 'bytes',
      accounts: [template(26, 'cn.example.shop', { '01': '7' })],
      mcc: '5411',
      currency: '156',
      country: 'CN',
      merchantName,
      merchantCity: 'XIAMEN DISTRICT',
    });
    fc.assert(
      fc.property(text('小河超市', 8), (name) => {
        expect(fieldsOf(writeMpm(given(name)))).toMatchObject({ merchantName: name, lengthUnit: 'bytes' });
      }),
    );
  });

  test("a shop's own code, for an amount or for none", () => {
    fc.assert(
      fc.property(
        text('ABC123', 12),
        fc.option(fc.integer({ min: 1, max: 99_999_999 })),
        fc.constantFrom('CNY', 'JPY', 'KWD', 'SGD'),
        fc.option(text('ABC123', 20)),
        (merchantId, minor, currency, reference) => {
          const amount = minor === null ? null : { minor: BigInt(minor), currency };
          const code = writeShopCode({
            merchantId,
            merchantName: '店',
            category: '5411',
            currency,
            amount,
            reference,
          });
          expect(readShopCode(code)).toEqual({ merchantId, amount, reference });
        },
      ),
    );
  });

  test("a wallet's, with a common part and with track 2", () => {
    const digits = (length: number) => text('0123456789', length).map((all) => all.padStart(length, '0'));
    const track2 = fc.record(
      {
        pan: fc.integer({ min: 8, max: 19 }).chain(digits),
        expiry: fc.constantFrom('2901', '3012'),
        serviceCode: digits(3),
        discretionary: fc.integer({ min: 1, max: 10 }).chain(digits),
      },
      { requiredKeys: ['pan', 'expiry', 'serviceCode'] },
    );
    fc.assert(
      fc.property(track2, text('AZaz 09', 16), bytes(0, 300), (track, label, cryptogram) => {
        const given = {
          applications: [{ aid: 'A000000333010101', label }],
          common: { track2: track, transparent: { '9F10': hexOf(cryptogram) } },
          other: { C1: '01' },
        };
        expect(fieldsOf(writeCpm(given))).toEqual({ format: 'CPV01', ...given });
      }),
    );
  });

  test('a pass, of any provider and limit', () => {
    const sign = () => new Uint8Array(64);
    const draftOfPass = fc.record({
      provider: fc.string({ unit: 'grapheme', maxLength: 20 }),
      merchant: fc.option(fc.string({ unit: 'grapheme', maxLength: 20 })),
      issuedAt: fc.nat(),
      serial: bytes(16),
      walletHash: bytes(16),
      limitMinor: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      currency: fc.constantFrom('CNY', 'KWD'),
      counter: fc.nat(),
    });
    fc.assert(
      fc.property(
        draftOfPass,
        bytes(8),
        bytes(32),
        fc.integer({ min: 1, max: 2 ** 31 }),
        (given, keyId, key, lastsS) => {
          const names = { scheme: 'practice', provider: given.provider, expiresAt: given.issuedAt };
          const certificate = writePassCertificate({ ...names, keyId, providerKey: key }, sign);
          const expiresAt = given.issuedAt + lastsS;
          const code = writeOfflinePass({ ...given, expiresAt }, certificate, sign);
          const { provider, serial, walletHash, ...rest } = given;
          expect(fieldsOf(code)).toEqual({
            ...rest,
            expiresAt,
            issuer: provider,
            serial: hexOf(serial).toLowerCase(),
            walletHash: hexOf(walletHash).toLowerCase(),
            keyId: hexOf(keyId).toLowerCase(),
            algorithm: 'EdDSA',
            certificate: { issuer: 'practice', subject: provider, expiresAt: given.issuedAt },
          });
          // A scanner may send what stands around it: no character of the pass itself is white space at its end.
          expect(inspect(` ${code}\r\n`)).toEqual(inspect(code));
        },
      ),
    );
  });
});
