import { describe, expect, test } from 'vitest';
import { fieldsOf, mark, plainCrc, unmarked, verdictOf } from './marked.ts';

/** A shop's code by its objects, each written out with id and length. */
const shop: Readonly<Record<string, string>> = {
  '00': '000201',
  '01': '010212',
  '26': '26190015cn.example.shop',
  '52': '52045411',
  '53': '5303156',
  '54': '54046.60',
  '58': '5802CN',
  '59': '5904Shop',
  '60': '6006Xiamen',
};

/** The shop's code with other objects ('' leaves one out), in the order of their ids, its check sum right. */
function code(changed: Readonly<Record<string, string>>): string {
  const pieces = Object.entries({ ...shop, ...changed }).sort(
    ([left], [right]) => Number(left) - Number(right),
  );
  return summed(pieces.map(([, piece]) => piece).join(''));
}

function summed(body: string): string {
  const { text } = unmarked(`${body}6304`);
  return `${body}6304${plainCrc(text)}`;
}

const six = '小河村便民超';
const promptpay = { '26': '', '52': '', '59': '', '60': '', '53': '5303764', '58': '5802TH' };

describe('a merchant-presented code with one defect is refused for it, where it stands', () => {
  test.each<[string, string, string]>([
    ['00 twice', code({ '02': `${mark}000201` }), 'duplicate-field'],
    ['00 of another length', code({ '00': `0003${mark}012` }), 'bad-indicator'],
    ['00 of other letters', code({ '00': `0002${mark}AA` }), 'bad-indicator'],
    ['01 of one digit', code({ '01': `0101${mark}1` }), 'bad-indicator'],
    ['01 of three digits', code({ '01': `0103${mark}111` }), 'bad-indicator'],
    ['01 is 10', code({ '01': `0102${mark}10` }), 'bad-indicator'],
    ['01 in full-width digits', code({ '01': `0102${mark}１１` }), 'bad-indicator'],
    [
      '00 stands second',
      summed(`${mark}010212000201${code({ '00': '', '01': '' }).slice(0, -8)}`),
      'wrong-order',
    ],
    ['no account', `${code({ '26': '' })}${mark}`, 'missing-field'],
    ['no category', `${code({ '52': '' })}${mark}`, 'missing-field'],
    ['no currency', `${code({ '53': '' })}${mark}`, 'missing-field'],
    ['no country', `${code({ '58': '' })}${mark}`, 'missing-field'],
    ['no name', `${code({ '59': '' })}${mark}`, 'missing-field'],
    ['no city', `${code({ '60': '' })}${mark}`, 'missing-field'],
    ['no format', `${code({ '00': '', '01': '' })}${mark}`, 'missing-field'],
    [
      'an account in 52-99 alone',
      `${code({ '26': '', '80': '80190015cn.example.shop' })}${mark}`,
      'missing-field',
    ],
    [
      'a card account with a letter beyond ASCII',
      code({ '02': '02041234', '15': `1504123${mark}é` }),
      'bad-charset',
    ],
    ['a GUID of 33 characters', code({ '26': `263700${mark}33${'a'.repeat(33)}` }), 'bad-length'],
    ['a GUID beyond ASCII', code({ '26': `26110007cn.sh${mark}öp` }), 'bad-charset'],
    ['an account that holds no objects', code({ '26': `2604${mark}shop` }), 'not-tlv'],
    ['an account without GUID', code({ '26': `26050101x${mark}` }), 'missing-field'],
    [
      'an account, its second object runs past it',
      code({ '26': `26240015cn.example.shop${mark}0102x` }),
      'truncated',
    ],
    ['an account, digits left over', code({ '26': `26220015cn.example.shop${mark}010` }), 'truncated'],
    [
      'an account, its object without length',
      code({ '26': `26230015cn.example.shop01${mark}00` }),
      'bad-length',
    ],
    [
      'an account, an id twice',
      code({ '26': `26290015cn.example.shop0101x${mark}0101y` }),
      'duplicate-field',
    ],
    ['category of three digits', code({ '52': `52${mark}03541` }), 'bad-length'],
    ['category of five digits', code({ '52': `52${mark}0554111` }), 'bad-length'],
    ['category with a letter', code({ '52': `5204${mark}54I1` }), 'bad-mcc'],
    ['category with full-width digits', code({ '52': `5204541${mark}１` }), 'bad-charset'],
    ['currency in letters', code({ '53': `5303${mark}CNY` }), 'bad-currency'],
    ['currency of two digits', code({ '53': `53${mark}0215` }), 'bad-length'],
    ['currency no longer in use (kuna)', code({ '53': `5303${mark}191` }), 'bad-currency'],
    ['the test currency', code({ '53': `5303${mark}963` }), 'bad-currency'],
    ['no currency by its number', code({ '53': `5303${mark}999` }), 'bad-currency'],
    ['amount that begins with its point', code({ '54': `5402${mark}.5` }), 'bad-amount'],
    ['amount with two points', code({ '54': `5405${mark}1.2.3` }), 'bad-amount'],
    ['amount below nothing', code({ '54': `5402${mark}-1` }), 'bad-amount'],
    ['amount with a plus', code({ '54': `5402${mark}+1` }), 'bad-amount'],
    ['amount of zeros with a point at the end', code({ '54': `5402${mark}0.` }), 'bad-amount'],
    ['amount of zeros', code({ '54': `5404${mark}0000` }), 'bad-amount'],
    ['amount that is its point', code({ '54': `5401${mark}.` }), 'bad-amount'],
    ['amount with an exponent', code({ '54': `5403${mark}1e3` }), 'bad-amount'],
    ['amount of 14 digits', code({ '54': `54${mark}1412345678901234` }), 'bad-length'],
    ['half a yen', code({ '53': '5303392', '54': `5403${mark}1.5` }), 'bad-amount'],
    ['a tenth of a fils', code({ '53': '5303414', '54': `5406${mark}1.0005` }), 'bad-amount'],
    [
      'a fifth decimal of an unidad de fomento',
      code({ '53': '5303990', '54': `5407${mark}1.00005` }),
      'bad-amount',
    ],
    ['tip indicator of one digit', code({ '55': `55${mark}011` }), 'bad-length'],
    ['tip indicator 00', code({ '55': `5502${mark}00` }), 'bad-tip'],
    ['a fixed tip that is missing', `${code({ '55': '550202' })}${mark}`, 'missing-field'],
    ['a tip in percent that is missing', `${code({ '55': '550203' })}${mark}`, 'missing-field'],
    ['a fixed tip beside a prompt', code({ '55': '550201', '56': `5601${mark}1` }), 'bad-tip'],
    ['a fixed tip without an indicator', code({ '56': `5601${mark}1` }), 'bad-tip'],
    ['a fixed tip of nothing', code({ '55': '550202', '56': `5601${mark}0` }), 'bad-tip'],
    ['a fixed tip with a comma', code({ '55': '550202', '56': `5603${mark}1,5` }), 'bad-tip'],
    ['a fixed tip of too many decimals', code({ '55': '550202', '56': `5605${mark}1.005` }), 'bad-tip'],
    [
      'a fixed tip of 14 characters',
      code({ '55': '550202', '56': `56${mark}1412345678901234` }),
      'bad-length',
    ],
    [
      'a tip in percent beside a fixed one',
      code({ '55': '550202', '56': '56011', '57': `5701${mark}1` }),
      'bad-tip',
    ],
    ['a tip of no percent', code({ '55': '550203', '57': `5705${mark}00.00` }), 'bad-tip'],
    ['a tip of a hundred percent', code({ '55': '550203', '57': `5703${mark}100` }), 'bad-tip'],
    ['a tip of three decimals', code({ '55': '550203', '57': `5705${mark}1.005` }), 'bad-tip'],
    ['a tip of six characters', code({ '55': '550203', '57': `57${mark}0612.500` }), 'bad-length'],
    ['country of three letters', code({ '58': `58${mark}03CHN` }), 'bad-length'],
    ['country that is none', code({ '58': `5802${mark}ZZ` }), 'bad-country'],
    ['country in lower case', code({ '58': `5802${mark}cn` }), 'bad-country'],
    [
      'a name of 26 characters of three bytes',
      code({ '59': `59${mark}26${six.repeat(4)}小河` }),
      'bad-length',
    ],
    ['a city of 16 characters', code({ '60': `60${mark}16${'x'.repeat(16)}` }), 'bad-length'],
    ['a postal code of 11', code({ '61': `61${mark}1112345678901` }), 'bad-length'],
    ['a postal code beyond ASCII', code({ '61': `6103${mark}邮编1` }), 'bad-charset'],
    ['62 of no length', code({ '62': `62${mark}00` }), 'bad-length'],
    ['62-01 of 26', code({ '62': `623001${mark}26${'x'.repeat(26)}` }), 'bad-length'],
    ['62-08 of 26', code({ '62': `623008${mark}26${'x'.repeat(26)}` }), 'bad-length'],
    ['62-09 of four', code({ '62': `620809${mark}04AMEA` }), 'bad-length'],
    ['62-09 with another letter', code({ '62': `62060902${mark}AX` }), 'bad-value'],
    ['62-09 in lower case', code({ '62': `62060902${mark}am` }), 'bad-value'],
    ['62-09 as ***', code({ '62': `62070903${mark}***` }), 'bad-value'],
    ['62-10 of 21', code({ '62': `622510${mark}21${'x'.repeat(21)}` }), 'bad-length'],
    ['62-11 of four', code({ '62': `620811${mark}041234` }), 'bad-length'],
    ['64 without preference', code({ '64': `64060102店铺${mark}` }), 'missing-field'],
    ['64 without name', code({ '64': `64060002zh${mark}` }), 'missing-field'],
    ['64 of three letters', code({ '64': `64130003${mark}zho0102店铺` }), 'bad-value'],
    ['64 of digits', code({ '64': `64120002${mark}z10102店铺` }), 'bad-value'],
    ['64-01 of 26', code({ '64': `64360002zh01${mark}26${'店'.repeat(26)}` }), 'bad-length'],
    ['64-02 of 16', code({ '64': `64320002zh0102店铺02${mark}16${'x'.repeat(16)}` }), 'bad-length'],
    ['an id of letters', code({ '65': `${mark}A501x` }), 'not-tlv'],
    ['an id of a digit and a letter', code({ '65': `${mark}6A01x` }), 'not-tlv'],
    ['an id of full-width digits', code({ '65': `${mark}６５01x` }), 'not-tlv'],
    ['a length with a letter', code({ '65': `65${mark}0Ax` }), 'bad-length'],
    ['a length with a minus', code({ '65': `65${mark}-1x` }), 'bad-length'],
    ['an id twice', code({ '65': `6501x${mark}6501x` }), 'duplicate-field'],
    ['no check sum', `${code({}).slice(0, -8)}${mark}`, 'missing-crc'],
    ['a check sum of three', `${code({}).slice(0, -8)}63${mark}031A2`, 'bad-length'],
    ['a check sum of five', `${code({}).slice(0, -8)}63${mark}051A2B3`, 'bad-length'],
    ['a check sum that is no hex', `${code({}).slice(0, -4)}${mark}@[\`{`, 'bad-crc'],
    ['a space after the check sum that is inside the text', `${code({})}${mark} x`, 'wrong-order'],
    ['half a pair', code({ '59': `5904Sho${mark}\ud83c` }), 'bad-charset'],
    ['the other half of a pair', code({ '59': `5904${mark}\udf4ehop` }), 'bad-charset'],
    ['a replacement character', code({ '59': `5904小${mark}\ufffdop` }), 'bad-charset'],
    ['DEL', code({ '59': `5904Sh${mark}\u007fp` }), 'bad-charset'],
    ['C1', code({ '59': `5904Sh${mark}\u0085p` }), 'bad-charset'],
    ['a control where only a raw object holds it', code({ '99': `9903a${mark}\tb` }), 'bad-charset'],
    ['the 513th character, an emoji', `0002${'🍎'.repeat(508)}${mark}🍎`, 'too-long'],
    ['too long comes before a control', `0002\u0000${'1'.repeat(507)}${mark}1`, 'too-long'],
    ['a control comes before what does not walk', `0002x${mark}\u0000`, 'bad-charset'],
    [
      'the check sum comes before the indicator',
      `${code({ '01': '010299' }).slice(0, -4)}${mark}0000`,
      'bad-crc',
    ],
    [
      'the indicator comes before what is missing',
      code({ '01': `0102${mark}99`, '52': '' }),
      'bad-indicator',
    ],
    [
      'what is missing comes before a wrong value',
      `${code({ '52': '', '53': '5303000' })}${mark}`,
      'missing-field',
    ],
    [
      'the lower id comes first, wherever it stands',
      summed(`${code({ '53': '' }).slice(0, -8)}5303${mark}0006299`.replace('6299', '61021é')),
      'bad-currency',
    ],
  ])('%s', (_, marked, problem) => {
    const { text, at } = unmarked(marked);
    expect(verdictOf(text)).toBe(`emv-mpm: ${problem} at ${at}`);
  });

  test.each<[string, string, string]>([
    ['an object of its account runs past it', `29250016A000000677010111${mark}0102x`, 'truncated'],
    ['an id twice in its account', `29300016A0000006770101110101x${mark}0101y`, 'duplicate-field'],
    ['no length in its account', `29240016A00000067701011101${mark}00`, 'bad-length'],
  ])(
    'a short form of PromptPay is known by its GUID though what follows is damaged: %s',
    (_, account, problem) => {
      const { text, at } = unmarked(code({ ...promptpay, '29': account }));
      expect(verdictOf(text)).toBe(`emv-mpm: ${problem} at ${at}`);
    },
  );
});

