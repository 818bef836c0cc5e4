import additionalNames from './additional-names.json' with { type: 'json' };
import { amountMinorOf, innerOf, isAccountTemplate, type MpmContext } from './emv-mpm-rules.ts';
import { networkOf, schemeOf } from './emv-mpm-schemes.ts';
import type { MpmObject } from './emv-mpm-walk.ts';
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

/** While it is being put together: an absent optional has no key, so each is set where it is there. */
type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** The fields of a merchant-presented code that was found right. */
export function mpmFields(context: MpmContext): MpmFields {
  const { root, unit } = context;
  const text = (id: string) => root.get(id)?.value;
  const accounts = context.ascending.flatMap((object) => accountOf(context, object) ?? []);
  const first = accounts.find((account) => 'network' in account);
  const currency = text('53') ?? '';
  const fields: Draft<MpmFields> = {
    format: '01',
    lengthUnit: unit,
    crc: (text('63') ?? '').toUpperCase(),
    scheme: schemeOfAccounts(context) ?? (first && 'network' in first ? first.network : 'other'),
    accounts,
    currency,
    currencyCode: currencyOf(currency)?.code ?? '',
    country: text('58') ?? '',
  };
  addTexts(fields, text);
  addAmounts(fields, context);
  addTemplates(fields, context);
  return fields;
}

function addTexts(fields: Draft<MpmFields>, text: (id: string) => string | undefined): void {
  const initiation = text('01');
  if (initiation !== undefined) fields.initiation = initiation === '11' ? 'static' : 'dynamic';
  const mcc = text('52');
  if (mcc !== undefined) fields.mcc = mcc;
  const name = text('59');
  if (name !== undefined) fields.merchantName = name;
  const city = text('60');
  if (city !== undefined) fields.merchantCity = city;
  const postalCode = text('61');
  if (postalCode !== undefined) fields.postalCode = postalCode;
}

function addAmounts(fields: Draft<MpmFields>, { root }: MpmContext): void {
  const amount = root.get('54')?.value;
  if (amount !== undefined) {
    fields.amount = amount;
    const minor = amountMinorOf(amount, currencyOf(fields.currency)?.exponent ?? 0);
    if (minor !== null) fields.amountMinor = minor;
  }
  const tip = tipOf(root);
  if (tip) fields.tip = tip;
}

function addTemplates(fields: Draft<MpmFields>, context: MpmContext): void {
  const additional = additionalOf(subTexts(context, '62'));
  if (additional) fields.additional = additional;
  const language = languageOf(subTexts(context, '64'));
  if (language) fields.language = language;
  if ((context.ascending.at(-1)?.id ?? '') < '65') return;
  const rfu = rfuOf(context);
  if (rfu) fields.rfu = rfu;
  const unreserved = unreservedOf(context);
  if (unreserved) fields.unreserved = unreserved;
}

/** The national scheme of the lowest account whose GUID is known. */
export function schemeOfAccounts(context: MpmContext): NationalScheme | undefined {
  for (const { id } of context.ascending) {
    const guid = isAccountTemplate(id) ? guidOf(context, id) : undefined;
    const scheme = guid && schemeOf(id, guid, context.root.get('58')?.value);
    if (scheme) return scheme;
  }
  return undefined;
}

function guidOf(context: MpmContext, id: string): string | undefined {
  return innerObjects(context, id)?.find((object) => object.id === '00')?.value;
}

function accountOf(context: MpmContext, { id, value }: MpmObject): MpmAccount | undefined {
  if (id >= '02' && id <= '25') return { id, network: networkOf(id), value };
  const guid = isAccountTemplate(id) ? guidOf(context, id) : undefined;
  const sub = guid === undefined ? undefined : subTexts(context, id);
  if (guid === undefined || sub === undefined) return undefined;
  const scheme = schemeOf(id, guid, context.root.get('58')?.value);
  return scheme === undefined ? { id, guid, sub } : { id, guid, sub, scheme };
}

function innerObjects(context: MpmContext, id: string): readonly MpmObject[] | undefined {
  const template = context.root.get(id);
  const walked = template && innerOf(context, template);
  return walked?.ok ? walked.value : undefined;
}

/** The objects inside a template by id; undefined where it is absent or does not walk. */
function subTexts(context: MpmContext, id: string): Texts | undefined {
  const objects = innerObjects(context, id);
  return objects && textsOf(objects);
}

function textsOf(objects: readonly MpmObject[]): Texts {
  const texts: Record<string, string> = {};
  for (const { id, value } of objects) texts[id] = value;
  return texts;
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
  const additional: Draft<MpmAdditional> = {};
  const other: Record<string, string> = {};
  for (const id in sub) {
    const name = namesById.get(id);
    if (name === undefined) other[id] = sub[id] ?? '';
    else additional[name] = sub[id] ?? '';
  }
  if (Object.keys(other).length > 0) additional.other = other;
  return additional;
}

type AdditionalName = keyof typeof additionalNames;

const namesById = new Map(
  Object.entries(additionalNames).map(([name, id]): [string, AdditionalName] => [id, name as AdditionalName]),
);

function languageOf(sub: Texts | undefined): MpmLanguage | undefined {
  if (sub === undefined) return undefined;
  const { '00': preference = '', '01': merchantName = '', '02': merchantCity } = sub;
  return merchantCity === undefined
    ? { preference, merchantName }
    : { preference, merchantName, merchantCity };
}

function rfuOf({ ascending }: MpmContext): Texts | undefined {
  const objects = ascending.filter(({ id }) => id >= '65' && id <= '79');
  return objects.length === 0 ? undefined : textsOf(objects);
}

function unreservedOf(context: MpmContext): MpmFields['unreserved'] {
  const objects = context.ascending.filter(({ id }) => id >= '80');
  if (objects.length === 0) return undefined;
  return Object.fromEntries(objects.map(({ id, value }) => [id, subTexts(context, id) ?? value]));
}
