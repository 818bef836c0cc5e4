import { z } from 'zod';
import { newId } from '../../shared/ids.ts';
import { formatMoney } from '../../shared/money.ts';
import { writeVoucher } from '../../shared/qr/voucher.ts';
import { instantOf } from '../../shared/time.ts';
import { termsOf } from '../../shared/voucher.ts';
import type { PracticeProgrammeAsk, PracticeVoucherAsk, VoucherState } from '../../shared/voucher-wire.ts';
import { heldTo } from '../calls/vouchers.ts';
import type { Parts } from '../parts.ts';
import { findProgramme, insertProgramme } from '../records/programme.ts';
import { readSetting, writeSetting } from '../records/setting.ts';
import { insertVoucher, saveVoucherState } from '../records/voucher.ts';
import { crockford } from '../rules/activation.ts';
import { voucherRefusal } from '../rules/voucher.ts';
import demoProgrammes from './demo-programmes.json' with { type: 'json' };
import { practiceGtins } from './goods.ts';

const dayMs = 86_400_000;

/** As long as a demo is likely to stand somewhere; real programmes end with a season. */
const demoProgrammeMs = 3650 * dayMs;
const usualDays = 90;

/** Publishes a programme, or a newer list of one that is there; answers the list's version. */
export function publishProgramme(parts: Parts, ask: PracticeProgrammeAsk): number {
  return parts.database.transaction(() => publish(parts, ask));
}

/** Makes a voucher and answers its code; null where no programme of that id and currency is there. */
export function issueVoucher(parts: Parts, ask: PracticeVoucherAsk): string | null {
  return parts.database.transaction(() => issue(parts, ask));
}

/** Does to a voucher what its programme would; answers false for a code that nobody has. */
export function setVoucherState(parts: Parts, code: string, state: VoucherState): boolean {
  return parts.database.transaction(() => {
    const voucher = heldTo(parts, code);
    if (!voucher) return false;
    const begins = state === 'Activated' && voucher.expiresAtMs === null;
    const expiresAtMs = begins ? parts.clock.now() + voucher.lifeMs : voucher.expiresAtMs;
    saveVoucherState(parts.database, voucher, state, expiresAtMs);
    return true;
  });
}

export type SheetVoucher = {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Written out, with its symbol. */
  readonly balance: string;
};

/** The two vouchers on the practice sheet; one that is used up or over is replaced by a fresh one. */
export function sheetVouchers(parts: Parts): SheetVoucher[] {
  return parts.database.transaction(() =>
    demoProgrammes.flatMap(({ id, names, currency, balance }) => {
      const code = demoVoucher(parts, { programme: id, currency, balance });
      const voucher = code === null ? null : heldTo(parts, code);
      if (code === null || !voucher) return [];
      const shown = formatMoney({ minor: voucher.balanceMinor, currency }, { symbol: true });
      return [{ code, nameZh: names['zh-CN'], nameEn: names.en, balance: shown }];
    }),
  );
}

/** Publishes the demo programmes on the first start; their lists are the practice shop's own goods. */
export function openDemoProgrammes(parts: Parts): void {
  parts.database.transaction(() => {
    for (const { categories, gtins, balance: _, ...demo } of demoProgrammes) {
      if (findProgramme(parts.database, demo.id)) continue;
      const listed = practiceGtins().filter((goods) =>
        categories.some((category) => category === goods.category),
      );
      publish(parts, {
        ...demo,
        priceCut: demo.priceCut && { ...demo.priceCut, unit: 'each' },
        expires: instantOf(parts.clock.now() + demoProgrammeMs),
        goods: [...listed, ...gtins.map((gtin) => ({ gtin, category: 'household' }))],
      });
    }
  });
}

function publish(parts: Parts, ask: PracticeProgrammeAsk): number {
  const listVersion = (findProgramme(parts.database, ask.id)?.listVersion ?? 0) + 1;
  insertProgramme(parts.database, { ...ask, listVersion, issuedAt: instantOf(parts.clock.now()) });
  return listVersion;
}

function issue(parts: Parts, ask: PracticeVoucherAsk): string | null {
  if (findProgramme(parts.database, ask.programme)?.currency !== ask.currency) return null;
  const nowMs = parts.clock.now();
  const code = writeVoucher({ programme: ask.programme, serial: crockford(12, parts.random) });
  const state = ask.state ?? 'Activated';
  const lifeMs = (ask.days ?? usualDays) * dayMs;
  const voucher = {
    id: newId(nowMs, parts.random),
    programme: ask.programme,
    state,
    currency: ask.currency,
    balanceMinor: BigInt(typeof ask.balance === 'object' ? ask.balance.minor : ask.balance),
    lifeMs,
    expiresAtMs: state === 'Pre-Activated' ? null : nowMs + lifeMs,
    person: ask.person ?? null,
  };
  insertVoucher(parts.database, voucher, code, nowMs);
  return code;
}

const demoCodes = z.record(z.string(), z.string());
const demoSetting = 'demo vouchers';

/** A demo voucher's code is kept in clear: it stands on the sheet for everybody to take. */
function demoVoucher(
  parts: Parts,
  ask: Pick<PracticeVoucherAsk, 'programme' | 'currency' | 'balance'>,
): string | null {
  const codes = demoCodes.parse(JSON.parse(readSetting(parts.database, demoSetting) ?? '{}'));
  const known = codes[ask.programme];
  if (known !== undefined && isUsable(parts, known)) return known;
  const code = issue(parts, ask);
  if (code === null) return null;
  writeSetting(parts.database, demoSetting, JSON.stringify({ ...codes, [ask.programme]: code }));
  return code;
}

function isUsable(parts: Parts, code: string): boolean {
  const voucher = heldTo(parts, code);
  const programme = voucher && findProgramme(parts.database, voucher.programme);
  if (!voucher || !programme) return false;
  return voucherRefusal(voucher, termsOf(programme), parts.clock.now()) === null;
}
