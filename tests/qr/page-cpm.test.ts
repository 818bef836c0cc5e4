import { describe, expect, test } from 'vitest';
import { fieldsOf, mark, verdictOf } from './marked.ts';

/** An object of less than 128 bytes, by hand; a caret in the value counts nothing. */
function tlv(tag: string, hex: string): string {
  const length = hex.replace(mark, '').length / 2;
  return tag + length.toString(16).padStart(2, '0') + hex;
}

const format = '85054350563031';
const aid = '4F07A0000000555555';
const pan = '5A086200000000000005';
const track2 = '57136200000000000000005D29122010000018801F';

function encoded(hex: string): string {
  return Buffer.from(hex.replace(mark, ''), 'hex').toString('base64');
}

function card(...parts: string[]): string {
  return encoded(format + tlv('61', parts.join('')));
}

const text = (value: string) => Buffer.from(value, 'latin1').toString('hex');

describe('a consumer-presented code says', () => {
  test.each<[string, string, object]>([
    [
      'the least',
      card(aid, pan),
      { format: 'CPV01', applications: [{ aid: 'A0000000555555', pan: '6200000000000005' }] },
    ],
    [
      'a PAN filled up',
      card(aid, '5A0A62000000000000FFFFFF'),
      { format: 'CPV01', applications: [{ aid: 'A0000000555555', pan: '62000000000000' }] },
    ],
    [
      'a PAN of 19',
      card(aid, '5A0A6200000000000000005F'),
      { format: 'CPV01', applications: [{ aid: 'A0000000555555', pan: '6200000000000000005' }] },
    ],
    [
      'track 2',
      card(aid, track2),
      {
        format: 'CPV01',
        applications: [
          {
            aid: 'A0000000555555',
            track2: {
              pan: '6200000000000000005',
              expiry: '2912',
              serviceCode: '201',
              discretionary: '000001880' + '1',
            },
          },
        ],
      },
    ],
    [
      'track 2 without a rest',
      card(aid, '570C6200000000000005D2912201'),
      {
        format: 'CPV01',
        applications: [
          { aid: 'A0000000555555', track2: { pan: '6200000000000005', expiry: '2912', serviceCode: '201' } },
        ],
      },
    ],
    [
      'AIDs of 5 and 16 bytes',
      encoded(
        format + tlv('61', `4F05A000000003${pan}`) + tlv('61', `4F10A0000000030000000000000000000000${pan}`),
      ),
      {
        format: 'CPV01',
        applications: [
          { aid: 'A000000003', pan: '6200000000000005' },
          { aid: 'A0000000030000000000000000000000', pan: '6200000000000005' },
        ],
      },
    ],
    [
      'an AID of 17 bytes is dropped where another is left',
      encoded(format + tlv('61', `4F11A000000003000000000000000000000000${pan}`) + tlv('61', aid + pan)),
      { format: 'CPV01', applications: [{ aid: 'A0000000555555', pan: '6200000000000005' }] },
    ],
    [
      'an empty AID is dropped where another is left',
      encoded(format + tlv('61', `4F00${pan}`) + tlv('61', aid + pan)),
      { format: 'CPV01', applications: [{ aid: 'A0000000555555', pan: '6200000000000005' }] },
    ],
    [
      'a label of 16, languages of 4',
      card(aid, pan, tlv('50', text('Label 1234567890')), tlv('5F2D', text('zhenKMru'))),
      {
        format: 'CPV01',
        applications: [
          {
            aid: 'A0000000555555',
            pan: '6200000000000005',
            label: 'Label 1234567890',
            languages: ['zh', 'en', 'KM', 'ru'],
          },
        ],
      },
    ],
    [
      'a name of 26 in Latin letters',
      card(aid, pan, tlv('5F20', text('MÜLLER/ANNA ABCDEFGHIJKLMN'))),
      {
        format: 'CPV01',
        applications: [
          { aid: 'A0000000555555', pan: '6200000000000005', cardholderName: 'MÜLLER/ANNA ABCDEFGHIJKLMN' },
        ],
      },
    ],
    [
      'what it does not know',
      card(aid, pan, '9F4C0101', 'C10102', 'A50380 0101'.replace(' ', '')),
      {
        format: 'CPV01',
        applications: [
          { aid: 'A0000000555555', pan: '6200000000000005', other: { '9F4C': '01', C1: '02', A5: '800101' } },
        ],
      },
    ],
    [
      'transparent data, none of it judged',
      card(aid, pan, tlv('63', '9F2601FF57015A5A00')),
      {
        format: 'CPV01',
        applications: [
          {
            aid: 'A0000000555555',
            pan: '6200000000000005',
            transparent: { '9F26': 'FF', '57': '5A', '5A': '' },
          },
        ],
      },
    ],
    [
      'lengths in two and three bytes that one would do for',
      encoded(`${format}61821300`.replace('1300', `0014${aid}5A8108${'6200000000000005'}`)),
      { format: 'CPV01', applications: [{ aid: 'A0000000555555', pan: '6200000000000005' }] },
    ],
    [
      'zeros between and behind objects, on every level',
      encoded(`${format}00${tlv('61', `00${aid}0000${tlv('63', '009F36020001' + '00')}${pan}00`)}0000`),
      {
        format: 'CPV01',
        applications: [{ aid: 'A0000000555555', pan: '6200000000000005', transparent: { '9F36': '0001' } }],
      },
    ],
    [
      'the common card',
      encoded(format + tlv('61', aid) + tlv('62', pan + tlv('64', '9F36020001') + tlv('50', text('A')))),
      {
        format: 'CPV01',
        applications: [{ aid: 'A0000000555555' }],
        common: { pan: '6200000000000005', label: 'A', transparent: { '9F36': '0001' } },
      },
    ],
    [
      'others behind',
      encoded(`${format + tlv('61', aid + pan)}C10101${tlv('E1', 'C10102')}`),
      {
        format: 'CPV01',
        applications: [{ aid: 'A0000000555555', pan: '6200000000000005' }],
        other: { C1: '01', E1: 'C10102' },
      },
    ],
  ])('%s', (_, code, fields) => {
    expect(fieldsOf(code)).toEqual(fields);
  });
});

