import { exponentOf, type Money } from './money.ts';
import type { Language } from './product.ts';

/**
 * What the till says aloud, put together from clips that ship with it (`renderer/voice/LANGUAGE/NAME.ogg`),
 * since the cashier's machine may have no voice of its own, or one that reads amounts digit by digit.
 */
export type SpokenPhrase = {
  readonly say: 'paid' | 'change' | 'unknown' | 'received';
  /** Left out of what is not known: an amount heard is an amount believed. */
  readonly amount?: Money;
};

/** Above 99,999,999.99 no amount is spoken: nothing at a counter costs that. */
const largestSpokenWhole = 99_999_999n;

/** The clips of a phrase in the order in which they are played, each `LANGUAGE/NAME`. */
export function spokenClips(phrase: SpokenPhrase, language: Language): string[] {
  const amount = phrase.say === 'unknown' ? undefined : phrase.amount;
  const words = amount === undefined ? [] : wordsOf(amount, language);
  return [phrase.say, ...words].map((name) => `${language}/${name}`);
}

function wordsOf(amount: Money, language: Language): string[] {
  const exponent = exponentOf(amount.currency);
  const scale = 10n ** BigInt(exponent);
  const whole = amount.minor / scale;
  if (amount.minor < 0n || whole > largestSpokenWhole) return [];
  const parts = {
    whole: Number(whole),
    decimals: exponent === 0 ? '' : (amount.minor % scale).toString().padStart(exponent, '0'),
  };
  if (language === 'zh-CN') return amount.currency === 'CNY' ? chineseYuan(parts) : chinese(parts);
  return amount.currency === 'CNY' ? englishYuan(parts) : english(parts);
}

type Parts = { readonly whole: number; readonly decimals: string };

/**
 * 二十三元五角, 三元零五分, 五角. Two is 两 where it counts one unit (两元, 两角, 两百, 两千, 两万), and 二 in
 * 二十 and behind a larger unit (十二元, 一百零二元): as people say it at a counter.
 */
function chineseYuan({ whole, decimals }: Parts): string[] {
  const [jiao = 0, fen = 0] = Array.from(decimals, Number);
  const yuan = whole === 0 ? [] : [...chineseCount(whole), 'yuan'];
  const tenths = jiao === 0 ? [] : [...chineseCount(jiao), 'jiao'];
  const gap = whole > 0 && jiao === 0 && fen > 0 ? ['d0'] : [];
  const hundredths = fen === 0 ? [] : [...gap, ...chineseCount(fen), 'fen'];
  const words = [...yuan, ...tenths, ...hundredths];
  return words.length === 0 ? ['d0', 'yuan'] : words;
}

/** Other currencies by the bare number: 一千二百三十四点五零; no decimals where all are zero. */
function chinese({ whole, decimals }: Parts): string[] {
  return [...chineseNumber(whole), ...afterPoint(decimals, 'd')];
}

/** A number before a unit: a lone two is 两. */
function chineseCount(count: number): string[] {
  return count === 2 ? ['liang'] : chineseNumber(count);
}

/**
 * A whole number up to 99,999,999 in groups of four digits. 零 stands once for any run of zeros between
 * two digits, never at a group's end; a number that begins with ten is 十, later on it is 一十.
 */
function chineseNumber(value: number): string[] {
  if (value === 0) return ['d0'];
  const [high, low] = [Math.floor(value / 10_000), value % 10_000];
  const wan = high === 0 ? [] : [...(high === 2 ? ['liang'] : chineseGroup(high)), 'wan'];
  const gap = high > 0 && low > 0 && low < 1000 ? ['d0'] : [];
  const words = [...wan, ...gap, ...chineseGroup(low)];
  return words[0] === 't1' ? ['ten', ...words.slice(1)] : words;
}

/** Clips of a digit with its place: 三千 `k3`, 三百 `h3`, 三十 `t3`, 三 `d3`. */
const places = [
  { size: 1000, clip: 'k' },
  { size: 100, clip: 'h' },
  { size: 10, clip: 't' },
  { size: 1, clip: 'd' },
] as const;

/** One to four digits; 0 has no words. */
function chineseGroup(value: number): string[] {
  const words: string[] = [];
  let skipped = false;
  for (const { size, clip } of places) {
    const digit = Math.floor(value / size) % 10;
    if (digit === 0) {
      skipped = words.length > 0;
      continue;
    }
    if (skipped) words.push('d0');
    skipped = false;
    words.push(`${clip}${digit}`);
  }
  return words;
}

/** `twenty-three yuan and fifty fen`, `fifty fen`, `zero yuan`. */
function englishYuan({ whole, decimals }: Parts): string[] {
  const fen = Number(decimals);
  const hundredths = fen === 0 ? [] : [...englishNumber(fen), 'fen'];
  if (whole === 0 && fen > 0) return hundredths;
  const yuan = [...englishNumber(whole), 'yuan'];
  return fen === 0 ? yuan : [...yuan, 'and', ...hundredths];
}

/** Other currencies by the bare number: `one thousand two hundred thirty-four point five zero`. */
function english({ whole, decimals }: Parts): string[] {
  return [...englishNumber(whole), ...afterPoint(decimals, 'n')];
}

function englishNumber(value: number): string[] {
  if (value === 0) return ['n0'];
  const [millions, thousands, rest] = [
    Math.floor(value / 1_000_000),
    Math.floor(value / 1000) % 1000,
    value % 1000,
  ];
  return [
    ...(millions === 0 ? [] : [...belowThousand(millions), 'million']),
    ...(thousands === 0 ? [] : [...belowThousand(thousands), 'thousand']),
    ...belowThousand(rest),
  ];
}

function belowThousand(value: number): string[] {
  const [hundreds, rest] = [Math.floor(value / 100), value % 100];
  const words = hundreds === 0 ? [] : [`n${hundreds}`, 'hundred'];
  if (rest === 0) return words;
  if (rest < 20) return [...words, `n${rest}`];
  const [tens, ones] = [rest - (rest % 10), rest % 10];
  return [...words, `n${tens}`, ...(ones === 0 ? [] : [`n${ones}`])];
}

function afterPoint(decimals: string, digitClip: 'd' | 'n'): string[] {
  if (/^0*$/.test(decimals)) return [];
  return ['point', ...Array.from(decimals, (digit) => `${digitClip}${digit}`)];
}
