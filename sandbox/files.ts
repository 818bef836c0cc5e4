import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Migration } from '../platform/migrations.ts';

/*
 * The one place that knows where the scheme's own files lie: beside the sources, in the tree as in
 * the bundle, which keeps each source's address (build/bundle.ts). Paths, not URLs: inside a packed
 * archive Electron 25 finds only those.
 */
const here = fileURLToPath(new URL('./', import.meta.url));

export function migrations(): Migration[] {
  return stepsIn(join(here, 'migrations'));
}

/** Of the foreign wallet's stand-in, which keeps books of its own. */
export function foreignMigrations(): Migration[] {
  return stepsIn(join(here, 'foreign/migrations'));
}

function stepsIn(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }));
}

/** What a page may ask for, and as what it is served. */
const pageTypes: Readonly<Record<string, string>> = {
  'phone.html': 'text/html; charset=utf-8',
  'sheet.html': 'text/html; charset=utf-8',
  'look.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
  'phone.js': 'text/javascript; charset=utf-8',
  'shop-codes.js': 'text/javascript; charset=utf-8',
  'printed-code.js': 'text/javascript; charset=utf-8',
  'sheet.js': 'text/javascript; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'words/en.json': 'application/json',
  'words/zh-CN.json': 'application/json',
};

/** A file of the pages; null for any other name, so that no name leads out of the folder. */
export function pageFile(name: string): { readonly type: string; readonly text: string } | null {
  const type = Object.hasOwn(pageTypes, name) ? pageTypes[name] : undefined;
  return type ? { type, text: readFileSync(join(here, 'pages', name), 'utf8') } : null;
}

/** The practice shop's goods as CSV; null where the product was shipped without them. */
export function practiceGoodsCsv(): string | null {
  try {
    return readFileSync(join(here, '../data/practice-shop/products.csv'), 'utf8');
  } catch {
    return null;
  }
}
