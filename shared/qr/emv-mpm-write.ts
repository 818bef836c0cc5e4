import additionalNames from './additional-names.json' with { type: 'json' };
import { crc16 } from './check-digits.ts';
import { readMpm } from './emv-mpm.ts';
import type { MpmAccount, MpmAdditional, MpmFields } from './inspection.ts';
import { utf8Length } from './utf8.ts';

/** What a merchant-presented code is made from: everything that is not worked out from the rest. */
export type MpmDraft = Omit<
  MpmFields,
  'format' | 'lengthUnit' | 'crc' | 'scheme' | 'currencyCode' | 'amountMinor'
> & { readonly lengthUnit?: MpmFields['lengthUnit'] };

type Objects = ReadonlyMap<string, string | undefined>;
type Measure = (value: string) => number;

/**
 * The text of a merchant-presented code, objects in the order of their ids. Lengths count characters
 * unless the draft says bytes. Throws where the fields make no code that a wallet would read.
 */
export function writeMpm(draft: MpmDraft): string {
  const measure: Measure = draft.lengthUnit === 'bytes' ? utf8Length : (value) => [...value].length;
  const body = `${written(rootOf(draft, measure), measure)}6304`;
  const text = body + crc16(body);
  const again = readMpm(text);
  if (!again.ok) throw new Error(`not a merchant's code: ${again.problem.code} at ${again.problem.at}`);
  return text;
}

function rootOf(draft: MpmDraft, measure: Measure): Objects {
  const { initiation, tip, language } = draft;
  const root = new Map<string, string | undefined>([
    ['00', '01'],
    ['01', initiation && { static: '11', dynamic: '12' }[initiation]],
    ['52', draft.mcc],
    ['53', draft.currency],
    ['54', draft.amount],
    ['55', tip && { prompt: '01', fixed: '02', percent: '03' }[tip.mode]],
    ['56', tip?.mode === 'fixed' ? tip.value : undefined],
    ['57', tip?.mode === 'percent' ? tip.value : undefined],
    ['58', draft.country],
    ['59', draft.merchantName],
    ['60', draft.merchantCity],
    ['61', draft.postalCode],
    ['62', draft.additional && written(additionalObjects(draft.additional), measure)],
  ]);
  for (const account of draft.accounts) root.set(account.id, accountValue(account, measure));
  if (language) {
    const { preference, merchantName, merchantCity } = language;
    root.set('64', written(objectsOf({ '00': preference, '01': merchantName, '02': merchantCity }), measure));
  }
  for (const [id, value] of Object.entries(draft.rfu ?? {})) root.set(id, value);
  for (const [id, value] of Object.entries(draft.unreserved ?? {})) {
    root.set(id, typeof value === 'string' ? value : written(objectsOf(value), measure));
  }
  return root;
}

function accountValue(account: MpmAccount, measure: Measure): string {
  return 'network' in account ? account.value : written(objectsOf(account.sub), measure);
}

function additionalObjects(additional: MpmAdditional): Objects {
  const { other, ...named } = additional;
  const objects = new Map(Object.entries(other ?? {}));
  const subIds: ReadonlyMap<string, string> = new Map(Object.entries(additionalNames));
  for (const [name, value] of Object.entries(named)) {
    const id = subIds.get(name);
    if (id !== undefined && typeof value === 'string') objects.set(id, value);
  }
  return objects;
}

function objectsOf(values: Readonly<Record<string, string | undefined>>): Objects {
  return new Map(Object.entries(values));
}

function written(objects: Objects, measure: Measure): string {
  return [...objects]
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([id, value]) => (value === undefined ? '' : id + String(measure(value)).padStart(2, '0') + value))
    .join('');
}
