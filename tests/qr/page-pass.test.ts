import { describe, expect, test } from 'vitest';
import { fieldsOf, verdictOf } from './marked.ts';

/** CBOR by hand, in hex (RFC 8949 §3): the head of a major type, then what it announces. */
function head(major: number, argument: number): string {
  const first = major * 32;
  if (argument < 24) return byte(first + argument);
  if (argument < 256) return byte(first + 24) + byte(argument);
  if (argument < 65_536) return byte(first + 25) + argument.toString(16).padStart(4, '0');
  return byte(first + 26) + argument.toString(16).padStart(8, '0');
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0');
}

const number = (value: number) => (value < 0 ? head(1, -1 - value) : head(0, value));
const bytes = (hex: string) => head(2, hex.length / 2) + hex;
const word = (text: string) =>
  bytes(Buffer.from(text).toString('hex')).replace(/^./, (digit) =>
    byte(Number.parseInt(digit, 16) + 2).slice(1),
  );
const list = (...items: string[]) => head(4, items.length) + items.join('');
/** Keys and values in turns, in the order in which they stand. */
const map = (...items: string[]) => head(5, items.length / 2) + items.join('');

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** Base45 (RFC 9285 §4): two bytes are three digits of base 45, the least first; one byte is two. */
function base45(hex: string): string {
  return (hex.match(/.{4}|..$/g) ?? [])
    .map((group) => {
      const value = Number.parseInt(group, 16);
      const digits = [value % 45, Math.floor(value / 45) % 45, Math.floor(value / 2025)];
      return digits
        .slice(0, group.length / 2 + 1)
        .map((digit) => alphabet[digit])
        .join('');
    })
    .join('');
}

type Parts = { [name: string]: string };

const signature = bytes('00'.repeat(64));
const key = map('01', '01', '20', '06', '21', bytes('aa'.repeat(32)));

/** A certificate of which some parts are others. */
function certificate(parts: Parts = {}): string {
  const {
    header = map('01', '27', '04', bytes('0102030405060708')),
    claims = map('01', word('s'), '02', word('p'), '04', number(2_000_000_000), '08', map('01', key)),
    seal = signature,
  } = parts;
  return list(bytes(header), map(), bytes(claims), seal);
}

const serial = bytes('11'.repeat(16));
const wallet = bytes('22'.repeat(16));
const limits = map('01', wallet, '02', number(500), '03', word('CNY'), '04', number(1));
const label = { limits: '3a00010000', certificate: '3a00010001' };

function claimsOf(parts: Parts = {}): string {
  const {
    1: issuer = word('p'),
    3: merchant = '',
    4: exp = number(2000),
    6: iat = number(1000),
    7: id = serial,
  } = parts;
  const { limits: given = limits, extra = '' } = parts;
  const entries = [
    ['01', issuer],
    ['03', merchant],
    ['04', exp],
    ['06', iat],
    ['07', id],
    [label.limits, given],
  ];
  const kept = entries
    .filter(([, value]) => value !== '')
    .flat()
    .join('');
  const count = entries.filter(([, value]) => value !== '').length + (extra === '' ? 0 : 1);
  return head(5, count) + kept + extra;
}

function pass(parts: Parts = {}): string {
  const {
    header = map('01', '27'),
    open = map(label.certificate, bytes(certificate())),
    claims = claimsOf(),
    seal = signature,
    tag = '',
  } = parts;
  return tag + list(bytes(header), open, bytes(claims), seal);
}

const code = (hex: string) => `CT1:${base45(hex)}`;