describe('a merchant-presented code says', () => {
  test.each<[string, string, object]>([
    ['98. is 98', code({ '54': '540398.' }), { amount: '98.', amountMinor: 9800 }],
    ['leading zeros', code({ '54': '54080012.500' }), { amount: '0012.500', amountMinor: 1250 }],
    ['13 characters', code({ '54': '54131234567890.12' }), { amountMinor: 123456789012 }],
    [
      '13 digits of yen',
      code({ '53': '5303392', '54': '54131234567890123' }),
      { amountMinor: 1234567890123 },
    ],
    [
      'yen with zero decimals',
      code({ '53': '5303392', '54': '5406100.00' }),
      { amountMinor: 100, currencyCode: 'JPY' },
    ],
    ['fils', code({ '53': '5303414', '54': '54050.001' }), { amountMinor: 1, currencyCode: 'KWD' }],
    [
      'unidades de fomento',
      code({ '53': '5303990', '54': '54060.0001' }),
      { amountMinor: 1, currencyCode: 'CLF' },
    ],
    [
      'the most of them',
      code({ '53': '5303990', '54': '54139999999999999' }),
      { amountMinor: 99999999999990000 },
    ],
    [
      'the smallest tip in percent',
      code({ '55': '550203', '57': '570500.01' }),
      { tip: { mode: 'percent', value: '00.01' } },
    ],
    [
      'the greatest',
      code({ '55': '550203', '57': '570599.99' }),
      { tip: { mode: 'percent', value: '99.99' } },
    ],
    [
      'a percent with its point at the end',
      code({ '55': '550203', '57': '57025.' }),
      { tip: { mode: 'percent', value: '5.' } },
    ],
    [
      'a fixed tip as an amount is written',
      code({ '55': '550202', '56': '56021.' }),
      { tip: { mode: 'fixed', value: '1.' } },
    ],
    ['a prompt', code({ '55': '550201' }), { tip: { mode: 'prompt' } }],
    ['an id that nobody gave a meaning', code({ '98': '9801x' }), { unreserved: { '98': 'x' } }],
    [
      'what walks inside 80, without a GUID too',
      code({ '80': '80050101x' }),
      { unreserved: { '80': { '01': 'x' } } },
    ],
    ['what does not walk inside 80', code({ '80': '80050102x' }), { unreserved: { '80': '0102x' } }],
    ['65 to 79 raw, though they would walk', code({ '65': '65050101x' }), { rfu: { '65': '0101x' } }],
    [
      '25 characters of three and four bytes',
      code({ '59': `5925${six.repeat(4)}🍎` }),
      { merchantName: `${six.repeat(4)}🍎` },
    ],
    ['62-09 in any order', code({ '62': '62070903EMA' }), { additional: { consumerDataRequest: 'EMA' } }],
    [
      '62 with ids out of order',
      code({ '62': '62100501b0101a' }),
      { additional: { referenceLabel: 'b', billNumber: 'a' } },
    ],
    [
      '62-00, 62-12 and 62-99 raw',
      code({ '62': '62150001a1201b9901c' }),
      { additional: { other: { '00': 'a', '12': 'b', '99': 'c' } } },
    ],
    [
      '64 in lower case',
      code({ '64': '64120002zh0102店铺' }),
      { language: { preference: 'zh', merchantName: '店铺' } },
    ],
    [
      '17 to 25 are EMVCo’s',
      code({ '26': '', '17': '1701x', '25': '2501y' }),
      {
        scheme: 'emvco',
        accounts: [
          { id: '17', network: 'emvco', value: 'x' },
          { id: '25', network: 'emvco', value: 'y' },
        ],
      },
    ],
    [
      'the lowest card network, though a later one stands first',
      summed(`000201${'1501x'}${'1301y'}${code({ '00': '', '26': '' }).slice(0, -8)}`),
      {
        scheme: 'jcb',
        accounts: [
          { id: '13', network: 'jcb', value: 'y' },
          { id: '15', network: 'unionpay', value: 'x' },
        ],
      },
    ],
    [
      'a check sum in lower case',
      code({}).replace(/.{4}$/, (crc) => crc.toLowerCase()),
      { crc: code({}).slice(-4) },
    ],
    ['a GUID of 32 characters', code({ '26': `26360032${'a'.repeat(32)}` }), { scheme: 'other' }],
    [
      'a GUID that is not first in its account',
      code({ '26': '26240101x0015cn.example.shop' }),
      { accounts: [{ id: '26', guid: 'cn.example.shop', sub: { '00': 'cn.example.shop', '01': 'x' } }] },
    ],
  ])('%s', (_, text, expected) => {
    expect(fieldsOf(text)).toMatchObject(expected);
  });

  test('no key for what it leaves out', () => {
    const fields = fieldsOf(code({ '01': '', '54': '' }));
    expect(Object.keys(fields).sort()).toEqual([
      'accounts',
      'country',
      'crc',
      'currency',
      'currencyCode',
      'format',
      'lengthUnit',
      'mcc',
      'merchantCity',
      'merchantName',
      'scheme',
    ]);
  });

  test('all of 62 by its names', () => {
    const rows = ['01', '02', '03', '04', '05', '06', '07', '08'].map((id) => `${id}03***`).join('');
    expect(
      fieldsOf(code({ '62': `62770903AME${rows}1002tx${'1103100'}`.replace(/^6277/, '6276') })),
    ).toMatchObject({
      additional: {
        billNumber: '***',
        mobileNumber: '***',
        storeLabel: '***',
        loyaltyNumber: '***',
        referenceLabel: '***',
        customerLabel: '***',
        terminalLabel: '***',
        purpose: '***',
        consumerDataRequest: 'AME',
        merchantTaxId: 'tx',
        merchantChannel: '100',
      },
    });
  });
});

