import type { Names, Product } from '../../shared/product.ts';
import { type BarcodeFault, barcodeFault } from './barcode.ts';
import known from './import-columns.json' with { type: 'json' };
import { type PriceFault, readPrice } from './import-price.ts';
import { type Column, importLimits } from './import-table.ts';
import { plainText } from './plain-text.ts';

/** Why a row was refused: a closed list, so that the screens have words for each (`import.<reason>`). */
export const rowFaults = [
  'bad-barcode',
  'bad-check-digit',
  'bad-characters',
  'bad-scale-item',
  'cell-too-long',
  'duplicate-in-file',
  'name-missing',
  'name-too-long',
  'price-missing',
  'price-not-a-number',
  'price-not-clear',
  'price-not-positive',
  'price-too-large',
  'price-too-precise',
  'too-many-barcodes',
  'two-products',
  'unknown-tax-class',
  'unknown-unit',
] as const satisfies readonly (BarcodeFault | PriceFault | string)[];

export type RowFault = (typeof rowFaults)[number];

/** What the shop knows when a file of goods comes in. */
export type ImportShop = {
  readonly currency: string;
  /** Classes with the rate of today; the first is taken where the file says nothing. */
  readonly taxClasses: readonly { readonly taxClass: string; readonly rateBasisPoints: number }[];
  readonly productByGtin: (barcode: string) => Product | null;
  readonly productByScaleItem: (scaleItem: string) => Product | null;
  /** Among products that have neither barcode nor item number. */
  readonly productByName: (name: string) => Product | null;
  readonly newId: () => string;
};

export type CellOf = (column: Column) => string;

export type RowOutcome =
  | { readonly is: 'added' | 'changed' | 'same'; readonly product: Product; readonly keys: readonly string[] }
  | { readonly is: 'refused'; readonly reason: RowFault; readonly value: string };

type Fault = { readonly fault: RowFault; readonly value: string };

/**
 * Decides one row. A product that the shop already has (by barcode, item number, or name where it has
 * neither) keeps what the row leaves empty. `keys` are what the next rows must not name again.
 */
export function decideRow(cell: CellOf, cells: readonly string[], shop: ImportShop): RowOutcome {
  const broken = brokenCell(cells);
  if (broken) return refusal(broken);
  const codes = readCodes(cell);
  if ('fault' in codes) return refusal(codes);
  const names = readNames(cell);
  if ('fault' in names) return refusal(names);
  const before = knownProduct(codes, names, shop);
  if (before !== null && 'fault' in before) return refusal(before);
  const rest = readRest(cell, shop, before);
  if ('fault' in rest) return refusal(rest);
  const allNames = { ...before?.names, ...names };
  if (Object.keys(allNames).length === 0) return refusal({ fault: 'name-missing', value: '' });
  const product: Product = {
    id: before?.id ?? shop.newId(),
    names: allNames,
    barcodes: [...new Set([...(before?.barcodes ?? []), ...codes.barcodes])],
    scaleItem: codes.scaleItem ?? before?.scaleItem ?? null,
    ...rest,
    retired: false,
  };
  const is =
    before === null ? 'added' : JSON.stringify(before) === JSON.stringify(product) ? 'same' : 'changed';
  return { is, product, keys: keysOf(product) };
}

/** What two rows of one file must not share: barcodes in their 14-digit form, the item number, else the name. */
function keysOf({ barcodes, scaleItem, names }: Product): string[] {
  const keys = barcodes.map((barcode) => `gtin ${barcode.padStart(14, '0')}`);
  if (scaleItem !== null) keys.push(`scale ${scaleItem}`);
  return keys.length > 0 ? keys : [`name ${names['zh-CN'] ?? ''} / ${names.en ?? ''}`];
}

const shownCharacters = 60;

function refusal({ fault, value }: Fault): RowOutcome {
  return { is: 'refused', reason: fault, value: plainText(value).slice(0, shownCharacters) };
}

/** U+FFFD stands where the file was read in the wrong character set: half a name is no name. */
function brokenCell(cells: readonly string[]): Fault | null {
  const long = cells.find((cell) => cell.length > importLimits.cellCharacters);
  if (long !== undefined) return { fault: 'cell-too-long', value: long };
  const garbled = cells.find((cell) => cell.includes('\uFFFD'));
  return garbled === undefined ? null : { fault: 'bad-characters', value: garbled };
}

type Codes = { readonly barcodes: readonly string[]; readonly scaleItem: string | null };

const mostBarcodes = 20;

