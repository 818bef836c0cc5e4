import { describe, expect, test } from 'vitest';
import { fieldsOf, mark, unmarked, verdictOf } from './marked.ts';

describe('what stands around a code', () => {
  test.each<[string, string, string]>([
    ['a byte order mark, then spaces', '\ufeff \t6901234567892 \r\n', 'product'],
    ['a byte order mark behind spaces stays', ' \ufeff6901234567892', 'unknown: unknown-kind at 0'],
    ['no other space goes', '\u00a06901234567892', 'unknown: unknown-kind at 0'],
    ['a vertical tab stays', '6901234567892\u000b', 'unknown: unknown-kind at 0'],
    ['one identifier goes, a second stays', ']C0]C06901234567892', 'unknown: unknown-kind at 0'],
    ['white space behind the identifier stays', ']E0 6901234567892', 'product: bad-charset at 0'],
    ...[
      ']E0',
      ']E1',
      ']E2',
      ']E3',
      ']C0',
      ']C2',
      ']Q0',
      ']Q1',
      ']Q2',
      ']Q4',
      ']Q5',
      ']Q6',
      ']d1',
      ']d3',
      ']d4',
      ']d5',
      ']d6',
      ']I0',
      ']I1',
    ].map((aim): [string, string, string] => [`${aim} goes`, `${aim}6901234567892`, 'product']),
    ...[']C1', ']d2', ']e0', ']Q3'].map((aim): [string, string, string] => [
      `${aim} is GS1's`,
      `${aim}0109521234543213`,
      'gs1',
    ]),
    ...[']E5', ']C3', ']C4', ']Q7', ']d0', ']d7', ']e1', ']I2', ']L0', ']A0', ']q0', ']E', 'E0'].map(
      (aim): [string, string, string] => [
        `${aim} stays`,
        `${aim}6901234567892`,
        'unknown: unknown-kind at 0',
      ],
    ),
    ['nothing behind an identifier', ']E0', 'unknown: empty at 0'],
    ['4096 bytes', `${'厦'.repeat(1365)}x`, 'unknown: unknown-kind at 0'],
    ['4097 bytes in 1366 characters', `${'厦'.repeat(1365)}é`, 'unknown: too-long at 4096'],
    ['4097 bytes behind an identifier', `]C1${'1'.repeat(4097)}`, 'unknown: too-long at 4096'],
    ['4097 bytes of a pass', `CT1:${'0'.repeat(4093)}`, 'unknown: too-long at 4096'],
    ['4096 bytes and white space', `\ufeff  ${'x'.repeat(4096)}\r\n`, 'unknown: unknown-kind at 0'],
  ])('%s', (_, text, expected) => {
    expect(verdictOf(text)).toBe(expected);
  });
});

describe('payment codes', () => {
  const zeros = (count: number) => '0'.repeat(count);
  test.each<[string, string, string]>([
    ...['10', '11', '12', '13', '14', '15'].map((start): [string, string, string] => [
      `wechat ${start}`,
      start + zeros(16),
      'wechat',
    ]),
    ...['25', '26', '27', '28', '29', '30'].flatMap((start) =>
      [16, 17, 18, 19, 20, 21, 22, 23, 24].map((length): [string, string, string] => [
        `alipay ${start} of ${length}`,
        start + zeros(length - 2),
        'alipay',
      ]),
    ),
    ['unionpay', `62${zeros(17)}`, 'unionpay'],
    ['ecny', `01${zeros(17)}`, 'ecny'],
    ['ecny though it begins like a GTIN', '0109521234543213000', 'ecny'],
    ['scheme', '81000000000000000002', 'scheme'],
    ['scheme of nines', '81999999999999999999', 'scheme'],
  ])('%s', (_, code, issuer) => {
    expect(fieldsOf(code)).toEqual({ issuer, code });
  });

  test.each<[string, string]>([
    [`10${zeros(14)}`, 'payment-code: bad-length at 0'],
    [`10${zeros(15)}`, 'payment-code: bad-length at 0'],
    [`10${zeros(17)}`, 'payment-code: bad-length at 0'],
    [`15${zeros(22)}`, 'payment-code: bad-length at 0'],
    [`62${zeros(16)}`, 'payment-code: bad-length at 0'],
    [`62${zeros(18)}`, 'payment-code: bad-length at 0'],
    [`01${zeros(16)}`, 'gs1: truncated at 16'],
    [`0112345678901234`, 'payment-code: bad-length at 0'],
    [`81${zeros(17)}`, 'payment-code: bad-length at 0'],
    [`811234567890123456785`, 'payment-code: bad-length at 0'],
    [`81000000000000000003`, 'payment-code: bad-check-digit at 19'],
    [`16${zeros(16)}`, 'unknown: unknown-kind at 0'],
    [`24${zeros(16)}`, 'unknown: unknown-kind at 0'],
    [`31${zeros(16)}`, 'unknown: unknown-kind at 0'],
    [`61${zeros(17)}`, 'unknown: unknown-kind at 0'],
    [`80${zeros(18)}`, 'unknown: unknown-kind at 0'],
    [`00106141411234567897`, 'unknown: unknown-kind at 0'],
    [`28${zeros(13)}`, 'unknown: unknown-kind at 0'],
    [`28${zeros(23)}`, 'unknown: unknown-kind at 0'],
    [`10${zeros(15)}０`, 'unknown: unknown-kind at 0'],
  ])('%s is %s', (text, expected) => {
    expect(verdictOf(text)).toBe(expected);
  });
});

