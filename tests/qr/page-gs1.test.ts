import { describe, expect, test } from 'vitest';
import { fieldsOf, mark, unmarked, verdictOf } from './marked.ts';

const gtin = '0109521234543213';
const gs = '\u001d';

describe('an element string says', () => {
  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['a pallet', ']C100106141411234567897', { '00': '106141411234567897' }],
    ['contents and count', `]C102095212345432133712`, { '02': '09521234543213', '37': '12' }],
    [
      'places, all eight',
      `]C1${[0, 1, 2, 3, 4, 5, 6, 7].map((n) => `41${n}9521234000006`).join('')}`,
      Object.fromEntries([0, 1, 2, 3, 4, 5, 6, 7].map((n) => [`41${n}`, '9521234000006'])),
    ],
    [
      'dates',
      ']C1112602281226022813260228152602281626022817260200',
      { '11': '260228', '12': '260228', '13': '260228', '15': '260228', '16': '260228', '17': '260200' },
    ],
    ['a leap day', ']C117280229', { '17': '280229' }],
    ['a variant and a batch', ']C1200110A', { '20': '01', '10': 'A' }],
    [
      'weights, 310 to 316',
      ']C1310300125031600012503169001250',
      { '3103': '001250', '3160': '001250', '3169': '001250' },
    ],
    [
      'weights, 320 to 337',
      ']C1320000125033790012503300001250',
      { '3200': '001250', '3379': '001250', '3300': '001250' },
    ],
    ['a price a unit', ']C18005001250', { '8005': '001250' }],
    ['digits up to 8', `]C13012345678${gs}3712345678`, { '30': '12345678', '37': '12345678' }],
    [
      'amounts',
      `]C13902123456789012345${gs}3912978123456789012345${gs}39291${gs}39301561`,
      { '3902': '123456789012345', '3912': '978123456789012345', '3929': '1', '3930': '1561' },
    ],
    [
      'text up to 20',
      `]C110${'A'.repeat(20)}${gs}21${'b'.repeat(20)}${gs}22${'C'.repeat(20)}${gs}420${'1'.repeat(20)}`,
      { '10': 'A'.repeat(20), '21': 'b'.repeat(20), '22': 'C'.repeat(20), '420': '1'.repeat(20) },
    ],
    [
      'text up to 25 and 30',
      `]C18020${'A'.repeat(25)}${gs}240${'b'.repeat(30)}${gs}241x${gs}250y${gs}400z`,
      { '8020': 'A'.repeat(25), '240': 'b'.repeat(30), '241': 'x', '250': 'y', '400': 'z' },
    ],
    [
      'text up to 90',
      `]C190${'A'.repeat(90)}${gs}99${'z'.repeat(90)}`,
      { '90': 'A'.repeat(90), '99': 'z'.repeat(90) },
    ],
    ['every sign that text may have', ']C110!"%&\'()*+,-./0:;<=>?', { '10': '!"%&\'()*+,-./0:;<=>?' }],
    ['an underline', ']C110A_b', { '10': 'A_b' }],
    [
      'a separator after a fixed length, and at the end',
      `]C1${gtin}${gs}10A${gs}`,
      { '01': '09521234543213', '10': 'A' },
    ],
    ['a separator in front', `]d2${gs}${gtin}`, { '01': '09521234543213' }],
    ['24 digits that begin with a GTIN', `${gtin}17270630`, { '01': '09521234543213', '17': '270630' }],
  ])('%s', (_, text, ais) => {
    expect(fieldsOf(text)).toEqual({ syntax: 'element-string', ais });
  });

  test('brackets may stand in a value too', () => {
    expect(fieldsOf('(01)09521234543213(10)A(b)(1)(21)x')).toEqual({
      syntax: 'bracketed',
      ais: { '01': '09521234543213', '10': 'A(b)(1)', '21': 'x' },
    });
  });
});