/** Several barcodes in a cell are parted by a space, a bar or a semicolon; `="690…"` is how Excel keeps digits. */
function readCodes(cell: CellOf): Codes | Fault {
  const text = unquoted(cell('barcode'));
  const barcodes = text.split(/[\s|;,、]+/).filter(Boolean);
  if (barcodes.length > mostBarcodes) return { fault: 'too-many-barcodes', value: text };
  for (const barcode of barcodes) {
    const fault = barcodeFault(barcode);
    if (fault) return { fault, value: barcode };
  }
  const scaleItem = unquoted(cell('scaleItem'));
  if (!/^(\d{5})?$/.test(scaleItem)) return { fault: 'bad-scale-item', value: scaleItem };
  return { barcodes, scaleItem: scaleItem === '' ? null : scaleItem };
}

function unquoted(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/^\s*=?\s*["']?|["']?\s*$/g, '')
    .replace(/[\p{Cc}\p{Cf}]/gu, '');
}

const longestName = 200;

/** Column `name` goes by its letters: with a Chinese character it is the Chinese name, else the English one. */
function readNames(cell: CellOf): Names | Fault {
  const plain = plainText(cell('name'));
  const isChinese = /\p{Script=Han}/u.test(plain);
  const zh = plainText(cell('nameZh')) || (isChinese ? plain : '');
  const en = plainText(cell('nameEn')) || (isChinese ? '' : plain);
  const long = [zh, en].find((name) => name.length > longestName);
  if (long !== undefined) return { fault: 'name-too-long', value: long };
  return { ...(zh === '' ? {} : { 'zh-CN': zh }), ...(en === '' ? {} : { en }) };
}

/** Null: new to the shop. Codes of two different products in one row would merge them: refused. */
function knownProduct(codes: Codes, names: Names, shop: ImportShop): Product | null | Fault {
  const found = codes.barcodes.flatMap((barcode) => shop.productByGtin(barcode) ?? []);
  if (codes.scaleItem !== null) found.push(...[shop.productByScaleItem(codes.scaleItem) ?? []].flat());
  const [first] = found;
  if (first && found.some((product) => product.id !== first.id))
    return { fault: 'two-products', value: codes.barcodes.join(' ') };
  if (first || codes.barcodes.length > 0 || codes.scaleItem !== null) return first ?? null;
  const name = names['zh-CN'] ?? names.en;
  return name === undefined ? null : shop.productByName(name);
}

type Rest = Pick<Product, 'category' | 'taxClass' | 'unit' | 'price'>;

const longestCategory = 60;

function readRest(cell: CellOf, shop: ImportShop, before: Product | null): Rest | Fault {
  const price = readPrice(cell('price'), shop.currency);
  if ('fault' in price) return { fault: price.fault, value: cell('price') };
  const taxClass = readTaxClass(cell('taxClass'), shop) ?? null;
  if (taxClass === null) return { fault: 'unknown-tax-class', value: cell('taxClass') };
  const unit = readUnit(cell('unit'));
  if (unit === null) return { fault: 'unknown-unit', value: cell('unit') };
  return {
    category: plainText(cell('category')).slice(0, longestCategory) || (before?.category ?? ''),
    taxClass: taxClass || (before?.taxClass ?? shop.taxClasses[0]?.taxClass ?? ''),
    unit: unit || (before?.unit ?? 'each'),
    price: { minor: price.minor.toString(), currency: shop.currency },
  };
}

/** The class by its name, or by its rate today (`13%`, `13`, `0.13`); empty where the row says nothing. */
function readTaxClass(text: string, shop: ImportShop): string | null {
  const wanted = text.normalize('NFKC').trim().toLowerCase();
  if (wanted === '' || shop.taxClasses.some(({ taxClass }) => taxClass === wanted)) return wanted;
  const match = /^(\d{1,2})(?:\.(\d{1,2}))?\s*%?$/.exec(wanted);
  if (!match) return null;
  const basisPoints = Number((match[1] ?? '') + (match[2] ?? '').padEnd(2, '0'));
  const isFraction = match[1] === '0' && !wanted.endsWith('%');
  const rate = isFraction ? basisPoints * 100 : basisPoints;
  return shop.taxClasses.find(({ rateBasisPoints }) => rateBasisPoints === rate)?.taxClass ?? null;
}

/** Empty where the row says nothing. 斤 and 500 g are refused: their price is not the price of a kilogram. */
function readUnit(text: string): Product['unit'] | '' | null {
  const wanted = text.normalize('NFKC').trim().toLowerCase();
  if (wanted === '') return '';
  if (known.units.kg.includes(wanted)) return 'kg';
  return known.units.each.includes(wanted) ? 'each' : null;
}
