import { decodeBase45 } from './base45.ts';
import { type CborItem, readCbor } from './cbor.ts';
import { signedData } from './cbor-write.ts';
import { hexOf } from './hex.ts';
import type { OfflinePassFields } from './inspection.ts';
import { bad, type CodeProblemCode, type Reading, type Refusal, read } from './reading.ts';

type Items = ReadonlyMap<number | string, CborItem>;

/** COSE and CWT labels (RFC 9052 §3.1, RFC 8392 §4, RFC 8747 §3); the negative five-digit ones are ours. */
const label = {
  algorithm: 1,
  keyId: 4,
  certificate: -65538,
  issuer: 1,
  subject: 2,
  merchant: 3,
  expiresAt: 4,
  issuedAt: 6,
  serial: 7,
  confirmation: 8,
  limits: -65537,
} as const;

const edDsa = -8;

/**
 * Reads an offline pass: `CT1:` and base45 of a COSE_Sign1 (RFC 9052 §4.2) in deterministic CBOR, which
 * carries its issuer's certificate. Well-formed is not verified: no signature is checked here.
 * Offsets are 0 once base45 is undone.
 */
export function readOfflinePass(text: string): Reading<OfflinePassFields> {
  const signed = readSignedPass(text);
  return signed.ok ? read(signed.value.fields) : signed;
}

/** Bytes under a signature: what RFC 9052 §4.4 has signed, and the signature's own 64. */
export type SignedBytes = { readonly data: readonly number[]; readonly signature: readonly number[] };

/** A well-formed pass with all that its two signatures are checked by. */
export type SignedPass = {
  readonly fields: OfflinePassFields;
  readonly pass: SignedBytes;
  readonly certificate: SignedBytes;
  /** The wallet's Ed25519 key, 32 bytes, as the certificate names it. */
  readonly walletKey: readonly number[];
};

/** As `readOfflinePass`, with the bytes for whoever checks the signatures (`verify-pass.ts`). */
export function readSignedPass(text: string): Reading<SignedPass> {
  const bytes = decodeBase45(text.slice(4), 4);
  if (!bytes.ok) return bytes;
  const pass = readSign1(bytes.value);
  if (!pass.ok) return pass;
  const certificate = readCertificate(pass.value.unprotectedHeader);
  if (!certificate.ok) return certificate;
  const fields = readClaims(pass.value.claims, certificate.value);
  if (!fields.ok) return fields;
  const { signed, walletKey } = certificate.value;
  return read({ fields: fields.value, pass: pass.value.signed, certificate: signed, walletKey });
}

type Sign1 = {
  readonly signed: SignedBytes;
  readonly protectedHeader: Items;
  readonly unprotectedHeader: Items;
  readonly claims: Items;
};

function problem(code: CodeProblemCode): Refusal {
  return bad(code, 0);
}

function readSign1(bytes: readonly number[]): Reading<Sign1> {
  const whole = readCbor(bytes);
  if (!whole) return problem('bad-cbor');
  const item = whole.type === 'tag' && whole.tag === 18 ? whole.value : whole;
  if (item.type !== 'array' || item.value.length !== 4) return problem('bad-value');
  const [head, open, payload, signature] = item.value;
  if (head?.type !== 'bytes' || open?.type !== 'map' || payload?.type !== 'bytes')
    return problem('bad-value');
  if (signature?.type !== 'bytes' || signature.value.length !== 64) return problem('bad-value');
  const header = readMap(head.value.length === 0 ? [0xa0] : head.value);
  if (!header.ok) return header;
  const claims = readMap(payload.value);
  if (!claims.ok) return claims;
  const algorithm = header.value.get(label.algorithm);
  if (algorithm?.type !== 'integer' || algorithm.value !== edDsa) return problem('bad-algorithm');
  return read({
    signed: { data: signedData(head.value, payload.value), signature: signature.value },
    protectedHeader: header.value,
    unprotectedHeader: open.value,
    claims: claims.value,
  });
}

function readMap(bytes: readonly number[]): Reading<Items> {
  const item = readCbor(bytes);
  if (!item) return problem('bad-cbor');
  return item.type === 'map' ? read(item.value) : problem('bad-value');
}

type Certificate = {
  readonly keyId: string;
  readonly names: OfflinePassFields['certificate'];
  readonly signed: SignedBytes;
  readonly walletKey: readonly number[];
};