describe('lengths that count bytes', () => {
  test.each<[string, string]>([
    ['a name', code({ '59': '5906小河' })],
    ['an emoji', code({ '59': '5904🍎' })],
    ['62 and what is inside', code({ '62': '62100806小河' })],
    [
      'a name that swallows the check sum if its characters are counted',
      code({ '60': '6002XM', '65': '6512小河村便' }),
    ],
  ])('%s', (_, text) => {
    expect(fieldsOf(text)).toMatchObject({ lengthUnit: 'bytes' });
  });

  test.each<[string, string, string]>([
    [
      'a name, and the check sum is wrong: the first problem stands',
      `${code({ '59': `5906小河` }).slice(0, -4)}0000`,
      'not-tlv at 78',
    ],
    ['a name, and the currency is none', code({ '53': '5303000', '59': '5906小河' }), 'bad-currency at 47'],
    ['inside of a character', code({ '59': '5905小河' }), 'not-tlv at 77'],
  ])('%s', (_, text, problem) => {
    expect(verdictOf(text)).toBe(`emv-mpm: ${problem}`);
  });

  test('a name of 27 bytes is over 25, as its length is written', () => {
    const { text, at } = unmarked(code({ '59': `59${mark}27${six}小河村` }));
    expect(verdictOf(text)).toBe(`emv-mpm: bad-length at ${at}`);
  });
});

