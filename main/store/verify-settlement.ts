import { canonicalJson, sha256Hex } from '../../platform/canonical-json.ts';
import type { FindKey } from '../../platform/http-signatures.ts';
import type { EventData } from '../../shared/events.ts';
import { accounts, type Posting } from '../../shared/posting.ts';
import { type SettlementAnswer, type SettlementLine, settlementAnswer } from '../../shared/scheme-wire.ts';
import { fileFault } from '../../shared/settlement-file.ts';
import { type Auditor, type Check, firstFailed } from './verdict.ts';
import { isListed, isSigned, jsonOf } from './verify-answers.ts';

/** A row as it was kept: its money, and whether it was settled. */
type Row = { readonly gross: bigint; readonly fee: bigint; readonly isOwn: boolean; isSettled: boolean };

/**
 * The scheme's daily files: each page is what the scheme signed, each day is whole and kept once, each of its
 * rows is settled at most once, and what was booked as settled and as fees is what those rows say.
 */
export function settlementHolds(findAnswerKey: FindKey): Auditor {
  const rows = new Map<string, Row>();
  const kept = new Set<string>();
  const cases = new Set<string>();
  let pages: SettlementAnswer[] = [];
  return (event) => {
    switch (event.kind) {
      case 'settlement-page': {
        const page = settlementAnswer.safeParse(jsonOf(event.data.answer));
        if (!page.success) return 'the kept answer is no settlement';
        if (event.data.page === 1) pages = [];
        pages.push(page.data);
        for (const line of page.data.lines)
          rows.set(`${event.data.day} ${line.seq}`, rowOf(line, event.data.terminals));
        return pageHolds(event.data, pages.length, page.data, findAnswerKey);
      }
      case 'settlement-kept': {
        const isFirst = !kept.has(event.data.day);
        kept.add(event.data.day);
        return keptHolds(event.data, pages, isFirst);
      }
      case 'settlement-matched': {
        for (const { caseId } of event.data.opened) cases.add(caseId);
        return matchedHolds(event.data, rows);
      }
      case 'settlement-alarmed':
        cases.add(event.data.caseId);
        return null;
      case 'settlement-case-closed':
        return cases.delete(event.data.caseId) ? null : 'there is no such case to close';
      default:
        return null;
    }
  };
}

function rowOf({ gross, fee, terminalId }: SettlementLine, terminals: readonly string[]): Row {
  return {
    gross: BigInt(gross),
    fee: BigInt(fee),
    isOwn: terminals.includes(terminalId),
    isSettled: false,
  };
}

function pageHolds(
  data: EventData<'settlement-page'>,
  due: number,
  page: SettlementAnswer,
  findKey: FindKey,
): string | null {
  return firstFailed([
    [data.page === due, `page ${due} of the day should stand here`],
    [page.date === data.day, 'the kept page is of another day'],
    [page.final, 'the kept page is of a day that still ran'],
    [
      !isListed(data.answer, findKey) || isSigned(data.answer, findKey),
      "the kept page is not signed by the scheme's key that it names",
    ],
  ]);
}

function keptHolds(
  data: EventData<'settlement-kept'>,
  pages: readonly SettlementAnswer[],
  isFirst: boolean,
): string | null {
  const [first] = pages;
  const lines = pages.flatMap((page) => page.lines);
  const fault = first && fileFault({ ...first, lines }, data.day, sha256Hex(canonicalJson(lines)));
  return firstFailed([
    [isFirst, 'this day was kept before'],
    [pages.length === data.pages && first !== undefined, 'the day has not all its pages'],
    [fault === null, `the file of the day does not hold: ${fault}`],
    [
      first !== undefined &&
        (['gross', 'fee', 'net'] as const).every((part) => first[part].minor === data[part].minor) &&
        first.hash === data.hash &&
        first.count === data.count,
      'the day is not what its pages say',
    ],
  ]);
}

function matchedHolds(data: EventData<'settlement-matched'>, rows: Map<string, Row>): string | null {
  const places = [
    ...data.rows.flatMap(({ day, from, to }) =>
      Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => ({ day, no: from + index })),
    ),
    ...data.others,
  ];
  let gross = 0n;
  let fee = 0n;
  for (const { day, no } of places) {
    const row = rows.get(`${day} ${no}`);
    if (!row?.isOwn) return `row ${no} of ${day} is not this till's`;
    if (row.isSettled) return `row ${no} of ${day} was settled before`;
    row.isSettled = true;
    gross += row.gross;
    fee += row.fee;
  }
  return firstFailed(moneyChecks(data.postings, gross, fee));
}

function moneyChecks(postings: readonly Posting[], gross: bigint, fee: bigint): Check[] {
  const on = (account: string): bigint =>
    postings
      .filter((posting) => posting.account === account)
      .reduce((sum, { amount }) => sum + BigInt(amount.minor), 0n);
  return [
    [on(accounts.settled) === gross - fee, 'what is booked as settled is not what the rows say'],
    [on(accounts.walletFees) === fee, 'the fees that are booked are not those of the rows'],
  ];
}