/** The scheme's word for the issuer's key: a COSE_Sign1 of its own, with the key in a `cnf` claim. */
function readCertificate(header: Items): Reading<Certificate> {
  const bytes = bytesIn(header, label.certificate);
  if (!bytes.ok) return bytes;
  const signed = readSign1(bytes.value);
  if (!signed.ok) return signed;
  const { claims, protectedHeader } = signed.value;
  const keyId = bytesIn(protectedHeader, label.keyId, 8);
  if (!keyId.ok) return keyId;
  const issuer = textIn(claims, label.issuer);
  if (!issuer.ok) return issuer;
  const subject = textIn(claims, label.subject);
  if (!subject.ok) return subject;
  const expiresAt = numberIn(claims, label.expiresAt);
  if (!expiresAt.ok) return expiresAt;
  const key = walletKeyIn(claims);
  if (!key.ok) return key;
  const names = { issuer: issuer.value, subject: subject.value, expiresAt: expiresAt.value };
  const keyName = hexOf(keyId.value).toLowerCase();
  return read({ keyId: keyName, names, signed: signed.value.signed, walletKey: key.value });
}

/** `{1: {1: 1, -1: 6, -2: x}}`: an Ed25519 public key of 32 bytes (RFC 9053 §7.2). */
function walletKeyIn(claims: Items): Reading<readonly number[]> {
  const confirmation = mapIn(claims, label.confirmation);
  if (!confirmation.ok) return confirmation;
  const key = mapIn(confirmation.value, 1);
  if (!key.ok) return key;
  const type = numberIn(key.value, 1);
  if (!type.ok) return type;
  const curve = numberIn(key.value, -1);
  if (!curve.ok) return curve;
  const point = bytesIn(key.value, -2, 32);
  if (!point.ok) return point;
  return type.value === 1 && curve.value === 6 ? point : problem('bad-value');
}

function readClaims(claims: Items, certificate: Certificate): Reading<OfflinePassFields> {
  const issuer = textIn(claims, label.issuer);
  if (!issuer.ok) return issuer;
  const merchant = claims.has(label.merchant) ? textIn(claims, label.merchant) : read(null);
  if (!merchant.ok) return merchant;
  const expiresAt = numberIn(claims, label.expiresAt);
  if (!expiresAt.ok) return expiresAt;
  const issuedAt = numberIn(claims, label.issuedAt);
  if (!issuedAt.ok) return issuedAt;
  const serial = bytesIn(claims, label.serial, 16);
  if (!serial.ok) return serial;
  const limits = readLimits(claims);
  if (!limits.ok) return limits;
  if (expiresAt.value <= issuedAt.value) return problem('bad-value');
  return read({
    issuer: issuer.value,
    serial: hexOf(serial.value).toLowerCase(),
    keyId: certificate.keyId,
    ...limits.value,
    issuedAt: issuedAt.value,
    expiresAt: expiresAt.value,
    merchant: merchant.value,
    algorithm: 'EdDSA',
    certificate: certificate.names,
  });
}

type Limits = Pick<OfflinePassFields, 'walletHash' | 'limitMinor' | 'currency' | 'counter'>;

function readLimits(claims: Items): Reading<Limits> {
  const limits = mapIn(claims, label.limits);
  if (!limits.ok) return limits;
  const walletHash = bytesIn(limits.value, 1, 16);
  if (!walletHash.ok) return walletHash;
  const limit = limits.value.get(2);
  if (!limit) return problem('missing-field');
  if (limit.type !== 'integer' || !isWhole(limit.value) || limit.value === 0) return problem('bad-amount');
  const currency = limits.value.get(3);
  if (!currency) return problem('missing-field');
  // The form alone: which currency it must be is the till's own question, asked after the signature
  // (`tampered-claims` of offline-verify.json turns CNY to CNH, and it is the signature that is wrong).
  if (currency.type !== 'text' || !/^[A-Z]{3}$/.test(currency.value)) return problem('bad-currency');
  const counter = numberIn(limits.value, 4);
  if (!counter.ok) return counter;
  return read({
    walletHash: hexOf(walletHash.value).toLowerCase(),
    limitMinor: limit.value,
    currency: currency.value,
    counter: counter.value,
  });
}

function mapIn(items: Items, key: number): Reading<Items> {
  const item = items.get(key);
  if (!item) return problem('missing-field');
  return item.type === 'map' ? read(item.value) : problem('bad-value');
}

function textIn(items: Items, key: number): Reading<string> {
  const item = items.get(key);
  if (!item) return problem('missing-field');
  return item.type === 'text' ? read(item.value) : problem('bad-value');
}

/** A whole number from 0 that is exact. */
function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function numberIn(items: Items, key: number): Reading<number> {
  const item = items.get(key);
  if (!item) return problem('missing-field');
  return item.type === 'integer' && isWhole(item.value) ? read(item.value) : problem('bad-value');
}

function bytesIn(items: Items, key: number, length?: number): Reading<readonly number[]> {
  const item = items.get(key);
  if (!item) return problem('missing-field');
  const fits = item.type === 'bytes' && (length === undefined || item.value.length === length);
  return fits ? read(item.value) : problem('bad-value');
}