describe('an element string with one defect is refused for it, where it stands', () => {
  test.each<[string, string, string]>([
    ['a pallet whose check digit is wrong', `]C10010614141123456789${mark}8`, 'bad-check-digit'],
    ['contents whose check digit is wrong', `]C1020952123454321${mark}4`, 'bad-check-digit'],
    ['a place whose check digit is wrong', `]C1414952123400000${mark}7`, 'bad-check-digit'],
    ['a fixed value cut by the end', `]C1${gtin}${mark}172706`, 'truncated'],
    ['a fixed value cut by a separator', `]C1${gtin}17${mark}2706${gs}10A`, 'bad-length'],
    ['an identifier cut by the end', `]C1${gtin}${mark}310`, 'unknown-ai'],
    ['a value of no length', `]C1${gtin}10${mark}`, 'bad-length'],
    ['no identifier at all', `]C1${gs}${mark}`, 'unknown-ai'],
    ['14', `]C1${gtin}${mark}14270630`, 'unknown-ai'],
    ['418', `]C1${mark}4189521234000006`, 'unknown-ai'],
    ['3170', `]C1${mark}3170001250`, 'unknown-ai'],
    ['3380', `]C1${mark}3380001250`, 'unknown-ai'],
    ['8004', `]C1${mark}8004A`, 'unknown-ai'],
    ['letters for an identifier', `]C1${gtin}${mark}AB1`, 'unknown-ai'],
    ['a letter in an identifier of four', `]C1${gtin}${mark}31x3001250`, 'unknown-ai'],
    ['an identifier twice', `]C110A${gs}${mark}10A`, 'duplicate-field'],
    ['month 13', `]C117${mark}271301`, 'bad-date'],
    ['month 00', `]C117${mark}270001`, 'bad-date'],
    ['the 31st of a short month', `]C117${mark}270431`, 'bad-date'],
    ['a leap day of another year', `]C117${mark}270229`, 'bad-date'],
    ['a letter in a date', `]C11727063${mark}O`, 'bad-charset'],
    ['a letter in a GTIN', `]C1010952123454321${mark}E`, 'bad-charset'],
    ['a letter in a count', `]C13712${mark}A`, 'bad-charset'],
    ['a count of nine', `]C137${mark}123456789`, 'bad-length'],
    ['an amount of 16', `]C13902${mark}1234567890123456`, 'bad-length'],
    ['an amount with currency of 19', `]C13912${mark}1234567890123456789`, 'bad-length'],
    ['a batch of 21', `]C110${mark}${'A'.repeat(21)}`, 'bad-length'],
    ['a reference of 26', `]C18020${mark}${'A'.repeat(26)}`, 'bad-length'],
    ['an article of 31', `]C1241${mark}${'A'.repeat(31)}`, 'bad-length'],
    ['company text of 91', `]C195${mark}${'A'.repeat(91)}`, 'bad-length'],
    ...[...'#$@[\\]^`{|}~ é厦'].map((sign): [string, string, string] => [
      `the sign ${sign} in a batch`,
      `]C110AB${mark}${sign}C`,
      'bad-charset',
    ]),
    ['in brackets: no identifier', `(01)09521234543213(${mark}310)1`, 'unknown-ai'],
    ['in brackets: an identifier twice', `(10)A(${mark}10)B`, 'duplicate-field'],
    ['in brackets: cut', `(01)${mark}0952123454321`, 'bad-length'],
    ['in brackets: a separator', `(10)A${mark}${gs}(21)B`, 'bad-charset'],
    ['in brackets: a date', `(17)${mark}270230`, 'bad-date'],
    ['in brackets: nothing', `(10)${mark}(21)B`, 'bad-length'],
  ])('%s', (_, marked, problem) => {
    const { text, at } = unmarked(marked);
    const aim = /^\][A-Za-z]\d/.test(text) ? 3 : 0;
    expect(verdictOf(text)).toBe(`gs1: ${problem} at ${(at ?? 0) - aim}`);
  });
});

