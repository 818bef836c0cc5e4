import type { UpiFields } from './inspection.ts';
import { percentDecoded } from './percent.ts';
import { bad, type Reading, type Refusal, read } from './reading.ts';
import { utf8Length } from './utf8.ts';

type Parameter = { readonly value: string; readonly at: number };
type Parameters = ReadonlyMap<string, Parameter>;

const names = {
  pa: 'payeeAddress',
  pn: 'payeeName',
  mc: 'merchantCode',
  tid: 'transactionId',
  tr: 'transactionRef',
  tn: 'note',
  am: 'amount',
  mam: 'minAmount',
  cu: 'currency',
  url: 'url',
  mode: 'mode',
  purpose: 'purpose',
  orgid: 'orgId',
  sign: 'sign',
} as const;

const start = 'upi://';

/** Reads `upi://pay?…` of India's UPI (NPCI linking specification); `text` begins with `upi://` in any case. */
export function readUpi(text: string): Reading<UpiFields> {
  const [, action = '', query = ''] = /^([^?]*)(?:\?([\s\S]*))?$/.exec(text.slice(start.length)) ?? [];
  if (!/^pay\/?$/i.test(action)) return bad('bad-value', start.length);
  const parameters = readParameters(query, start.length + action.length + 1);
  if (!parameters.ok) return parameters;
  const problem = firstProblem(parameters.value, utf8Length(text));
  return problem ?? read(fieldsOf(parameters.value));
}

/** Keys in any case; an empty value is as good as none. */
function readParameters(query: string, queryAt: number): Reading<Parameters> {
  const parameters = new Map<string, Parameter>();
  let at = queryAt;
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    const raw = equals < 0 ? '' : pair.slice(equals + 1);
    if (raw !== '') {
      const key = pair.slice(0, equals).toLowerCase();
      const valueAt = at + utf8Length(pair.slice(0, equals + 1));
      if (parameters.has(key)) return bad('duplicate-field', at);
      const value = percentDecoded(raw, valueAt);
      if (!value.ok) return value;
      parameters.set(key, { value: value.value, at: valueAt });
    }
    at += utf8Length(pair) + 1;
  }
  return read(parameters);
}

const amountPattern = /^\d{1,10}(?:\.\d{1,2})?$/;

function firstProblem(parameters: Parameters, endAt: number): Refusal | null {
  const payee = parameters.get('pa');
  if (!payee) return bad('missing-field', endAt);
  if (!/^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+$/.test(payee.value)) return bad('bad-value', payee.at);
  const currency = parameters.get('cu');
  if (currency && currency.value !== 'INR') return bad('bad-currency', currency.at);
  for (const key of ['am', 'mam']) {
    const amount = parameters.get(key);
    const isAbsent = amount === undefined || (key === 'mam' && amount.value === 'null');
    if (!isAbsent && !isPositiveAmount(amount.value)) return bad('bad-amount', amount.at);
  }
  const category = parameters.get('mc');
  return category && !/^\d{4}$/.test(category.value) ? bad('bad-mcc', category.at) : null;
}

function isPositiveAmount(text: string): boolean {
  return amountPattern.test(text) && /[1-9]/.test(text);
}

function fieldsOf(parameters: Parameters): UpiFields {
  const fields: Record<string, string> = {};
  const other = new Map<string, string>();
  for (const [key, { value }] of parameters) {
    const name = isKnown(key) ? names[key] : undefined;
    if (name === undefined) other.set(key, value);
    else if (key !== 'mam' || value !== 'null') fields[name] = value;
  }
  const { amount, payeeAddress = '' } = fields;
  return {
    ...fields,
    payeeAddress,
    ...(amount === undefined ? {} : { amountMinor: paiseOf(amount) }),
    ...(other.size === 0 ? {} : { other: Object.fromEntries(other) }),
  };
}

function isKnown(key: string): key is keyof typeof names {
  return Object.hasOwn(names, key);
}

function paiseOf(amount: string): number {
  const [rupees = '', paise = ''] = amount.split('.');
  return Number(rupees + paise.padEnd(2, '0'));
}