describe('a consumer-presented code with one defect is refused for it, where it stands in its bytes', () => {
  test.each<[string, string, string]>([
    [
      'a second application behind the common card',
      `${format}${tlv('61', aid + pan)}${tlv('62', '500141')}${mark}${tlv('61', aid + pan)}`,
      'wrong-order',
    ],
    ['an application behind others', `${format}C10101${mark}${tlv('61', aid + pan)}`, 'wrong-order'],
    [
      'the common card behind others',
      `${format}${tlv('61', aid + pan)}C10101${mark}${tlv('62', '500141')}`,
      'wrong-order',
    ],
    [
      'the format twice: it is another object in front of the application',
      `${format}${format}${mark}${tlv('61', aid + pan)}`,
      'wrong-order',
    ],
    ['the format again at the end', `${format}${tlv('61', aid + pan)}${mark}${format}`, 'duplicate-field'],
    [
      'the common card twice',
      `${format}${tlv('61', aid)}${tlv('62', pan)}${mark}${tlv('62', '500141')}`,
      'duplicate-field',
    ],
    ['another format', `8505${mark}4350563130${tlv('61', aid + pan)}`, 'bad-indicator'],
    ['the format alone', `${format}${mark}`, 'missing-field'],
    ['the format and zeros', `${format}0000${mark}`, 'missing-field'],
    ['an application that is empty', `${format}6100${mark}`, 'missing-field'],
    [
      'two applications without AID: the first is named',
      `${format}${tlv('61', pan)}${mark}${tlv('61', pan)}`,
      'missing-field',
    ],
    [
      'AIDs of 4 and of 17 bytes: the first is named',
      `${format}61${'10'}${mark}4F04A0000000${pan}${tlv('61', `4F11A000000003000000000000000000000000${pan}`)}`,
      'bad-length',
    ],
    ['no card', `${format}${tlv('61', aid)}${mark}`, 'missing-field'],
    [
      'no card in the second',
      `${format}${tlv('61', aid + pan)}${tlv('61', aid)}${mark}C10101`,
      'missing-field',
    ],
    [
      'no card, though the common part has a name',
      `${format}${tlv('61', aid)}${mark}${tlv('62', tlv('5F20', text('AB')))}`,
      'missing-field',
    ],
    [
      'the same tag in transparent data',
      `${format}${tlv('61', aid + pan + tlv('63', `9F3601019F2601FF${mark}9F360102`))}`,
      'duplicate-field',
    ],
    [
      'a tag of the application in the common card',
      `${format}${tlv('61', `${aid}${pan}500141`)}${tlv('62', `5F20024142${mark}500142`)}`,
      'duplicate-field',
    ],
    [
      'an AID in the common card',
      `${format}${tlv('61', aid + pan)}${tlv('62', `${mark}${aid}`)}`,
      'duplicate-field',
    ],
    ['a label of nothing', `${format}${tlv('61', `${aid}${pan}${mark}5000`)}`, 'bad-length'],
    [
      'a label of 17',
      `${format}${tlv('61', `${aid}${pan}${mark}${tlv('50', text('12345678901234567'))}`)}`,
      'bad-length',
    ],
    [
      'a label with a dash',
      `${format}${tlv('61', `${aid}${pan}${mark}${tlv('50', text('A-B'))}`)}`,
      'bad-charset',
    ],
    ['track 2 of 20 bytes', `${format}${tlv('61', `${aid}${mark}5714${'62'.repeat(20)}`)}`, 'bad-length'],
    ['track 2 without a separator', `${format}${tlv('61', `${aid}${mark}570462123456`)}`, 'bad-value'],
    ['track 2 of nothing', `${format}${tlv('61', `${aid}${mark}5700`)}`, 'bad-value'],
    [
      'track 2 in month 00',
      `${format}${tlv('61', `${aid}${mark}570C6200000000000005D2900201`)}`,
      'bad-value',
    ],
    [
      'track 2 with a letter in the rest',
      `${format}${tlv('61', `${aid}${mark}570D6200000000000005D29122011A`)}`,
      'bad-value',
    ],
    [
      'track 2 with two to fill up',
      `${format}${tlv('61', `${aid}${mark}570D6200000000000005D2912201FF`)}`,
      'bad-value',
    ],
    [
      'track 2 cut in its service code',
      `${format}${tlv('61', `${aid}${mark}570B6200000000000005D29122`)}`,
      'bad-value',
    ],
    [
      'track 2 with a PAN of 20',
      `${format}${tlv('61', `${aid}${mark}570E62000000000000000005D2912201`)}`,
      'bad-value',
    ],
    ['a PAN of 20 digits', `${format}${tlv('61', `${aid}${mark}5A0A62000000000000000005`)}`, 'bad-value'],
    ['a PAN of nothing', `${format}${tlv('61', `${aid}${mark}5A00`)}`, 'bad-value'],
    ['a PAN of what fills up', `${format}${tlv('61', `${aid}${mark}5A02FFFF`)}`, 'bad-value'],
    [
      'a PAN with a digit behind what fills up',
      `${format}${tlv('61', `${aid}${mark}5A0362F200`)}`,
      'bad-value',
    ],
    ['a name of one letter', `${format}${tlv('61', `${aid}${pan}${mark}5F200141`)}`, 'bad-length'],
    [
      'a name of 27',
      `${format}${tlv('61', `${aid}${pan}${mark}${tlv('5F20', text('A'.repeat(27)))}`)}`,
      'bad-length',
    ],
    ['a name with a control', `${format}${tlv('61', `${aid}${pan}${mark}5F20024101`)}`, 'bad-charset'],
    ['a language and a half', `${format}${tlv('61', `${aid}${pan}${mark}5F2D03656E7A`)}`, 'bad-length'],
    [
      'five languages',
      `${format}${tlv('61', `${aid}${pan}${mark}${tlv('5F2D', text('zhenzhenzh'))}`)}`,
      'bad-length',
    ],
    ['no language', `${format}${tlv('61', `${aid}${pan}${mark}5F2D00`)}`, 'bad-length'],
    ['a language of digits', `${format}${tlv('61', `${aid}${pan}${mark}5F2D023132`)}`, 'bad-charset'],
    ['a version of one byte', `${format}${tlv('61', `${aid}${pan}${mark}9F080100`)}`, 'bad-length'],
    [
      'a token requestor of five',
      `${format}${tlv('61', `${aid}${pan}${mark}9F19050102030405`)}`,
      'bad-length',
    ],
    [
      'a payment account reference of 28',
      `${format}${tlv('61', `${aid}${pan}${mark}${tlv('9F24', text('V'.repeat(28)))}`)}`,
      'bad-length',
    ],
    [
      'a payment account reference in lower case',
      `${format}${tlv('61', `${aid}${pan}${mark}${tlv('9F24', text('v'.repeat(29)))}`)}`,
      'bad-charset',
    ],
    ['last digits with a letter', `${format}${tlv('61', `${aid}${pan}${mark}9F25025A05`)}`, 'bad-value'],
    ['last digits of three bytes', `${format}${tlv('61', `${aid}${pan}${mark}9F2503123456`)}`, 'bad-length'],
    ['a value of the common card', `${format}${tlv('61', aid)}${tlv('62', `${mark}5A00`)}`, 'bad-value'],
    [
      'a tag twice comes before a length',
      `${format}${tlv('61', `${aid}50009F08020001${mark}9F08020001`)}`,
      'duplicate-field',
    ],
    [
      'a length comes before a character',
      `${format}${tlv('61', `${aid}5001 2D${mark}9F080100`.replace(' ', ''))}`,
      'bad-length',
    ],
    ['a character comes before a value', `${format}${tlv('61', `${aid}5A00${mark}50012D`)}`, 'bad-charset'],
    [
      'the first application comes before the second',
      `${format}${tlv('61', `${aid}${mark}5A00`)}${tlv('61', `${aid}${pan}${pan}`)}`,
      'bad-value',
    ],
    ['a tag that is cut', `${format}${tlv('61', `${aid}${pan}${mark}9F`)}`, 'truncated'],
    ['a tag without length', `${format}${tlv('61', `${aid}${pan}${mark}50`)}`, 'truncated'],
    ['a long tag without length', `${format}${tlv('61', `${aid}${pan}${mark}9F08`)}`, 'truncated'],
    ['a length that is cut', `${format}${tlv('61', `${aid}${pan}${mark}508201`)}`, 'truncated'],
    [
      'a value past its template',
      `${format}${tlv('61', `${aid}${pan}${mark}50024 1`.replace(' ', ''))}C10101`,
      'truncated',
    ],
    [
      'what does not walk inside of a template that nobody knows',
      `${format}${tlv('61', aid + pan)}E103${mark}C10501`,
      'truncated',
    ],
    [
      'a length of four bytes',
      `${format}${tlv('61', `${aid}${pan}${mark}508400000001 41`.replace(' ', ''))}`,
      'bad-ber',
    ],
    ['a length of FF', `${format}${tlv('61', `${aid}${pan}${mark}50FF41`)}`, 'bad-ber'],
    [
      'an open length',
      `${format}${tlv('61', `${aid}${pan}${mark}63809F36010000 00`.replace(' ', ''))}`,
      'bad-ber',
    ],
    [
      'a tag of three bytes',
      `${format}${tlv('61', `${aid}${pan}${mark}9F810101 41`.replace(' ', ''))}`,
      'bad-ber',
    ],
  ])('%s', (_, hex, problem) => {
    const at = hex.indexOf(mark) / 2;
    expect(verdictOf(encoded(hex))).toBe(`emv-cpm: ${problem} at ${at}`);
  });
});

