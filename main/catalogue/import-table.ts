import { CsvError, parse } from 'csv-parse/sync';
import { done, type Result, refused } from '../../shared/result.ts';
import known from './import-columns.json' with { type: 'json' };

export const importLimits = { characters: 50_000_000, rows: 200_000, cellCharacters: 32_768 } as const;

export type Column = keyof typeof known.columns;

export type ImportTable = {
  /** Where each known column stands; a column that the file lacks is not in it. */
  readonly places: ReadonlyMap<Column, number>;
  /** Without the header. */
  readonly rows: readonly (readonly string[])[];
};

/**
 * Reads a file of goods: comma, semicolon or tab; header in Chinese or English, in any order, unknown
 * columns left alone. Refuses with `import-too-large` (`{limit}`), or `field-invalid` with `field` `csv`
 * (a quote that never ends, `{line}`) or `header` (`{missing}`).
 */
export function readTable(csv: string): Result<ImportTable> {
  if (csv.length > importLimits.characters) return refused('import-too-large', { limit: '50 MB' });
  const records = recordsOf(csv);
  if (!records.ok) return records;
  const [header = [], ...rows] = records.value;
  if (rows.length > importLimits.rows)
    return refused('import-too-large', { limit: `${importLimits.rows} rows` });
  const places = placesOf(header);
  const missing = missingFrom(places);
  return missing ? refused('field-invalid', { field: 'header', missing }) : done({ places, rows });
}

/** Reads two rows past the limit at most: enough to know that it is passed. */
function recordsOf(csv: string): Result<string[][]> {
  try {
    const options = { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true };
    const records = parse(csv, { ...options, delimiter: delimiterOf(csv), to: importLimits.rows + 2 });
    return done(records);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return refused('field-invalid', { field: 'csv', line: String(error.lines ?? '') });
  }
}

/** The mark that parts the header's cells: the one of the three that is there most often. */
function delimiterOf(csv: string): string {
  const end = csv.search(/[\r\n]/);
  const header = end < 0 ? csv : csv.slice(0, end);
  const count = (mark: string): number => header.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function placesOf(header: readonly string[]): Map<Column, number> {
  const places = new Map<Column, number>();
  header.forEach((cell, place) => {
    const title = cell.normalize('NFKC').trim().toLowerCase();
    const column = columns.find((name) => known.columns[name].includes(title));
    if (column && !places.has(column)) places.set(column, place);
  });
  return places;
}

const columns = Object.keys(known.columns) as Column[];

function missingFrom(places: ReadonlyMap<Column, number>): Column | null {
  if (!places.has('price')) return 'price';
  return places.has('name') || places.has('nameZh') || places.has('nameEn') ? null : 'name';
}
