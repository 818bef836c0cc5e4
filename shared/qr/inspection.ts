import type cardNetworks from './card-networks.json';
import type mpmSchemes from './mpm-schemes.json';
import type paymentIssuers from './payment-issuers.json';
import type { CodeProblem } from './reading.ts';

/** A GTIN as printed. `gtin` is the same in 14 digits, the form in which two codes can be compared. */
export type ProductFields = {
  readonly format: 'ean-8' | 'upc-a' | 'ean-13' | 'gtin-14';
  readonly code: string;
  readonly gtin: string;
};

/** EAN-13 of prefix 20–29: `item` is digits 2–6, `value` digits 7–11 from 0; each shop says what they mean. */
export type WeightedProductFields = {
  readonly code: string;
  readonly prefix: string;
  readonly item: string;
  readonly value: string;
};

export type Gs1Fields = {
  readonly syntax: 'element-string' | 'bracketed' | 'digital-link';
  /** Values by application identifier; a GTIN always in 14 digits. */
  readonly ais: Readonly<Record<string, string>>;
};

export type PaymentIssuer = keyof typeof paymentIssuers;

export type PaymentCodeFields = { readonly issuer: PaymentIssuer; readonly code: string };

export type CpmCard = {
  readonly label?: string;
  readonly pan?: string;
  readonly track2?: CpmTrack2;
  readonly cardholderName?: string;
  readonly languages?: readonly string[];
  readonly issuerUrl?: string;
  readonly version?: string;
  readonly tokenRequestorId?: string;
  readonly par?: string;
  readonly last4?: string;
  /** Tag and value in capital hex: the issuer's data, passed on and not judged. */
  readonly transparent?: Readonly<Record<string, string>>;
  readonly other?: Readonly<Record<string, string>>;
};

export type CpmTrack2 = {
  readonly pan: string;
  /** YYMM. */
  readonly expiry: string;
  readonly serviceCode: string;
  readonly discretionary?: string;
};

export type CpmApplication = CpmCard & { readonly aid: string };

/** Holds a PAN or track 2: never to be written to a log. */
export type CpmFields = {
  readonly format: 'CPV01';
  readonly applications: readonly CpmApplication[];
  readonly common?: CpmCard;
  readonly other?: Readonly<Record<string, string>>;
};

export type CardNetwork = keyof typeof cardNetworks;

export type NationalScheme = keyof typeof mpmSchemes;

export type MpmAccount =
  | { readonly id: string; readonly network: CardNetwork; readonly value: string }
  | {
      readonly id: string;
      readonly guid: string;
      readonly sub: Readonly<Record<string, string>>;
      readonly scheme?: NationalScheme;
    };

export type MpmTip =
  | { readonly mode: 'prompt' }
  | { readonly mode: 'fixed' | 'percent'; readonly value: string };

export type MpmAdditional = {
  readonly billNumber?: string;
  readonly mobileNumber?: string;
  readonly storeLabel?: string;
  readonly loyaltyNumber?: string;
  readonly referenceLabel?: string;
  readonly customerLabel?: string;
  readonly terminalLabel?: string;
  readonly purpose?: string;
  readonly consumerDataRequest?: string;
  readonly merchantTaxId?: string;
  readonly merchantChannel?: string;
  readonly other?: Readonly<Record<string, string>>;
};

export type MpmLanguage = {
  readonly preference: string;
  readonly merchantName: string;
  readonly merchantCity?: string;
};

export type MpmFields = {
  readonly format: '01';
  readonly initiation?: 'static' | 'dynamic';
  /** Some issuers count UTF-8 bytes where the standard counts characters. */
  readonly lengthUnit: 'characters' | 'bytes';
  readonly crc: string;
  readonly scheme: NationalScheme | CardNetwork | 'other';
  readonly accounts: readonly MpmAccount[];
  readonly mcc?: string;
  /** ISO 4217 number and, beside it, its letters. */
  readonly currency: string;
  readonly currencyCode: string;
  /** As written, and in minor units: a whole number that a double holds exactly (at most 13 characters are read). */
  readonly amount?: string;
  readonly amountMinor?: number;
  readonly tip?: MpmTip;
  readonly country: string;
  readonly merchantName?: string;
  readonly merchantCity?: string;
  readonly postalCode?: string;
  readonly additional?: MpmAdditional;
  readonly language?: MpmLanguage;
  readonly rfu?: Readonly<Record<string, string>>;
  readonly unreserved?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
};

export type UpiFields = {
  readonly payeeAddress: string;
  readonly payeeName?: string;
  readonly merchantCode?: string;
  readonly transactionId?: string;
  readonly transactionRef?: string;
  readonly note?: string;
  readonly amount?: string;
  readonly amountMinor?: number;
  readonly minAmount?: string;
  readonly currency?: string;
  readonly url?: string;
  readonly mode?: string;
  readonly purpose?: string;
  readonly orgId?: string;
  readonly sign?: string;
  readonly other?: Readonly<Record<string, string>>;
};

export type VoucherFields = { readonly code: string; readonly programme: string; readonly serial: string };

export type ReceiptFields = {
  readonly code: string;
  readonly terminal: string;
  readonly epoch: number;
  readonly number: number;
};

/** Well-formed, not verified: signatures, limits and times are checked where the keys are. */
export type OfflinePassFields = {
  readonly issuer: string;
  /** Hex, like `walletHash` and `keyId`. */
  readonly serial: string;
  readonly walletHash: string;
  readonly keyId: string;
  readonly limitMinor: number;
  readonly currency: string;
  readonly counter: number;
  /** Unix seconds, like every time of a pass. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** null: good at any merchant. */
  readonly merchant: string | null;
  readonly algorithm: 'EdDSA';
  readonly certificate: { readonly issuer: string; readonly subject: string; readonly expiresAt: number };
};

type FieldsByKind = {
  readonly product: ProductFields;
  readonly 'weighted-product': WeightedProductFields;
  readonly gs1: Gs1Fields;
  readonly 'payment-code': PaymentCodeFields;
  readonly 'emv-cpm': CpmFields;
  readonly 'emv-mpm': MpmFields;
  readonly upi: UpiFields;
  readonly voucher: VoucherFields;
  readonly receipt: ReceiptFields;
  readonly 'offline-pass': OfflinePassFields;
};

/** Every kind of code but `unknown`, which has no fields and is never valid. */
export type KnownKind = keyof FieldsByKind;

export type ValidInspection = {
  readonly [K in KnownKind]: { readonly kind: K; readonly valid: true; readonly fields: FieldsByKind[K] };
}[KnownKind];

export type RefusedInspection = {
  readonly kind: KnownKind | 'unknown';
  readonly valid: false;
  readonly problem: CodeProblem;
};

export type Inspection = ValidInspection | RefusedInspection;
