import type { MoneyWire } from '../../shared/money.ts';
import { dayReport } from '../flow/document-views.ts';
import { keptDay, settledMonth } from '../flow/settlement-views.ts';
import { currentTerminal } from '../onboarding/records.ts';
import { receivedOfDay } from '../payment/received-records.ts';
import { openAttempts, openRefunds } from '../payment/records.ts';
import { figuresOf } from '../reports/records.ts';
import {
  answer,
  type Command,
  CommandError,
  dayFlag,
  flagsOf,
  folderOf,
  minorNumber,
  required,
} from './command.ts';
import { readInOneMoment } from './reading.ts';

/**
 * `report --data DIR --day YYYY-MM-DD`: the day's figures as one JSON line, amounts in minor units. Under
 * `settlement` what the scheme's own file of that day says, null before there is one, and its month's fees.
 */
export const report: Command = async (words) => {
  const flags = flagsOf(words, ['data', 'day']);
  const day = dayFlag(required(flags.day, 'day'));
  const view = readInOneMoment(folderOf(flags.data), (db) => {
    const terminal = currentTerminal(db);
    if (!terminal) throw new CommandError('this till was never activated');
    const unresolved = openAttempts(db).length + openRefunds(db).length;
    return {
      currency: terminal.currency,
      ...dayReport(figuresOf(db, day), receivedOfDay(db, day), day, terminal.currency, unresolved),
      settlement: keptDay(db, day, terminal.currency),
      settlementMonth: settledMonth(db, day.slice(0, 7), terminal.currency),
    };
  });
  answer(inMinorUnits(view));
  return 0;
};

/** Every amount `x` becomes the number `xMinor`; the currency is said once for all. */
function inMinorUnits(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inMinorUnits);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]: [string, unknown]) =>
      isMoney(part) ? [`${name}Minor`, minorNumber(part.minor)] : [name, inMinorUnits(part)],
    ),
  );
}

function isMoney(value: unknown): value is MoneyWire {
  return typeof value === 'object' && value !== null && 'minor' in value && 'currency' in value;
}
