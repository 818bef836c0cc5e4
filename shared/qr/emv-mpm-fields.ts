import additionalNames from './additional-names.json' with { type: 'json' };
import { amountMinorOf, ascending, isAccountTemplate, type MpmContext } from './emv-mpm-rules.ts';
import { networkOf, schemeOf } from './emv-mpm-schemes.ts';
import { type MpmObject, walkTemplate } from './emv-mpm-walk.ts';
import type {
  MpmAccount,
  MpmAdditional,
  MpmFields,
  MpmLanguage,
  MpmTip,
  NationalScheme,
} from './inspection.ts';
import { currencyOf } from './iso-codes.ts';

type Texts = Readonly<Record<string, string>>;

/** The fields of a merchant-presented code that was found right. */
export function mpmFields(context: MpmContext): MpmFields {
  const { root, unit } = context;
  const text = (id: string) => root.get(id)?.value;
  const accounts = ascending(root).flatMap((object) => accountOf(context, object));
  const first = accounts.find((account) => 'network' in account);
  const currency = text('53') ?? '';
  const iso = currencyOf(currency);
  const amount = text('54');
  const minor = amount === undefined ? null : amountMinorOf(amount, iso?.exponent ?? 0);
  return {
    format: '01',
    ...present('initiation', initiationOf(text('01'))),
    lengthUnit: unit,
    crc: (text('63') ?? '').toUpperCase(),
    scheme: schemeOfAccounts(context) ?? (first && 'network' in first ? first.network : 'other'),
    accounts,
    ...present('mcc', text('52')),
    currency,
    currencyCode: iso?.code ?? '',
    ...present('amount', amount),
    ...present('amountMinor', minor ?? undefined),
    ...present('tip', tipOf(root)),
    country: text('58') ?? '',
    ...present('merchantName', text('59')),
    ...present('merchantCity', text('60')),
    ...present('postalCode', text('61')),
    ...present('additional', additionalOf(subTexts(context, '62'))),
    ...present('language', languageOf(subTexts(context, '64'))),
    ...present('rfu', rfuOf(root)),
    ...present('unreserved', unreservedOf(context)),
  };
}

function initiationOf(indicator: string | undefined): 'static' | 'dynamic' | undefined {
  if (indicator === undefined) return undefined;
  return indicator === '11' ? 'static' : 'dynamic';
}

/** The national scheme of the lowest account whose GUID is known. */
export function schemeOfAccounts(context: MpmContext): NationalScheme | undefined {
  for (const object of ascending(context.root)) {
    const account = accountOf(context, object)[0];
    if (account && 'scheme' in account) return account.scheme;
  }
  return undefined;
}

function accountOf(context: MpmContext, object: MpmObject): MpmAccount[] {
  const { id, value } = object;
  if (id >= '02' && id <= '25') return [{ id, network: networkOf(id), value }];
  const sub = isAccountTemplate(id) ? subTexts(context, id) : undefined;
  const guid = sub?.['00'];
  if (sub === undefined || guid === undefined) return [];
  return [{ id, guid, sub, ...present('scheme', schemeOf(id, guid, context.root.get('58')?.value)) }];
}

/** The objects inside a template by id; undefined where it is absent or does not walk. */
function subTexts(context: MpmContext, id: string): Texts | undefined {
  const template = context.root.get(id);
  if (!template) return undefined;
  const walked = walkTemplate(context.source, context.unit, template);
  return walked.ok ? Object.fromEntries(walked.value.map((inner) => [inner.id, inner.value])) : undefined;
}

function tipOf(root: MpmContext['root']): MpmTip | undefined {
  const mode = root.get('55')?.value;
  if (mode === undefined) return undefined;
  if (mode === '01') return { mode: 'prompt' };
  if (mode === '02') return { mode: 'fixed', value: root.get('56')?.value ?? '' };
  return { mode: 'percent', value: root.get('57')?.value ?? '' };
}

function additionalOf(sub: Texts | undefined): MpmAdditional | undefined {
  if (sub === undefined) return undefined;
  const named: [string, string][] = [];
  const other: [string, string][] = [];
  for (const [id, value] of Object.entries(sub)) {
    const name = nameOf(id);
    if (name === undefined) other.push([id, value]);
    else named.push([name, value]);
  }
  return {
    ...Object.fromEntries(named),
    ...present('other', other.length === 0 ? undefined : Object.fromEntries(other)),
  };
}

function nameOf(id: string): string | undefined {
  return Object.entries(additionalNames).find(([, subId]) => subId === id)?.[0];
}

function languageOf(sub: Texts | undefined): MpmLanguage | undefined {
  if (sub === undefined) return undefined;
  const { '00': preference = '', '01': merchantName = '', '02': merchantCity } = sub;
  return { preference, merchantName, ...present('merchantCity', merchantCity) };
}

function rfuOf(root: MpmContext['root']): Texts | undefined {
  const objects = ascending(root).filter(({ id }) => id >= '65' && id <= '79');
  return objects.length === 0 ? undefined : Object.fromEntries(objects.map(({ id, value }) => [id, value]));
}

function unreservedOf(context: MpmContext): MpmFields['unreserved'] {
  const objects = ascending(context.root).filter(({ id }) => id >= '80');
  if (objects.length === 0) return undefined;
  return Object.fromEntries(objects.map(({ id, value }) => [id, subTexts(context, id) ?? value]));
}

/** `{[key]: value}`, or nothing at all: an absent optional has no key. */
function present<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  if (value === undefined) return {};
  const entry: { [P in K]?: V } = {};
  entry[key] = value;
  return entry;
}