describe('goods', () => {
  test.each<[string, object]>([
    ['20123451', { format: 'ean-8', code: '20123451', gtin: '00000020123451' }],
    ['201234500001', { format: 'upc-a', code: '201234500001', gtin: '00201234500001' }],
    ['20123450000001', { format: 'gtin-14', code: '20123450000001', gtin: '20123450000001' }],
    ['3012345000000', { format: 'ean-13', code: '3012345000000', gtin: '03012345000000' }],
    ['2012345000001', { code: '2012345000001', prefix: '20', item: '12345', value: '00000' }],
    ['2901234123450', { code: '2901234123450', prefix: '29', item: '01234', value: '12345' }],
    [']E02901234123450', { code: '2901234123450', prefix: '29', item: '01234', value: '12345' }],
    [']E0036000291452', { format: 'upc-a', code: '036000291452', gtin: '00036000291452' }],
    [']E496385074', { format: 'ean-8', code: '96385074', gtin: '00000096385074' }],
  ])('%s', (text, fields) => {
    expect(fieldsOf(text)).toEqual(fields);
  });

  test.each([
    ['036000291453', 'product: bad-check-digit at 11'],
    ['20123450000002', 'product: bad-check-digit at 13'],
    [']E496385075', 'product: bad-check-digit at 7'],
    [']E496385O74', 'product: bad-charset at 5'],
    [']E4036000291452', 'product: bad-length at 0'],
    [']E096385074', 'product: bad-length at 0'],
    [']E020123450000001', 'product: bad-length at 0'],
    [']E1é', 'product: bad-charset at 0'],
    ['123456789', 'unknown: unknown-kind at 0'],
    ['12345678901', 'unknown: unknown-kind at 0'],
    ['69012345-7892', 'unknown: unknown-kind at 0'],
  ])('%s is %s', (text, expected) => {
    expect(verdictOf(text)).toBe(expected);
  });
});

