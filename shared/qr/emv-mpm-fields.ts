import additionalNames from './additional-names.json' with { type: 'json' };
import { amountMinorOf, isAccountTemplate, type MpmContext, valueWithId } from './emv-mpm-rules.ts';
import { networkOf, schemeOf } from './emv-mpm-schemes.ts';
import { guidWithin, idTexts, innerOf, type MpmObject, withId } from './emv-mpm-walk.ts';
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
  const { unit } = context;
  const accounts: MpmAccount[] = [];
  for (const object of context.root) {
    if (object.id > 51) break;
    const account = accountOf(context, object);
    if (account) accounts.push(account);
  }
  const number = valueWithId(context, 53) ?? '';
  const currency = currencyOf(number);
  const fields: Draft<MpmFields> = {
    format: '01',
    lengthUnit: unit,
    crc: (valueWithId(context, 63) ?? '').toUpperCase(),
    scheme: schemeAmong(accounts),
    accounts,
    currency: number,
    currencyCode: currency?.code ?? '',
    country: valueWithId(context, 58) ?? '',
  };
  for (const { id, value } of context.root) addText(fields, id, value, currency?.exponent ?? 0);
  const tip = tipOf(context);
  if (tip) fields.tip = tip;
  addTemplates(fields, context);
  return fields;
}

/** The lowest account with a known GUID says which scheme it is; else the lowest card network. */
function schemeAmong(accounts: readonly MpmAccount[]): MpmFields['scheme'] {
  for (const account of accounts) if ('scheme' in account && account.scheme) return account.scheme;
  for (const account of accounts) if ('network' in account) return account.network;
  return 'other';
}

function addText(fields: Draft<MpmFields>, id: number, value: string, exponent: number): void {
  if (id === 1) fields.initiation = value === '11' ? 'static' : 'dynamic';
  else if (id === 52) fields.mcc = value;
  else if (id === 54) addAmount(fields, value, exponent);
  else if (id === 59) fields.merchantName = value;
  else if (id === 60) fields.merchantCity = value;
  else if (id === 61) fields.postalCode = value;
}

function addAmount(fields: Draft<MpmFields>, value: string, exponent: number): void {
  fields.amount = value;
  const minor = amountMinorOf(value, exponent);
  if (minor !== null) fields.amountMinor = minor;
}

function addTemplates(fields: Draft<MpmFields>, context: MpmContext): void {
  const additional = additionalOf(innerWithId(context, 62));
  if (additional) fields.additional = additional;
  const language = languageOf(innerWithId(context, 64));
  if (language) fields.language = language;
  if ((context.root.at(-1)?.id ?? 0) < 65) return;
  const rfu = rfuOf(context);
  if (rfu) fields.rfu = rfu;
  const unreserved = unreservedOf(context);
  if (unreserved) fields.unreserved = unreserved;
}

/**
 * The national scheme of the lowest account whose GUID is known; also of a damaged one, so that its
 * damage is answered and not what its scheme lets it leave out.
 */
export function schemeOfAccounts(context: MpmContext): NationalScheme | undefined {
  for (const account of context.root) {
    if (!isAccountTemplate(account.id)) continue;
    const guid = guidWithin(context.source, context.unit, account);
    const scheme = guid && schemeOf(account.id, guid, valueWithId(context, 58));
    if (scheme) return scheme;
  }
  return undefined;
}

type Inner = readonly MpmObject[] | undefined;

function accountOf(context: MpmContext, account: MpmObject): MpmAccount | undefined {
  const { id, value } = account;
  const text = idTexts[id] ?? '';
  if (id >= 2 && id <= 25) return { id: text, network: networkOf(id), value };
  const inner = isAccountTemplate(id) ? innerObjects(context, account) : undefined;
  const guid = inner && withId(inner, 0)?.value;
  if (inner === undefined || guid === undefined) return undefined;
  const sub = textsOf(inner);
  const scheme = schemeOf(id, guid, valueWithId(context, 58));
  return scheme === undefined ? { id: text, guid, sub } : { id: text, guid, sub, scheme };
}

/** The objects inside a template; undefined where it does not walk. */
function innerObjects(context: MpmContext, template: MpmObject): Inner {
  const walked = innerOf(context.source, context.unit, template);
  return walked.ok ? walked.value : undefined;
}

function innerWithId(context: MpmContext, id: number): Inner {
  const template = withId(context.root, id);
  return template && innerObjects(context, template);
}

function textsOf(objects: readonly MpmObject[]): Texts {
  const texts: Record<string, string> = {};
  for (const { id, value } of objects) texts[idTexts[id] ?? ''] = value;
  return texts;
}

function tipOf(context: MpmContext): MpmTip | undefined {
  const mode = valueWithId(context, 55);
  if (mode === undefined) return undefined;
  if (mode === '01') return { mode: 'prompt' };
  if (mode === '02') return { mode: 'fixed', value: valueWithId(context, 56) ?? '' };
  return { mode: 'percent', value: valueWithId(context, 57) ?? '' };
}

function additionalOf(inner: Inner): MpmAdditional | undefined {
  if (inner === undefined) return undefined;
  const additional: Draft<MpmAdditional> = {};
  let other: Record<string, string> | undefined;
  for (const { id, value } of inner) {
    const name = namesById[id];
    if (name !== undefined) additional[name] = value;
    else {
      other ??= {};
      other[idTexts[id] ?? ''] = value;
    }
  }
  if (other !== undefined) additional.other = other;
  return additional;
}

type AdditionalName = keyof typeof additionalNames;

const namesById = idTexts.map((id) => {
  const found = Object.entries(additionalNames).find(([, of]) => of === id);
  return found && (found[0] as AdditionalName);
});

function languageOf(inner: Inner): MpmLanguage | undefined {
  if (inner === undefined) return undefined;
  const { '00': preference = '', '01': merchantName = '', '02': merchantCity } = textsOf(inner);
  return merchantCity === undefined
    ? { preference, merchantName }
    : { preference, merchantName, merchantCity };
}

function rfuOf({ root }: MpmContext): Texts | undefined {
  const objects = root.filter(({ id }) => id >= 65 && id <= 79);
  return objects.length === 0 ? undefined : textsOf(objects);
}

function unreservedOf(context: MpmContext): MpmFields['unreserved'] {
  const objects = context.root.filter(({ id }) => id >= 80);
  if (objects.length === 0) return undefined;
  return Object.fromEntries(
    objects.map((object) => {
      const inner = innerObjects(context, object);
      return [idTexts[object.id], inner ? textsOf(inner) : object.value];
    }),
  );
}