describe('base64', () => {
  const code = card(aid, pan);
  test.each<[string, string, string]>([
    ['cut to one character over', `${code.slice(0, 37)}${mark}`, 'bad-base64'],
    [
      'with one sign too many at the end',
      `${encoded(format + tlv('61', aid + pan)).replace(/=*$/, '')}${mark}=`,
      'bad-base64',
    ],
    [
      'with four at the end',
      `${encoded(`${format}${tlv('61', aid + pan)}0000`).replace(/=*$/, '')}${mark}====`,
      'bad-base64',
    ],
    ['with one in the middle', `${code.slice(0, 12)}${mark}=${code.slice(13)}`, 'bad-base64'],
    ['with a letter beyond ASCII', `${code.slice(0, 12)}${mark}é${code.slice(13)}`, 'bad-base64'],
    ['with a line end inside', `${code.slice(0, 12)}${mark}\n${code.slice(12)}`, 'bad-base64'],
    ['with a spare bit set', `hQVDUFYwM${mark}R==`, 'bad-base64'],
    ['of 1025 characters', `${code.slice(0, 8)}${'A'.repeat(1016)}${mark}A`, 'too-long'],
  ])('%s', (_, marked, problem) => {
    const place = marked.indexOf(mark);
    expect(verdictOf(marked.replace(mark, ''))).toBe(`emv-cpm: ${problem} at ${place}`);
  });

  test('of 1024 characters is read', () => {
    const filled = encoded(`${format}${tlv('61', aid + pan)}${'00'.repeat(768 - 7 - 21)}`);
    expect([filled.length, verdictOf(filled)]).toEqual([1024, 'emv-cpm']);
  });
});
