import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { practiceProducts } from '../../main/catalogue/practice-shop.ts';
import { mod10Digit } from '../../shared/qr/check-digits.ts';
import type { Dice } from './dice.ts';

/** What comes over the counter, as text out of a scanner. */
export type Goods = {
  readonly known: (dice: Dice) => string;
  /** A right code that nobody has put on the shelves. */
  readonly unknown: (dice: Dice) => string;
  /** A label of the shop's scale, by price or by weight; now and then of an item that isn't there. */
  readonly weighed: (dice: Dice) => string;
  /** Codes out of the wild whose check digit is wrong, and what a broken scanner makes up. */
  readonly bad: (dice: Dice) => string;
  /** Codes of other wallets. */
  readonly foreign: (dice: Dice) => string;
};

const badCodesFile = fileURLToPath(new URL('../catalogue/bad-codes.csv', import.meta.url));

export function practiceGoods(): Goods {
  const products = practiceProducts(() => '');
  const barcodes = products.flatMap((product) => product.barcodes);
  const scaleItems = products.flatMap((product) => product.scaleItem ?? []);
  const badCodes = readFileSync(badCodesFile, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[0] ?? '')
    .filter((code) => code !== '');
  return {
    known: (dice) => dice.pick(barcodes),
    unknown: (dice) => withCheckDigit(`699${digits(dice, 9)}`),
    weighed: (dice) => {
      const item = dice.chance(0.95) ? dice.pick(scaleItems) : digits(dice, 5);
      const value = String(dice.between(50, 3000)).padStart(5, '0');
      return withCheckDigit(`${dice.pick(['21', '22', '26', '28'])}${item}${value}`);
    },
    bad: (dice) =>
      dice.chance(0.7) ? dice.pick(badCodes) : dice.pick(['', '\u0000', '¿', '%%']) + digits(dice, 11),
    foreign: (dice) => (dice.chance(0.5) ? `13${digits(dice, 16)}` : `28${digits(dice, 16)}`),
  };
}

function digits(dice: Dice, count: number): string {
  return Array.from({ length: count }, () => dice.between(0, 9)).join('');
}

function withCheckDigit(body: string): string {
  return body + mod10Digit(body);
}