describe('a digital link', () => {
  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['alone', 'https://id.gs1.org/01/09521234543213', { '01': '09521234543213' }],
    ['with a slash at the end', 'https://id.gs1.org/01/09521234543213/', { '01': '09521234543213' }],
    ['in capitals, with a port', 'HTTP://ID.EXAMPLE:8080/01/09521234543213', { '01': '09521234543213' }],
    ['below a path', 'https://example.com/a/01x/b/01/09521234543213', { '01': '09521234543213' }],
    ['of 8 digits', 'https://example.com/01/96385074', { '01': '00000096385074' }],
    ['of 12 digits', 'https://example.com/01/036000291452', { '01': '00036000291452' }],
    ['of 13 digits', 'https://example.com/01/9521234543213', { '01': '09521234543213' }],
    [
      'with escapes',
      'https://example.com/01/09521234543213/10/%41%2fB',
      { '01': '09521234543213', '10': 'A/B' },
    ],
    ['with a plus', 'https://example.com/01/09521234543213/10/A+B', { '01': '09521234543213', '10': 'A+B' }],
    [
      'with a query and a fragment',
      'https://example.com/01/09521234543213?17=261231&x=1&3103=000500#10=A',
      { '01': '09521234543213', '17': '261231', '3103': '000500' },
    ],
    [
      'with keys that look like identifiers',
      'https://example.com/01/09521234543213?32ab=1&310a=2&31=3&315!=4&=5&9z=6',
      { '01': '09521234543213' },
    ],
    [
      'with broken escapes where no identifier is',
      'https://example.com/01/09521234543213?ref=%zz',
      { '01': '09521234543213' },
    ],
  ])('%s', (_, text, ais) => {
    expect(fieldsOf(text)).toEqual({ syntax: 'digital-link', ais });
  });

  test.each<[string, string, string]>([
    ['of 9 digits', `https://example.com/01/${mark}123456789`, 'bad-length'],
    ['of 15 digits', `https://example.com/01/${mark}095212345432130`, 'bad-length'],
    ['with a letter behind', `https://example.com/01/0952123454321${mark}X`, 'bad-charset'],
    ['of 8 digits, the last one wrong', `https://example.com/01/9638507${mark}5`, 'bad-check-digit'],
    ['with a strange key', `https://example.com/01/09521234543213/${mark}310a/000500`, 'unknown-ai'],
    ['with a word', `https://example.com/01/09521234543213/${mark}info/1`, 'unknown-ai'],
    ['with a key alone', `https://example.com/01/09521234543213/${mark}10`, 'truncated'],
    ['with a key twice', `https://example.com/01/09521234543213/10/A/${mark}10/B`, 'duplicate-field'],
    [
      'with a key in path and query',
      `https://example.com/01/09521234543213/10/A?${mark}10=B`,
      'duplicate-field',
    ],
    ['with half an escape', `https://example.com/01/09521234543213/10/A${mark}%4`, 'bad-url'],
    ['with bytes that are no UTF-8', `https://example.com/01/09521234543213/10/${mark}A%FF`, 'bad-url'],
    [
      'with a sign that is none of GS1’s, escaped',
      `https://example.com/01/09521234543213/10/%41${mark}%23`,
      'bad-charset',
    ],
    [
      'with a sign of three bytes, escaped',
      `https://example.com/01/09521234543213/10/%41${mark}%E5%8E%A6`,
      'bad-charset',
    ],
    [
      'with a wrong date in its query',
      `https://example.com/01/09521234543213?a=é&17=${mark}261301`,
      'bad-date',
    ],
  ])('%s', (_, marked, problem) => {
    const { text, at } = unmarked(marked);
    expect(verdictOf(text)).toBe(`gs1: ${problem} at ${at}`);
  });

  test.each([
    'https://example.com/01/1234567',
    'https://example.com/01/1234567x',
    'https://example.com/101/09521234543213',
    'https://example.com/?q=/01/09521234543213',
    'https://example.com/#/01/09521234543213',
    'ftp://example.com/01/09521234543213',
    'https:///01/09521234543213',
  ])('%s is none', (text) => {
    expect(verdictOf(text)).toBe('unknown: unknown-kind at 0');
  });
});
