import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { money } from '../shared/money.ts';
import type { Language } from '../shared/product.ts';
import { spokenClips } from '../shared/speech.ts';

const folder = fileURLToPath(new URL('../renderer/voice/', import.meta.url));
const spoken: Record<Language, { readonly clips: Readonly<Record<string, string>> }> = JSON.parse(
  readFileSync(`${folder}clips.json`, 'utf8'),
);

/** What a listener writes down: 两百 `h2` and 二百 would be written alike, sounds not. */
function chineseHeard(minor: bigint, currency = 'CNY'): string {
  const digits = '零一二三四五六七八九';
  const words: Record<string, string> = {
    liang: '两',
    ten: '十',
    wan: '万',
    point: '点',
    yuan: '元',
    jiao: '角',
    fen: '分',
  };
  return spokenClips({ say: 'paid', amount: money(minor, currency) }, 'zh-CN')
    .slice(1)
    .map((clip) => {
      const name = clip.replace('zh-CN/', '');
      const digit = digits.charAt(Number(name.slice(1)));
      const counted = name === 'h2' || name === 'k2' ? '两' : digit;
      const unit = { d: '', t: '十', h: '百', k: '千' }[name.charAt(0)];
      return words[name] ?? (unit === undefined ? `?${name}` : `${counted}${unit}`);
    })
    .join('');
}

function englishHeard(minor: bigint, currency = 'CNY'): string {
  return spokenClips({ say: 'paid', amount: money(minor, currency) }, 'en')
    .slice(1)
    .map((clip) => clip.replace('en/', ''))
    .map((name) => (name === 'yuan' ? name : (spoken.en.clips[name] ?? `?${name}`)))
    .join(' ');
}

describe('amounts as people say them', () => {
  test.each([
    [2350n, '二十三元五角'],
    [0n, '零元'],
    [5n, '五分'],
    [50n, '五角'],
    [25n, '两角五分'],
    [305n, '三元零五分'],
    [200n, '两元'],
    [1200n, '十二元'],
    [2000n, '二十元'],
    [2222n, '二十二元两角两分'],
    [1000n, '十元'],
    [11_000n, '一百一十元'],
    [10_200n, '一百零二元'],
    [20_000n, '两百元'],
    [22_200n, '两百二十二元'],
    [100_500n, '一千零五元'],
    [105_000n, '一千零五十元'],
    [200_200n, '两千零二元'],
    [1_000_500n, '一万零五元'],
    [1_050_000n, '一万零五百元'],
    [1_010_000n, '一万零一百元'],
    [2_000_000n, '两万元'],
    [10_150_000n, '十万一千五百元'],
    [10_001_000n, '十万零一十元'],
    [100_050_000n, '一百万零五百元'],
    [101_500_000n, '一百零一万五千元'],
    [2_222_222_222n, '两千两百二十二万两千两百二十二元两角两分'],
    [9_999_999_999n, '九千九百九十九万九千九百九十九元九角九分'],
  ])('%d fen is %s', (minor, words) => {
    expect(chineseHeard(minor)).toBe(words);
  });

  test.each([
    [2350n, 'CNY', 'twenty three yuan and fifty fen'],
    [50n, 'CNY', 'fifty fen'],
    [0n, 'CNY', 'zero yuan'],
    [110_000n, 'CNY', 'one thousand one hundred yuan'],
    [
      1_234_567_812n,
      'CNY',
      'twelve million three hundred forty five thousand six hundred seventy eight yuan and twelve fen',
    ],
    [1250n, 'GBP', 'twelve point five zero'],
    [1200n, 'GBP', 'twelve'],
    [1250n, 'JPY', 'one thousand two hundred fifty'],
    [1005n, 'KWD', 'one point zero zero five'],
  ])('%d minor units of %s are “%s”', (minor, currency, words) => {
    expect(englishHeard(minor, currency)).toBe(words);
  });

  test('another currency in Chinese is its bare number', () => {
    expect(chineseHeard(123_450n, 'GBP')).toBe('一千两百三十四点五零');
    expect(chineseHeard(200n, 'GBP')).toBe('二');
  });
});

