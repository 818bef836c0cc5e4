import type { EventEnvelope } from '../../shared/events.ts';
import type { Product } from '../../shared/product.ts';
import type { Database } from '../store/database.ts';
import type { FullLink, Projectors } from '../store/journal.ts';
import { initialsOf } from './pinyin.ts';

export const catalogueProjectors: Projectors = {
  'product-saved': (db, event, link) => save(db, event.data.product, event, link),
  'products-imported': (db, event, link) => {
    for (const product of event.data.products) save(db, product, event, link);
  },
};

/** The 14-digit form of a barcode (GS1 §3.3.2), in which UPC-A, EAN-13 and a shop's own short codes meet. */
export function gtinOf(barcode: string): string {
  return barcode.padStart(14, '0');
}

/**
 * The product that is sold under a barcode, in its 14-digit form or as scanned (4 to 14 digits, its check
 * digit looked at before). Null: nobody sells it.
 */
export function productByGtin(db: Database, barcode: string): Product | null {
  return one(db, `${selectProduct} JOIN product_barcode ON product_id = id WHERE gtin = ?`, gtinOf(barcode));
}

/** The product that the shop's scale prints under a five-digit item number. */
export function productByScaleItem(db: Database, scaleItem: string): Product | null {
  return one(db, `${selectProduct} WHERE scale_item = ? AND retired = 0`, scaleItem);
}

export function productById(db: Database, id: string): Product | null {
  return one(db, `${selectProduct} WHERE id = ?`, id);
}

/** In the order of the ids, as a search found them; an id that is not there is left out. */
export function productsByIds(db: Database, ids: readonly string[]): Product[] {
  return ids.flatMap((id) => productById(db, id) ?? []);
}

export type GoodsPage = {
  readonly products: Product[];
  readonly more: boolean;
  /** Of the category, or of all. */
  readonly total: number;
};

