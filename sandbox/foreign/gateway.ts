import { isRsa2, signRsa2, textOfParameters } from '../../platform/rsa2.ts';
import type { Lie } from '../faults.ts';
import { answerers } from './answers.ts';
import type { Keys } from './keys.ts';
import type { Books, Fields } from './wire.ts';

/** One request: nothing is looked at that the shop has not signed, and every answer is signed, errors too. */
export function answer(books: Books, keys: Keys, query: string, form: string, lie: Lie): string {
  const parameters = { ...fieldsOf(query), ...fieldsOf(form) };
  const method = parameters.method ?? '';
  const run = Object.hasOwn(answerers, method) ? answerers[method] : undefined;
  const why = refusalOf(keys, parameters, run !== undefined);
  const biz = why === null ? bizOf(parameters.biz_content ?? '') : null;
  if (why !== null || !run || !biz)
    return sealed(keys, 'error_response', refused(why ?? 'isv.invalid-parameter'));
  const said = books.database.transaction(() => run(books, biz, parameters.biz_content ?? ''));
  return sealed(keys, `${method.replaceAll('.', '_')}_response`, said, lie);
}

function fieldsOf(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Why nothing of a request is looked at; null where it is signed by the shop. */
function refusalOf(
  keys: Keys,
  parameters: Readonly<Record<string, string>>,
  isKnown: boolean,
): string | null {
  if (parameters.app_id !== keys.appId) return 'isv.invalid-app-id';
  if (parameters.sign_type !== 'RSA2' || parameters.version !== '1.0') return 'isv.invalid-signature-type';
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(parameters.timestamp ?? '')) return 'isv.invalid-timestamp';
  if (!isRsa2(keys.shop, textOfParameters(parameters), parameters.sign ?? '')) return 'isv.invalid-signature';
  return isKnown ? null : 'isv.invalid-method';
}

function refused(subCode: string): Fields {
  return { code: '40002', msg: 'Invalid Arguments', sub_code: subCode };
}

/** The order's fields; all of them are text on this wire. */
function bizOf(text: string): Record<string, string> | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, String(field)]));
  } catch {
    return null;
  }
}

function sealed(keys: Keys, member: string, said: Fields, lie: Lie = 'none'): string {
  // A wrong amount is signed: a true answer about some other payment.
  const told = lie === 'wrong-amount' ? bent(said) : said;
  const text = JSON.stringify(told);
  if (lie === 'unsigned') return `{${JSON.stringify(member)}:${text}}`;
  return `{${JSON.stringify(member)}:${text},"sign":${JSON.stringify(signRsa2(keys.own, text))}}`;
}

function bent(said: Fields): Fields {
  const amounts = ['total_amount', 'refund_amount'].filter((name) => said[name] !== undefined);
  return { ...said, ...Object.fromEntries(amounts.map((name) => [name, '9999.99'])) };
}
