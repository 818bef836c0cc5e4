import type { DisplayScene, DisplayView, SaleScene } from '../../shared/display.ts';
import type { LineView, PayView, RegisterView } from '../../shared/views.ts';

/**
 * What the customer may see of the register: picked field by field, so that what is added to the
 * register's view some day is not shown to the street by itself. `isThanking`: the last sale was booked
 * moments ago.
 */
export function displayView(register: RegisterView, isThanking: boolean): DisplayView {
  const { shop, settings } = register;
  return {
    language: settings.language,
    textSize: settings.textSize,
    contrast: settings.contrast,
    shop: shop.name,
    practice: shop.practice,
    scene: sceneOf(register, isThanking),
  };
}

function sceneOf(register: RegisterView, isThanking: boolean): DisplayScene {
  const { basket, lock, paid, pay, room } = register;
  if (lock.isLocked) return { show: 'greeting' };
  if (basket.lines.length === 0) return paid && isThanking ? thanks(paid) : { show: 'greeting' };
  // In another room somebody looks after the shop, not after this customer; a payment under way goes on.
  return room === 'sell' || pay !== null ? sale(register) : { show: 'greeting' };
}

function sale({ basket, pay }: RegisterView): DisplayScene {
  return {
    show: 'sale',
    lines: basket.lines.map(lineOf),
    newestLineId: basket.newestLineId,
    discountTotal: basket.discountTotal,
    total: basket.total,
    taken: pay?.taken.map(({ no, kind, amount }) => ({ no, kind, amount })) ?? [],
    rest: pay?.rest ?? basket.total,
    now: pay?.isPart ? pay.amount : null,
    code: pay && codeOf(pay),
  };
}

/** Only while it can be paid: not while it is being taken back, nor while nobody knows what became of it. */
function codeOf({ attempt, shownCode }: PayView): SaleScene['code'] {
  return attempt?.state === 'awaiting-customer' ? shownCode : null;
}

function lineOf({ id, names, unit, quantity, unitPrice, lineDiscount, amount }: LineView) {
  return { id, names, unit, quantity, unitPrice, discount: lineDiscount, amount };
}

function thanks(paid: NonNullable<RegisterView['paid']>): DisplayScene {
  return {
    show: 'thanks',
    total: paid.total,
    change: paid.change,
    isPaid: !paid.offline && paid.tenders.every((each) => each.kind !== 'elsewhere'),
  };
}
