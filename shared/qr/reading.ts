/** Every reason why a scanned text is refused, in one closed list. */
export type CodeProblemCode =
  | 'empty'
  | 'too-long'
  | 'unknown-kind'
  | 'not-tlv'
  | 'bad-length'
  | 'truncated'
  | 'duplicate-field'
  | 'wrong-order'
  | 'missing-field'
  | 'missing-crc'
  | 'bad-crc'
  | 'bad-charset'
  | 'bad-base64'
  | 'bad-base45'
  | 'bad-ber'
  | 'bad-cbor'
  | 'bad-algorithm'
  | 'unknown-ai'
  | 'bad-url'
  | 'bad-check-digit'
  | 'bad-indicator'
  | 'bad-value'
  | 'bad-mcc'
  | 'bad-currency'
  | 'bad-amount'
  | 'bad-tip'
  | 'bad-country'
  | 'bad-date';

/**
 * What is wrong and where: `at` is a UTF-8 byte offset in the text after trimming; in a
 * consumer-presented code a byte offset in the decoded bytes; 0 inside an offline pass.
 */
export type CodeProblem = { readonly code: CodeProblemCode; readonly at: number };

/** What one step of a reader answers: a value, or the problem that refuses the whole code. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: CodeProblem };

export type Refusal = { readonly ok: false; readonly problem: CodeProblem };

export function read<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function bad(code: CodeProblemCode, at: number): Refusal {
  return { ok: false, problem: { code, at } };
}