/** A page of the goods list, retired ones too, in the order in which they came; `after` is the last id seen. */
export function listProducts(
  db: Database,
  page: {
    readonly category?: string | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): GoodsPage {
  const { category, after = '', limit } = page;
  const where = category === undefined ? 'id > ?' : 'category = ? AND id > ?';
  const values = category === undefined ? [after] : [category, after];
  const rows = db.all<ProductRow>(
    `${selectProduct} WHERE ${where} ORDER BY id LIMIT ?`,
    ...values,
    limit + 1,
  );
  const counted =
    category === undefined
      ? db.get<{ total: bigint }>('SELECT count(*) AS total FROM product')
      : db.get<{ total: bigint }>('SELECT count(*) AS total FROM product WHERE category = ?', category);
  return {
    products: rows.slice(0, limit).map(productOf),
    more: rows.length > limit,
    total: Number(counted?.total ?? 0n),
  };
}

/** Goods on sale by category, in the order of their names. */
export function categories(db: Database): { category: string; count: number }[] {
  const rows = db.all<{ category: string; count: bigint }>(
    'SELECT category, count(*) AS count FROM product WHERE retired = 0 GROUP BY category ORDER BY category',
  );
  return rows.map(({ category, count }) => ({ category, count: Number(count) }));
}

/** Goods on sale for the quick tiles: of a category, or of all, then what the scale weighs first: it has no code to scan. */
export function tileProducts(db: Database, category: string | null, limit: number): Product[] {
  if (category !== null) {
    const where = 'retired = 0 AND category = ?';
    return db
      .all<ProductRow>(`${selectProduct} WHERE ${where} ORDER BY id LIMIT ?`, category, limit)
      .map(productOf);
  }
  const weighed = db.all<ProductRow>(
    `${selectProduct} WHERE scale_item IS NOT NULL AND retired = 0 ORDER BY scale_item LIMIT ?`,
    limit,
  );
  const others = db.all<ProductRow>(
    `${selectProduct} WHERE scale_item IS NULL AND retired = 0 ORDER BY id LIMIT ?`,
    limit - weighed.length,
  );
  return [...weighed, ...others].map(productOf);
}

/**
 * Finds products on sale that have neither barcode nor item number by name, as an import knows them again.
 * They are read once, at the first question: a file may ask a hundred thousand times.
 */
export function codelessByName(db: Database): (name: string) => Product | null {
  let known: Map<string, Product> | null = null;
  return (name) => {
    known ??= readCodeless(db);
    return known.get(name) ?? null;
  };
}

function readCodeless(db: Database): Map<string, Product> {
  const where = "barcodes = '[]' AND scale_item IS NULL AND retired = 0";
  const products = db.all<ProductRow>(`${selectProduct} WHERE ${where} ORDER BY id DESC`).map(productOf);
  const known = new Map<string, Product>();
  for (const product of products) {
    for (const name of Object.values(product.names)) if (name !== undefined) known.set(name, product);
  }
  return known;
}

/** Products with their initials in the order in which they came, after a row number: food for the search index. */
export function searchableAfter(
  db: Database,
  rowid: bigint,
  limit: number,
): { readonly rowid: bigint; readonly product: Product; readonly initials: string }[] {
  const rows = db.all<ProductRow & { rowid: bigint; initials: string }>(
    `SELECT rowid, initials, ${productColumns} FROM product WHERE rowid > ? ORDER BY rowid LIMIT ?`,
    rowid,
    limit,
  );
  return rows.map((row) => ({ rowid: row.rowid, product: productOf(row), initials: row.initials }));
}

/**
 * Walks the two indexes that a scanned code goes through, so that the first scan of a product waits for
 * no disk: some 10 ms with 100,000 products, for an idle moment.
 */
export function readBarcodesIn(db: Database): void {
  db.get('SELECT count(gtin) AS barcodes FROM product_barcode');
  db.get('SELECT count(id) AS products FROM product INDEXED BY sqlite_autoindex_product_1');
}

const productColumns =
  'id, name_zh, name_en, barcodes, scale_item, category, tax_class, unit, price, currency, retired';
const selectProduct = `SELECT ${productColumns} FROM product`;

type ProductRow = {
  id: string;
  name_zh: string | null;
  name_en: string | null;
  barcodes: string;
  scale_item: string | null;
  category: string;
  tax_class: string;
  unit: string;
  price: bigint;
  currency: string;
  retired: bigint;
};

function one(db: Database, sql: string, ...values: string[]): Product | null {
  const row = db.get<ProductRow>(sql, ...values);
  return row && productOf(row);
}

function productOf(row: ProductRow): Product {
  return {
    id: row.id,
    names: {
      ...(row.name_zh === null ? {} : { 'zh-CN': row.name_zh }),
      ...(row.name_en === null ? {} : { en: row.name_en }),
    },
    barcodes: JSON.parse(row.barcodes),
    scaleItem: row.scale_item,
    category: row.category,
    taxClass: row.tax_class,
    unit: row.unit === 'kg' ? 'kg' : 'each',
    price: { minor: row.price.toString(), currency: row.currency },
    retired: row.retired === 1n,
  };
}

const upsertProduct = `INSERT INTO product
  (id, name_zh, name_en, initials, barcodes, scale_item, category, tax_class, unit, price, currency, retired)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en,
    initials = excluded.initials, barcodes = excluded.barcodes, scale_item = excluded.scale_item,
    category = excluded.category, tax_class = excluded.tax_class, unit = excluded.unit,
    price = excluded.price, currency = excluded.currency, retired = excluded.retired`;

function save(db: Database, product: Product, event: EventEnvelope, link: FullLink): void {
  const before = productById(db, product.id);
  const zh = product.names['zh-CN'] ?? null;
  db.run(
    upsertProduct,
    product.id,
    zh,
    product.names.en ?? null,
    initialsOf(zh ?? ''),
    JSON.stringify(product.barcodes),
    product.scaleItem,
    product.category,
    product.taxClass,
    product.unit,
    BigInt(product.price.minor),
    product.price.currency,
    product.retired ? 1 : 0,
  );
  saveBarcodes(db, product, before);
  const isNewPrice = before?.price.minor !== product.price.minor;
  if (isNewPrice) savePrice(db, product, event, link);
}

/** A retired product gives its barcodes up: another may be sold under them. */
function saveBarcodes(db: Database, product: Product, before: Product | null): void {
  if (before) db.run('DELETE FROM product_barcode WHERE product_id = ?', product.id);
  if (product.retired) return;
  const gtins = new Set(product.barcodes.map(gtinOf));
  for (const gtin of gtins)
    db.run('INSERT INTO product_barcode (gtin, product_id) VALUES (?, ?)', gtin, product.id);
}

/** Prices since the first, so that "what did it cost then" has an answer. */
function savePrice(db: Database, product: Product, event: EventEnvelope, link: FullLink): void {
  db.run(
    `INSERT INTO product_price (product_id, seq, epoch, at, price, currency) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET price = excluded.price`,
    product.id,
    link.seq,
    link.epoch,
    event.occurredAt,
    BigInt(product.price.minor),
    product.price.currency,
  );
}
