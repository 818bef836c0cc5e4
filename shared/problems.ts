/**
 * Every reason for which the till says no, in one closed list: the screens have words for each
 * (`problem.<code>` in both languages), so a refusal is never silence and never a raw message.
 */
export const problemCodes = [
  'amount-above-due',
  'amount-too-large',
  'bad-amount',
  'bad-barcode',
  'bad-quantity',
  'basket-empty',
  'basket-full',
  'basket-frozen',
  'cash-short',
  'code-foreign',
  'code-spent',
  'code-unreadable',
  'core-restarted',
  'currency-differs',
  'disk-full',
  'duplicate-barcode',
  'field-invalid',
  'import-too-large',
  'internal',
  'movement-booked',
  'name-missing',
  'not-permitted',
  'nothing-to-correct',
  'payment-open',
  'payment-settled',
  'scan-refused',
  'scheme-silent',
  'shift-closed',
  'shift-open',
  'store-locked',
  'store-newer',
  'terminal-not-activated',
  'unknown-call',
  'unknown-line',
  'unknown-product',
  'unknown-sale',
] as const;

export type ProblemCode = (typeof problemCodes)[number];