describe('an offline pass says', () => {
  const fields = {
    issuer: 'p',
    serial: '11'.repeat(16),
    walletHash: '22'.repeat(16),
    keyId: '0102030405060708',
    limitMinor: 500,
    currency: 'CNY',
    counter: 1,
    issuedAt: 1000,
    expiresAt: 2000,
    merchant: null,
    algorithm: 'EdDSA',
    certificate: { issuer: 's', subject: 'p', expiresAt: 2_000_000_000 },
  };
  test.each<[string, string, object]>([
    ['all of it', pass(), fields],
    ['with its tag', pass({ tag: 'd2' }), fields],
    [
      'the tag in its certificate too',
      pass({ open: map(label.certificate, bytes(`d2${certificate()}`)) }),
      fields,
    ],
    ['one merchant', pass({ claims: claimsOf({ 3: word('店') }) }), { ...fields, merchant: '店' }],
    [
      'the first of all counters',
      pass({ claims: claimsOf({ limits: map('01', wallet, '02', '01', '03', word('KWD'), '04', '00') }) }),
      { ...fields, limitMinor: 1, currency: 'KWD', counter: 0 },
    ],
    [
      '2^53 - 1 is exact',
      pass({
        claims: claimsOf({
          limits: map('01', wallet, '02', '1b001fffffffffffff', '03', word('CNY'), '04', '01'),
        }),
      }),
      { ...fields, limitMinor: Number.MAX_SAFE_INTEGER },
    ],
    ...[
      ['another number', '3a00020000' + '01'],
      ['a floating-point number in its shortest form: 1.5', '3a00020000f93e00'],
      ['the smallest of halves', '3a00020000f90001'],
      ['100000.0', '3a00020000fa47c35000'],
      ['1.1', '3a00020000fb3ff199999999999a'],
      ['true', '3a00020000f5'],
      ['undefined', '3a00020000f7'],
      ['a simple value', '3a00020000f8ff'],
      ['a date', '3a00020000c11a514b67b0'],
      [
        'a map with keys of every kind',
        `3a00020000${map('00', '01', '4100', '01', '6161', '01', '8100', '01', 'f4', '01')}`,
      ],
      ['a text key', `${word('note')}${word('x')}`],
    ].map(([name = '', extra = '']): [string, string, object] => [
      `${name} beside it, which is nothing to us`,
      pass({ claims: claimsOf({ extra }) }),
      fields,
    ]),
  ])('%s', (_, hex, expected) => {
    expect(fieldsOf(code(hex))).toEqual(expected);
  });
});