describe('what is heard is the amount', () => {
  const amount = fc.oneof(
    fc.bigInt({ min: 0n, max: 9_999_999_999n }),
    fc.bigInt({ min: 0n, max: 20_000n }),
    // Amounts full of zeros, where 零 goes wrong.
    fc
      .array(fc.constantFrom('0', '0', '0', '1', '2', '5'), { minLength: 1, maxLength: 10 })
      .map((digits) => BigInt(digits.join(''))),
  );

  test('in Chinese', () => {
    fc.assert(
      fc.property(amount, (minor) => {
        expect(fenOfChinese(chineseHeard(minor))).toBe(minor);
      }),
      { numRuns: 3000 },
    );
  });

  test('in English', () => {
    fc.assert(
      fc.property(amount, (minor) => {
        expect(fenOfEnglish(englishHeard(minor))).toBe(minor);
      }),
      { numRuns: 3000 },
    );
  });

  test('零 never stands twice in a row, at the end of a number or before a unit', () => {
    fc.assert(
      fc.property(amount, (minor) => {
        if (minor > 0n) expect(chineseHeard(minor)).not.toMatch(/零[零万元角分]|零$|^零/);
      }),
      { numRuns: 3000 },
    );
  });

  test('every different amount sounds different', () => {
    for (const heard of [chineseHeard, englishHeard]) {
      const all = Array.from({ length: 20_000 }, (_, minor) => heard(BigInt(minor)));
      expect(new Set(all).size).toBe(all.length);
    }
  });
});

describe('the phrases', () => {
  test.each(['zh-CN', 'en'] as const)('in %s name no amount that is not known', (language) => {
    const amount = money(2350n, 'CNY');
    expect(spokenClips({ say: 'unknown', amount }, language)).toEqual([`${language}/unknown`]);
    expect(spokenClips({ say: 'change' }, language)).toEqual([`${language}/change`]);
    expect(spokenClips({ say: 'paid', amount: money(10_000_000_000n, 'CNY') }, language)).toEqual([
      `${language}/paid`,
    ]);
    expect(spokenClips({ say: 'paid', amount: money(-1n, 'CNY') }, language)).toEqual([`${language}/paid`]);
  });

  test('every clip that can be asked for is shipped, none is shipped for nothing, all are small', () => {
    let bytes = 0;
    for (const language of ['zh-CN', 'en'] as const) {
      const shipped = readdirSync(`${folder}${language}`).map((file) => file.replace(/\.ogg$/, ''));
      expect(shipped.sort()).toEqual(Object.keys(spoken[language].clips).sort());
      bytes += shipped.reduce((sum, name) => sum + statSync(`${folder}${language}/${name}.ogg`).size, 0);
    }
    expect(bytes).toBeLessThan(2_000_000);
    const phrase = fc.record({
      say: fc.constantFrom('paid', 'change', 'unknown'),
      amount: fc.record({
        minor: fc.bigInt({ min: 0n, max: 9_999_999_999n }),
        currency: fc.constantFrom('CNY', 'JPY', 'KWD', 'SGD'),
      }),
    });
    fc.assert(
      fc.property(phrase, fc.constantFrom('zh-CN', 'en'), (asked, language) => {
        for (const clip of spokenClips(asked, language))
          expect(existsSync(`${folder}${clip}.ogg`), clip).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

/** Reads Chinese money aloud back to fen, digit by digit: an own reader that shares nothing with the writer. */
function fenOfChinese(text: string): bigint {
  const units: Record<string, bigint> = { 十: 10n, 百: 100n, 千: 1000n };
  let [fen, group, whole, digit] = [0n, 0n, 0n, 0n];
  for (const character of text) {
    const value = '零一二三四五六七八九'.indexOf(character);
    const unit = units[character];
    if (value >= 0) digit = BigInt(value);
    else if (character === '两') digit = 2n;
    else if (unit !== undefined) [group, digit] = [group + (digit || 1n) * unit, 0n];
    else if (character === '万') [whole, group, digit] = [(group + digit) * 10_000n, 0n, 0n];
    else {
      const size = { 元: 100n, 角: 10n, 分: 1n }[character];
      if (size === undefined) throw new Error(`heard ${character} in ${text}`);
      [fen, whole, group, digit] = [fen + (whole + group + digit) * size, 0n, 0n, 0n];
    }
  }
  return fen;
}

function fenOfEnglish(text: string): bigint {
  const small =
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
      ' ',
    );
  const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
  let [fen, whole, group] = [0n, 0n, 0n];
  for (const word of text.split(' ')) {
    if (small.includes(word)) group += BigInt(small.indexOf(word));
    else if (tens.includes(word)) group += BigInt(tens.indexOf(word) * 10 + 20);
    else if (word === 'hundred') group *= 100n;
    else if (word === 'thousand' || word === 'million')
      [whole, group] = [whole + group * (word === 'thousand' ? 1000n : 1_000_000n), 0n];
    else if (word === 'yuan' || word === 'fen')
      [fen, whole, group] = [fen + (whole + group) * (word === 'yuan' ? 100n : 1n), 0n, 0n];
    else if (word !== 'and') throw new Error(`heard ${word} in ${text}`);
  }
  return fen;
}
