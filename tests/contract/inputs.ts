import { z } from 'zod';
import { type AskInput, type AskName, asks } from '../../shared/contract.ts';

/** Ids that a living shop knows, so that nothing but the mutation is wrong with an input. */
export type Known = {
  readonly productId: string;
  readonly lineId: string;
  readonly basketId: string;
  readonly saleId: string;
  readonly scanId: string;
  readonly attemptId: string;
};

type Inputs = { readonly [K in AskName]: AskInput<K> };

/** An id made by the window that names nothing yet. */
const actionId = '019abcde-0000-7000-8000-000000000001';

/** One good input for every call; every field there is, the optional ones too. */
export function goodInputs(known: Known): Inputs {
  const { productId, lineId, basketId, saleId, scanId, attemptId } = known;
  const discount = { kind: 'percent', basisPoints: 1000 } as const;
  return {
    'register.get': {},
    'register.scan': { text: '6901234567892', aim: ']E0', device: 'keyboard' },
    'register.lookAt': { room: 'day' },
    'register.dismissNotice': { id: 'key-in-the-open/key' },
    'basket.addProduct': { productId, quantity: '2' },
    'basket.addAmount': { amount: '1.50', taxClass: 'standard', name: 'Bag', scanId },
    'basket.setQuantity': { lineId, quantity: '3' },
    'basket.removeLine': { lineId },
    'basket.discountLine': { lineId, discount, approvalId: actionId },
    'basket.discountAll': { discount, approvalId: actionId },
    'basket.ignoreScan': { scanId },
    'basket.hold': {},
    'basket.recall': { basketId },
    'basket.abandon': {},
    ...payInputs(saleId, attemptId),
    'received.giveBack': { id: actionId, paymentId: actionId, amount: '1' },
    'sales.list': { before: 10, text: '1', limit: 5 },
    'sales.receipt': { saleId },
    'sales.copy': { saleId, id: actionId },
    'sales.refunds': { saleId },
    'sales.refundPreview': { saleId, what: { by: 'amount', amount: '1' } },
    'sales.refund': {
      id: actionId,
      saleId,
      what: { by: 'lines', lines: [{ no: 1, quantity: '1' }] },
      reason: 'faulty',
      note: 'leaks',
      total: { minor: '600', currency: 'CNY' },
      approvalId: actionId,
    },
    'refunds.queryNow': { refundId: actionId },
    'refunds.payOut': { id: actionId, refundId: actionId, approvalId: actionId },
    'sales.correctTender': { saleId, tenderNo: 1, to: 'elsewhere', how: 'wechat' },
    'goods.search': { text: 'tea', limit: 5 },
    'goods.list': { category: 'tea', after: productId, limit: 5 },
    'goods.categories': {},
    'goods.tiles': { category: 'tea', limit: 5 },
    'goods.save': goodProduct(productId),
    'goods.import': { csv: 'barcode,name,price\n', apply: true },
    'settlement.get': { month: '2026-11' },
    'settlement.ask': {},
    'settlement.closeCase': { caseId: actionId, reason: 'paid by hand' },
    ...shiftInputs(),
    'day.report': { day: '2026-11-23' },
    'settings.set': {
      language: 'en',
      textSize: 'large',
      contrast: 'high',
      serialScanner: '/dev/ttyACM0',
      customerDisplay: 'window',
    },
    ...staffInputs(),
    'settings.serialPorts': {},
    'shop.about': {},
    'shop.printCode': {},
    'practice.open': { page: 'phone' },
  };
}

function shiftInputs() {
  return {
    'shift.get': { number: 1 },
    'shift.open': { float: '200' },
    'shift.moveCash': {
      id: actionId,
      direction: 'in',
      purpose: 'owner',
      reason: 'small change',
      amount: '10',
      approvalId: actionId,
    },
    'shift.openDrawer': { id: actionId, reason: 'a look', approvalId: actionId },
    'shift.close': { countedCash: '200', countedElsewhere: '0' },
  } as const;
}

function goodProduct(id: string): AskInput<'goods.save'> {
  return {
    id,
    names: { 'zh-CN': '茶', en: 'Tea' },
    barcodes: ['6901234567892'],
    scaleItem: null,
    category: 'tea',
    taxClass: 'standard',
    unit: 'each',
    price: '5',
    retired: false,
  };
}

export type Mutant = { readonly what: string; readonly input: unknown };

/** What a call must refuse, whoever makes it: its own good input, spoilt in one place. */
export function spoiltInputs(name: AskName, good: object): Mutant[] {
  const odd = [null, undefined, 0, -0, Number.NaN, 2 ** 53, '', '\ud800', true, 10n, [], [good]];
  const unknown = ['role', 'constructor', '', 'toString']
    .filter((field) => !Object.hasOwn(good, field))
    .map((field) => ({ ...good, [field]: 'owner' }));
  return [
    ...odd.map((input) => ({ what: `${wordFor(input)} in place of the input`, input })),
    ...unknown.map((input) => ({ what: 'a field that nobody knows', input })),
    { what: 'a field named __proto__', input: withOwnPrototype(good) },
    { what: 'a field 10,000 deep', input: { ...good, surprise: deep(10_000) } },
    ...Object.keys(good).flatMap((field) => spoiltField(name, good, field)),
  ];
}