describe('an offline pass with one defect is refused', () => {
  const cut = pass().slice(0, -2);
  test.each<[string, string, string]>([
    ['cut', cut, 'bad-cbor'],
    ['with a byte behind', `${pass()}00`, 'bad-cbor'],
    ['of nothing', '', 'bad-cbor'],
    [
      'a number longer than it need be',
      pass({ claims: claimsOf({ 6: '1903e8'.replace('19', '1a0000') }) }),
      'bad-cbor',
    ],
    [
      'a small number in two bytes',
      pass({ claims: claimsOf({ limits: map('01', wallet, '02', '1817', '03', word('CNY'), '04', '01') }) }),
      'bad-cbor',
    ],
    ['a length longer than it need be', pass({ claims: claimsOf({ 1: `7801${'70'}` }) }), 'bad-cbor'],
    ['a string without an end', pass({ claims: claimsOf({ 1: `7f6170ff` }) }), 'bad-cbor'],
    ['a list without an end', `9f${pass().slice(2)}ff`, 'bad-cbor'],
    ['keys out of order', pass({ claims: claimsOf({ extra: '0501' }) }), 'bad-cbor'],
    ['a key twice', pass({ claims: claimsOf({ extra: `${label.limits}01` }) }), 'bad-cbor'],
    [
      'text keys by their length alone',
      pass({ claims: claimsOf({ extra: `3a00020000${map(word('b'), '01', word('a'), '01')}` }) }),
      'bad-cbor',
    ],
    ['text that is no UTF-8', pass({ claims: claimsOf({ 1: '61ff' }) }), 'bad-cbor'],
    ['1.5 in four bytes', pass({ claims: claimsOf({ extra: '3a00020000fa3fc00000' }) }), 'bad-cbor'],
    ['1.5 in eight bytes', pass({ claims: claimsOf({ extra: '3a00020000fb3ff8000000000000' }) }), 'bad-cbor'],
    [
      'the greatest of halves in four',
      pass({ claims: claimsOf({ extra: '3a00020000fa477fe000' }) }),
      'bad-cbor',
    ],
    ['nothing as 0.0 in four', pass({ claims: claimsOf({ extra: '3a00020000fa00000000' }) }), 'bad-cbor'],
    ['endless in eight', pass({ claims: claimsOf({ extra: '3a00020000fb7ff0000000000000' }) }), 'bad-cbor'],
    ['no number in eight', pass({ claims: claimsOf({ extra: '3a00020000fb7ff8000000000000' }) }), 'bad-cbor'],
    [
      'a simple value in two bytes that has one',
      pass({ claims: claimsOf({ extra: '3a00020000f814' }) }),
      'bad-cbor',
    ],
    ['what RFC 8949 keeps for later', pass({ claims: claimsOf({ extra: '3a000200001c' }) }), 'bad-cbor'],
    ['a stop that stops nothing', pass({ claims: claimsOf({ extra: '3a00020000ff' }) }), 'bad-cbor'],
    ['ten thousand lists in lists', '81'.repeat(1200), 'bad-cbor'],
    ['a list of four thousand million', '9affffffff', 'bad-cbor'],
    ['a string of four thousand million', '5affffffff', 'bad-cbor'],
    ['a map of 2^64', 'bbffffffffffffffff', 'bad-cbor'],
    ['another tag', pass({ tag: 'd3' }), 'bad-value'],
    ['a number', '01', 'bad-value'],
    ['three parts', list(bytes(''), map(), bytes('a0')), 'bad-value'],
    ['a signature of 63 bytes', pass({ seal: bytes('00'.repeat(63)) }), 'bad-value'],
    ['a signature of text', pass({ seal: word('x'.repeat(64)) }), 'bad-value'],
    ['claims that are a list', pass({ claims: '80' }), 'bad-value'],
    ['no algorithm', pass({ header: map() }), 'bad-algorithm'],
    ['ES256', pass({ header: map('01', '26') }), 'bad-algorithm'],
    ['an algorithm by its name', pass({ header: map('01', word('EdDSA')) }), 'bad-algorithm'],
    ['no certificate', pass({ open: map() }), 'missing-field'],
    ['a certificate of text', pass({ open: map(label.certificate, word('x')) }), 'bad-value'],
    [
      'a certificate that is cut',
      pass({ open: map(label.certificate, bytes(certificate().slice(0, -2))) }),
      'bad-cbor',
    ],
    [
      'a certificate by ES256',
      pass({
        open: map(
          label.certificate,
          bytes(certificate({ header: map('01', '26', '04', bytes('0102030405060708')) })),
        ),
      }),
      'bad-algorithm',
    ],
    [
      'a certificate without a key’s name',
      pass({ open: map(label.certificate, bytes(certificate({ header: map('01', '27') }))) }),
      'missing-field',
    ],
    [
      'a key’s name of 7 bytes',
      pass({
        open: map(
          label.certificate,
          bytes(certificate({ header: map('01', '27', '04', bytes('01020304050607')) })),
        ),
      }),
      'bad-value',
    ],
    [
      'a certificate without a scheme',
      pass({
        open: map(
          label.certificate,
          bytes(certificate({ claims: map('02', word('p'), '04', '01', '08', map('01', key)) })),
        ),
      }),
      'missing-field',
    ],
    [
      'a certificate without a provider',
      pass({
        open: map(
          label.certificate,
          bytes(certificate({ claims: map('01', word('s'), '04', '01', '08', map('01', key)) })),
        ),
      }),
      'missing-field',
    ],
    [
      'a certificate without an end',
      pass({
        open: map(
          label.certificate,
          bytes(certificate({ claims: map('01', word('s'), '02', word('p'), '08', map('01', key)) })),
        ),
      }),
      'missing-field',
    ],
    [
      'a certificate without a key',
      pass({
        open: map(
          label.certificate,
          bytes(certificate({ claims: map('01', word('s'), '02', word('p'), '04', '01') })),
        ),
      }),
      'missing-field',
    ],
    [
      'a key of another kind',
      pass({
        open: map(
          label.certificate,
          bytes(
            certificate({
              claims: map(
                '01',
                word('s'),
                '02',
                word('p'),
                '04',
                '01',
                '08',
                map('01', map('01', '02', '20', '06', '21', bytes('aa'.repeat(32)))),
              ),
            }),
          ),
        ),
      }),
      'bad-value',
    ],
    [
      'a key of another curve',
      pass({
        open: map(
          label.certificate,
          bytes(
            certificate({
              claims: map(
                '01',
                word('s'),
                '02',
                word('p'),
                '04',
                '01',
                '08',
                map('01', map('01', '01', '20', '07', '21', bytes('aa'.repeat(32)))),
              ),
            }),
          ),
        ),
      }),
      'bad-value',
    ],
    [
      'a key of 31 bytes',
      pass({
        open: map(
          label.certificate,
          bytes(
            certificate({
              claims: map(
                '01',
                word('s'),
                '02',
                word('p'),
                '04',
                '01',
                '08',
                map('01', map('01', '01', '20', '06', '21', bytes('aa'.repeat(31)))),
              ),
            }),
          ),
        ),
      }),
      'bad-value',
    ],
    ['no issuer', pass({ claims: claimsOf({ 1: '' }) }), 'missing-field'],
    ['no end', pass({ claims: claimsOf({ 4: '' }) }), 'missing-field'],
    ['no beginning', pass({ claims: claimsOf({ 6: '' }) }), 'missing-field'],
    ['no serial', pass({ claims: claimsOf({ 7: '' }) }), 'missing-field'],
    ['no limits', pass({ claims: claimsOf({ limits: '' }) }), 'missing-field'],
    ['an issuer of bytes', pass({ claims: claimsOf({ 1: bytes('70') }) }), 'bad-value'],
    ['a merchant that is null', pass({ claims: claimsOf({ 3: 'f6' }) }), 'bad-value'],
    [
      'a time as a floating-point number',
      pass({ claims: claimsOf({ 4: 'fb41d954f600400000' }) }),
      'bad-value',
    ],
    ['a time below nothing', pass({ claims: claimsOf({ 6: '20' }) }), 'bad-value'],
    ['a time of 2^53', pass({ claims: claimsOf({ 4: '1b0020000000000000' }) }), 'bad-value'],
    ['an end with the beginning', pass({ claims: claimsOf({ 4: number(1000) }) }), 'bad-value'],
    ['a serial of 15 bytes', pass({ claims: claimsOf({ 7: bytes('11'.repeat(15)) }) }), 'bad-value'],
    ['limits that are a list', pass({ claims: claimsOf({ limits: '80' }) }), 'bad-value'],
    [
      'a wallet of 17 bytes',
      pass({
        claims: claimsOf({
          limits: map('01', bytes('22'.repeat(17)), '02', '01', '03', word('CNY'), '04', '01'),
        }),
      }),
      'bad-value',
    ],
    [
      'no wallet',
      pass({ claims: claimsOf({ limits: map('02', '01', '03', word('CNY'), '04', '01') }) }),
      'missing-field',
    ],
    [
      'no limit',
      pass({ claims: claimsOf({ limits: map('01', wallet, '03', word('CNY'), '04', '01') }) }),
      'missing-field',
    ],
    [
      'no currency',
      pass({ claims: claimsOf({ limits: map('01', wallet, '02', '01', '04', '01') }) }),
      'missing-field',
    ],
    [
      'no counter',
      pass({ claims: claimsOf({ limits: map('01', wallet, '02', '01', '03', word('CNY')) }) }),
      'missing-field',
    ],
    [
      'a limit of nothing',
      pass({ claims: claimsOf({ limits: map('01', wallet, '02', '00', '03', word('CNY'), '04', '01') }) }),
      'bad-amount',
    ],
    [
      'a limit below nothing',
      pass({ claims: claimsOf({ limits: map('01', wallet, '02', '20', '03', word('CNY'), '04', '01') }) }),
      'bad-amount',
    ],
    [
      'a limit of text',
      pass({
        claims: claimsOf({ limits: map('01', wallet, '02', word('5'), '03', word('CNY'), '04', '01') }),
      }),
      'bad-amount',
    ],
    [
      'a limit of 2^64 - 1',
      pass({
        claims: claimsOf({
          limits: map('01', wallet, '02', '1bffffffffffffffff', '03', word('CNY'), '04', '01'),
        }),
      }),
      'bad-amount',
    ],
    ...['cny', 'CN', 'CNYY', '156', '', 'CN¥', ' CNY'].map((currency): [string, string, string] => [
      `the currency ${currency}`,
      pass({
        claims: claimsOf({ limits: map('01', wallet, '02', '01', '03', word(currency), '04', '01') }),
      }),
      'bad-currency',
    ]),
    [
      'a currency by its number',
      pass({ claims: claimsOf({ limits: map('01', wallet, '02', '01', '03', '189c', '04', '01') }) }),
      'bad-currency',
    ],
    [
      'a counter below nothing',
      pass({ claims: claimsOf({ limits: map('01', wallet, '02', '01', '03', word('CNY'), '04', '20') }) }),
      'bad-value',
    ],
  ])('%s', (_, hex, problem) => {
    expect(verdictOf(code(hex))).toBe(`offline-pass: ${problem} at 0`);
  });

  test.each([
    ['CT1:0', 4],
    ['CT1:0000', 7],
    ['CT1:::', 4],
    ['CT1:V5', 4],
    ['CT1:000GGW', 7],
    ['CT1:000:::', 7],
    ['CT1:00a', 6],
    ['CT1:000 é0', 8],
    ['CT1:0🍎0', 5],
    ['CT1:0\n0', 5],
  ])('%j at %d', (text, at) => {
    expect(verdictOf(text)).toBe(`offline-pass: bad-base45 at ${at}`);
  });

  test('FFFF and FF are the greatest of groups', () => {
    // The examples of RFC 9285 §4: FGW is FFFF, GGW is 65536; U5 is 255 in two, V5 is 256.
    expect(verdictOf('CT1:FGW')).toBe('offline-pass: bad-cbor at 0');
    expect(verdictOf('CT1:U5')).toBe('offline-pass: bad-cbor at 0');
  });
});
