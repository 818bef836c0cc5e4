import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import { sumMinor } from '../../shared/money.ts';
import type { SettlementAnswer, SettlementLine, settlementAnswer } from '../../shared/scheme-wire.ts';
import { instantOf } from '../../shared/time.ts';
import type { Parts } from '../parts.ts';
import { findFile, keepFile, type Movement, movements } from '../records/settlement.ts';
import type { Merchant } from '../records/terminal.ts';
import { dayBounds } from '../rules/settlement.ts';
import { answered, type Call, type Handler, problem } from './call.ts';
import { pageAsked } from './page.ts';

/** A merchant's day. Of a day that still runs: what there is so far; of one to come: not ready. */
export const settlement: Handler<null, typeof settlementAnswer> = (parts, call) => {
  const date = call.params.date ?? '';
  const { merchant } = call.terminal;
  const page = pageAsked(call.query, /^\d{1,9}$/);
  if (!page) return problem('field-invalid', { field: 'limit' });
  if (dayBounds(date, merchant.zone).fromMs > call.nowMs) return problem('not-ready');
  const file = fileOf(parts, merchant, date, call);
  const from = Number(page.after ?? '0');
  const lines = file.lines.slice(from, from + page.limit);
  const end = from + lines.length;
  return answered({ ...file, lines, next: end < file.lines.length ? String(end) : null });
};

/** The whole day in one piece. Once it is final it is kept, and served as it was first served. */
function fileOf(parts: Parts, merchant: Merchant, date: string, call: Call<null>): SettlementAnswer {
  const kept = findFile(parts.database, merchant.id, date);
  if (kept) return kept;
  const bounds = dayBounds(date, merchant.zone);
  const moved = movements(parts.database, merchant.id, bounds.fromMs, bounds.toMs);
  const lines = moved.map((movement, index) => lineOf(movement, index + 1, merchant.currency));
  const total = (values: bigint[]) => ({ minor: sumMinor(values).toString(), currency: merchant.currency });
  const file: SettlementAnswer = {
    date,
    zone: merchant.zone,
    from: instantOf(bounds.fromMs),
    to: instantOf(bounds.toMs),
    count: lines.length,
    gross: total(moved.map(({ grossMinor }) => grossMinor)),
    fee: total(moved.map(({ feeMinor }) => feeMinor)),
    net: total(moved.map(({ grossMinor, feeMinor }) => grossMinor - feeMinor)),
    hash: sha256Hex(canonicalJson(lines)),
    final: call.nowMs >= bounds.finalFromMs,
    lines,
  };
  if (file.final) keepFile(parts.database, merchant.id, file);
  return file;
}

function lineOf(movement: Movement, seq: number, currency: string): SettlementLine {
  return {
    seq,
    kind: movement.kind,
    id: movement.id,
    schemeRef: movement.schemeRef,
    gross: movement.grossMinor.toString(),
    fee: movement.feeMinor.toString(),
    net: (movement.grossMinor - movement.feeMinor).toString(),
    currency,
    at: instantOf(movement.atMs),
    terminalId: movement.terminal,
  };
}