/** As it comes out of a parser: a field of that name, not a prototype. */
function withOwnPrototype(good: object): object {
  const input = { ...good };
  Object.defineProperty(input, '__proto__', { value: { role: 'owner' }, enumerable: true });
  return input;
}

function spoiltField(name: AskName, good: object, field: string): Mutant[] {
  const { [field]: value, ...rest } = good as Record<string, unknown>;
  const spoilt: unknown[] = [
    ...(Array.isArray(value) ? [] : [[]]),
    [value],
    { minor: value },
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    10n,
    deep(10_000),
    new Uint8Array(8),
    typeof value === 'boolean' ? 'true' : true,
    ...(typeof value === 'number' ? ['5'] : []),
    // The one text that is meant to be long is a file of goods.
    ...(field === 'csv' ? [] : ['x'.repeat(10_000_000)]),
  ];
  const changed = spoilt.map((put) => ({
    what: `${field}: ${wordFor(put)}`,
    input: { ...rest, [field]: put },
  }));
  return isOptional(name, field) ? changed : [...changed, { what: `${field}: left out`, input: rest }];
}

function isOptional(name: AskName, field: string): boolean {
  const schema: unknown = Reflect.get(asks[name].input.shape, field);
  if (!(schema instanceof z.ZodType)) throw new Error(`${name} has no field ${field}`);
  return schema.safeParse(undefined).success;
}

/** Texts that a person could not type and a program could send: refused, or kept as they are, never an error. */
export const oddTexts: readonly string[] = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  'half \udc00 a character',
  `${'x'.repeat(199)}😀`,
  '\u202e0.01',
  '٣',
  '１２',
  '-0',
  '1e3',
  'NaN',
  "'; DROP TABLE journal; --",
  '" OR "" = "',
  '*:^ NEAR(a, b)',
  '=1+1',
  '__proto__',
  '9'.repeat(64),
  '\u200b\ufeff',
];

/** Every text of an input in turn replaced by an odd one. */
export function oddInputs(good: object): Mutant[] {
  return Object.entries(good).flatMap(([field, value]) => {
    if (typeof value === 'string')
      return oddTexts.map((text) => ({
        what: `${field}: ${JSON.stringify(text)}`,
        input: { ...good, [field]: text },
      }));
    if (typeof value === 'number')
      return [-0, -1, 2 ** 53 - 1].map((number) => ({
        what: `${field}: ${number}`,
        input: { ...good, [field]: number },
      }));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return oddInputs(value).map(({ what, input }) => ({
      what: `${field}.${what}`,
      input: { ...good, [field]: input },
    }));
  });
}

function wordFor(value: unknown): string {
  if (typeof value === 'string') return `a text of ${value.length}`;
  return typeof value === 'object'
    ? Object.prototype.toString.call(value)
    : `${typeof value} ${String(value)}`;
}

function deep(depth: number): unknown {
  let value: unknown = {};
  for (let level = 0; level < depth; level += 1) value = { deeper: value };
  return value;
}

type StaffInputs = { [K in AskName as K extends `staff.${string}` ? K : never]: AskInput<K> };

/** A PIN costs a third of a second to look at, so nobody here is known by one. */
function staffInputs(): StaffInputs {
  const personId = actionId;
  return {
    'staff.signIn': { personId, pin: '739146' },
    'staff.lock': {},
    'staff.stillHere': {},
    'staff.approve': {
      action: 'refund',
      subject: actionId,
      amount: { minor: '600', currency: 'CNY' },
      approverId: personId,
      pin: '739146',
    },
    'staff.list': {},
    'staff.add': { id: actionId, name: 'Mei', role: 'cashier', pin: '739146', ownPin: '739146' },
    'staff.change': { personId, name: 'Mei', role: 'manager', pin: '739146', ownPin: '739146' },
    'staff.setPin': { personId, pin: '739146', ownPin: '739146' },
    'staff.deactivate': { personId, ownPin: '739146' },
  };
}

type PayInputs = { [K in AskName as K extends `pay.${string}` ? K : never]: AskInput<K> };

function payInputs(saleId: string, attemptId: string): PayInputs {
  return {
    'pay.open': { approvalId: actionId },
    'pay.back': {},
    'pay.sendHeldCode': {},
    'pay.typeCode': { code: '81234567890123456782' },
    'pay.stop': { attemptId },
    'pay.queryNow': { attemptId },
    'pay.setAside': { attemptId },
    'pay.redeem': {},
    'pay.checkVoucher': {},
    'pay.showCode': {},
    'pay.putVoucherAway': {},
    'pay.part': { amount: '3' },
    'pay.cash': { tendered: '100', part: true, tenderNo: 1 },
    'pay.cashInstead': { attemptId, tendered: '100' },
    'pay.elsewhere': { how: 'card', tenderNo: 1 },
    'pay.received': { paymentId: attemptId, tenderNo: 1 },
    'pay.giveBack': { saleId, tenderNo: 1 },
    'pay.cancelSale': { saleId },
    'pay.next': {},
  };
}
