import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '../../platform/files.ts';
import { csvOf } from '../reports/export-csv.ts';
import { hledgerOf } from '../reports/export-hledger.ts';
import { jsonOf } from '../reports/export-json.ts';
import type { Database } from '../store/database.ts';
import { answer, type Command, CommandError, fileToWrite, flagsOf, folderOf, required } from './command.ts';
import { readInOneMoment } from './reading.ts';

const formats: Readonly<Record<string, (db: Database) => Iterable<string>>> = {
  hledger: hledgerOf,
  csv: csvOf,
  json: jsonOf,
};

/** `export --data DIR --format hledger|csv|json --out FILE`: the books as others read them. */
export const exportBooks: Command = async (words) => {
  const flags = flagsOf(words, ['data', 'format', 'out']);
  const format = required(flags.format, 'format');
  const write = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (!write) throw new CommandError(`--format takes ${Object.keys(formats).join(', ')}, not ${format}`);
  const dataDir = folderOf(flags.data);
  const out = fileToWrite(required(flags.out, 'out'), dataDir);
  const bytes = readInOneMoment(dataDir, (db) => writeAside(out, write(db)));
  answer({ format, out, bytes });
  return 0;
};

/** Written together before it goes to the disk, since the pieces are small and many. */
const pieceBytes = 1_048_576;

/** To a side file, synced, then renamed: whoever reads `path` sees the old file or the whole new one. */
function writeAside(path: string, pieces: Iterable<string>): number {
  const side = `${path}.${process.pid}.new`;
  const file = openSync(side, 'wx', 0o600);
  let total = 0;
  try {
    let held = '';
    const flush = (): void => {
      const bytes = Buffer.from(held, 'utf8');
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      total += bytes.length;
      held = '';
    };
    for (const piece of pieces) {
      held += piece;
      if (held.length >= pieceBytes) flush();
    }
    flush();
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(side, { force: true });
    throw error;
  }
  closeSync(file);
  renameSync(side, path);
  syncFolder(dirname(path));
  return total;
}
