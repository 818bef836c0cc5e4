import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { returnableLines } from '../../main/receipt/records.ts';
import { leftOf } from '../../main/receipt/rules.ts';
import { openTillDatabase, tillMigrations } from '../../main/store/database.ts';
import { openDatabase } from '../../platform/database.ts';
import { runMigrations } from '../../platform/migrations.ts';

/** Books as the first release left them, with a sale of which a part had come back, before shares were kept. */
it('a return of the first release counts as given back to the one tender that had paid', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'countertop-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const old = openDatabase(join(dataDir, 'till.db'));
  runMigrations(old, tillMigrations().slice(0, 1));
  old.exec(`
    INSERT INTO sale VALUES ('s', 'sale', 1, 1, 9, NULL, '2026-11-23T01:00:00.000Z', '2026-11-23T01:00:00.000Z',
      '2026-11-23', 1, 'owner', NULL, 3, '{"en":"Tea"}', 1000, 0, 0, 1000, 'CNY', 1);
    INSERT INTO sale_line VALUES ('s', 1, NULL, '{"en":"Tea"}', NULL, '', 'standard', 0, 'each', 3000, 334, 1000,
      0, 0, 1000, 115, '["1000"]', 1000, 333, 38);
    INSERT INTO drawer_opening VALUES (1, 10, '2026-11-23T01:00:00.000Z', 1, 'sale', 's');
    INSERT INTO receipt_copy VALUES ('s', 1, '2026-11-23T01:00:00.000Z');
  `);
  old.close();
  const db = openTillDatabase(dataDir);
  const [line] = returnableLines(db, 's');
  expect(line).toMatchObject({ returned: 1000n, returnedMinor: 333n, returnedShares: [] });
  expect(line && leftOf(line)).toEqual({ minor: 667n, shares: [667n] });
  expect(db.get('SELECT opening_id FROM drawer_opening')).toEqual({ opening_id: null });
  expect(db.get('SELECT copy_id FROM receipt_copy')).toEqual({ copy_id: null });
  db.close();
});