describe('upi links', () => {
  const shop = 'upi://pay?pa=tea.stall-1_x@test-bank.in';
  const payeeAddress = 'tea.stall-1_x@test-bank.in';
  test.each<[string, object]>([
    [shop, { payeeAddress }],
    ['UPI://Pay/?PA=a@b', { payeeAddress: 'a@b' }],
    ['upi://pay?PA=a%40b&Pn=%E5%B0%8F%F0%9F%8D%8E', { payeeAddress: 'a@b', payeeName: '小🍎' }],
    [`${shop}&tn=a\ud800b&tr=%41\udc00`, { payeeAddress, note: 'a\ufffdb', transactionRef: 'A\ufffd' }],
    [`${shop}&am=0.01`, { payeeAddress, amount: '0.01', amountMinor: 1 }],
    [`${shop}&am=9999999999.9`, { payeeAddress, amount: '9999999999.9', amountMinor: 999999999990 }],
    [`${shop}&am=007`, { payeeAddress, amount: '007', amountMinor: 700 }],
    [`${shop}&mam=null`, { payeeAddress }],
    [`${shop}&mam=5`, { payeeAddress, minAmount: '5' }],
    [`${shop}&am=&am=5&&cu=`, { payeeAddress, amount: '5', amountMinor: 500 }],
    [`${shop}&tn=a=b+c&x`, { payeeAddress, note: 'a=b+c' }],
    [
      `${shop}&url=https://a.example/?b=c&mode=02&purpose=00&orgid=1&sign=x&tid=t&tr=r&mc=0000&cu=INR`,
      {
        payeeAddress,
        url: 'https://a.example/?b=c',
        mode: '02',
        purpose: '00',
        orgId: '1',
        sign: 'x',
        transactionId: 't',
        transactionRef: 'r',
        merchantCode: '0000',
        currency: 'INR',
      },
    ],
    [
      `${shop}&ver=01&constructor=1&__proto__=2`,
      {
        payeeAddress,
        other: Object.fromEntries([
          ['ver', '01'],
          ['constructor', '1'],
          ['__proto__', '2'],
        ]),
      },
    ],
  ])('%s', (text, fields) => {
    expect(fieldsOf(text)).toEqual(fields);
  });

  test.each<[string, string]>([
    [`upi://${mark}pays?pa=a@b`, 'bad-value'],
    [`upi://${mark}`, 'bad-value'],
    [`upi://${mark}?pa=a@b`, 'bad-value'],
    [`upi://pay${mark}`, 'missing-field'],
    [`upi://pay?pa=&pn=小${mark}`, 'missing-field'],
    [`upi://pay?pn=小&pa=${mark}a@`, 'bad-value'],
    [`upi://pay?pa=${mark}@b`, 'bad-value'],
    [`upi://pay?pa=${mark}a@b@c`, 'bad-value'],
    [`upi://pay?pa=${mark}a%20b@c`, 'bad-value'],
    [`upi://pay?pa=${mark}a@b_c`, 'bad-value'],
    [`${shop}&cu=${mark}inr`, 'bad-currency'],
    [`${shop}&am=${mark}1.234`, 'bad-amount'],
    [`${shop}&am=${mark}1.`, 'bad-amount'],
    [`${shop}&am=${mark}.5`, 'bad-amount'],
    [`${shop}&am=${mark}0.00`, 'bad-amount'],
    [`${shop}&am=${mark}12345678901`, 'bad-amount'],
    [`${shop}&am=${mark}null`, 'bad-amount'],
    [`${shop}&mam=${mark}0`, 'bad-amount'],
    [`${shop}&mc=${mark}123`, 'bad-mcc'],
    [`${shop}&mc=${mark}12345`, 'bad-mcc'],
    [`${shop}&tn=小${mark}%`, 'bad-url'],
    [`${shop}&tn=${mark}a%C3`, 'bad-url'],
    [`${shop}&tn=${mark}%ED%A0%80`, 'bad-url'],
    [`${shop}&x=1&${mark}X=2`, 'duplicate-field'],
    [`upi://pay?am=x&am=1`.replace('am=1', `${mark}am=1`), 'duplicate-field'],
    [`upi://pay?cu=USD&pn=x${mark}`, 'missing-field'],
    [`${shop}&mc=1&mam=0&am=x&cu=${mark}USD`, 'bad-currency'],
    [`${shop}&mc=1&mam=0&am=${mark}x`, 'bad-amount'],
    [`${shop}&mc=1&mam=${mark}0`, 'bad-amount'],
  ])('%s is %s there', (marked, problem) => {
    const { text, at } = unmarked(marked);
    expect(verdictOf(text)).toBe(`upi: ${problem} at ${at}`);
  });
});

describe('vouchers', () => {
  test.each([
    'CV1-F00D-7H2K-9QWE-4TZ3-68',
    'cv1-food-7h2k-9qwe-4tz3-68',
    'cV1-F00D7H2K9QWE4TZ368',
    'CV1---F-0-O-D7H2K9QWE4TZ36-8-',
  ])('%s', (text) => {
    expect(fieldsOf(text)).toEqual({
      code: 'CV1-F00D-7H2K-9QWE-4TZ3-68',
      programme: 'F00D',
      serial: '7H2K9QWE4TZ3',
    });
  });

  test('I and L are 1, in the check digits too', () => {
    expect(fieldsOf('CV1-FOOD-OOOO-OOOO-OiLI-68'.replace('OiLI-68', 'O134-O2'))).toMatchObject({
      code: 'CV1-F00D-0000-0000-0134-02',
    });
    expect(fieldsOf('CV1-F00D-0000-0000-0i34-02')).toMatchObject({ serial: '000000000134' });
    expect(fieldsOf('CV1-F00D-0000-0000-0l34-02')).toMatchObject({ serial: '000000000134' });
  });

  test.each<[string, string]>([
    [`CV1-${mark}F00D-7H2K-9QWE-4TZ3-6`, 'bad-length'],
    [`CV1-${mark}F00D-7H2K-9QWE-4TZ3-680`, 'bad-length'],
    [`CV1-${mark}`, 'bad-length'],
    [`CV1-F00D 7H2K-9QWE-4TZ3-68`.replace(' ', `${mark} `), 'bad-charset'],
    [`CV1-F00D-7H2K-9QWE-4TZ3-6${mark}é`, 'bad-charset'],
    [`CV1-F0${mark}ＯD-7H2K-9QWE-4TZ3-68`, 'bad-charset'],
    [`CV1-F0${mark}ıD-7H2K-9QWE-4TZ3-68`, 'bad-charset'],
    [`CV1-F00D7H2K9QWE4TZ3${mark}86`, 'bad-check-digit'],
    [`CV1-F00D-7H2K-9QWE-4TZ3-${mark}AB`, 'bad-check-digit'],
    [`CV1-${mark}F00D-7H2K-9QWE-4TZ3-68/`.replace(mark, '').replace('/', `${mark}/`), 'bad-charset'],
  ])('%s is %s there', (marked, problem) => {
    const { text, at } = unmarked(marked);
    expect(verdictOf(text)).toBe(`voucher: ${problem} at ${at}`);
  });

  test('one code has one spelling: 99 for 02 is refused, as ISO 7064 makes 02 to 98 only', () => {
    expect(verdictOf('CV1-F00D-0000-0000-0134-02')).toBe('voucher');
    expect(verdictOf('CV1-F00D-0000-0000-0134-99')).toBe('voucher: bad-check-digit at 24');
    expect(verdictOf('CV1-F00D-0000-0000-0005-98')).toBe('voucher');
    expect(verdictOf('CV1-F00D-0000-0000-0005-01')).toBe('voucher: bad-check-digit at 24');
  });
});

