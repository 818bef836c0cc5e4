import { encodeBase45 } from './base45.ts';
import { type CborValue, signedData, writeCbor } from './cbor-write.ts';

/** Signs with an Ed25519 key that only its owner has: 64 bytes. */
export type SignBytes = (data: Uint8Array) => Uint8Array;

/** The scheme's word for a wallet provider's key. Times in seconds since 1970. */
export type PassCertificate = {
  readonly scheme: string;
  readonly provider: string;
  readonly expiresAt: number;
  /** First 8 bytes of the SHA-256 of the scheme's key. */
  readonly keyId: readonly number[];
  /** The provider's own key, 32 bytes. */
  readonly providerKey: readonly number[];
};

export type PassDraft = {
  readonly provider: string;
  /** Null: any merchant takes it. */
  readonly merchant: string | null;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** 16 bytes each. */
  readonly serial: readonly number[];
  readonly walletHash: readonly number[];
  readonly limitMinor: number;
  readonly currency: string;
  readonly counter: number;
};

const edDsa = -8;
const certificateLabel = -65538;
const limitsLabel = -65537;

/** The certificate as COSE_Sign1, in bytes (qr.md §7). */
export function writePassCertificate(certificate: PassCertificate, sign: SignBytes): number[] {
  const { scheme, provider, expiresAt, keyId, providerKey } = certificate;
  const key: CborValue = {
    map: [
      [1, 1],
      [-1, 6],
      [-2, { bytes: providerKey }],
    ],
  };
  const claims: CborValue = {
    map: [
      [1, scheme],
      [2, provider],
      [4, expiresAt],
      [8, { map: [[1, key]] }],
    ],
  };
  const header: CborValue = {
    map: [
      [1, edDsa],
      [4, { bytes: keyId }],
    ],
  };
  return writeCbor(sign1(header, [], claims, sign));
}

/** The text of a pass, as a wallet shows it: `CT1:…`. */
export function writeOfflinePass(draft: PassDraft, certificate: readonly number[], sign: SignBytes): string {
  const limits: CborValue = {
    map: [
      [1, { bytes: draft.walletHash }],
      [2, draft.limitMinor],
      [3, draft.currency],
      [4, draft.counter],
    ],
  };
  const merchant = draft.merchant === null ? [] : ([[3, draft.merchant]] as const);
  const claims: CborValue = {
    map: [
      [1, draft.provider],
      ...merchant,
      [4, draft.expiresAt],
      [6, draft.issuedAt],
      [7, { bytes: draft.serial }],
      [limitsLabel, limits],
    ],
  };
  const open = [[certificateLabel, { bytes: certificate }]] as const;
  const pass = sign1({ map: [[1, edDsa]] }, open, claims, sign);
  return `CT1:${encodeBase45(writeCbor({ tag: 18, value: pass }))}`;
}

function sign1(
  header: CborValue,
  open: readonly (readonly [number, CborValue])[],
  claims: CborValue,
  sign: SignBytes,
): CborValue {
  const head = writeCbor(header);
  const payload = writeCbor(claims);
  const signature = [...sign(Uint8Array.from(signedData(head, payload)))];
  return { list: [{ bytes: head }, { map: open }, { bytes: payload }, { bytes: signature }] };
}
