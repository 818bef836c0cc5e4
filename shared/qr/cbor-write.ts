import { utf8Bytes } from './utf8.ts';

/** What a token of ours holds. Map keys in pairs, since an object's keys are always text. */
export type CborValue =
  | number
  | string
  | { readonly bytes: readonly number[] }
  | { readonly list: readonly CborValue[] }
  | { readonly map: readonly (readonly [number | string, CborValue])[] }
  | { readonly tag: number; readonly value: CborValue };

/** Deterministic CBOR (RFC 8949 §4.2.1). Numbers are whole and exact. */
export function writeCbor(value: CborValue): number[] {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') {
    const text = utf8Bytes(value);
    return [...head(3, text.length), ...text];
  }
  if ('bytes' in value) return [...head(2, value.bytes.length), ...value.bytes];
  if ('list' in value) return [...head(4, value.list.length), ...value.list.flatMap(writeCbor)];
  if ('tag' in value) return [...head(6, value.tag), ...writeCbor(value.value)];
  const entries = value.map.map(([key, entry]) => [writeCbor(key), writeCbor(entry)] as const);
  entries.sort(([one], [other]) => order(one, other));
  return [...head(5, entries.length), ...entries.flatMap(([key, entry]) => [...key, ...entry])];
}

/** What a COSE_Sign1 has signed: `["Signature1", protected, h'', payload]` (RFC 9052 §4.4). */
export function signedData(header: readonly number[], payload: readonly number[]): number[] {
  return writeCbor({ list: ['Signature1', { bytes: header }, { bytes: [] }, { bytes: payload }] });
}

function head(major: number, argument: number): number[] {
  const first = major * 32;
  if (argument < 24) return [first + argument];
  const length = argument < 2 ** 8 ? 1 : argument < 2 ** 16 ? 2 : argument < 2 ** 32 ? 4 : 8;
  const digits: number[] = [];
  for (let rest = argument; digits.length < length; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return [first + 24 + Math.log2(length), ...digits];
}

function order(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((byte, index) => byte !== other[index]);
  return (one[at] ?? 0) - (other[at] ?? 0);
}