describe('receipts', () => {
  test.each<[string, object]>([
    [
      'CR1-T7K2M9-1-9999999999-78',
      { code: 'CR1-T7K2M9-1-9999999999-78', terminal: 'T7K2M9', epoch: 1, number: 9999999999 },
    ],
    ['CR1-T7K2M9-999-1-62', { code: 'CR1-T7K2M9-999-1-62', terminal: 'T7K2M9', epoch: 999, number: 1 }],
    ['cr1-OIoLO1-1-1-69', { code: 'CR1-010101-1-1-69', terminal: '010101', epoch: 1, number: 1 }],
    [
      'Countertop:R/Cr1-abcdef-999-9999999999-27',
      { code: 'CR1-ABCDEF-999-9999999999-27', terminal: 'ABCDEF', epoch: 999, number: 9999999999 },
    ],
    [
      'HTTP://小店.example:8080/R/CR1-T7K2M9-1-1234-83',
      { code: 'CR1-T7K2M9-1-1234-83', terminal: 'T7K2M9', epoch: 1, number: 1234 },
    ],
  ])('%s', (text, fields) => {
    expect(fieldsOf(text)).toEqual(fields);
  });

  test.each<[string, string]>([
    [`CR1-${mark}T7K2M-1-1234-83`, 'bad-length'],
    [`CR1-${mark}T7K2M99-1-1234-83`, 'bad-length'],
    [`CR1-${mark}T7K2MU-1-1234-83`, 'bad-length'],
    [`CR1-${mark}T7K2M9-0-1234-83`, 'bad-length'],
    [`CR1-${mark}T7K2M9-01-1234-83`, 'bad-length'],
    [`CR1-${mark}T7K2M9-1000-1234-83`, 'bad-length'],
    [`CR1-${mark}T7K2M9-1-01234-83`, 'bad-length'],
    [`CR1-${mark}T7K2M9-1-12345678901-83`, 'bad-length'],
    [`CR1-${mark}T7K2M9-1-1234-8`, 'bad-length'],
    [`CR1-${mark}T7K2M911234-83`, 'bad-length'],
    [`https://小店.example/r/CR1-${mark}T7K2M9-1-1234-83?x=1`, 'bad-length'],
    [`https://小店.example/r/CR1-T7K2M9-1-1234-${mark}84`, 'bad-check-digit'],
    [`countertop:r/CR1-T7K2M9-2-1234-${mark}83`, 'bad-check-digit'],
  ])('%s is %s there', (marked, problem) => {
    const { text, at } = unmarked(marked);
    expect(verdictOf(text)).toBe(`receipt: ${problem} at ${at}`);
  });

  test.each([
    'countertop:CR1-T7K2M9-1-1234-83',
    'https://a/b/r/CR1-T7K2M9-1-1234-83',
    'ftp://a/r/CR1-T7K2M9-1-1234-83',
    'https:///r/CR1-T7K2M9-1-1234-83',
    'CR1T7K2M9',
  ])('%s is none', (text) => {
    expect(verdictOf(text)).toBe('unknown: unknown-kind at 0');
  });
});