describe('national schemes are known by their GUID, in any case and under any id', () => {
  const guids: readonly [string, string][] = [
    ['paynow', 'SG.PAYNOW'],
    ['promptpay', 'A000000677010111'],
    ['promptpay', 'A000000677010114'],
    ['promptpay-bill', 'A000000677010112'],
    ['qris', 'ID.CO.QRIS.WWW'],
    ['duitnow', 'A0000006150001'],
    ['vietqr', 'A000000727'],
    ['pix', 'br.gov.bcb.pix'],
    ['upi', 'A000000524'],
    ['hkfps', 'hk.com.hkicl'],
    ['qrph', 'ph.ppmi.p2m'],
    ['qrph', 'com.p2pqrpay'],
    ['jpqr', 'jp.or.paymentsjapan'],
    ['laoqr', 'A005266284662577'],
    ['fonepay', 'fonepay.com'],
  ];
  const account = (id: string, guid: string) => {
    const length = String(guid.length).padStart(2, '0');
    return `${id}${String(guid.length + 4).padStart(2, '0')}00${length}${guid}`;
  };

  test.each(guids)('%s by %s', (scheme, guid) => {
    for (const id of ['26', '40', '51'])
      for (const written of [guid, guid.toLowerCase(), guid.toUpperCase()]) {
        expect(fieldsOf(code({ '26': '', [id]: account(id, written) }))).toMatchObject({
          scheme,
          accounts: [{ id, guid: written, sub: { '00': written }, scheme }],
        });
      }
  });

  test.each([
    ['an address under 29', '29', 'shop@bank', 'KH', 'khqr'],
    ['an address under 30', '30', 'shop@bank', 'KH', 'khqr'],
    ['an address under another id', '28', 'shop@bank', 'KH', 'other'],
    ['an address in another country', '29', 'shop@bank', 'TH', 'other'],
    ['a domain under 29', '29', 'kh.example', 'KH', 'other'],
    ['two signs of address', '29', 'a@b@c', 'KH', 'other'],
    ['no bank', '29', 'shop@', 'KH', 'other'],
    ['SGQR itself', '51', 'SG.SGQR', 'SG', 'other'],
  ])('%s', (_, id, guid, country, scheme) => {
    expect(fieldsOf(code({ '26': '', '58': `5802${country}`, [id]: account(id, guid) }))).toMatchObject({
      scheme,
    });
  });

  test.each([
    ['promptpay', 'A000000677010111'],
    ['promptpay', 'A000000677010114'],
    ['promptpay-bill', 'A000000677010112'],
    ['vietqr', 'A000000727'],
  ])('%s may leave out category, name and city, each', (scheme, guid) => {
    for (const left of [['52'], ['59'], ['60'], ['52', '59', '60']]) {
      const without = Object.fromEntries(left.map((id) => [id, '']));
      expect(fieldsOf(code({ '26': account('26', guid), ...without }))).toMatchObject({ scheme });
    }
    expect(verdictOf(code({ '26': account('26', guid), '53': '' }))).toMatch(/missing-field/);
  });

  test('the lowest known account decides, also on what may be left out', () => {
    const both = { '26': account('26', 'SG.PAYNOW'), '38': account('38', 'A000000727') };
    expect(fieldsOf(code(both))).toMatchObject({ scheme: 'paynow' });
    expect(verdictOf(code({ ...both, '59': '' }))).toMatch(/missing-field/);
    const after = { '26': account('26', 'cn.example'), '02': '0201x', '38': account('38', 'A000000727') };
    expect(fieldsOf(code({ ...after, '59': '' }))).toMatchObject({ scheme: 'vietqr' });
  });
});
